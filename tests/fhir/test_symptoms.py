"""Present, absent and not known are kept apart for every way in which a symptom can be said."""

from itertools import product

import pytest

from tests.fhir.invented_bundles import (
    CLINICAL,
    COUGH,
    DYSPNOEA,
    FEVER,
    HEADACHE,
    ICD,
    INTERPRETATION,
    KCD,
    SNOMED,
    SORE_THROAT,
    YES_NO,
    Resource,
    ago,
    concept,
    condition,
    encounter,
    known,
    observation,
    quantity,
    read,
    reasons,
    values,
    verification,
)

FACTS = ("fever", "respiratory_symptoms", "other_symptoms_or_signs")
NOT_KNOWN = ("yes", "no")
ASYMPTOMATIC, NASAL_DISCHARGE, DRY_COUGH = "84387000", "64531003", "11833005"
NOT_TOLD = "it is neither confirmed and active nor refuted"
NO_ANSWER = "it is not final, or its value is none that says present or absent"

VERIFICATIONS = (
    None,
    "confirmed",
    "unconfirmed",
    "provisional",
    "differential",
    "refuted",
    "entered-in-error",
    "invented",
)
CLINICALS = (None, "active", "recurrence", "relapse", "inactive", "remission", "resolved")
ENDS: dict[str, Resource] = {
    "open": {},
    "ended": {"abatementDateTime": ago(hours=0.25)},
    "ended in a period": {"abatementPeriod": {"start": ago(hours=0.25)}},
    "ends later": {"abatementDateTime": ago(hours=-24)},
    "ended at an age": {"abatementAge": {"value": 34}},
    "ended in a range": {"abatementRange": {"low": {"value": 1}}},
    "ended in words": {"abatementString": "last week"},
    "ended at no time": {"abatementDateTime": "then"},
}


def three(*resources: Resource) -> tuple[tuple[str, ...], ...]:
    gathered = read(*resources)
    return tuple(known(gathered, fact) for fact in FACTS)


@pytest.mark.parametrize(("verified", "clinical", "end"), list(product(VERIFICATIONS, CLINICALS, ENDS)))
def test_condition_is_present_absent_or_not_known(verified: str | None, clinical: str | None, end: str) -> None:
    if verified == "refuted":
        expected: tuple[str, ...] = ("no",)
    elif verified not in {None, "confirmed"}:
        expected = NOT_KNOWN
    elif end == "open":
        expected = ("yes",) if clinical in {None, "active", "recurrence", "relapse"} else NOT_KNOWN
    else:
        expected = ("yes",) if end == "ends later" else NOT_KNOWN
    gathered = read(
        condition(
            FEVER,
            verificationStatus=verification(verified) if verified else None,
            clinicalStatus=concept(clinical, CLINICAL) if clinical else None,
            **ENDS[end],
        )
    )
    assert known(gathered, "fever") == expected
    assert reasons(gathered) == ([("Condition/c1#verificationStatus", NOT_TOLD)] if expected == NOT_KNOWN else [])


def test_status_without_its_system_confirms_nothing() -> None:
    assert known(read(condition(FEVER, verificationStatus={"text": "confirmed"})), "fever") == NOT_KNOWN


def test_missing_condition_is_never_no() -> None:
    assert three(condition("38341003")) == (NOT_KNOWN, NOT_KNOWN, NOT_KNOWN)


CODES = [
    (FEVER, SNOMED, "fever"),
    ("426000000", SNOMED, "fever"),
    ("103001002", SNOMED, "fever"),
    ("R50.9", ICD, "fever"),
    ("R509", KCD, "fever"),
    (COUGH, SNOMED, "respiratory_symptoms"),
    (DRY_COUGH, SNOMED, "respiratory_symptoms"),
    ("R05", KCD, "respiratory_symptoms"),
    ("R06.02", ICD, "respiratory_symptoms"),
    ("248595008", SNOMED, "respiratory_symptoms"),
    (HEADACHE, SNOMED, "other_symptoms_or_signs"),
    ("43724002", SNOMED, "other_symptoms_or_signs"),
    ("36955009", SNOMED, "other_symptoms_or_signs"),
]


@pytest.mark.parametrize(("code", "system", "fact"), CODES)
def test_symptom_feeds_its_own_fact(code: str, system: str, fact: str) -> None:
    expected = tuple(("yes",) if each == fact else NOT_KNOWN for each in FACTS)
    assert three(condition(code, system=system)) == expected


