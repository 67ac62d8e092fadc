"""Which cards a recorded decision has, which of them are shown, and how each is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from uuid import UUID, uuid5

from fhir.hooks import caution, not_recommended, patient_view, questions, safety
from fhir.hooks.case import Case, Content, Draft, Suggestion
from fhir.hooks.limits import INDICATORS, Limits
from fhir.hooks.page import Page

TOPICS = "http://terminology.hl7.org/CodeSystem/cdshooks-card-type"
OVERRIDES = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a kind of card finds its words and its suggestions, and the reasons that are offered for overriding it."""

    content: Callable[[Case], Content | None]
    suggestions: Callable[[Case, Draft], list[Suggestion]]
    reasons: tuple[str, ...]


def _kind(module: ModuleType) -> _Kind:
    return _Kind(module.content, module.suggestions, module.REASONS)


_KINDS = {module.KIND: _kind(module) for module in (not_recommended, caution, questions, safety, patient_view)}
KINDS = tuple(_KINDS)
"""The kinds of cards there are."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is recorded of the cards of one decision: those shown, and those that there were and were not."""

    cards: list[dict[str, str]]
    withheld: list[dict[str, str]]


def plan_cards(  # noqa: PLR0913  the record, how it is drawn, and three reasons to show less
    document: Mapping[str, Any],
    decision_id: str,
    page: Page,
    *,
    shown_before: frozenset[str],
    limits: Limits,
    withhold: str | None = None,
) -> Planned:
    """Return which cards a decision has and which of them are shown, the most urgent first.

    `shown_before` are the digests of cards that are not shown again; `withhold` is a reason not to ask for more.
    """
    reason = "shadow" if document["hook"]["mode"] == "shadow" else None
    planned = Planned([], [])
    for card in _contents(Case(document, page)):
        # Whatever failed to come, what is known may be a danger to the patient.
        why = (
            reason
            or (withhold if card.kind == questions.KIND else None)
            or _why_not(card, shown_before, limits, len(planned.cards))
        )
        if why:
            planned.withheld.append({"kind": card.kind, "digest": card.digest, "why": why})
        else:
            uuid = card_uuid(decision_id, card.kind)
            planned.cards.append({"kind": card.kind, "uuid": uuid, "indicator": card.indicator, "digest": card.digest})
    return planned


def card_uuid(decision_id: str, kind: str) -> str:
    """Return the uuid of a decision's card, the same whenever it is asked for."""
    return str(uuid5(UUID(decision_id), kind))


def write_card(case: Case, draft: Draft, kind: str) -> dict[str, Any]:
    """Return a card that a decision has, as the specification writes it."""
    found = _KINDS[kind]
    content = found.content(case)
    if content is None:
        message = f"the record names a card of the kind {kind}, and holds nothing to draw it from"
        raise ValueError(message)
    uuid = card_uuid(draft.decision_id, kind)
    card: dict[str, Any] = {
        "uuid": uuid,
        "summary": content.summary,
        "detail": content.detail,
        "indicator": content.indicator,
        "source": _source(case, content),
    }
    suggestions = found.suggestions(case, draft)
    if suggestions:
        card["suggestions"] = [_suggestion(uuid, each) for each in suggestions]
        card["selectionBehavior"] = "at-most-one"
    card["overrideReasons"] = [
        {"system": OVERRIDES, "code": code, "display": case.say(f"reason.{code}")} for code in found.reasons
    ]
    card["links"] = [_link(case, draft, kind)]
    return card


def _contents(case: Case) -> list[Content]:
    if case.document.get("applicability") == "not-applicable":
        return []
    contents = [content for kind in _KINDS.values() if (content := kind.content(case))]
    return sorted(contents, key=lambda content: -INDICATORS.index(content.indicator))


def _why_not(card: Content, shown_before: frozenset[str], limits: Limits, shown: int) -> str | None:
    if card.digest in shown_before:
        return "repeated"
    is_wanted = not limits.kinds or card.kind in limits.kinds
    is_urgent = INDICATORS.index(card.indicator) >= INDICATORS.index(limits.least)
    return None if is_wanted and is_urgent and shown < limits.cards_per_order else "limit"


def _source(case: Case, content: Content) -> dict[str, Any]:
    topic = {"system": TOPICS, "code": content.topic}
    if content.kind == safety.KIND:
        return {"label": case.say("source.local-safety"), "topic": topic}
    edition = case.page.edition
    source: dict[str, Any] = {"label": edition.title.read_in(case.language), "topic": topic}
    if edition.doi:
        source["url"] = f"https://doi.org/{edition.doi}"
    return source


def _suggestion(card: str, suggestion: Suggestion) -> dict[str, Any]:
    written: dict[str, Any] = {
        "label": suggestion.label,
        "uuid": str(uuid5(UUID(card), suggestion.kind)),
        "actions": list(suggestion.actions),
    }
    if suggestion.is_recommended:
        written["isRecommended"] = True
    return written


def _link(case: Case, draft: Draft, kind: str) -> dict[str, str]:
    label = case.say("link.answer" if kind == questions.KIND else "link.review")
    address = case.page.address(f"/?from={draft.decision_id}&lang={case.language}")
    return {"label": label, "url": address, "type": "absolute"}
