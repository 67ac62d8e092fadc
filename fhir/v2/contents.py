"""The segments and order groups of an opened message, cut no finer than the checks before its acknowledgement need."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from fhir.v2.message import NULL, Delimiters, Segment
from fhir.v2.opened import Opened
from fhir.v2.patient_numbers import fields_of, is_numbered, usable, value_of

_DETAILS = frozenset({"OBR", "RQD", "RQ1", "RXO", "ODS", "ODT"})
_USED = frozenset({"MRG", "OBX", "ORC", "PID", "PV1"}) | _DETAILS


@dataclass(frozen=True, slots=True)
class Row:
    """A segment as its fields were written, of which `fields[0]` is its name."""

    number: int
    fields: list[str]

    def has(self, number: int) -> bool:
        """Tell whether a field holds anything: neither absent nor null."""
        return self.raw(number) not in {"", NULL}

    def raw(self, number: int) -> str:
        """Return a field as it was written; empty where it is absent."""
        return self.fields[number] if number < len(self.fields) else ""

    def place(self, number: int) -> str:
        """Name a field: OBX[2]-5."""
        return f"{self.fields[0]}[{self.number}]-{number}"


@dataclass(slots=True)
class Group:
    """What is said of one order: its ORC, where it has one, and what follows: OBR, or what orders other things."""

    common: Row | None
    details: list[Row] = field(default_factory=list)

    @property
    def control(self) -> str:
        """ORC-1 in capitals; what has no ORC is a new order."""
        return self.common.raw(1).strip().upper() if self.common else "NW"

    def numbers(self) -> bool:
        """Tell whether the order has a number of the placer or the filler (ORC-2, ORC-3, OBR-2, OBR-3)."""
        rows = [each for each in (self.common, *self.details) if each]
        return any(each.has(number) for each in rows for number in (2, 3))


@dataclass(frozen=True, slots=True)
class Named:
    """A patient as a PID names them, at `place`: by `numbers` that may stand for them, each with who gave it.

    is_numbered: there is a number, usable or not.
    """

    place: str
    is_numbered: bool
    numbers: frozenset[tuple[str | None, ...]]


class Contents:
    """The segments that are looked at, by name."""

    def __init__(self, opened: Opened) -> None:
        self.header = opened.header
        self.signs: Delimiters = opened.header.delimiters
        self.rows: list[Row] = []
        counts: dict[str, int] = {}
        for line in opened.lines:
            name = line[:3]
            if name in _USED:
                counts[name] = number = counts.get(name, 0) + 1
                self.rows.append(Row(number, line.split(self.signs.field)))

    def all(self, name: str) -> Iterator[Row]:
        """Walk through the segments of a name."""
        return (each for each in self.rows if each.fields[0] == name)

    def groups(self) -> list[Group]:
        """Return the order groups: each begins with an ORC, or with an OBR where none stands before it."""
        groups: list[Group] = []
        for row in self.rows:
            if row.fields[0] == "ORC":
                groups.append(Group(row))
            elif row.fields[0] in _DETAILS and (not groups or groups[-1].common is None):
                groups.append(Group(None, [row]))
            elif row.fields[0] in _DETAILS:
                groups[-1].details.append(row)
        return groups

    def segments(self, name: str) -> list[Segment]:
        """Return the segments of a name with their fields cut as far as anybody asks."""
        return [Segment(name, each.number, tuple(each.fields[1:]), self.signs) for each in self.all(name)]

    @cached_property
    def patients(self) -> list[Named]:
        """The patients that are named, one for each PID."""
        return [_named(each) for each in self.segments("PID")]


def _named(segment: Segment) -> Named:
    fields = fields_of(segment)
    numbers = frozenset((value_of(one), one.text(4), one.text(4, 2)) for one in usable(segment, *fields))
    return Named(segment.place(3), bool(numbers) or is_numbered(segment, *fields), numbers)