@pytest.mark.parametrize(("code", "system", "fact"), CODES)
def test_denial_of_one_symptom_denies_a_group_only_where_it_is_the_group(code: str, system: str, fact: str) -> None:
    denied = ("no",) if code in {FEVER, "R50.9", "R509"} else NOT_KNOWN
    expected = tuple(denied if each == fact else NOT_KNOWN for each in FACTS)
    assert three(condition(code, system=system, verificationStatus=verification("refuted"))) == expected


SAYINGS = ("nothing", "present", "absent")
RESPIRATORY = {"cough": COUGH, "dyspnoea": DYSPNOEA, "sore throat": SORE_THROAT, "runny nose": NASAL_DISCHARGE}


def say(code: str, saying: str, identity: str, hours: float = 0.5) -> list[Resource]:
    if saying == "nothing":
        return []
    status = verification("confirmed" if saying == "present" else "refuted")
    return [condition(code, identity, verificationStatus=status, recordedDate=ago(hours=hours))]


def symptomatic(answer: str, hours: float = 0.5, identity: str = "s1") -> list[Resource]:
    if answer == "nothing":
        return []
    said = {"effectiveDateTime": ago(hours=hours), "valueCodeableConcept": concept(answer, YES_NO)}
    return [observation(concept("95419-8"), identity, **said)]


@pytest.mark.parametrize(("sayings", "answer"), list(product(product(SAYINGS, repeat=4), ("nothing", "Y", "N"))))
def test_group_is_present_by_one_and_absent_by_all(sayings: tuple[str, ...], answer: str) -> None:
    said = dict(zip(RESPIRATORY, sayings, strict=True))
    resources = [one for name in said for one in say(RESPIRATORY[name], said[name], name.replace(" ", "-"))]
    cardinal = {said[name] for name in ("cough", "dyspnoea", "sore throat")}
    if "present" in sayings:
        expected: tuple[str, ...] = NOT_KNOWN if answer == "N" else ("yes",)
    else:
        expected = ("no",) if answer == "N" or cardinal == {"absent"} else NOT_KNOWN
    assert known(read(*resources, *symptomatic(answer)), "respiratory_symptoms") == expected


ORDERS = {"before": 2.0, "together": 0.5, "after": 0.1}


@pytest.mark.parametrize("when", list(ORDERS))
@pytest.mark.parametrize("answer", ["Y", "N"])
@pytest.mark.parametrize("saying", ["present", "absent"])
def test_newer_statement_about_all_wins(saying: str, answer: str, when: str) -> None:
    """A symptom is said half an hour ago; whether there is any is asked before, together or after."""
    expected = {
        ("present", "Y"): ("yes",),
        ("absent", "Y"): ("no",),
        ("absent", "N"): ("no",),
        ("present", "N"): {"before": ("yes",), "together": NOT_KNOWN, "after": ("no",)}[when],
    }[saying, answer]
    gathered = read(*say(FEVER, saying, "c1"), *symptomatic(answer, ORDERS[when]))
    assert known(gathered, "fever") == expected
    contradicted = [
        (path, "fever: said to be present and absent at one time")
        for path in ("Condition/c1#code", "Observation/s1#valueCodeableConcept")
    ]
    assert reasons(gathered) == (contradicted if (saying, answer, when) == ("present", "N", "together") else [])


AT_ONE_TIME = "respiratory_symptoms: said to be present and absent at one time"


@pytest.mark.parametrize("others", [[], ["c3", "c4"]])
@pytest.mark.parametrize(("present", "absent"), [(2.0, 0.5), (0.5, 0.5), (0.5, 2.0)])
def test_newer_statement_about_the_same_symptom_wins(present: float, absent: float, others: list[str]) -> None:
    denied = [one for code, c in zip((DYSPNOEA, SORE_THROAT), others, strict=False) for one in say(code, "absent", c)]
    gathered = read(*say(COUGH, "present", "c1", present), *say(COUGH, "absent", "c2", absent), *denied)
    if present < absent:
        expected: tuple[str, ...] = ("yes",)
    else:
        expected = ("no",) if others and absent < present else NOT_KNOWN
    assert known(gathered, "respiratory_symptoms") == expected
    assert reasons(gathered) == ([("Condition/c1#code", AT_ONE_TIME)] if present == absent else [])


