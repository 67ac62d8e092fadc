"""The worked answers, through the form; the record is the one that the JSON of facts would have made."""

from dataclasses import dataclass, field

import pytest

from tests.api.pages.clinic import Visitor

NOTHING_TO_FEEL = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}
FOR_CT = ("rt_pcr", "covid_suspicion", "pneumonia_suspected", "severity", "urgent_procedure")
UNKNOWN = ["care_setting", "fever", "respiratory_symptoms", "other_symptoms_or_signs"]


@dataclass(frozen=True)
class Told:
    """What one modality is answered: strength, facts asked, facts presumed, and what is presumed of the answer."""

    strength: str
    ask: list[str] = field(default_factory=list)
    presumed: list[str] = field(default_factory=list)
    presumably: str | None = None


WORKED = {
    "no-symptoms": (
        NOTHING_TO_FEEL,
        Told("not-recommended", presumed=["visit_reason", "rt_pcr", "severity"]),
        Told("not-recommended", presumed=["visit_reason", *FOR_CT]),
    ),
    "no-symptoms-ct-ordered": (
        {**NOTHING_TO_FEEL, "order": "ct"},
        Told("not-recommended", presumed=["visit_reason", "rt_pcr", "severity"]),
        Told(
            "needs-information",
            ask=[*FOR_CT[:3], "chest_radiograph", *FOR_CT[3:], "can_wait_for_rt_pcr"],
            presumably="not-recommended",
        ),
    ),
    "fever-at-screening-clinic": (
        {"care_setting": "screening-clinic", "fever": "yes"},
        Told("needs-information", ask=["respiratory_symptoms"]),
        Told("no-statement", presumed=list(FOR_CT)),
    ),
    "fever-at-outpatient-safe-clinic": (
        {"care_setting": "outpatient-safe-clinic", "fever": "yes"},
        Told("recommended", presumed=["rt_pcr"]),
        Told("no-statement", presumed=list(FOR_CT)),
    ),
    "high-suspicion": (
        {"care_setting": "emergency", "covid_suspicion": "high"},
        Told("no-statement", presumed=["rt_pcr"]),
        Told("needs-information", ask=["rt_pcr"]),
    ),
    "cannot-wait": (
        {"care_setting": "intensive-care", "rt_pcr": "pending", "can_wait_for_rt_pcr": "no"},
        Told("no-statement"),
        Told("needs-information", ask=["severity", "urgent_procedure"]),
    ),
    "negative-and-high-suspicion": (
        {"care_setting": "emergency", "covid_suspicion": "high", "rt_pcr": "negative", "order": "ct"},
        Told("no-statement"),
        Told("after-weighing"),
    ),
    "positive": ({"care_setting": "inpatient", "rt_pcr": "positive"}, Told("out-of-scope"), Told("out-of-scope")),
    "nothing-known": ({}, Told("needs-information", ask=UNKNOWN), Told("needs-information", ask=UNKNOWN)),
    "cough": (
        {"care_setting": "screening-clinic", "respiratory_symptoms": "yes"},
        Told("may-be-considered", presumed=["rt_pcr"]),
        Told("no-statement", presumed=list(FOR_CT)),
    ),
}


@pytest.mark.parametrize("case", WORKED)
def test_form_gives_the_worked_answer(visitor: Visitor, case: str) -> None:
    entered, *expected = WORKED[case]
    # What is not touched is sent too, as the browser does.
    visitor.decide({**visitor.open("/").chosen(), **entered})
    (document,) = visitor.documents
    told = [
        Told(advice["strength"], advice["ask"], advice["presumed"], advice["presumably"])
        for advice in (document["advice"][modality] for modality in ("cxr", "ct"))
    ]
    assert told == expected


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("case", WORKED)
def test_page_says_each_strength_in_words_and_shape(visitor: Visitor, case: str, language: str) -> None:
    entered, *expected = WORKED[case]
    page = visitor.decide(entered, language)
    edition = visitor.advisor.library.find(None)
    assert page.all("html")[0].attributes["lang"] == language
    shown = [each.attributes["data-strength"] for each in page.elements if "data-strength" in each.attributes]
    assert shown == [told.strength for told in expected]
    labels = [edition.strengths[told.strength].label.read_in(language) for told in expected]
    assert page.texts("span", class_="strength") == labels
    assert page.texts("span", class_="modality") == [
        each.label.read_in(language) for each in edition.modalities.values()
    ]
    assert len(page.all("svg", class_="mark")) == len(expected)


