"""A decision is carried on: what was said is filled in, and visit and patient stay the same."""

import pytest

from api.advise import Advisor
from engine.log.pseudonym import key_id, pseudonym
from tests.api.pages.browser import Page
from tests.api.pages.clinic import SITE_KEY, Visitor, visitor_of

PATIENT = "invented-17"
ENTERED = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "body_temperature": "37.20",
    "age_years": "34",
    "pregnant": "no",
    "order": "ct",
}


def carry_on(visitor: Visitor, decision: str, **entered: str) -> Page:
    """Open the form from a decision, enter something, and send it."""
    form = visitor.open(f"/?from={decision}")
    return visitor.decide({**form.chosen(), **entered})


def newest(visitor: Visitor) -> str:
    """The id of the decision that was recorded last."""
    return str(visitor.headers[-1]["id"])


def test_every_answer_leads_back_to_its_questions(visitor: Visitor) -> None:
    page = visitor.decide({"care_setting": "screening-clinic", "fever": "yes"})
    decision = newest(visitor)
    links = [each.attributes["href"] for each in page.all("a") if "from=" in each.attributes["href"]]
    assert links == [f"/?lang=en&from={decision}#respiratory_symptoms", f"/?lang=en&from={decision}"]
    assert [each.attributes["id"] for each in visitor.open(links[0]).all("fieldset", id="respiratory_symptoms")] == [
        "respiratory_symptoms"
    ]


def test_what_was_said_is_filled_in(visitor: Visitor) -> None:
    visitor.send({**ENTERED, "subject": PATIENT})
    answer = visitor.ask("GET", f"/?from={newest(visitor)}")
    chosen = Page(answer).chosen()
    assert {name: value for name, value in chosen.items() if value not in {"", "not-known"}} == {
        **ENTERED,
        "lang": "en",
        "episode": chosen["episode"],
        "from": newest(visitor),
    }
    assert PATIENT not in answer.text
    assert Page(answer).texts("p", id="subject-hint") == ["The id entered earlier is kept. It is not shown again."]


def test_what_only_a_measurement_said_is_not_filled_in_as_an_answer(visitor: Visitor) -> None:
    visitor.send({"fever": "no", "body_temperature": "38"})
    chosen = visitor.open(f"/?from={newest(visitor)}").chosen()
    assert (chosen["fever"], chosen["body_temperature"]) == ("not-known", "38")


def test_half_known_fact_is_asked_again(visitor: Visitor) -> None:
    decision = visitor.decide_json({"facts": {"care_setting": ["inpatient", "intensive-care"], "fever": "yes"}})
    chosen = visitor.open(f"/?from={decision}").chosen()
    assert (chosen["care_setting"], chosen["fever"]) == ("not-known", "yes")


def test_carried_on_decision_is_of_the_same_visit_and_patient(visitor: Visitor) -> None:
    visitor.send({**visitor.open("/").chosen(), **ENTERED, "subject": PATIENT})
    carry_on(visitor, newest(visitor), respiratory_symptoms="yes")
    carry_on(visitor, newest(visitor), respiratory_symptoms="no")
    first, second, third = visitor.headers
    assert first["subject"] == pseudonym(SITE_KEY, "subject", PATIENT)
    assert [each["subject"] for each in (second, third)] == [first["subject"]] * 2
    assert [each["episode"] for each in (second, third)] == [first["episode"]] * 2
    assert [each["supersedes"] for each in (first, second, third)] == [None, first["id"], second["id"]]


def test_form_sent_twice_is_one_visit(visitor: Visitor) -> None:
    form = visitor.open("/").chosen()
    visitor.send(form)
    visitor.send(form)
    first, second = visitor.headers
    assert (first["supersedes"], second["supersedes"]) == (None, first["id"])


def test_next_patient_is_another_visit(visitor: Visitor) -> None:
    for _ in range(2):
        visitor.send({**visitor.open("/").chosen(), "fever": "yes", "subject": PATIENT})
    first, second = visitor.headers
    assert (second["supersedes"], second["episode"] == first["episode"]) == (None, False)


@pytest.mark.parametrize(
    ("earlier", "named", "same"), [("", PATIENT, True), (PATIENT, PATIENT, True), (PATIENT, "other", False)]
)
def test_other_patient_is_another_visit(visitor: Visitor, earlier: str, named: str, same: bool) -> None:
    visitor.send({**visitor.open("/").chosen(), "subject": earlier})
    carry_on(visitor, newest(visitor), subject=named)
    first, second = visitor.headers
    assert second["subject"] == pseudonym(SITE_KEY, "subject", named)
    assert (second["episode"] == first["episode"]) == same


def test_decision_without_a_visit_begins_one(visitor: Visitor) -> None:
    carry_on(visitor, visitor.decide_json({"subject": PATIENT}), fever="yes")
    first, second = visitor.headers
    assert (second["subject"], second["supersedes"]) == (first["subject"], None)
    assert second["episode"] is not None


def test_pseudonyms_of_another_key_are_not_mixed(visitor: Visitor) -> None:
    visitor.send({**visitor.open("/").chosen(), "subject": PATIENT})
    advisor, key = visitor.advisor, bytes(32)
    rotated = visitor_of(Advisor(advisor.decider, advisor.log, key, advisor.chance))
    carry_on(rotated, newest(visitor), fever="yes")
    first, second = visitor.headers
    assert (second["subject"], second["subject_key"], second["supersedes"]) == (None, key_id(key), None)
    assert first["subject_key"] == key_id(SITE_KEY)


def test_unrecorded_form_still_carries_on(visitor: Visitor) -> None:
    visitor.send(visitor.open("/").chosen())
    decision = newest(visitor)
    visitor.advisor.log.close()
    page = Page(visitor.send({"from": decision, "fever": "yes"}))
    assert (page.status, page.chosen()["from"], page.chosen()["fever"]) == (503, decision, "yes")