def test_symptom_of_today_against_a_denial_of_today_is_not_known() -> None:
    denied = condition(FEVER, "c2", verificationStatus=verification("refuted"), recordedDate="2020-04-07")
    assert known(read(*say(FEVER, "present", "c1"), denied), "fever") == NOT_KNOWN


def test_contradicted_symptom_does_not_cost_another_one() -> None:
    cough = [*say(COUGH, "present", "c1"), *say(COUGH, "absent", "c2")]
    assert known(read(*cough, *say(DYSPNOEA, "present", "c3")), "respiratory_symptoms") == ("yes",)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("Y", 2.0), ("N", 0.5), ("no",)),
        (("Y", 0.5), ("N", 2.0), NOT_KNOWN),
        (("Y", 0.5), ("N", 0.5), NOT_KNOWN),
        (("N", 2.0), ("N", 0.5), ("no",)),
    ],
)
def test_newer_answer_to_the_same_question_wins(
    first: tuple[str, float], second: tuple[str, float], expected: tuple[str, ...]
) -> None:
    resources = [*symptomatic(*first), *symptomatic(*second, identity="s2")]
    assert three(*resources) == (expected, expected, expected)
    contradicted = [("Observation/s2#valueCodeableConcept", "symptoms are said to be present and absent at one time")]
    assert reasons(read(*resources)) == (contradicted if first[1] == second[1] and first[0] == "Y" else [])


def test_older_denial_does_not_return_when_a_later_symptom_has_gone() -> None:
    resources = [*symptomatic("N", 3.0), *say(COUGH, "present", "c1", 2.0), *say(COUGH, "absent", "c2", 1.0)]
    assert known(read(*resources), "respiratory_symptoms") == NOT_KNOWN


ANSWERS: dict[str, tuple[Resource, bool | None]] = {
    "Y": ({"valueCodeableConcept": concept("Y", YES_NO)}, True),
    "N": ({"valueCodeableConcept": concept("N", YES_NO)}, False),
    "UNK": ({"valueCodeableConcept": concept("UNK", "http://terminology.hl7.org/CodeSystem/v3-NullFlavor")}, None),
    "SNOMED yes": ({"valueCodeableConcept": concept("373066001", SNOMED)}, True),
    "SNOMED no": ({"valueCodeableConcept": concept("373067005", SNOMED)}, False),
    "SNOMED present": ({"valueCodeableConcept": concept("52101004", SNOMED)}, True),
    "SNOMED absent": ({"valueCodeableConcept": concept("2667000", SNOMED)}, False),
    "SNOMED unknown": ({"valueCodeableConcept": concept("261665006", SNOMED)}, None),
    "LOINC yes": ({"valueCodeableConcept": concept("LA33-6")}, True),
    "LOINC no": ({"valueCodeableConcept": concept("LA32-8")}, False),
    "true": ({"valueBoolean": True}, True),
    "false": ({"valueBoolean": False}, False),
    "both": ({"valueCodeableConcept": {"coding": [{"system": YES_NO, "code": code} for code in "YN"]}}, None),
    "words": ({"valueCodeableConcept": {"text": "no"}}, None),
    "no value": ({}, None),
    "reason": ({"valueBoolean": False, "dataAbsentReason": concept("asked-unknown", "urn:invented")}, None),
}
FINAL = ("final", "amended", "corrected")
STATUSES = (
    *FINAL,
    "preliminary",
    "registered",
    "cancelled",
    "entered-in-error",
    "unknown",
    None,
)


@pytest.mark.parametrize(("answer", "status"), list(product(ANSWERS, STATUSES)))
def test_answer_counts_only_where_it_is_final_and_coded(answer: str, status: str | None) -> None:
    value, said = ANSWERS[answer]
    counts = said if status in FINAL else None
    expected = NOT_KNOWN if counts is None else ("yes",) if counts else ("no",)
    gathered = read(observation(concept(FEVER, SNOMED), status=status, **value))
    assert known(gathered, "fever") == expected
    assert reasons(gathered) == ([("Observation/o1#value", NO_ANSWER)] if counts is None else [])


