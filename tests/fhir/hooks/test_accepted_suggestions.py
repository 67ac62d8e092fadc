"""What a suggestion writes is read again: accepted, it leads to the answer that it promised."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.context import Gathered
from engine.facts import Cell
from engine.guideline import Row
from fhir.bundle.site import SiteMap
from fhir.valuesets.loader import read_codebook
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.hooks.recorded_hooks import Document, decided, drawn, edition, of_a_hook, page, rating_on
from tests.fhir.invented_bundles import (
    LOCAL,
    PATIENT,
    SNOMED,
    Resource,
    ago,
    bundle,
    concept,
    condition,
    form,
    known,
    order,
    read_body,
    resource,
)

OWN = "urn:imaging-cds:purpose"
RULE_OUT = concept("rule-out-covid-pneumonia", OWN)
OTHER_REASON = {"coding": [{"system": SNOMED, "code": "267036007"}], "text": "invented reason"}
SITE = SiteMap(
    reasons={
        f"{LOCAL}|RULE-OUT": {"purpose": ("rule-out-covid-pneumonia",)},
        f"{SNOMED}|267036007": {"visit_reason": ("medical",)},
    }
)
SAFE_CLINIC = {"care_setting": "outpatient-safe-clinic", "fever": "yes"}
VISITOR = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}
OPTIONS = read_ct_circumstance().options
FORM = "QuestionnaireResponse/q1"


def read_stated(facts: Mapping[str, str], *resources: Resource) -> Gathered:
    """What the readers find in a record, beside stated facts."""
    parts: list[Resource] = [{"name": fact, "valueCode": value} for fact, value in facts.items()]
    held = {"name": "bundle", "resource": json.loads(bundle(*resources, patient=PATIENT))}
    return read_body(json.dumps({"resourceType": "Parameters", "parameter": [held, *parts]}).encode(), site=SITE)


def suggested(document: Document, sent: Resource, *forms: Resource) -> list[Document]:
    """The suggestions of the one card on an order."""
    held = {f"QuestionnaireResponse/{each['id']}": each for each in forms}
    (card,) = [card for card in drawn(document, sent, held)["cards"] if card["source"].get("url")]
    found: list[Document] = card.get("suggestions", [])
    return found


def updated(suggestion: Document) -> Resource:
    """The order as a suggestion changes it."""
    (action,) = suggestion["actions"]
    assert action["type"] == "update"
    changed: Resource = action["resource"]
    return changed


def settles(modality: str, facts: Mapping[str, str], option: str) -> str:
    """The strength to which an answer to the question of a CT order leads."""
    sent = order(modality, supportingInfo=[{"reference": FORM}])
    found = read_stated(facts, sent, form(ct_circumstance=option))
    strength: str = decided(found)["advice"][modality]["strength"]
    return strength


def rule_out_form(**elements: Any) -> Resource:  # noqa: ANN401  whatever a form has
    """A form in which the purpose and another question are answered, in a group."""
    answered = form(purpose="rule-out-covid-pneumonia", covid_suspicion="high")["item"]
    held = {"status": "completed", "item": [{"linkId": "group", "item": answered}]}
    return resource("QuestionnaireResponse", "q1", **(held | elements))


REFERENCE = [{"reference": FORM}]
CONTAINED = {name: value for name, value in rule_out_form().items() if name != "subject"}
DIAGNOSIS = condition("RULE-OUT", system=LOCAL)
CONTAINED_DIAGNOSIS = {**DIAGNOSIS, "id": "c9"}
SENT: dict[str, tuple[Resource, list[Resource]]] = {
    "own-code": ({"reasonCode": [OTHER_REASON, RULE_OUT]}, []),
    "own-code-beside-another": ({"reasonCode": [{"coding": [*RULE_OUT["coding"], *OTHER_REASON["coding"]]}]}, []),
    "own-code-beside-a-local-one": (
        {"reasonCode": [{"coding": [*RULE_OUT["coding"], {"system": LOCAL, "code": "RULE-OUT"}]}]},
        [],
    ),
    "own-code-twice": ({"reasonCode": [RULE_OUT, {"coding": [*RULE_OUT["coding"], *OTHER_REASON["coding"]]}]}, []),
    "local-code": ({"reasonCode": [{}, concept("RULE-OUT", LOCAL), OTHER_REASON]}, []),
    "diagnosis": ({"reasonReference": [{"reference": "Condition/c1"}, {"reference": "Condition/c2"}]}, [DIAGNOSIS]),
    "contained-diagnosis": (
        {"contained": [CONTAINED_DIAGNOSIS], "reasonReference": [{"reference": "#c9"}], "reasonCode": [OTHER_REASON]},
        [],
    ),
    "form": ({"supportingInfo": REFERENCE}, [rule_out_form()]),
    "form-twice": ({"supportingInfo": REFERENCE * 2, "reasonCode": [OTHER_REASON]}, [rule_out_form()]),
    "form-and-code": ({"supportingInfo": REFERENCE, "reasonCode": [RULE_OUT]}, [rule_out_form()]),
    "contained-form": ({"contained": [CONTAINED], "supportingInfo": [{"reference": "#q1"}]}, []),
    "form-beside-a-contained-namesake": (
        {"contained": [{"resourceType": "Device", "id": "q1"}], "supportingInfo": [*REFERENCE, {"reference": "#q1"}]},
        [rule_out_form()],
    ),
    "form-of-a-server": (
        {"supportingInfo": [{"reference": f"https://ehr.example/fhir/{FORM}"}, {"display": "no reference"}]},
        [rule_out_form()],
    ),
}


@pytest.mark.parametrize(("elements", "others"), SENT.values(), ids=SENT.keys())
def test_changed_purpose_makes_the_order_concordant(elements: Resource, others: list[Resource]) -> None:
    sent = order(
        "cxr", text={"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>old</div>"}, **elements
    )
    found = read_stated(SAFE_CLINIC, sent, *others)
    document = of_a_hook(decided(found))
    assert document["order"]["concordance"] == "discordant"
    forms = [each for each in others if each["resourceType"] == "QuestionnaireResponse"]
    (suggestion,) = suggested(document, sent, *forms)
    changed = updated(suggestion)
    again = read_stated(SAFE_CLINIC, changed, *others)
    assert known(again, "purpose") == ("diagnosis",)
    assert decided(again)["order"] == {"modality": "cxr", "concordance": "concordant"}
    assert [coding["code"] for coding in rating_on(changed)] == ["appropriate", "recommended"]
    assert changed["reasonCode"][-1]["coding"][0]["code"] == "diagnosis"
    assert "text" not in changed
    # What else was said is still said.
    assert {each.fact for each in found.readings} == {each.fact for each in again.readings}


def test_other_reasons_and_references_stay() -> None:
    elements, others = SENT["local-code"]
    changed = updated(
        suggested(of_a_hook(decided(read_stated(SAFE_CLINIC, order("cxr", **elements)))), order("cxr", **elements))[0]
    )
    assert changed["reasonCode"] == [
        OTHER_REASON,
        {"coding": [{"system": OWN, "code": "diagnosis", "display": "diagnosis"}], "text": "diagnosis"},
    ]
    elements, others = SENT["diagnosis"]
    sent = order("cxr", **elements)
    changed = updated(suggested(of_a_hook(decided(read_stated(SAFE_CLINIC, sent, *others))), sent)[0])
    assert changed["reasonReference"] == [{"reference": "Condition/c2"}]


def test_corrected_form_keeps_its_other_answers_and_says_that_it_was_amended() -> None:
    answered = rule_out_form(
        meta={"versionId": "1"},
        text={"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>old</div>"},
        authored=ago(hours=1),
    )
    sent = order("cxr", supportingInfo=REFERENCE)
    document = of_a_hook(decided(read_stated(SAFE_CLINIC, sent, answered)))
    changed = updated(suggested(document, sent, answered)[0])
    (corrected,) = changed["contained"]
    assert changed["supportingInfo"] == [{"reference": "#q1"}]
    assert corrected.keys() == answered.keys() - {"meta", "text"}
    assert (corrected["status"], corrected["authored"]) == ("amended", answered["authored"])
    (group,) = corrected["item"]
    assert [item["answer"][0]["valueCoding"]["code"] for item in group["item"]] == ["diagnosis", "high"]


def test_purpose_in_a_form_that_is_not_at_hand_cannot_be_changed() -> None:
    sent = order("cxr", supportingInfo=REFERENCE)
    document = of_a_hook(decided(read_stated(SAFE_CLINIC, sent, rule_out_form())))
    assert suggested(document, sent) == []


def test_purpose_of_an_order_that_was_not_sent_cannot_be_changed() -> None:
    elements, _ = SENT["own-code"]
    document = of_a_hook(decided(read_stated(SAFE_CLINIC, order("cxr", **elements))))
    nameless = {name: value for name, value in order("cxr", **elements).items() if name != "id"}
    assert suggested(document, nameless) == []


def unsettled(sent: Resource, *forms: Resource, facts: Mapping[str, str] = VISITOR) -> Document:
    """The record of a CT order that needs information, with where each answer leads."""
    found = {option: settles("ct", facts, option) for option in OPTIONS}
    settled = {option: strength for option, strength in found.items() if strength != "needs-information"}
    return of_a_hook(decided(read_stated(facts, sent, *forms)), options=settled)


@pytest.mark.parametrize(
    "facts", [VISITOR, {"care_setting": "emergency"}, {"rt_pcr": "negative"}], ids=["visitor", "emergency", "negative"]
)
@pytest.mark.parametrize(
    ("elements", "forms"),
    [
        ({}, []),
        ({"supportingInfo": REFERENCE}, [form(ct_circumstance="not-known")]),
        ({"supportingInfo": REFERENCE}, [form(ct_circumstance="not-known") | {"status": "in-progress"}]),
        ({"supportingInfo": REFERENCE}, [form(purpose="screening")]),
        ({"supportingInfo": [{"reference": "#q1"}], "contained": [form(ct_circumstance="not-known")]}, []),
        ({"contained": [{"resourceType": "Device"}, {"resourceType": "Device", "id": "imaging-cds-answers"}]}, []),
    ],
    ids=["no-form", "form", "form-in-progress", "form-of-the-other-question", "contained-form", "contained-others"],
)
def test_accepted_answer_settles_as_promised(
    facts: Mapping[str, str], elements: Resource, forms: list[Resource]
) -> None:
    sent = order("ct", **elements)
    document = unsettled(sent, *forms, facts=facts)
    assert document["order"]["concordance"] == "undetermined"
    suggestions = suggested(document, sent, *forms)
    promised = document["hook"]["options"]
    assert [suggestion["label"] for suggestion in suggestions] == [OPTIONS[option].label.en for option in promised]
    assert promised != {}
    for suggestion, (option, strength) in zip(suggestions, promised.items(), strict=True):
        changed = updated(suggestion)
        again = decided(read_stated(facts, changed, *forms))
        assert again["advice"]["ct"]["strength"] == strength
        assert [coding["code"] for coding in rating_on(changed)][1:] == [strength]
        assert changed["reasonCode"][-1]["coding"][0]["code"] == option


def test_second_answer_takes_the_place_of_the_first() -> None:
    sent = order("ct")
    document = unsettled(sent)
    first, second = (updated(each) for each in suggested(document, sent)[:2])
    again = updated(suggested(document, first)[1])
    assert again.keys() == second.keys()
    assert again["contained"][0]["item"] == second["contained"][0]["item"]
    assert again["reasonCode"] == second["reasonCode"]
    assert again["supportingInfo"] == second["supportingInfo"] == [{"reference": "#imaging-cds-answers"}]


def test_suggested_rt_pcr_is_recognised_as_one() -> None:
    document = of_a_hook(decided(read_stated(VISITOR, order("cxr"))))
    (suggestion,) = suggested(document, order("cxr"))
    (created,) = [action["resource"] for action in suggestion["actions"] if action["type"] == "create"]
    coding = created["code"]["coding"][0]
    code_set = read_codebook("rt_pcr").find(coding["system"], coding["code"])
    assert code_set is not None
    assert code_set.name == "rna"


def test_caution_about_something_else_than_the_purpose_has_no_other_purpose_to_suggest() -> None:
    elements, _ = SENT["own-code"]
    sent = order("cxr", **elements)
    document = of_a_hook(decided(read_stated(SAFE_CLINIC, sent)))
    (caution,) = edition().cautions
    changed = replace(edition(), cautions=(replace(caution, rows=(Row((Cell("fever", ("yes",)),)),)),))
    (card,) = drawn(document, sent, on=page(edition=changed))["cards"]
    assert "suggestions" not in card
