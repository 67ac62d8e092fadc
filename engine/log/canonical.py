"""Canonical JSON: the one sequence of bytes that a value has, so that its hash means the same everywhere."""

import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
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
    try:
        return _text(value, 0).encode()
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


def _text(value: object, depth: int) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, dict):
        return _object(value, depth + 1)
    if isinstance(value, list | tuple):
        return _array(value, depth + 1)
    raise NotCanonical(f"a value of type {type(value).__name__} is not canonical")


def _integer(value: int) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        raise NotCanonical("an integer beyond 2**53 - 1 is not canonical")
    return int.__repr__(value)


def _object(value: Mapping[object, object], depth: int) -> str:
    _bound(depth)
    keys = [key for key in value if isinstance(key, str) and key.isascii()]
    if len(keys) != len(value):
        raise NotCanonical("a key that is not ASCII text is not canonical")
    keys.sort()
    return "{" + ",".join([f"{encode_basestring(key)}:{_text(value[key], depth)}" for key in keys]) + "}"


def _array(value: Sequence[object], depth: int) -> str:
    _bound(depth)
    return "[" + ",".join([_text(item, depth) for item in value]) + "]"


def _bound(depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical(f"nesting beyond {DEEPEST} is not canonical")


def _refuse_number(_: str) -> NoReturn:
    raise ValueError("a number that is not an integer")


_DECODER = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)