@pytest.mark.parametrize("answer", list(ANSWERS))
def test_question_about_any_symptom_denies_all_or_says_nothing(answer: str) -> None:
    value, said = ANSWERS[answer]
    expected = ("no",) if said is False else NOT_KNOWN
    assert three(observation(concept("95419-8"), **value)) == (expected, expected, expected)


@pytest.mark.parametrize("answer", list(ANSWERS))
def test_asymptomatic_as_an_observation_denies_all_where_it_is_so(answer: str) -> None:
    value, said = ANSWERS[answer]
    expected = ("no",) if said else NOT_KNOWN
    assert three(observation(concept(ASYMPTOMATIC, SNOMED), **value)) == (expected, expected, expected)


@pytest.mark.parametrize("verified", ["confirmed", "refuted", "unconfirmed"])
def test_asymptomatic_as_a_condition_denies_all_where_it_is_confirmed(verified: str) -> None:
    expected = ("no",) if verified == "confirmed" else NOT_KNOWN
    found = three(condition(ASYMPTOMATIC, verificationStatus=verification(verified)))
    assert found == (expected, expected, expected)


SYMPTOM = concept("75325-1")


@pytest.mark.parametrize(("code", "fact"), [(FEVER, "fever"), (DRY_COUGH, "respiratory_symptoms")])
def test_symptom_observation_says_what_is_present(code: str, fact: str) -> None:
    gathered = read(observation(SYMPTOM, valueCodeableConcept=concept(code, SNOMED)))
    assert [known(gathered, each) for each in FACTS] == [("yes",) if each == fact else NOT_KNOWN for each in FACTS]


def test_symptom_observation_of_no_symptom_denies_all() -> None:
    assert three(observation(SYMPTOM, valueCodeableConcept=concept(ASYMPTOMATIC, SNOMED))) == (("no",),) * 3


NEGATIVES: dict[str, Resource] = {
    "interpreted": {
        "valueCodeableConcept": concept(FEVER, SNOMED),
        "interpretation": [concept("NEG", INTERPRETATION)],
    },
    "absent": {"valueCodeableConcept": concept(FEVER, SNOMED), "dataAbsentReason": concept("unknown", "urn:invented")},
    "no": {"valueCodeableConcept": concept("373067005", SNOMED)},
    "words": {"valueCodeableConcept": {"text": "no fever"}},
    "nothing": {},
}


@pytest.mark.parametrize("negative", list(NEGATIVES))
def test_negative_symptom_observation_is_not_known(negative: str) -> None:
    gathered = read(observation(SYMPTOM, **NEGATIVES[negative]))
    assert [known(gathered, fact) for fact in FACTS] == [NOT_KNOWN] * 3
    assert reasons(gathered) == [("Observation/o1#value", NO_ANSWER)]


DENIED = [*say(FEVER, "absent", "d1"), *say(COUGH, "absent", "d2"), *say(DYSPNOEA, "absent", "d3")]
THROAT = say(SORE_THROAT, "absent", "d4")
HOT = quantity("8310-5", 38.0, "Cel", "t1")


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([*DENIED, *THROAT, *symptomatic("Y")], ("yes",)),
        ([*DENIED, *symptomatic("Y")], NOT_KNOWN),
        ([*DENIED, *THROAT, *symptomatic("Y", 3.0), *symptomatic("Y", identity="s2")], ("yes",)),
        ([*DENIED[1:], *THROAT, *symptomatic("Y")], NOT_KNOWN),
        ([*DENIED, *THROAT], NOT_KNOWN),
        # The fever that was measured explains the answer, though it was denied.
        ([*DENIED, *THROAT, *symptomatic("Y"), HOT], NOT_KNOWN),
        ([*DENIED, *THROAT, *symptomatic("Y", 2.0), *symptomatic("N", identity="s2")], ("no",)),
    ],
)
def test_symptoms_that_are_neither_fever_nor_respiratory_are_others(
    resources: list[Resource], expected: tuple[str, ...]
) -> None:
    assert known(read(*resources), "other_symptoms_or_signs") == expected


def test_measured_fever_beats_its_denial() -> None:
    gathered = read(*say(FEVER, "absent", "c1"), HOT)
    assert (known(gathered, "fever"), values(gathered, "fever")) == (("yes",), {("no",)})


def test_normal_temperature_is_not_no() -> None:
    assert known(read(quantity("8310-5", 36.5, "Cel")), "fever") == NOT_KNOWN


