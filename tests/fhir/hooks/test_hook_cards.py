"""Cards: silent where nothing is wrong, always something to do, short in both languages, with why in the detail."""

from dataclasses import replace
from itertools import product

import pytest

from engine.context import Circumstances
from fhir.hooks.case import Case
from fhir.hooks.page import Language
from fhir.hooks.safety import ASSESS_NOW
from tests.fhir.hooks.recorded_hooks import (
    DECISION,
    LANGUAGES,
    NEGATIVE_BUT_SUSPECTED,
    RULE_OUT,
    SAFE_CLINIC,
    VISITOR,
    Document,
    drawn,
    edition,
    in_circumstances,
    kinds,
    library,
    page,
    recorded,
)

SETTINGS = [
    {},
    {"care_setting": "screening-clinic"},
    {"care_setting": "outpatient-safe-clinic"},
    {"care_setting": "inpatient"},
]
SYMPTOMS = [
    {},
    {"fever": "no", "respiratory_symptoms": "no", "other_symptoms_or_signs": "no"},
    {"fever": "yes"},
    {"respiratory_symptoms": "yes"},
]
RESULTS = [{}, {"rt_pcr": "not-done"}, {"rt_pcr": "negative"}, {"rt_pcr": "positive"}]
REASONS = [
    {},
    {"pneumonia_suspected": "yes", "chest_radiograph": "pneumonia-not-definite"},
    {"covid_suspicion": "high"},
    {"severity": "critical", "can_wait_for_rt_pcr": "no"},
    {"pneumonia_suspected": "no", "covid_suspicion": "not-high", "urgent_procedure": "no", "severity": "severe"},
]
PURPOSES = [{}, {"purpose": "rule-out-covid-pneumonia"}]
MAIN_CARD = {"undetermined": "needs-information", "discordant": "not-recommended or caution"}
KNOWN = "**Known:** care setting: screening clinic; fever: no; respiratory symptoms: no; other symptoms or signs: no"
PRESUMED = (
    "**Presumed, because not known:** reason for the visit: not medical; RT-PCR result: not positive; "
    "severity of illness: not critical"
)
FIRST_QUESTION = (
    "**1. What is the imaging for?** screening · diagnosis · ruling out COVID-19 pneumonia · before an operation or "
    "procedure · follow-up"
)
ANSWERS = """\
- Pneumonia is suspected, and the chest X-ray does not settle it → **after weighing**
- RT-PCR is negative, and COVID-19 is still strongly suspected
- The patient is critically ill and cannot wait for RT-PCR
- An urgent operation or procedure cannot wait for RT-PCR
- Pneumonia is suspected, and no chest X-ray has been done yet
- None of these → **not recommended**
- Not known"""
OPTIONS = {"film-not-definite": "after-weighing", "none-of-these": "not-recommended"}


def main_cards(document: Document) -> list[str]:
    """The cards beside local safety, as they are expected by concordance."""
    found = [kind for kind in kinds(document) if kind != "local-safety"]
    return ["not-recommended or caution" if kind in {"not-recommended", "caution"} else kind for kind in found]


