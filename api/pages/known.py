"""What was known of the patient when it was decided, in words, each with where it came from."""

from dataclasses import dataclass

from api.answers import Document
from api.pages.phrasing import Phrasing
from engine.context import MEASUREMENT


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value of a fact came from: stated, a measurement or a resource.

    `used`: whether it agrees with what was adopted. `what`: the measurement in words, or the resource and field.
    `limit`, `beyond`: the threshold that the measurement crossed ("at-least" or "below").
    """

    origin: str
    value: str
    used: bool
    what: str
    limit: str
    beyond: str
    time: str | None


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact of which something is known."""

    name: str
    values: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One number that was entered or read."""

    name: str
    number: str
    time: str | None


@dataclass(frozen=True, slots=True)
class WhatIsKnown:
    """Facts, numbers and circumstances, and what was there but could not be read."""

    facts: tuple[KnownFact, ...]
    measurements: tuple[Measured, ...]
    circumstances: dict[str, str]
    unread: tuple[tuple[str, str], ...]


def known_of(document: Document, phrasing: Phrasing) -> WhatIsKnown:
    """Return what a record says was known."""
    said = document["facts"]
    asked_first = [
        *(fact for fact in phrasing.facts if fact in said),
        *(fact for fact in said if fact not in phrasing.facts),
    ]
    circumstances = document["circumstances"].items()
    return WhatIsKnown(
        facts=tuple(
            KnownFact(phrasing.name(fact), phrasing.values(fact, said[fact]), _sources(fact, document, phrasing))
            for fact in asked_first
        ),
        measurements=tuple(_measured(each, phrasing) for each in document["measurements"]),
        circumstances={name: str(value) for name, value in circumstances if value not in {None, "not-known"}},
        unread=tuple((each["path"], each["reason"]) for each in document["unread"]),
    )


def _sources(fact: str, document: Document, phrasing: Phrasing) -> tuple[Source, ...]:
    adopted = set(document["facts"][fact])
    return tuple(
        _source(reading, document, phrasing, used=not adopted.isdisjoint(reading["values"]))
        for reading in document["readings"]
        if reading["fact"] == fact
    )


def _source(reading: Document, document: Document, phrasing: Phrasing, *, used: bool) -> Source:
    numbers = document["measurements"] if reading["from"] == MEASUREMENT else []
    measured = next((each for each in numbers if each["path"] == reading["path"]), None)
    beyond, _, limit = reading["because"].partition(" ") if measured else ("", "", "")
    return Source(
        origin=reading["from"],
        value=phrasing.values(reading["fact"], reading["values"]),
        used=used,
        what=_number(measured, phrasing) if measured else reading["path"],
        limit=phrasing.measured(measured["quantity"], limit) if measured else "",
        beyond=beyond,
        time=phrasing.time(reading["time"]) if reading["time"] else None,
    )


def _number(measured: Document, phrasing: Phrasing) -> str:
    return f"{phrasing.quantity(measured['quantity'])} {phrasing.measured(measured['quantity'], measured['value'])}"


def _measured(each: Document, phrasing: Phrasing) -> Measured:
    number = phrasing.measured(each["quantity"], each["value"])
    return Measured(phrasing.quantity(each["quantity"]), number, phrasing.time(each["time"]) if each["time"] else None)
