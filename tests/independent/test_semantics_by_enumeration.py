"""The independent implementation gives the worked answers of the specification, and changes worked out by hand."""

from typing import Any

import pytest

from tests.independent.semantics_by_enumeration import NOT_SETTLED, advise

Facts = dict[str, Any]
Answer = tuple[str, list[str], Any, str | None]

SYMPTOMS = ["fever", "respiratory_symptoms", "other_symptoms_or_signs"]
NO_SYMPTOMS = {"care_setting": "screening-clinic"} | dict.fromkeys(SYMPTOMS, "no")
CT_PRESUMES = ["rt_pcr", "covid_suspicion", "pneumonia_suspected", "severity", "urgent_procedure"]
ASKED_OF_WHO_ORDERS_CT = [
    "rt_pcr",
    "covid_suspicion",
    "pneumonia_suspected",
    "chest_radiograph",
    "severity",
    "urgent_procedure",
    "can_wait_for_rt_pcr",
]
EMERGENCY = {"care_setting": "emergency", "covid_suspicion": "high"}
CANNOT_WAIT = {"care_setting": "intensive-care", "rt_pcr": "pending", "can_wait_for_rt_pcr": "no"}
NOT_ADVISED, SILENT, WEIGH = "not-recommended", "no-statement", "after-weighing"
NO_SYMPTOMS_CXR: Answer = (NOT_ADVISED, [], ["visit_reason", "rt_pcr", "severity"], None)

# Each answer: strength, ask, presumed, presumably; ... stands where the specification gives none.
WORKED: list[tuple[Facts, str | None, Answer, Answer]] = [
    (NO_SYMPTOMS, None, NO_SYMPTOMS_CXR, (NOT_ADVISED, [], ["visit_reason", *CT_PRESUMES], None)),
    (NO_SYMPTOMS, "ct", NO_SYMPTOMS_CXR, (NOT_SETTLED, ASKED_OF_WHO_ORDERS_CT, [], NOT_ADVISED)),
    (
        {"care_setting": "screening-clinic", "fever": "yes"},
        None,
        (NOT_SETTLED, ["respiratory_symptoms"], [], None),
        (SILENT, [], CT_PRESUMES, None),
    ),
    (
        {"care_setting": "outpatient-safe-clinic", "fever": "yes"},
        None,
        ("recommended", [], ["rt_pcr"], None),
        (SILENT, [], ..., None),
    ),
    (EMERGENCY, None, (SILENT, [], ..., None), (NOT_SETTLED, ["rt_pcr"], [], None)),
    (CANNOT_WAIT, None, (SILENT, [], ..., None), (NOT_SETTLED, ["severity", "urgent_procedure"], [], None)),
    (EMERGENCY | {"rt_pcr": "negative"}, "ct", (SILENT, [], ..., None), (WEIGH, [], [], None)),
    (
        {"care_setting": "inpatient", "rt_pcr": "positive"},
        None,
        ("out-of-scope", [], [], None),
        ("out-of-scope", [], [], None),
    ),
    (
        {},
        None,
        (NOT_SETTLED, ["care_setting", *SYMPTOMS], [], None),
        (NOT_SETTLED, ["care_setting", *SYMPTOMS], [], None),
    ),
]


@pytest.mark.parametrize(("facts", "order", "cxr", "ct"), WORKED)
def test_advice_on_a_worked_answer(facts: Facts, order: str | None, cxr: Answer, ct: Answer) -> None:
    advice = advise(facts, order)
    for modality, expected in (("cxr", cxr), ("ct", ct)):
        found = [advice[modality][key] for key in ("strength", "ask", "presumed", "presumably")]
        assert found == [got if wanted is ... else wanted for got, wanted in zip(found, expected, strict=True)]


def test_would_change_of_an_asymptomatic_visit_is_as_worked_out_by_hand() -> None:
    elsewhere = ["outpatient-safe-clinic", "emergency", "inpatient", "intensive-care", "other"]
    said = advise(NO_SYMPTOMS, explain=True)
    silent = {
        fact: {"fact": fact, "values": values, "strength": SILENT}
        for fact, values in {"visit_reason": ["medical"], "severity": ["critical"], "care_setting": elsewhere}.items()
    } | {fact: {"fact": fact, "values": ["yes"], "strength": SILENT} for fact in SYMPTOMS}
    positive = {"fact": "rt_pcr", "values": ["positive"], "strength": "out-of-scope"}
    coughs = {"fact": "respiratory_symptoms", "values": ["yes"], "strength": "may-be-considered"}
    around = [silent["care_setting"], silent["visit_reason"], silent["fever"]]
    assert said["cxr"]["would_change"] == [
        *around,
        coughs,
        silent["other_symptoms_or_signs"],
        positive,
        silent["severity"],
    ]
    # In intensive care severity is no longer presumed, so CT's answer there is not settled.
    not_icu = {
        "fact": "care_setting",
        "values": [value for value in elsewhere if value != "intensive-care"],
        "strength": SILENT,
    }
    assert said["ct"]["would_change"] == [
        not_icu,
        silent["visit_reason"],
        *(silent[fact] for fact in SYMPTOMS),
        positive,
    ]


def test_would_change_of_an_answer_not_settled_lists_what_settles_it() -> None:
    said = advise({"care_setting": "screening-clinic", "fever": "yes"}, explain=True)["cxr"]
    assert said["would_change"] == [
        {"fact": "care_setting", "values": ["outpatient-safe-clinic"], "strength": "recommended"},
        {"fact": "care_setting", "values": ["emergency", "inpatient", "intensive-care", "other"], "strength": SILENT},
    ]