@pytest.mark.parametrize("modality", ["cxr", "ct"])
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda facts: facts.get("care_setting", "not-known"))
def test_every_order_has_the_card_of_its_concordance_within_the_rules(setting: dict[str, str], modality: str) -> None:
    for parts in product(SYMPTOMS, RESULTS, REASONS, PURPOSES):
        facts = {fact: value for part in (setting, *parts) for fact, value in part.items()}
        document = recorded(modality, facts, options=OPTIONS if modality == "ct" else {})
        expected = MAIN_CARD.get(document["order"]["concordance"])
        assert main_cards(document) == ([expected] if expected else [])
        for language in LANGUAGES:
            response = drawn(document, on=page(language))
            is_rated = document["hook"]["rating"] is not None
            assert len(response.get("systemActions", [])) == is_rated
            assert all(card["detail"] and card["links"] for card in response["cards"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("modality", ["cxr", "ct"])
@pytest.mark.parametrize("strength", list(edition().strengths))
def test_sentences_of_every_strength_fit_a_summary(strength: str, modality: str, language: Language) -> None:
    case = Case(recorded(modality, {}), page(language))
    sentence = case.sentence(modality, strength)
    unless = edition().strengths[strength].unless.read_in(language).replace("{modality}", case.name_of(modality))
    numbers = ", ".join(each.id for each in edition().recommendations)
    assert max(len(case.say("summary.not-recommended", sentence=sentence, ids=numbers)), len(unless)) < 140
    assert all(len(caution.words.read_in(language)) < 140 for caution in edition().cautions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("note", library().safety.notes, ids=lambda note: note.id)
def test_every_note_fits_a_summary_alone_and_with_all_others(note: object, language: Language) -> None:
    told = [{"id": each.id, "text": {"en": each.words.en, "ko": each.words.ko}} for each in library().safety.notes]
    document = recorded("ct", NEGATIVE_BUT_SUSPECTED)
    own = [each for each in told if each["id"] == getattr(note, "id", "")]
    for notes in (own, own + [each for each in told if each not in own]):
        for card in drawn({**document, "notes": notes}, on=page(language))["cards"]:
            assert len(card["summary"]) < 140
            assert not card["summary"].endswith("…")


def test_concordant_order_is_rated_in_silence() -> None:
    response = drawn(recorded("cxr", SAFE_CLINIC))
    assert response["cards"] == []
    assert response["extension"] == {"systemActions": response["systemActions"]}
    assert [action["description"] for action in response["systemActions"]] == [
        "Record how appropriate the chest X-ray is by the guideline: appropriate"
    ]


def test_not_recommended_order_is_to_be_removed_and_rt_pcr_ordered() -> None:
    (card,) = drawn(recorded("cxr", VISITOR))["cards"]
    (suggestion,) = card["suggestions"]
    removal, creation = suggestion["actions"]
    assert card["summary"] == "A chest X-ray is not recommended. Guideline statement 1.1."
    assert card["detail"].split("\n\n")[1:] == [
        KNOWN,
        PRESUMED,
    ]
    assert (card["indicator"], card["source"]["topic"]["code"]) == ("warning", "off-guideline")
    assert suggestion["label"] == "Remove the chest X-ray order, order RT-PCR instead"
    assert suggestion["isRecommended"] is True
    assert removal == {
        "type": "delete",
        "description": "Remove the order of a chest X-ray",
        "resourceId": "ServiceRequest/s1",
    }
    assert creation["type"] == "create"
    assert creation["resource"]["code"]["coding"][0]["code"] == "94500-6"
    assert creation["resource"]["subject"] == {"reference": "Patient/invented-1"}
    assert creation["resource"]["reasonCode"][0]["coding"][0]["code"] == "screening"


@pytest.mark.parametrize(
    ("result", "is_ordered", "label"),
    [
        (None, False, "Remove the chest CT order, order RT-PCR instead"),
        (None, True, "Remove the chest CT order"),
        ("not-done", False, "Remove the chest CT order, order RT-PCR instead"),
        ("not-done", True, "Remove the chest CT order"),
        ("pending", False, "Remove the chest CT order"),
        ("negative", False, "Remove the chest CT order"),
        ("inconclusive", False, "Remove the chest CT order"),
        (("pending", "negative"), False, "Remove the chest CT order"),
        (("not-done", "pending"), False, "Remove the chest CT order, order RT-PCR instead"),
    ],
)
def test_rt_pcr_is_suggested_where_none_is_done(
    result: str | tuple[str, ...] | None, label: str, *, is_ordered: bool
) -> None:
    # "None of these": no reason for a CT, so that it is settled.
    reasons = {"pneumonia_suspected": "no", "covid_suspicion": "not-high", "urgent_procedure": "no", "severity": "none"}
    facts = VISITOR | reasons | ({"rt_pcr": result} if result else {})
    (card,) = drawn(recorded("ct", facts, rt_pcr_ordered=is_ordered))["cards"]
    assert [suggestion["label"] for suggestion in card["suggestions"]] == [label]


def test_film_is_never_suggested_in_place_of_a_ct() -> None:
    reasons = {"pneumonia_suspected": "no", "covid_suspicion": "not-high", "urgent_procedure": "no", "severity": "none"}
    (card,) = drawn(recorded("ct", VISITOR | reasons))["cards"]
    created = [action for action in card["suggestions"][0]["actions"] if action["type"] == "create"]
    assert [each["resource"]["code"]["coding"][0]["code"] for each in created] == ["94500-6"]


def test_order_that_cannot_be_named_is_not_to_be_removed() -> None:
    (card,) = drawn(recorded("cxr", VISITOR, order=None))["cards"]
    assert {"suggestions", "selectionBehavior"} & card.keys() == set()


def test_rt_pcr_takes_patient_and_encounter_from_the_order() -> None:
    sent = {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/of-the-order"},
        "encounter": {"reference": "Encounter/e1"},
    }
    (card,) = drawn(recorded("cxr", VISITOR), sent, on=page(patient=None))["cards"]
    created = card["suggestions"][0]["actions"][1]["resource"]
    assert (created["subject"], created["encounter"]) == (sent["subject"], sent["encounter"])


def test_rt_pcr_is_not_ordered_for_nobody() -> None:
    sent = {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "intent": "order"}
    document = recorded("cxr", VISITOR) | {"hook": recorded("cxr", VISITOR)["hook"] | {"rating": None}}
    (card,) = drawn(document, sent, on=page(patient=None))["cards"]
    assert [suggestion["label"] for suggestion in card["suggestions"]] == ["Remove the chest X-ray order"]
    (repeat,) = drawn(recorded("ct", NEGATIVE_BUT_SUSPECTED, rating=None), sent, on=page(patient=None))["cards"]
    assert "suggestions" not in repeat


def test_caution_tells_the_statement_and_itself() -> None:
    (card,) = drawn(recorded("cxr", RULE_OUT))["cards"]
    told = [paragraph.split(":**")[0] for paragraph in card["detail"].split("\n\n")]
    assert told == ["**Statement 1.3", "**Caution 1.3.rule-out", "**Known", "**Presumed, because not known"]
    assert (card["indicator"], card["source"]["topic"]["code"]) == ("warning", "off-guideline")


def test_caution_that_only_may_hold_is_silent() -> None:
    facts = SAFE_CLINIC | {"purpose": ("diagnosis", "rule-out-covid-pneumonia")}
    assert kinds(recorded("cxr", facts)) == []


def test_caution_gives_way_to_a_strength_that_is_discordant_itself() -> None:
    document = recorded("cxr", VISITOR)
    advice = document["advice"]["cxr"] | {"cautions": [{"id": "1.3.rule-out", "holds": "yes"}]}
    assert kinds({**document, "advice": {**document["advice"], "cxr": advice}}) == ["not-recommended"]


def test_unsettled_ct_asks_the_two_questions_and_tells_where_answers_lead() -> None:
    (card,) = drawn(recorded("ct", VISITOR, options=OPTIONS))["cards"]
    assert card["summary"] == "A chest CT is not recommended unless one of the answers still needed speaks for it."
    second_question = "**2. Which of these is the reason for the chest CT?**"
    assert card["detail"].split("\n\n") == [FIRST_QUESTION, second_question, ANSWERS, KNOWN]
    assert [suggestion["label"] for suggestion in card["suggestions"]] == [
        "Pneumonia is suspected, and the chest X-ray does not settle it",
        "None of these",
    ]
    assert [suggestion.get("isRecommended") for suggestion in card["suggestions"]] == [None, None]
    address = f"https://cds.example/imaging/?from={DECISION}&lang=en"
    assert card["links"] == [{"label": "Answer the open questions", "url": address, "type": "absolute"}]


def test_unsettled_ct_without_presumption_says_what_is_missing() -> None:
    document = recorded("ct", {})
    (card,) = drawn(document)["cards"]
    assert document["advice"]["ct"]["presumably"] is None
    assert card["summary"] == "More must be known before the guideline can answer on a chest CT."


def test_unsettled_film_asks_the_facts_that_matter() -> None:
    (card,) = drawn(recorded("cxr", {"care_setting": "screening-clinic", "fever": "yes"}))["cards"]
    assert card["detail"].split("\n\n") == [
        "**Still to be answered:**",
        "- Does the patient have a respiratory symptom, such as cough, sore throat or shortness of breath?",
        "**Known:** care setting: screening clinic; fever: yes",
    ]
    assert "suggestions" not in card


def test_detail_tells_the_statements_between_which_the_answer_leaves_the_choice() -> None:
    document = recorded("cxr", VISITOR)
    advice = document["advice"]["cxr"] | {"recommendations": [], "possible": ["1.1", "1.2"]}
    (card,) = drawn({**document, "advice": {**document["advice"], "cxr": advice}})["cards"]
    told = [paragraph.split(":**")[0] for paragraph in card["detail"].split("\n\n")]
    assert told[:3] == ["By one of these statements:", "**Statement 1.1", "**Statement 1.2"]
    assert card["summary"].endswith("Guideline statement 1.1, 1.2.")


@pytest.mark.parametrize(
    ("modality", "facts", "expected"),
    [
        ("ct", NEGATIVE_BUT_SUSPECTED, ["local-safety"]),
        ("cxr", NEGATIVE_BUT_SUSPECTED, ["local-safety"]),
        ("cxr", {"care_setting": "inpatient", "severity": "severe"}, ["local-safety"]),
        ("cxr", SAFE_CLINIC | {"severity": "severe"}, []),
        ("cxr", SAFE_CLINIC | {"chest_radiograph": "pneumonia-not-definite"}, []),
        ("cxr", RULE_OUT | {"chest_radiograph": "pneumonia-not-definite"}, ["caution"]),
    ],
)
def test_notes_that_ask_for_something_make_one_card(modality: str, facts: dict[str, str], expected: list[str]) -> None:
    assert kinds(recorded(modality, facts)) == expected


def test_note_on_a_clear_film_stands_in_the_detail_of_another_card() -> None:
    (card,) = drawn(recorded("cxr", RULE_OUT | {"chest_radiograph": "pneumonia-not-definite"}))["cards"]
    assert card["detail"].split("\n\n")[-1] == (
        "**Local safety, not the guideline:** "
        "A chest X-ray without definite pneumonia does not exclude COVID-19 pneumonia."
    )


def test_patient_in_danger_comes_first_and_is_a_warning() -> None:
    facts = NEGATIVE_BUT_SUSPECTED | {"severity": "severe"}
    (card,) = drawn(recorded("cxr", facts))["cards"]
    assert (card["indicator"], card["source"]["topic"]["code"]) == ("warning", "clinical-reminder")
    assert card["summary"] == (
        "Assess this patient now. The guideline's silence, or its advice against imaging, is not reassurance. "
        "(and 1 more)"
    )
    assert [label["label"] for label in card["suggestions"]] == ["Order RT-PCR"]
    assert "url" not in card["source"]


def test_contradiction_is_told_before_what_rests_on_it() -> None:
    document = recorded("ct", NEGATIVE_BUT_SUSPECTED)
    contradicted = {"id": "rt-pcr-contradicted", "text": {"en": "Check the result.", "ko": "결과를 확인하십시오."}}
    (card,) = drawn({**document, "notes": [*document["notes"], contradicted]})["cards"]
    (suggestion,) = card["suggestions"]
    assert card["summary"] == "Check the result. (and 1 more)"
    assert (suggestion["label"], suggestion.get("isRecommended")) == ("Order RT-PCR", None)


def test_warning_stands_before_what_is_only_asked() -> None:
    document = recorded("ct", {"care_setting": "inpatient", "severity": "severe"})
    assert ASSESS_NOW in {note["id"] for note in document["notes"]}
    assert kinds(document) == ["local-safety", "needs-information"]


def test_rt_pcr_that_is_ordered_is_not_asked_for_again() -> None:
    assert kinds(recorded("ct", NEGATIVE_BUT_SUSPECTED, rt_pcr_ordered=True)) == []


@pytest.mark.parametrize(("modality", "expected"), [("ct", ["local-safety"]), ("cxr", [])])
def test_pregnancy_is_a_matter_of_ct_orders(modality: str, expected: list[str]) -> None:
    facts = {"care_setting": "emergency", "covid_suspicion": "high", "rt_pcr": "negative"}
    document = in_circumstances(modality, facts, Circumstances(pregnant="yes"))
    document["notes"] = [note for note in document["notes"] if note["id"] == "pregnancy"]
    assert [note["id"] for note in document["notes"]] == ["pregnancy"]
    assert kinds(document) == expected


@pytest.mark.parametrize("note", ["severe-without-symptoms", "fever-contradicted"])
def test_contradiction_is_to_be_checked(note: str) -> None:
    document = recorded("cxr", SAFE_CLINIC)
    assert kinds({**document, "notes": [{"id": note, "text": {"en": "Check it.", "ko": "확인"}}]}) == ["local-safety"]


def test_patient_view_tells_what_the_guideline_speaks_for() -> None:
    facts = SAFE_CLINIC | {"covid_suspicion": "high", "rt_pcr": "negative"}
    (card,) = drawn(recorded(None, facts, hook="patient-view"))["cards"]
    assert (card["indicator"], card["source"]["topic"]["code"]) == ("info", "guideline")
    assert card["summary"] == "A chest X-ray is recommended."
    assert "suggestions" not in card
    assert card["detail"].split("\n\n")[-1].startswith("**Local safety, not the guideline:** RT-PCR is negative")


@pytest.mark.parametrize("facts", [{}, VISITOR, {"care_setting": "inpatient"}, NEGATIVE_BUT_SUSPECTED])
def test_patient_view_is_silent_where_the_guideline_speaks_for_nothing(facts: dict[str, str]) -> None:
    assert kinds(recorded(None, facts, hook="patient-view")) == []


def test_patient_view_is_silent_where_something_is_ordered() -> None:
    assert kinds(recorded("cxr", SAFE_CLINIC, hook="patient-view")) == []


def test_no_order_in_a_hook_of_orders_has_no_card() -> None:
    assert kinds(recorded(None, SAFE_CLINIC)) == []


def test_not_applicable_record_has_no_card_and_no_rating() -> None:
    document = recorded("cxr", VISITOR, rating=None) | {"applicability": "not-applicable", "advice": {}}
    assert drawn(document) == {"cards": []}


def test_words_are_kept_from_being_markdown() -> None:
    document = recorded("cxr", RULE_OUT)
    note = {"id": "film-does-not-exclude", "text": {"en": "*Look* <b>now</b> [here](https://x)", "ko": ""}}
    (card,) = drawn({**document, "notes": [note]})["cards"]
    assert card["detail"].split("\n\n")[-1] == (
        r"**Local safety, not the guideline:** \*Look\* \<b\>now\</b\> \[here\](https://x)"
    )


def test_guideline_without_an_address_is_a_source_by_its_title() -> None:
    unaddressed = replace(edition(), doi="")
    (card,) = drawn(recorded("cxr", VISITOR), on=page(edition=unaddressed))["cards"]
    assert card["source"].keys() == {"label", "topic"}
    assert card["source"]["label"] == edition().title.en


def test_every_override_reason_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        for modality, facts in (("cxr", VISITOR), ("cxr", RULE_OUT), ("ct", {}), ("ct", NEGATIVE_BUT_SUSPECTED)):
            (card,) = drawn(recorded(modality, facts), on=page(language))["cards"]
            assert len({reason["display"] for reason in card["overrideReasons"]}) == len(card["overrideReasons"]) >= 3