def test_every_strength_is_rendered_with_a_shape_of_its_own(visitor: Visitor) -> None:
    shapes: dict[str, set[str]] = {}
    for entered, *_ in WORKED.values():
        sent = visitor.send(entered)
        text = visitor.ask("GET", sent.headers["location"]).text
        for part in text.split('data-strength="')[1:]:
            shapes.setdefault(part.split('"')[0], set()).add(part.split("<svg")[1].split("</svg>")[0])
    assert sorted(shapes) == sorted(visitor.advisor.library.find(None).strengths)
    assert len({shape for drawn in shapes.values() for shape in drawn}) == len(shapes)


@pytest.mark.parametrize("case", WORKED)
def test_record_is_that_of_the_same_facts_in_json(visitor: Visitor, case: str) -> None:
    entered, *_ = WORKED[case]
    facts = {name: entered[name] for name in visitor.advisor.library.facts if name in entered}
    visitor.send({**entered, "order": entered.get("order", "none"), "subject": "invented-17"})
    order = {"order": {"modality": entered["order"]}} if "order" in entered else {}
    visitor.decide_json({"facts": facts, "subject": "invented-17", **order})
    by_form, by_json = visitor.records
    assert by_form.payload == by_json.payload
    in_form, in_json = visitor.headers
    assert (in_form["door"], in_json["door"]) == ("form", "http-facts")
    assert (in_form["subject"], in_form["edition"]) == (in_json["subject"], in_json["edition"])


def test_numbers_and_circumstances_are_recorded_as_in_json(visitor: Visitor) -> None:
    visitor.send(
        {
            "body_temperature": " 37.20 ",
            "oxygen_saturation": "\N{FULLWIDTH DIGIT NINE}\N{FULLWIDTH DIGIT EIGHT}",
            "respiratory_rate": "16",
            "age_years": "34",
            "pregnant": "no",
            "recent_ct": "yes",
        }
    )
    visitor.decide_json(
        {
            "measurements": {
                "body_temperature": {"value": 37, "unit": "Cel"},
                "oxygen_saturation": {"value": 98, "unit": "%"},
                "respiratory_rate": {"value": 16, "unit": "/min"},
            },
            "circumstances": {"age_years": 34, "pregnant": "no", "recent_ct": "yes"},
        }
    )
    by_form, by_json = visitor.documents
    assert by_form["measurements"][0].pop("value") == "37.20"
    assert by_json["measurements"][0].pop("value") == "37"
    assert by_form == by_json


@pytest.mark.parametrize(
    ("said", "temperature", "fever"),
    [
        ("no", "37.4", ["no"]),
        ("no", "37.5", ["yes"]),
        ("no", "37.6", ["yes"]),
        ("yes", "36.5", ["yes"]),
        ("yes", "38", ["yes"]),
        ("not-known", "37.4", None),
        ("not-known", "37.5", ["yes"]),
        ("no", "", ["no"]),
    ],
)
def test_fever_is_no_only_if_denied_and_not_measured(
    visitor: Visitor, said: str, temperature: str, fever: list[str] | None
) -> None:
    visitor.send({"fever": said, "body_temperature": temperature})
    assert visitor.documents[0]["facts"].get("fever") == fever
    told = [note["id"] for note in visitor.documents[0]["notes"]]
    assert told == (["fever-contradicted"] if (said, fever) == ("no", ["yes"]) else [])


def test_answer_that_a_measurement_beats_stays_on_record(visitor: Visitor) -> None:
    visitor.send({"fever": "no", "body_temperature": "38.2"})
    readings = [(each["from"], each["values"]) for each in visitor.documents[0]["readings"]]
    assert readings == [("reported", ["no"]), ("measurement", ["yes"])]


@pytest.mark.parametrize(
    ("saturation", "rate", "signs"), [("94", "21", "no"), ("93", "21", "yes"), ("94", "22", "yes"), ("93", "22", "yes")]
)
def test_measured_sign_counts_though_signs_were_denied(
    visitor: Visitor, saturation: str, rate: str, signs: str
) -> None:
    visitor.send({"other_symptoms_or_signs": "no", "oxygen_saturation": saturation, "respiratory_rate": rate})
    assert visitor.documents[0]["facts"] == {"other_symptoms_or_signs": [signs]}
