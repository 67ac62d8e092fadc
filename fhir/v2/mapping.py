"""Reads mapping.yaml, and makes of segments what its rows say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from fhir.v2.converters import CONVERTERS
from fhir.v2.message import Segment
from fhir.v2.scope import Place, Scope

Segments = Mapping[str, Sequence[Segment]]
"""What a resource is made of, by the name of the segment."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the element, the field that it comes from, and how that is read."""

    into: str
    segment: str
    place: Place
    convert: str
    when: frozenset[str]
    is_one_of_many: bool

    @property
    def source(self) -> str:
        """The field as people write it."""
        component = f".{self.place.component}" if self.place.component else ""
        return f"{self.segment}-{self.place.field}{component}"


@dataclass(frozen=True, slots=True)
class Mapped:
    """The elements of a resource, and by element the place in the message."""

    content: dict[str, Any]
    fields: dict[str, str]


@cache
def read_mapping() -> Mapping[str, tuple[Row, ...]]:
    """Return the rows by kind of statement.

    >>> [row.source for row in read_mapping()["Patient"]]
    ['PID-7']
    """
    written = yaml.load(
        files(__package__).joinpath("mapping.yaml").read_bytes(),
        Loader=yaml.CBaseLoader,  # noqa: S506  it makes text alone
    )
    return {kind: tuple(_row(row) for row in entry["rows"]) for kind, entry in written.items()}


def map_segments(kind: str, segments: Segments, scope: Scope) -> Mapped:
    """Return what the rows of a kind make of segments; nothing of a field that is absent, null or not understood."""
    mapped = Mapped({}, {})
    for row in read_mapping()[kind]:
        if row.is_one_of_many:
            _add_all(mapped, row, segments.get(row.segment, ()), scope)
        elif row.into not in mapped.content:
            _put_first(mapped, row, segments.get(row.segment, ()), scope)
    return mapped


def _put_first(mapped: Mapped, row: Row, segments: Iterable[Segment], scope: Scope) -> None:
    for segment in segments:
        read = _read(row, segment, scope)
        if read is not None:
            mapped.content[row.into] = read
            mapped.fields[row.into] = segment.place(row.place.field)
            return


def _add_all(mapped: Mapped, row: Row, segments: Iterable[Segment], scope: Scope) -> None:
    for segment in segments:
        several = _read(row, segment, scope)
        for each in several if isinstance(several, list) else () if several is None else (several,):
            held = mapped.content.setdefault(row.into, [])
            if each not in held:
                mapped.fields[f"{row.into}[{len(held)}]"] = segment.place(row.place.field)
                held.append(each)


def _read(row: Row, segment: Segment, scope: Scope) -> Any:  # noqa: ANN401  whatever the element is
    if row.when and (segment.text(2) or "").strip().upper() not in row.when:
        return None
    return CONVERTERS[row.convert](segment, row.place, scope)


def _row(written: Mapping[str, Any]) -> Row:
    segment, _, field = written["from"].partition("-")
    number, _, component = field.partition(".")
    return Row(
        into=written["into"],
        segment=segment,
        place=Place(int(number), int(component or 0)),
        convert=written["as"],
        when=frozenset(written.get("when", ())),
        is_one_of_many=written.get("many") == "true",
    )
