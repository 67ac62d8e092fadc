"""The pages of what an order in an EHR left in the log: the form that its card leads to, and silence told as such."""

import pytest

from tests.api.pages.clinic import Visitor
from tests.api.pages.hook_records import append_applicable, append_not_applicable

CT_ASKS = [
    "other_symptoms_or_signs",
    "rt_pcr",
    "covid_suspicion",
    "pneumonia_suspected",
    "chest_radiograph",
    "severity",
    "urgent_procedure",
    "can_wait_for_rt_pcr",
]
NOT_CONSULTED = {"en": "The guideline was not consulted", "ko": "지침을 참고하지 않았습니다"}


def still_asked(visitor: Visitor, address: str) -> tuple[list[str], list[str]]:
    """The facts that a form asks for first, and those that it marks."""
    page = visitor.open(address)
    first = [each.attributes["href"] for each in page.all("a") if each.attributes["href"].endswith("-first")]
    marked = [each.attributes["id"] for each in page.all("fieldset", class_="asked still-asked")]
    return [each.removeprefix("#").removesuffix("-first") for each in first], marked


def test_a_cards_link_fills_the_form_in_with_what_the_record_says(visitor: Visitor) -> None:
    decision = append_applicable(visitor)
    chosen = visitor.open(f"/?from={decision}&lang=ko").chosen()
    assert {name: value for name, value in chosen.items() if value not in {"", "not-known"}} == {
        "care_setting": "screening-clinic",
        "fever": "no",
        "respiratory_symptoms": "no",
        "oxygen_saturation": "97",
        "order": "ct",
        "lang": "ko",
        "from": decision,
        "episode": chosen["episode"],
    }


def test_what_an_unsettled_order_still_needs_is_asked_first_and_marked(visitor: Visitor) -> None:
    decision = append_applicable(visitor)
    assert still_asked(visitor, f"/?from={decision}") == (CT_ASKS, CT_ASKS)


def test_only_what_the_order_needs_is_asked_first(visitor: Visitor) -> None:
    decision = append_applicable(visitor, "cxr")
    assert still_asked(visitor, f"/?from={decision}") == (["other_symptoms_or_signs"], ["other_symptoms_or_signs"])
    without_an_order = visitor.decide_json({"facts": {"care_setting": "screening-clinic", "fever": "yes"}})
    assert still_asked(visitor, f"/?from={without_an_order}")[1] == ["respiratory_symptoms"]
    assert still_asked(visitor, "/") == ([], [])


def test_the_answer_to_a_cards_question_is_recorded_and_told(visitor: Visitor) -> None:
    form = visitor.open(f"/?from={append_applicable(visitor)}&lang=en").chosen()
    page = visitor.decide({**form, "rt_pcr": "negative", "covid_suspicion": "high"})
    assert page.section("answer-ct").startswith("after weighing: chest CT ")
    assert visitor.documents[-1]["order"] == {"modality": "ct", "concordance": "concordant-if-weighed"}


def test_a_hooks_decision_is_shown_with_where_its_facts_came_from(visitor: Visitor) -> None:
    page = visitor.open(f"/decisions/{append_applicable(visitor)}")
    assert page.status == 200
    assert "patient's record: Encounter/visit#location" in page.section("known")


@pytest.mark.parametrize(("language", "heading"), NOT_CONSULTED.items())
def test_silence_is_told_as_silence(visitor: Visitor, language: str, heading: str) -> None:
    decision = append_not_applicable(visitor)
    page = visitor.open(f"/decisions/{decision}?lang={language}")
    assert (page.status, page.texts("h1")) == (200, [heading])
    assert page.all("section", class_="verdict") == []
    assert decision in page.section("record")
    assert len(page.texts("p", class_="ordered")) == 1


def test_the_order_that_was_out_of_topic_is_named(visitor: Visitor) -> None:
    topic = visitor.advisor.library.find(None).title.en
    said = f"Nothing in the order, its reasons or the tests belongs to this guideline's topic: {topic}."
    assert visitor.open(f"/decisions/{append_not_applicable(visitor)}").texts("p", class_="ordered") == [
        f"Ordered: chest X-ray. {said}"
    ]
    nothing = visitor.open(f"/decisions/{append_not_applicable(visitor, None)}")
    assert nothing.texts("p", class_="ordered") == ["No chest X-ray or chest CT was ordered."]


SILENT = {
    "not-in-topic": ("ct", "Ordered: chest CT. Nothing in the order, its reasons or the tests belongs to this"),
    "topic-not-known": ("cxr", "Ordered: chest X-ray. The patient's record could not be read, so nobody can tell"),
    "ct-angiography": ("ct-angiography", "A CT angiography of the chest was ordered, of which the guideline does not"),
    "ct-lung-screening": ("ct-lung-screening", "A CT to screen for lung cancer was ordered, of which the guideline"),
    "something-later": ("something-later", "Nothing in the order, its reasons or the tests belongs to this guideline"),
    "no-chest-imaging": (None, "No chest X-ray or chest CT was ordered."),
}


@pytest.mark.parametrize("because", SILENT)
def test_why_the_guideline_was_not_consulted_is_told(visitor: Visitor, because: str) -> None:
    modality, words = SILENT[because]
    decision = append_not_applicable(visitor, modality, because)
    (told,) = visitor.open(f"/decisions/{decision}").texts("p", class_="ordered")
    assert told.startswith(words)
    form = visitor.open(f"/?from={decision}").chosen()
    assert form["order"] == (modality if modality in {"ct", "cxr"} else "none")


@pytest.mark.parametrize(("modality", "chosen"), [("ct", "ct"), (None, "none")])
def test_the_guideline_can_be_asked_after_all(visitor: Visitor, modality: str | None, chosen: str) -> None:
    page = visitor.open(f"/decisions/{append_not_applicable(visitor, modality)}")
    (link,) = [each.attributes["href"] for each in page.all("a", class_="main")]
    form = visitor.open(link).chosen()
    assert {form["order"], *(form[fact] for fact in visitor.advisor.library.facts)} == {chosen, "not-known"}
    assert visitor.decide(form).texts("h1") == ["The guideline's answer"]
