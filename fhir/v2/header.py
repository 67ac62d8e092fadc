"""What MSH says, read from the bytes alone and cheaply, before it is known whether the rest is worth reading."""

import re
import string
from dataclasses import replace
from typing import Final

from fhir.v2.charset import codecs_of
from fhir.v2.message import NULL, Delimiters, Header
from fhir.v2.refusal import (
    APPLICATION_ERROR,
    DATA_TYPE,
    REQUIRED_FIELD,
    SEGMENT_SEQUENCE,
    UNSUPPORTED_VERSION,
    MessageRefused,
)

VERSIONS: Final = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7")
LONGEST: Final = 4096
"""Of MSH, in characters: an acknowledgement repeats parts of it."""
LONGEST_CONTROL_ID: Final = 199
"""Of MSH-10, in characters: as HL7 2.7 allows it."""

# Two letters' bytes of Korean are letters or above ASCII, so that these signs part bytes as they part text.
_SIGNS: Final = frozenset(string.punctuation) - {'"'}  # which writes null
_FOUR, _FIVE = 4, 5
_BEFORE: Final = b"\r\n"
_BOM: Final = b"\xef\xbb\xbf"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ANYWHERE: Final = re.compile(rb"MSH([!#-/:-@\[-`{-~])")


def read_header(raw: bytes) -> Header:
    """Return what MSH says, of a message that begins with it; a byte order mark or empty lines may stand before.

    Raises MessageRefused where MSH cannot be used.
    """
    return header_of(_text(_line(started(raw))))


def header_of(line: str) -> Header:
    r"""Return what MSH says; raises MessageRefused.

    >>> header_of(r"MSH|^~\&|HIS|KUMC|||20200415||ORM^O01|17|P|2.5.1").kind
    'ORM^O01'
    """
    if not line.startswith("MSH"):
        raise MessageRefused("AR", SEGMENT_SEQUENCE, "MSH", "no-header")
    if _CONTROL.search(line):
        raise MessageRefused("AR", SEGMENT_SEQUENCE, "MSH", "control-character")
    if len(line) > LONGEST:
        raise MessageRefused("AR", APPLICATION_ERROR, "MSH", "too-long")
    header = _header(line, _delimiters(line))
    if not header.code:
        raise MessageRefused("AE", REQUIRED_FIELD, "MSH-9", "missing")
    if not header.control_id.strip():
        raise MessageRefused("AE", REQUIRED_FIELD, "MSH-10", "missing")
    if len(header.control_id) > LONGEST_CONTROL_ID:
        raise MessageRefused("AE", DATA_TYPE, "MSH-10", "too-long")
    if header.version not in VERSIONS:
        raise MessageRefused("AR", UNSUPPORTED_VERSION, "MSH-12", "unsupported-version", VERSIONS)
    return header


def header_of_damaged(raw: bytes) -> Header | None:
    """Return what can be made out of MSH, so that a refusal reaches its sender; None where nothing can."""
    found = _ANYWHERE.search(raw)
    if found is None:
        return None
    sign = found[1].decode("ascii")
    line = _CONTROL.sub("", _text(_line(raw[found.start() :])))
    if len(line) > LONGEST:
        line = line[:LONGEST].rpartition(sign)[0]  # a part of a field would be taken for the whole
    try:
        signs = _delimiters(line)
    except MessageRefused:
        if sign in "^~\\&":
            return None
        signs = Delimiters(field=sign)
    header = _header(line, signs)
    return header if len(header.control_id) <= LONGEST_CONTROL_ID else replace(header, control_id="")


def started(raw: bytes) -> bytes:
    """Return a message from where it begins, without a byte order mark and empty lines before it."""
    return raw.removeprefix(_BOM).lstrip(_BEFORE)


def _line(raw: bytes) -> bytes:
    end = raw.find(b"\r")
    return raw.partition(b"\n")[0] if end < 0 else raw[:end]


def _text(line: bytes) -> str:
    if line.isascii():
        return line.decode("ascii")
    charset = line.split(line[3:4] or b"|")[17:18]
    said = codecs_of(charset[0].decode("ascii", "ignore")) if charset else ()
    for codec in (*said, "utf-8", "cp949"):
        try:
            return line.decode(codec)
        except UnicodeDecodeError:
            continue
    return line.decode("iso8859-1")  # whether it is right is judged with the whole message


def _delimiters(line: str) -> Delimiters:
    field = line[3:4]
    if field not in _SIGNS:
        raise MessageRefused("AR", SEGMENT_SEQUENCE, "MSH-1", "not-a-delimiter")
    signs = line[4:].split(field, 1)[0]
    usable = len(signs) in {_FOUR, _FIVE} and set(signs) <= _SIGNS and len(set(signs)) == len(signs)
    if not usable:
        raise MessageRefused("AR", SEGMENT_SEQUENCE, "MSH-2", "not-delimiters")
    return Delimiters(field, *signs[:_FOUR])  # the fifth tells of shortened texts, from 2.7; some send it before


def _header(line: str, signs: Delimiters) -> Header:
    written = line.split(signs.field)
    fields = [*("" if each == NULL else each for each in written), *[""] * 21]

    def code(field: int, component: int = 1) -> str:
        parts = fields[field - 1].split(signs.repetition, 1)[0].split(signs.component)
        return parts[component - 1].strip().upper() if component <= len(parts) else ""

    return Header(
        delimiters=signs,
        application=fields[2],
        facility=fields[3],
        to_application=fields[4],
        to_facility=fields[5],
        time=fields[6],
        code=code(9),
        event=code(9, 2),
        control_id=fields[9],
        processing_id=code(11),
        version=code(12),
        accept=code(15),
        result=code(16),
        charsets=tuple(each.strip() for each in fields[17].split(signs.repetition)) if fields[17].strip() else (),
    )
