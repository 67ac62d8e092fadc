"""Invented decisions of hooks, made by the real engine, and the responses that are drawn from them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from msgspec import Raw

from api.answers import payload_of
from api.library import Library, read_library
from engine.answer.decide import DecidingEdition
from engine.context import RESOURCE, Circumstances, Gathered, Reading, weigh
from engine.guideline import Edition
from fhir.hooks.cards import plan_cards
from fhir.hooks.invariants import flaws_of_response
from fhir.hooks.limits import Limits
from fhir.hooks.page import Language, Page
from fhir.hooks.rating import rating_of
from fhir.hooks.respond import Answer, respond
from fhir.r4.validate import validate_resource
from tests.fhir.invented_bundles import AS_OF, Resource, order

Document = dict[str, Any]

DECISION = "0192aaaa-0000-7000-8000-000000000001"
PUBLIC = "https://cds.example/imaging/"
RATING = "http://fhir.org/argonaut/Extension/pama-rating"
LANGUAGES: tuple[Language, ...] = ("en", "ko")
VISITOR = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}
SAFE_CLINIC = {"care_setting": "outpatient-safe-clinic", "fever": "yes"}
RULE_OUT = {**SAFE_CLINIC, "purpose": "rule-out-covid-pneumonia"}
NEGATIVE_BUT_SUSPECTED = {"care_setting": "emergency", "covid_suspicion": "high", "rt_pcr": "negative"}


@cache
def library() -> Library:
    """The guidelines that come with the program."""
    return read_library(None, "ksr-kstr-2020")


@cache
def deciding() -> DecidingEdition:
    """The edition, compiled."""
    return library().deciding(library().find(None))


def edition() -> Edition:
    """The edition."""
    return deciding().edition


def gathered(
    modality: str | None, facts: Mapping[str, str | tuple[str, ...]], path: str = "Invented/1#field"
) -> Gathered:
    """What a record said of some facts."""
    readings = (
        Reading(fact, (said,) if isinstance(said, str) else said, RESOURCE, path) for fact, said in facts.items()
    )
    return Gathered(readings=tuple(readings), order=modality)


def decided(found: Gathered) -> Document:
    """What is recorded of the decision on what was gathered."""
    context = weigh(found, library().facts, edition().thresholds, AS_OF)
    return payload_of(edition(), library().safety, context, deciding().decide(context, library().safety))


def of_a_hook(document: Document, **hook: object) -> Document:
    """The record with what the hook adds."""
    ordered = document["order"]
    told: Document = {
        "hook": "order-select",
        "mode": "on",
        "order": "ServiceRequest/s1" if ordered else None,
        "rating": rating_of(ordered["concordance"]) if ordered else None,
        "rt_pcr_ordered": False,
        "options": {},
        "cards": [],
        "withheld": [],
    }
    return {**document, "applicability": "applicable", "hook": told | hook}


def recorded(modality: str | None, facts: Mapping[str, str | tuple[str, ...]], **hook: object) -> Document:
    """The record of a hook's decision on some facts."""
    return of_a_hook(decided(gathered(modality, facts)), **hook)


def in_circumstances(modality: str, facts: Mapping[str, str], circumstances: Circumstances) -> Document:
    """The record of a hook's decision on facts in some circumstances."""
    return of_a_hook(decided(replace(gathered(modality, facts), circumstances=circumstances)))


def page(language: Language = "en", **parts: Any) -> Page:  # noqa: ANN401  whatever a page has
    """What cards are drawn on."""
    return replace(Page(PUBLIC, language, library().facts, edition(), "imaging-cds", "invented-1"), **parts)


def raw(resource: Resource) -> Raw:
    """A resource as it was sent."""
    return Raw(json.dumps(resource).encode())


def drawn(
    document: Document,
    sent: Resource | None = None,
    forms: Mapping[str, Resource] | None = None,
    on: Page | None = None,
) -> Document:
    """The response to a hook, its cards planned and drawn; it is what the specification and FHIR ask for."""
    on = on or page()
    planned = plan_cards(document, DECISION, on, shown_before=frozenset(), limits=Limits())
    document = {**document, "hook": {**document["hook"], "cards": planned.cards}}
    modality = document["order"]["modality"] if document["order"] else "ct"
    answer = Answer(
        document, DECISION, raw(sent or order(modality)), {name: raw(form) for name, form in (forms or {}).items()}
    )
    response: Document = json.loads(respond([answer], on))
    refuse_flaws(response)
    return response


def refuse_flaws(response: Document) -> None:
    """Fail where a response breaks a rule, or holds a suggested order that clients cannot take."""
    assert flaws_of_response(response) == []
    for action in actions_in(response):
        if "resource" in action:
            assert flaws_of_fhir(json.dumps(action["resource"])) == ()
    for action in suggested_in(response):
        if "resource" in action:
            suggested = action["resource"]
            assert [each["url"] for each in suggested["extension"]].count(RATING) == 1
            assert [reason for reason in suggested["reasonCode"] if reason["coding"]] != []


@cache
def flaws_of_fhir(resource: str) -> tuple[object, ...]:
    """What is wrong with a resource as FHIR R4."""
    return tuple(validate_resource(json.loads(resource)))


def suggested_in(response: Document) -> Iterator[Document]:
    """The actions of all suggestions."""
    for card in response["cards"]:
        for suggestion in card.get("suggestions", []):
            yield from suggestion["actions"]


def actions_in(response: Document) -> Iterator[Document]:
    """All actions, the system's among them."""
    yield from suggested_in(response)
    yield from response.get("systemActions", [])


def kinds(document: Document) -> list[str]:
    """The kinds of cards that a record has."""
    planned = plan_cards(document, DECISION, page(), shown_before=frozenset(), limits=Limits())
    return [card["kind"] for card in planned.cards]


def rating_on(resource: Resource) -> list[Document]:
    """The codes of the rating on an order, the profile's first."""
    (found,) = [each for each in resource["extension"] if each["url"] == RATING]
    codings: list[Document] = found["valueCodeableConcept"]["coding"]
    return codings
