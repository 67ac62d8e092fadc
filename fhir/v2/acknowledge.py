"""What is said to a sender at once: its message is stored, or which field of it is in the way and what would help."""

import re
from datetime import datetime
from typing import Final, Literal

from fhir.v2.charset import codecs_of, msh18
from fhir.v2.lines import END, USUAL, line, text_between, time
from fhir.v2.message import Delimiters, Header
from fhir.v2.refusal import MessageRefused
from fhir.v2.refusal_words import condition, mend

AckCode = Literal["AA", "AE", "AR", "CA", "CE", "CR"]
"""A: the answer of the application. C: the message is stored, where the sender asks for that and the answer apart."""

OURS: Final = "IMAGING-CDS"
"""What this program is called in MSH-3, where the sender does not call it otherwise."""
LOCAL: Final = "99IMGCDS"
"""The system of this program's own codes."""
VERSION: Final = "2.5.1"
"""In which it speaks where the sender's version is none that is known."""

_UTF_8: Final = "UNICODE UTF-8"
_CONDITIONS: Final = "HL70357"
_KNOWN_VERSION: Final = re.compile(r"2\.[1-8](?:\.[12])?", re.ASCII)
_PLACE: Final = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\.(\d+)(?:\.(\d+))?)?)?", re.ASCII)
_ERROR_HAS_WORDS: Final = "2.5"
_KIND_HAS_STRUCTURE: Final = "2.3.1"


def acknowledge(  # noqa: PLR0913  what is answered, with what, and by which clock
    header: Header | None,
    code: AckCode,
    *,
    control_id: str,
    now: datetime,
    error: MessageRefused | None = None,
    codec: str = "utf-8",
) -> bytes:
    """Return an acknowledgement in the sender's version, signs and character set; without a header, a bare one.

    control_id: of the acknowledgement itself. codec: Python's, as `decode` gives it, for where MSH-18 does not tell.
    Where it lacks a letter of what is repeated, the acknowledgement is in UTF-8 and says so.
    """
    signs = header.delimiters if header else USUAL
    version = header.version if header and _KNOWN_VERSION.fullmatch(header.version) else VERSION
    fields = _addressed(header, signs, version) | {7: time(now), 10: text_between(control_id, signs), 12: version}
    rest = [line("MSA", _answer(header, code, error, signs, version), signs)]
    if error:
        rest.append(line("ERR", _error(error, signs, version), signs))
    charset, codec = _charset(header, codec)
    try:
        return _written(fields | {18: charset}, rest, signs).encode(codec)
    except UnicodeEncodeError:
        return _written(fields | {18: _UTF_8}, rest, signs).encode()


def _written(header: dict[int, str], rest: list[str], signs: Delimiters) -> str:
    return END.join([line("MSH", header, signs), *rest, ""])


def _addressed(header: Header | None, signs: Delimiters, version: str) -> dict[int, str]:
    """Return from whom, to whom and what: the sender's own words, turned round."""
    if header is None:
        return {3: OURS, 9: signs.component.join(("ACK", "", "ACK")), 11: "P"}
    kind = ["ACK", header.event, "ACK"] if version >= _KIND_HAS_STRUCTURE else ["ACK", header.event]
    return {
        3: header.to_application or OURS,
        4: header.to_facility,
        5: header.application,
        6: header.facility,
        9: signs.component.join(kind).rstrip(signs.component),
        11: header.processing_id or "P",
    }


def _answer(
    header: Header | None, code: str, error: MessageRefused | None, signs: Delimiters, version: str
) -> dict[int, str]:
    answer = {1: code, 2: header.control_id if header else ""}
    if error and version < _ERROR_HAS_WORDS:  # ERR has no words then, and later MSA has none
        answer[3] = text_between(f"{error.place}: {mend(error.reason, error.error)}", signs)
    return answer


def _error(error: MessageRefused, signs: Delimiters, version: str) -> dict[int, str]:
    said = condition(error.error)
    coded = [error.error, said, _CONDITIONS]
    if version < _ERROR_HAS_WORDS:
        where = [*_where(error.place), "", "", ""][:3]
        return {1: signs.component.join([*where, signs.subcomponent.join(text_between(each, signs) for each in coded)])}
    (flaw,) = error.flaws
    allowed = f"; allowed: {', '.join(flaw.allowed)}" if flaw.allowed else ""
    return {
        2: signs.component.join(_where(error.place)),
        3: signs.component.join(text_between(each, signs) for each in coded),
        4: "E",
        5: signs.component.join((text_between(error.reason, signs), "", LOCAL)),
        7: text_between(f"{error.place} {error.reason}{allowed}", signs),
        8: text_between(f"{error.place}: {mend(error.reason, error.error)}", signs),
    }


def _where(place: str) -> list[str]:
    """Return segment, its number, field, repetition, component and subcomponent, as far as the place names them."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return []
    segment, number, field, component, subcomponent = found.groups(default="")
    where = [segment, number or "1", field, "1" if component else "", component, subcomponent]
    while not where[-1]:
        where.pop()
    return where


def _charset(header: Header | None, codec: str) -> tuple[str, str]:
    """Return MSH-18 as the sender wrote it with the codec that it names, else what is used in place of both."""
    if header is None or not header.charsets:
        return "", codec
    named = {codecs_of(each) for each in header.charsets}
    codecs = named.pop()
    if named or not codecs:
        return msh18(codec), codec
    return header.delimiters.repetition.join(header.charsets), codecs[0]
