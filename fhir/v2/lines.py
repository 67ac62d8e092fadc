"""How a segment of ours is written: fields by their numbers, texts escaped, times with their offset."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final

from fhir.v2.escapes import escaped
from fhir.v2.message import Delimiters

END: Final = "\r"
"""What ends a segment."""

USUAL: Final = Delimiters()

_MEANINGS: Final = {"F": "|", "S": "^", "R": "~", "E": "\\", "T": "&"}


def line(segment: str, fields: Mapping[int, str], signs: Delimiters = USUAL) -> str:
    r"""Return a segment with its fields, each already written as a field is; MSH-1 and MSH-2 come by themselves.

    >>> line("NTE", {1: "1", 3: "seen"}), line("MSH", {3: "HIS"})
    ('NTE|1||seen', 'MSH|^~\\&|HIS')
    """
    first, written = 1, {number: text for number, text in fields.items() if text}
    if segment == "MSH":
        first, written[2] = 2, f"{signs.component}{signs.repetition}{signs.escape}{signs.subcomponent}"
    last = max(written, default=0)
    return signs.field.join([segment, *(written.get(number, "") for number in range(first, last + 1))])


def text(said: str) -> str:
    r"""Return a text as it is written between the usual signs; a new line becomes a break.

    >>> print(text("a & b\nc"))
    a \T\ b\.br\c
    """
    return escaped(said, "\\", _MEANINGS)


def text_between(said: str, signs: Delimiters) -> str:
    r"""Return a text without line ends as it is written between any signs.

    >>> text_between("MSH|1", Delimiters(field="#")), text_between("#1", Delimiters(field="#"))
    ('MSH|1', '\\F\\1')
    """
    return said.translate(_escapes(signs))


def time(when: datetime) -> str:
    """Return a time with its milliseconds and its offset; ValueError where it has no offset.

    >>> time(datetime.fromisoformat("2020-04-07T12:00:00.5+09:00"))
    '20200407120000.500+0900'
    """
    if when.utcoffset() is None:
        message = "a time without an offset means another moment in every place"
        raise ValueError(message)
    return f"{when:%Y%m%d%H%M%S}.{when.microsecond // 1000:03d}{when:%z}"[: len("20200407120000.500+0900")]


@cache
def _escapes(signs: Delimiters) -> dict[int, str]:
    named = {"F": signs.field, "S": signs.component, "R": signs.repetition, "E": signs.escape, "T": signs.subcomponent}
    return {ord(sign): f"{signs.escape}{name}{signs.escape}" for name, sign in named.items()}
