"""Canonical JSON: the one sequence of bytes that a value has, so that its hash means the same everywhere."""

import json
from typing import NoReturn

from engine.errors import LogError

DEEPEST = 64
LARGEST_INTEGER = 2**53 - 1  # RFC 7493 section 2.2: beyond it, JSON readers disagree on the number


class NotCanonical(LogError):
    """A value or bytes without a canonical form; the message never holds the value."""


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of dicts, lists, strings, integers, booleans and None.

    Keys are ASCII and sorted, there is no white space, text is UTF-8 and escaped only where JSON demands it: RFC 8785
    without its floats. Floats, other keys, other types, lone surrogates, integers beyond 2**53 - 1 and nesting deeper
    than 64 raise NotCanonical.

    >>> canonical_bytes({"strength": "recommended", "row": 1, "ko": "권고함"}).decode()
    '{"ko":"권고함","row":1,"strength":"recommended"}'
    """
    _check(value, 0)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise NotCanonical("text with a lone surrogate is not canonical") from None


def read_canonical(data: bytes) -> object:
    """Return the value of canonical JSON; anything but the exact canonical bytes raises NotCanonical.

    >>> read_canonical(b'{"row":1}')
    {'row': 1}
    """
    try:
        value: object = _DECODER.decode(data.decode())
    except (ValueError, RecursionError):
        raise NotCanonical("these bytes are not JSON") from None
    if canonical_bytes(value) != data:
        raise NotCanonical("these bytes are JSON, but not in canonical form")
    return value


def _check(value: object, depth: int) -> None:
    """Refuse what has no canonical form; most of a document is text, which needs no look of its own."""
    if isinstance(value, dict | list | tuple):
        _bound(depth + 1)
        if isinstance(value, dict) and not all(isinstance(key, str) and key.isascii() for key in value):
            raise NotCanonical("a key that is not ASCII text is not canonical")
        for each in value.values() if isinstance(value, dict) else value:
            if type(each) is not str:
                _check(each, depth + 1)
    elif isinstance(value, int):
        if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
            raise NotCanonical("an integer beyond 2**53 - 1 is not canonical")
    elif value is not None and not isinstance(value, str):
        raise NotCanonical(f"a value of type {type(value).__name__} is not canonical")


def _bound(depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"nesting beyond {DEEPEST} is not canonical")


def _refuse_number(_: str) -> NoReturn:
    raise ValueError("a number that is not an integer")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_DECODER = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
