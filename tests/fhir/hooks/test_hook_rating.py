"""The rating: on every settled order, in place of an earlier one, and every other byte as it was sent."""

import json

import pytest
from msgspec import Raw

from fhir.hooks.cards import plan_cards
from fhir.hooks.limits import Limits
from fhir.hooks.rating import rating_of
from fhir.hooks.respond import Answer, respond
from tests.fhir.hooks.recorded_hooks import (
    DECISION,
    LANGUAGES,
    NEGATIVE_BUT_SUSPECTED,
    RATING,
    RULE_OUT,
    SAFE_CLINIC,
    VISITOR,
    Document,
    actions_in,
    drawn,
    edition,
    page,
    rating_on,
    recorded,
)
from tests.fhir.invented_bundles import order

PROFILE = "http://fhir.org/argonaut/CodeSystem/pama-rating"
STRENGTH = "urn:imaging-cds:strength"
APPLIED = "http://fhir.org/argonaut/Extension/pama-rating-auc-applied"


@pytest.mark.parametrize(
    ("concordance", "rating"),
    [
        ("concordant", "appropriate"),
        ("concordant-if-weighed", "appropriate"),
        ("discordant", "not-appropriate"),
        ("no-criteria", "no-criteria-apply"),
        ("out-of-scope", "no-criteria-apply"),
        ("undetermined", None),
        ("not-applicable", None),
        (None, None),
    ],
)
def test_rating_follows_from_concordance(concordance: str | None, rating: str | None) -> None:
    assert rating_of(concordance) == rating


def test_every_concordance_of_the_edition_is_rated_unless_unsettled() -> None:
    rated = {each.concordance for each in edition().strengths.values() if rating_of(each.concordance)}
    assert {each.concordance for each in edition().strengths.values()} - rated == {"undetermined"}


@pytest.mark.parametrize(
    ("modality", "facts", "codes"),
    [
        ("cxr", SAFE_CLINIC, ["appropriate", "recommended"]),
        (
            "cxr",
            {"care_setting": "screening-clinic", "respiratory_symptoms": "yes"},
            ["appropriate", "may-be-considered"],
        ),
        ("ct", NEGATIVE_BUT_SUSPECTED, ["appropriate", "after-weighing"]),
        ("cxr", VISITOR, ["not-appropriate", "not-recommended"]),
        ("cxr", RULE_OUT, ["not-appropriate"]),
        ("cxr", {"care_setting": "inpatient"}, ["no-criteria-apply", "no-statement"]),
        ("ct", {"rt_pcr": "positive"}, ["no-criteria-apply", "out-of-scope"]),
    ],
)
def test_rating_stands_on_the_order_with_its_strength(modality: str, facts: dict[str, str], codes: list[str]) -> None:
    (action,) = drawn(recorded(modality, facts))["systemActions"]
    systems = [PROFILE, STRENGTH][: len(codes)]
    assert rating_on(action["resource"]) == [
        {"system": system, "code": code} for system, code in zip(systems, codes, strict=True)
    ]


def test_rating_names_who_was_asked_the_decision_and_the_guideline() -> None:
    (action,) = drawn(recorded("cxr", SAFE_CLINIC), on=page(qcdsm="G-invented"))["systemActions"]
    assert action["resource"]["extension"][1:] == [
        {"url": f"{RATING}-qcdsm-consulted", "valueString": "G-invented"},
        {"url": f"{RATING}-consult-id", "valueUri": f"urn:uuid:{DECISION}"},
        {"url": APPLIED, "valueUri": "https://cds.example/imaging/fhir/PlanDefinition/ksr-kstr-2020|2020-04.1"},
    ]


def test_order_of_rt_pcr_is_rated_by_no_guideline() -> None:
    created = [action for action in actions_in(drawn(recorded("cxr", VISITOR))) if action["type"] == "create"]
    assert [rating_on(action["resource"]) for action in created] == [[{"system": PROFILE, "code": "no-criteria-apply"}]]
    assert [extension["url"] for extension in created[0]["resource"]["extension"] if extension["url"] == APPLIED] == []


def test_unsettled_order_has_no_rating() -> None:
    assert drawn(recorded("ct", VISITOR)).keys() == {"cards"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rating_is_told_in_words(language: str) -> None:
    said = {
        drawn(recorded("cxr", facts), on=page("ko" if language == "ko" else "en"))["systemActions"][0]["description"]
        for facts in (SAFE_CLINIC, VISITOR, {"care_setting": "inpatient"})
    }
    assert len(said) == 3


def written(document: Document, sent: bytes | None) -> bytes:
    """The response to an order as it was sent."""
    plan = plan_cards(document, DECISION, page(), shown_before=frozenset(), limits=Limits())
    document = {**document, "hook": {**document["hook"], "cards": plan.cards}}
    return respond([Answer(document, DECISION, None if sent is None else Raw(sent), {})], page())


def test_every_other_field_of_the_order_stays_to_the_byte() -> None:
    unknown = b'"quantityQuantity":{"value":37.50,"unit":"\\u00b5g"},"local":[{"deep": [1e2 , null, true]}]'
    sent = b'{"resourceType":"ServiceRequest","id":"s1",' + unknown + b"}"
    assert written(recorded("cxr", SAFE_CLINIC), sent).count(unknown) == 2


def test_members_that_hold_nothing_are_left_out_of_the_echo() -> None:
    sent = {**order("cxr"), "reasonCode": [], "note": None, "code": {"coding": [{}, {"code": "a"}], "text": ""}}
    (action,) = drawn(recorded("cxr", SAFE_CLINIC), sent)["systemActions"]
    assert action["resource"].keys() & {"reasonCode", "note"} == set()
    assert action["resource"]["code"] == {"coding": [{"code": "a"}]}


def test_earlier_rating_is_replaced_and_other_extensions_stay() -> None:
    (first,) = drawn(recorded("cxr", VISITOR))["systemActions"]
    other = {"url": "urn:invented:extension", "valueString": "kept"}
    sent = {**first["resource"], "extension": [*first["resource"]["extension"], other, {"valueString": "no url"}]}
    body = json.loads(written(recorded("cxr", SAFE_CLINIC), json.dumps(sent).encode()))
    extensions = body["systemActions"][0]["resource"]["extension"]
    assert extensions[:2] == [other, {"valueString": "no url"}]
    assert [each["url"] for each in extensions[2:]] == [each["url"] for each in first["resource"]["extension"]]


def test_extension_of_a_wrong_shape_gives_way() -> None:
    sent = {**order("cxr"), "extension": {"url": "urn:invented:extension"}}
    (action,) = drawn(recorded("cxr", SAFE_CLINIC), sent)["systemActions"]
    assert len(action["resource"]["extension"]) == 4


@pytest.mark.parametrize("sent", [None, b"null", b"[]", b'{"resourceType":"ServiceRequest"}', b'{"id":7}'])
def test_order_that_cannot_be_named_is_not_rated(sent: bytes | None) -> None:
    assert written(recorded("cxr", SAFE_CLINIC), sent) == b'{"cards":[]}'
