"""A message parsed by hl7apy, and held against its own lines: none is lost, or it is refused."""

from typing import Final

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_segment

from fhir.v2.conformance import check
from fhir.v2.message import Delimiters, Message, Segment
from fhir.v2.opened import Opened, open_message
from fhir.v2.refusal import APPLICATION_ERROR, MessageRefused

_HEADER: Final = "MSH"


def read_message(raw: bytes, default_charset: str | None = None) -> Message:
    """Return a message with every segment that was sent; raises MessageRefused and nothing else."""
    opened = open_message(raw, default_charset)
    check(opened)
    return parse(opened)


def parse(opened: Opened) -> Message:
    """Return the message; raises MessageRefused where hl7apy fails or comes to other segments than were sent.

    The fields come from the text, by position: hl7apy moves those that its table of the version does not hold.
    """
    return Message(opened.header, _segments(opened), opened.charset, opened.assumed)


def _segments(opened: Opened) -> tuple[Segment, ...]:
    counts: dict[str, int] = {}
    segments = []
    for line in opened.lines:
        name = line[:3]
        counts[name] = counts.get(name, 0) + 1
        segments.append(Segment(name, counts[name], _fields(line, opened.header.delimiters), opened.header.delimiters))
    return tuple(segments)


def _fields(line: str, signs: Delimiters) -> tuple[str, ...]:
    fields = line.split(signs.field)
    return (signs.field, *fields[1:]) if fields[0] == _HEADER else tuple(fields[1:])
