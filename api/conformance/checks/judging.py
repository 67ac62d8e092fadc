"""How a check says what it saw: every place it looked at, with what is wrong there."""

from collections.abc import Callable, Iterable, Iterator

from api.conformance.exchange import Exchange, Observed
from api.conformance.subjects import Part

Judged = tuple[str, str | None]
"""A place, and what is wrong there; None where nothing is."""
Check = Callable[[Observed], Iterator[Judged]]
"""Looks at what was observed; a check that finds no place to look at has not been put to the test."""
Parts = Callable[[Observed], Iterable[Part]]


def there(parts: Parts, name: str) -> Check:
    """Return a check that looks wherever a member is there; what is wrong with its form is found by the invariants."""

    def check(observed: Observed) -> Iterator[Judged]:
        return ((f"{each.where}: {name}", None) for each in parts(observed) if name in each.value)

    return check


def wherever(parts: Parts) -> Check:
    """Return a check that looks at every part; what is wrong with its form is found by the invariants."""

    def check(observed: Observed) -> Iterator[Judged]:
        return ((each.where, None) for each in parts(observed))

    return check


def each(parts: Parts, wrong: Callable[[Part], str | None], when: Callable[[Part], bool] = lambda _: True) -> Check:
    """Return a check of every part of which `when` holds; `wrong` tells what is wrong with it."""

    def check(observed: Observed) -> Iterator[Judged]:
        return ((part.where, wrong(part)) for part in parts(observed) if when(part))

    return check


def exchanged(chosen: Callable[[Observed], Iterable[Exchange]], wrong: Callable[[Exchange], str | None]) -> Check:
    """Return a check of every exchange that is chosen."""

    def check(observed: Observed) -> Iterator[Judged]:
        return ((exchange.where, wrong(exchange)) for exchange in chosen(observed))

    return check


def has(name: str) -> Callable[[Part], bool]:
    """Return whether a part has a member, as a function."""
    return lambda part: name in part.value


def status_of(exchange: Exchange) -> str:
    """Return how a request was answered, for people."""
    return f"answered with {exchange.status}" if exchange.status else "not answered in time"