@pytest.mark.parametrize(
    ("recorded", "onset", "expected"),
    [
        (ago(hours=23), None, ("yes",)),
        (ago(hours=25), None, NOT_KNOWN),
        (ago(hours=-1), None, NOT_KNOWN),
        (None, ago(hours=23), ("yes",)),
        (None, ago(hours=25), NOT_KNOWN),
        (ago(hours=1), ago(days=9), ("yes",)),
        ("2020-04-07", None, ("yes",)),
        ("2020-04-06", None, NOT_KNOWN),
        ("2020-04", None, NOT_KNOWN),
    ],
)
def test_condition_counts_within_24_hours(recorded: str | None, onset: str | None, expected: tuple[str, ...]) -> None:
    assert known(read(condition(FEVER, recordedDate=recorded, onsetDateTime=onset)), "fever") == expected


def test_condition_that_began_in_a_period_counts_from_its_start() -> None:
    assert known(read(condition(FEVER, recordedDate=None, onsetPeriod={"start": ago(hours=1)})), "fever") == ("yes",)


HERE, ELSEWHERE = {"reference": "Encounter/e1"}, {"reference": "Encounter/e2"}


@pytest.mark.parametrize(
    ("onset", "named", "expected"),
    [
        (ago(days=9), HERE, ("yes",)),
        (None, HERE, ("yes",)),
        (ago(hours=1), HERE, ("yes",)),
        (ago(days=9), None, NOT_KNOWN),
        (None, None, NOT_KNOWN),
        (ago(days=9), ELSEWHERE, NOT_KNOWN),
    ],
)
def test_condition_of_this_encounter_was_said_in_it(
    onset: str | None, named: Resource | None, expected: tuple[str, ...]
) -> None:
    said = condition(FEVER, recordedDate=None, onsetDateTime=onset, encounter=named)
    assert known(read(encounter(), said), "fever") == expected


def test_condition_of_an_encounter_without_a_start_needs_a_time() -> None:
    said = condition(FEVER, recordedDate=None, encounter=HERE)
    assert known(read(encounter(period={}), said), "fever") == NOT_KNOWN


@pytest.mark.parametrize(
    ("hours", "named", "expected"),
    [
        (23.0, None, ("yes",)),
        (25.0, None, NOT_KNOWN),
        (-1.0, None, NOT_KNOWN),
        (1.0, HERE, ("yes",)),
        (1.0, ELSEWHERE, NOT_KNOWN),
        (1.0, {"display": "invented"}, ("yes",)),
    ],
)
def test_answer_counts_within_24_hours_and_this_encounter(
    hours: float, named: Resource | None, expected: tuple[str, ...]
) -> None:
    said = observation(concept(FEVER, SNOMED), effectiveDateTime=ago(hours=hours), valueBoolean=True, encounter=named)
    gathered = read(encounter(), said)
    assert (known(gathered, "fever"), reasons(gathered)) == (expected, [])


def test_what_says_no_time_is_not_known() -> None:
    undated = [
        observation(concept(FEVER, SNOMED), effectiveDateTime=None, valueBoolean=True),
        condition(FEVER, recordedDate=None),
    ]
    gathered = read(*undated)
    assert known(gathered, "fever") == NOT_KNOWN
    assert sorted(reasons(gathered)) == [
        ("Condition/c1#recordedDate", "it does not say since when"),
        ("Observation/o1#effective", "it does not say when it was so"),
    ]


def test_reading_names_resource_field_time_and_reason() -> None:
    (reading,) = read(condition(COUGH, recordedDate="2020-04-07T11:00:00")).readings
    assert (reading.path, str(reading.time)) == ("Condition/c1#code", "2020-04-07 11:00:00+09:00")
    assert reading.because == "cough: present; no time zone given, the site's is taken"


@pytest.mark.parametrize("order_of_entries", [1, -1])
def test_every_symptom_is_told_once_by_its_newest(order_of_entries: int) -> None:
    coughs = [*say(COUGH, "present", "c1", 3.0), *say(COUGH, "present", "c2", 1.0)]
    gathered = read(*coughs[::order_of_entries], *say(DYSPNOEA, "present", "c3"))
    assert {reading.path for reading in gathered.readings} == {"Condition/c2#code", "Condition/c3#code"}
