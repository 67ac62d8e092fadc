"""The forms ask what is read again from their answers."""

from typing import Any

import pytest

from fhir.r4.enabling import enabling
from fhir.r4.questionnaire import order_questions, whole_form
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.invented_bundles import read
from tests.fhir.r4.invented_records import BASE, edition, english, library

FORM = whole_form(edition(), BASE)
QUESTIONS = order_questions(library().facts, BASE, "0.1.0")


def test_whole_form_asks_every_fact_in_asking_order() -> None:
    asked = {
        item["linkId"]: (item["text"], [option["valueCoding"] for option in item["answerOption"]])
        for item in english(FORM)["item"]
    }
    assert asked == {
        fact.id: (
            fact.question.en,
            [
                {"system": f"urn:imaging-cds:{fact.id}", "code": value, "display": fact.labels[value].en}
                for value in fact.values
            ],
        )
        for fact in edition().facts.values()
    }
    assert list(asked) == list(edition().facts)


def test_whole_form_asks_in_korean_beside_the_english() -> None:
    def korean(element: dict[str, Any]) -> str:
        return str(element["extension"][0]["extension"][1]["valueString"])

    for item, fact in zip(FORM["item"], edition().facts.values(), strict=True):
        labels = [korean(option["valueCoding"]["_display"]) for option in item["answerOption"]]
        assert korean(item["_text"]) == fact.question.ko
        assert labels == [fact.labels[value].ko for value in fact.values]


def test_whole_form_shows_a_question_under_those_before_it_or_while_they_are_unanswered() -> None:
    for item in english(FORM)["item"]:
        conditions = [
            condition
            for earlier, values in enabling(edition(), item["linkId"]).items()
            for condition in [
                *(
                    {
                        "question": earlier,
                        "operator": "=",
                        "answerCoding": {
                            "system": f"urn:imaging-cds:{earlier}",
                            "code": value,
                        },
                    }
                    for value in values
                ),
                {"question": earlier, "operator": "exists", "answerBoolean": False},
            ]
        ]
        assert item.get("enableWhen", []) == conditions
        assert item.get("enableBehavior") == ("any" if conditions else None)


def test_order_questions_are_the_purpose_and_the_circumstance_of_a_ct() -> None:
    purpose, circumstance = english(QUESTIONS)["item"]
    assert [option["valueCoding"]["code"] for option in purpose["answerOption"]] == list(
        library().facts["purpose"].values
    )
    assert (purpose["linkId"], circumstance["linkId"]) == ("purpose", "ct-circumstance")
    assert [option["valueCoding"]["code"] for option in circumstance["answerOption"]] == list(
        read_ct_circumstance().options
    )
    assert QUESTIONS["url"] == f"{BASE}/Questionnaire/imaging-order-questions"


def answered(form: dict[str, Any], link_id: str, coding: dict[str, Any]) -> set[str]:
    """The facts that are known when one question of a form is answered with a CT order."""
    response = {
        "resourceType": "QuestionnaireResponse",
        "id": "form",
        "questionnaire": f"{form['url']}|{form['version']}",
        "status": "completed",
        "subject": {"reference": "Patient/invented-1"},
        "item": [{"linkId": link_id, "answer": [{"valueCoding": coding}]}],
    }
    order = {
        "resourceType": "ServiceRequest",
        "id": "order",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/invented-1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "24627-2"}]},
        "supportingInfo": [{"reference": "QuestionnaireResponse/form"}],
    }
    gathered = read(order, response)
    assert gathered.unread == ()
    return {f"{reading.fact} {'|'.join(reading.values)}" for reading in gathered.readings}


OPTIONS = [(item["linkId"], option["valueCoding"]) for item in FORM["item"] for option in item["answerOption"]]


@pytest.mark.parametrize(("link_id", "coding"), OPTIONS, ids=[f"{link_id}-{each['code']}" for link_id, each in OPTIONS])
def test_every_answer_of_the_whole_form_is_read_as_its_fact(link_id: str, coding: dict[str, Any]) -> None:
    assert answered(FORM, link_id, coding) == {f"{link_id} {coding['code']}"}


@pytest.mark.parametrize("number", range(len(read_ct_circumstance().options)))
def test_every_answer_of_the_circumstance_is_read_as_what_it_states(number: int) -> None:
    coding = QUESTIONS["item"][1]["answerOption"][number]["valueCoding"]
    option = read_ct_circumstance().options[coding["code"]]
    stated = {**option.states, **option.unless_recorded}
    assert answered(QUESTIONS, "ct-circumstance", coding) == {
        f"{fact} {'|'.join(values)}" for fact, values in stated.items()
    }
