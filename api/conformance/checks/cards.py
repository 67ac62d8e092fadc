"""What is required of cards, their sources, override reasons and links, beyond what the invariants find."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from api.conformance.checks.judging import Check, Judged, each, has, there, wherever
from api.conformance.exchange import Exchange, Observed
from api.conformance.subjects import (
    Part,
    answers,
    cards,
    codings,
    discoveries,
    inner,
    links,
    override_reasons,
    services,
    sources,
    topics,
)

_TAGS = re.compile(r"<(title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)\b", re.IGNORECASE)
"""GitHub Flavored Markdown lets other raw HTML through and disallows these (its section 6.11)."""
_SHORTEST_ID = 4
"""Characters; a shorter id could stand in an address by chance."""


def _detail(part: Part) -> str | None:
    detail = part.value["detail"]
    return "holds HTML that the Markdown disallows" if isinstance(detail, str) and _TAGS.search(detail) else None


def _ids(exchange: Exchange, card: Part) -> list[str]:
    """Return what an address would hold that is about this patient, this call or this card."""
    sent: dict[str, Any] = exchange.sent if isinstance(exchange.sent, dict) else {}
    context = sent.get("context")
    fields = context if isinstance(context, dict) else {}
    ids = (sent.get("hookInstance"), fields.get("patientId"), fields.get("encounterId"), card.value.get("uuid"))
    return [each for each in ids if isinstance(each, str) and len(each) >= _SHORTEST_ID]


def _drilling(observed: Observed) -> Iterator[Judged]:
    for card in cards(observed):
        source = card.value.get("source")
        url = source.get("url") if isinstance(source, dict) else None
        if isinstance(url, str):
            about = any(each in unquote(url) for each in _ids(card.exchange, card))
            yield f"{card.where}: source", "its address is about this call" if about else None


def _words(part: Part) -> str | None:
    display, code = part.value.get("display"), part.value.get("code")
    read = isinstance(display, str) and any(letter.isalpha() for letter in display) and display != code
    return None if read else "no words that a person can read"


def _address(part: Part) -> str | None:
    return None if isinstance(part.value.get("url"), str) else "no address that fits its type"


def _smart_alone(part: Part) -> str | None:
    return None if part.value.get("type") == "smart" else "a context, and no SMART app"


def _recommending(part: Part) -> bool:
    return any(suggestion.value.get("isRecommended") is True for suggestion in inner(part, "suggestions"))


def _display(part: Part) -> str | None:
    return None if isinstance(part.value["display"], str) else "display is not a text"


def _code(part: Part) -> str | None:
    return None if isinstance(part.value["code"], str) else "code is not a text"


def _topic(part: Part) -> str | None:
    return None if isinstance(part.value["topic"], dict) else "topic is not a coding"


def _extending(observed: Observed) -> Iterator[Part]:
    for parts in (answers, services, discoveries, cards):
        yield from (part for part in parts(observed) if "extension" in part.value)


def _extension(part: Part) -> str | None:
    return None if isinstance(part.value["extension"], dict) else "extension is not an object"


CHECKS: dict[str, Check] = {
    "card-uuid": there(cards, "uuid"),
    "card-summary": wherever(cards),
    "card-detail": each(cards, _detail, has("detail")),
    "card-indicator": wherever(cards),
    "indicator-value": there(cards, "indicator"),
    "card-source": wherever(cards),
    "suggestions-list": there(cards, "suggestions"),
    "selection-behaviour": there(cards, "suggestions"),
    "selection-value": there(cards, "selectionBehavior"),
    "selection-text": there(cards, "selectionBehavior"),
    "recommended-once": each(cards, lambda _: None, _recommending),
    "override-list": there(cards, "overrideReasons"),
    "override-display": wherever(override_reasons),
    "override-words": each(override_reasons, _words),
    "links-list": there(cards, "links"),
    "source-label": wherever(sources),
    "source-url": there(sources, "url"),
    "source-not-drill-down": _drilling,
    "source-icon": there(sources, "icon"),
    "source-topic": each(sources, _topic, has("topic")),
    "topic-display": each(topics, _display, has("display")),
    "link-label": wherever(links),
    "link-url": wherever(links),
    "link-type": wherever(links),
    "link-type-value": each(links, _address, has("type")),
    "link-context": there(links, "appContext"),
    "link-context-smart": each(links, _smart_alone, has("appContext")),
    "link-context-absolute": wherever(links),
    "coding-code": wherever(codings),
    "coding-code-text": each(codings, _code, has("code")),
    "coding-system": wherever(codings),
    "extension-object": each(_extending, _extension),
    "extension-names": wherever(_extending),
}
