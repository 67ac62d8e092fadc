"""Ways to spoil what a good peer answered, so that one requirement is broken."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from api.conformance.exchange import Asked, Exchange, Observed

Json = dict[str, Any]
Change = Callable[[Json], object]
Break = Callable[[Observed], Observed]


def exchanges(chosen: Callable[[Exchange], bool], change: Callable[[Exchange], Exchange]) -> Break:
    """Change the exchanges that are chosen."""

    def spoil(observed: Observed) -> Observed:
        changed = tuple(change(each) if chosen(each) else each for each in observed.exchanges)
        assert any(chosen(each) for each in observed.exchanges)
        return replace(observed, exchanges=changed)

    return spoil


def answered(asked: Asked, case: str = "", **members: Any) -> Break:  # noqa: ANN401 - any field of an exchange
    """Give other answers to one kind of request."""
    return exchanges(
        lambda each: each.asked is asked and each.case.endswith(case), lambda each: replace(each, **members)
    )


def _documents(asked: Asked, has: str, change: Change) -> Break:
    def spoil(exchange: Exchange) -> Exchange:
        document = deepcopy(exchange.document)
        change(document)
        return replace(exchange, body=json.dumps(document).encode())

    return exchanges(lambda each: each.asked is asked and bool(each.answer.get(has)), spoil)


def in_discovery(change: Change) -> Break:
    """Change what discovery says."""
    return _documents(Asked.DISCOVERY, "services", change)


def in_service(change: Change) -> Break:
    """Change the first service of discovery."""
    return in_discovery(lambda document: change(document["services"][0]))


def template(written: object, service: int = 0, key: str = "spoilt") -> Break:
    """Add a template to a service."""
    return in_discovery(lambda document: document["services"][service]["prefetch"].update({key: written}))


def in_answer(change: Change) -> Break:
    """Change the answers that hold cards."""
    return _documents(Asked.CALL, "cards", change)


def in_card(change: Change) -> Break:
    """Change the cards."""
    return in_answer(lambda document: change(document["cards"][0]))


def in_part(name: str, change: Change, index: int = 0) -> Break:
    """Change a part of the cards, one of a list or an object."""

    def spoil(card: Json) -> None:
        part = card[name]
        change(part[index] if isinstance(part, list) else part)

    return in_card(spoil)


def in_action(change: Change, suggestion: int = 0, action: int = 0) -> Break:
    """Change an action of a suggestion; 0 and 0 delete, 0 and 1 create, 1 and 0 update."""
    return in_part("suggestions", lambda part: change(part["actions"][action]), suggestion)


def put(**members: Any) -> Change:  # noqa: ANN401 - any JSON
    """Set members."""
    return lambda document: document.update(members)


def drop(name: str) -> Change:
    """Remove a member."""
    return lambda document: document.pop(name)
