"""A message opened: its text and its lines, each of which is a segment; all that is looked at before it is stored."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from fhir.v2.charset import decode
from fhir.v2.header import header_of, read_header, started
from fhir.v2.kinds import check_kind
from fhir.v2.message import Delimiters, Header
from fhir.v2.refusal import APPLICATION_ERROR, DATA_TYPE, SEGMENT_SEQUENCE, MessageRefused
from fhir.v2.segments import NO_PART

MOST_BYTES: Final = 1 << 20
MOST_SEGMENTS: Final = 2_000
MOST_FIELDS: Final = 500
"""In one segment."""
MOST_PARTS: Final = 20_000
"""In one message, empty ones counted: fields, repetitions, components and subcomponents."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A message of which every line is a segment: `lines` as written, MSH first, without what ended them.

    charset: Python's codec. assumed: it was guessed, and other codecs would give other letters.
    """

    header: Header
    lines: tuple[str, ...]
    charset: str
    assumed: bool


def open_message(raw: bytes, default_charset: str | None = None) -> Opened:
    """Return a message of a kind that is taken, cut into lines; raises MessageRefused and nothing else.

    default_charset: what the site says of a sender that leaves MSH-18 empty. Lines end with CR, or with LF where the
    message has no CR; CR LF is one end. An LF within a line is text.
    """
    if len(raw) > MOST_BYTES:
        raise MessageRefused("AR", APPLICATION_ERROR, "MSH", "message-too-long", (f"{MOST_BYTES} bytes",))
    raw = started(raw)
    header = read_header(raw)
    check_kind(header)
    text, charset, assumed = decode(raw, header.charsets, default_charset)
    lines = lines_of(text)
    if not lines[0].isascii():
        header = header_of(lines[0])  # its letters are known only now
    _check_size(text, lines, header.delimiters)
    _check_lines(text, lines, header.delimiters.field)
    if "2022" in field(lines[0], 20, header.delimiters):
        raise MessageRefused("AR", DATA_TYPE, "MSH-20", "charset-switching")
    if any(line.startswith("DSC") and field(line, 1, header.delimiters).strip() for line in lines):
        raise MessageRefused("AE", APPLICATION_ERROR, "DSC-1", "continued-elsewhere")
    return Opened(header, lines, charset, assumed)


def lines_of(text: str) -> tuple[str, ...]:
    r"""Return the lines of a text that are not empty.

    >>> lines_of("MSH|\r\nPID|1\r\rNTE|1||two\nlines"), lines_of("MSH|\nPID|1\n")
    (('MSH|', 'PID|1', 'NTE|1||two\nlines'), ('MSH|', 'PID|1'))
    """
    parted = text.replace("\r\n", "\r").split("\r") if "\r" in text else text.split("\n")
    return tuple(line for line in parted if line)


def field(line: str, number: int, signs: Delimiters) -> str:
    """Return a field as it was written; empty where it is absent."""
    fields = line.split(signs.field, number + 1)
    index = number - 1 if line.startswith("MSH") else number
    return fields[index] if index < len(fields) else ""


def _check_size(text: str, lines: tuple[str, ...], signs: Delimiters) -> None:
    if len(lines) > MOST_SEGMENTS:
        raise _too_much("MSH", "too-many-segments", MOST_SEGMENTS)
    for number, line in enumerate(lines, start=1):
        if line.count(signs.field) > MOST_FIELDS:
            raise _too_much(f"segment {number}", "too-many-fields", MOST_FIELDS)
    parting = (signs.field, signs.repetition, signs.component, signs.subcomponent)
    if sum(text.count(sign) for sign in parting) > MOST_PARTS:
        raise _too_much("MSH", "too-many-parts", MOST_PARTS)


def _check_lines(text: str, lines: tuple[str, ...], sign: str) -> None:
    begins, within = _patterns(sign)
    for number, line in enumerate(lines, start=1):
        name = line[:3]
        if not begins.match(line) or name in NO_PART:
            raise MessageRefused("AE", SEGMENT_SEQUENCE, f"segment {number}", "not-a-segment")
        if name == "MSH" and number > 1:
            raise MessageRefused("AE", SEGMENT_SEQUENCE, f"segment {number}", "second-header")
    if not _CONTROL.search(text.replace("\r", "")):
        return
    for number, line in enumerate(lines, start=1):
        if within.search(line):
            raise MessageRefused("AE", SEGMENT_SEQUENCE, f"segment {number}", "line-ends-mixed")
        if _CONTROL.search(line.replace("\n", "")):
            raise MessageRefused("AE", DATA_TYPE, f"segment {number}", "control-character")


@cache
def _patterns(sign: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    # A line that only LF parts from the one before it would be taken for text of that one, and be lost.
    begins = rf"[A-Z][A-Z0-9]{{2}}(?:{re.escape(sign)}|\Z)"
    return re.compile(begins), re.compile(rf"\n{begins}")


def _too_much(place: str, reason: str, most: int) -> MessageRefused:
    return MessageRefused("AE", APPLICATION_ERROR, place, reason, (str(most),))
