"""The parts of what a service answered that requirements speak of, each with the place where it stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.conformance.exchange import Asked, Exchange, Observed

_TOKEN = re.compile(r"\{\{(.*?)\}\}")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A JSON object of an answer."""

    where: str
    value: Mapping[str, Any]
    exchange: Exchange


def answers(observed: Observed) -> Iterator[Part]:
    """Walk through the answers to calls."""
    for exchange in observed.calls():
        if exchange.answer:
            yield Part(exchange.where, exchange.answer, exchange)


def discoveries(observed: Observed) -> Iterator[Part]:
    """Walk through what discovery answered."""
    for exchange in observed.of(Asked.DISCOVERY):
        if exchange.answer:
            yield Part(exchange.where, exchange.answer, exchange)


def services(observed: Observed) -> Iterator[Part]:
    """Walk through the services of discovery."""
    for each in discoveries(observed):
        yield from inner(each, "services")


def templates(observed: Observed) -> Iterator[tuple[Part, str, str]]:
    """Walk through the prefetch templates: the service, the key and the template."""
    for each in services(observed):
        prefetch = each.value.get("prefetch")
        for key, template in prefetch.items() if isinstance(prefetch, dict) else ():
            yield each, f"{each.where}: prefetch {key}", template if isinstance(template, str) else ""


def tokens(observed: Observed, hook: str | None = None) -> Iterator[tuple[str, str]]:
    """Walk through the tokens of templates, of one hook's services where it is named: the place and the token."""
    for service, where, template in templates(observed):
        if hook in {None, service.value.get("hook")}:
            yield from ((where, token) for token in _TOKEN.findall(template))


def cards(observed: Observed) -> Iterator[Part]:
    """Walk through the cards."""
    for each in answers(observed):
        yield from inner(each, "cards")


def sources(observed: Observed) -> Iterator[Part]:
    """Walk through the sources of cards."""
    for card in cards(observed):
        yield from one(card, "source")


def topics(observed: Observed) -> Iterator[Part]:
    """Walk through the topics of sources."""
    for source in sources(observed):
        yield from one(source, "topic")


def suggestions(observed: Observed) -> Iterator[Part]:
    """Walk through the suggestions of cards."""
    for card in cards(observed):
        yield from inner(card, "suggestions")


def system_actions(observed: Observed) -> Iterator[Part]:
    """Walk through the system's own actions."""
    for each in answers(observed):
        yield from inner(each, "systemActions")


def actions(observed: Observed) -> Iterator[Part]:
    """Walk through all actions, of suggestions and of the system."""
    for suggestion in suggestions(observed):
        yield from inner(suggestion, "actions")
    yield from system_actions(observed)


def override_reasons(observed: Observed) -> Iterator[Part]:
    """Walk through the override reasons of cards."""
    for card in cards(observed):
        yield from inner(card, "overrideReasons")


def codings(observed: Observed) -> Iterator[Part]:
    """Walk through the codings of cards."""
    yield from topics(observed)
    yield from override_reasons(observed)


def links(observed: Observed) -> Iterator[Part]:
    """Walk through the links of cards."""
    for card in cards(observed):
        yield from inner(card, "links")


def inner(part: Part, name: str) -> Iterator[Part]:
    """Walk through the objects of a list that is a member of a part."""
    members = part.value.get(name)
    for index, each in enumerate(members if isinstance(members, list) else ()):
        if isinstance(each, dict):
            yield Part(f"{part.where}: {name}[{index}]", each, part.exchange)


def one(part: Part, name: str) -> Iterator[Part]:
    """Give the object that is a member of a part, where it is there."""
    if isinstance(part.value.get(name), dict):
        yield Part(f"{part.where}: {name}", part.value[name], part.exchange)


def draft_orders(exchange: Exchange) -> dict[str, Mapping[str, Any]]:
    """Return the draft orders that were sent with a call, by reference."""
    context = exchange.sent.get("context", {}) if isinstance(exchange.sent, dict) else {}
    bundle = context.get("draftOrders", {}) if isinstance(context, dict) else {}
    entries = bundle.get("entry", ()) if isinstance(bundle, dict) else ()
    resources = [each.get("resource") for each in entries if isinstance(each, dict)]
    return {f"{each.get('resourceType')}/{each.get('id')}": each for each in resources if isinstance(each, dict)}
