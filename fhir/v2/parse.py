"""A message parsed by hl7apy, and held against its own lines: none is lost, or it is refused."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_segment

from fhir.v2.conformance import check
from fhir.v2.message import Delimiters, Message, Segment
from fhir.v2.opened import Opened, open_message
from fhir.v2.refusal import APPLICATION_ERROR, MessageRefused
from fhir.v2.segments import versions_of

_HEADER: Final = "MSH"


def read_message(raw: bytes, default_charset: str | None = None) -> Message:
    """Return a message with every segment that was sent; raises MessageRefused and nothing else."""
    opened = open_message(raw, default_charset)
    check(opened)
    return parse(opened)


def parse(opened: Opened) -> Message:
    """Return the message; raises MessageRefused where hl7apy fails or comes to other segments than were sent.

    The fields come from the text, by position: hl7apy moves those that its table of the version does not hold. It is
    not asked about segments that nothing rests on, which cost more than all others.
    """
    return Message(opened.header, tuple(_segments(opened)), opened.charset, opened.assumed)


def _segments(opened: Opened) -> Iterator[Segment]:
    signs, version, counts = opened.header.delimiters, opened.header.version, Counter[str]()
    named = _for_hl7apy(signs)
    for position, line in enumerate(opened.lines, start=1):
        name, fields = line[:3], _fields(line, signs)
        counts[name] += 1
        whole, versions = (name, _repetitions(name, fields, signs)), versions_of(name, version)
        if versions and all(_read_by_hl7apy(line, each, named) != whole for each in versions):
            raise MessageRefused("AE", APPLICATION_ERROR, f"segment {position}", "segment-lost")
        yield Segment(name, counts[name], fields, signs)


def _read_by_hl7apy(line: str, version: str, signs: dict[str, str]) -> tuple[str, int] | None:
    """Return the name of a segment and how many repetitions of fields it has; None where hl7apy fails.

    One segment at a time: a whole message takes 600 times its size, and hl7apy's groups lose segments.
    """
    try:
        segment = parse_segment(line, version, signs, VALIDATION_LEVEL.TOLERANT)
    except Exception:  # noqa: BLE001  its own errors, and TypeError and IndexError where its tables are wrong
        return None
    return segment.name, len(segment.children)


def _for_hl7apy(signs: Delimiters) -> dict[str, str]:
    return {
        "FIELD": signs.field,
        "COMPONENT": signs.component,
        "REPETITION": signs.repetition,
        "ESCAPE": signs.escape,
        "SUBCOMPONENT": signs.subcomponent,
        "SEGMENT": "\r",
        "GROUP": "\r",
    }


def _repetitions(name: str, fields: tuple[str, ...], signs: Delimiters) -> int:
    """Return how many repetitions a segment has in fields that are not blank; MSH-1 and MSH-2 do not repeat."""
    whole = 2 if name == _HEADER else 0
    return whole + sum(field.count(signs.repetition) + 1 for field in fields[whole:] if field.strip())


def _fields(line: str, signs: Delimiters) -> tuple[str, ...]:
    fields = line.split(signs.field)
    return (signs.field, *fields[1:]) if fields[0] == _HEADER else tuple(fields[1:])
