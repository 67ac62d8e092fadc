"""Read a body as one strict JSON document: UTF-8, no NaN, no repeated key, not nested too deeply."""

import json
from decimal import Decimal
from typing import Any

import orjson

from engine.errors import InputError

MOST_LEVELS = 64
"""Deeper JSON is refused before it is read further."""


def read_json(body: bytes) -> Any:  # noqa: ANN401 - JSON is any type until it was checked
    """Return the document of a body, numbers with a point as Decimal; InputError where it is not strict JSON."""
    try:
        # orjson refuses what the standard library lets through: NaN, lone surrogates, wrong encodings.
        orjson.loads(body)
        document = json.loads(body, parse_float=Decimal, object_pairs_hook=_once_each)
    except (ValueError, RecursionError, ArithmeticError):
        raise InputError("malformed-json") from None
    if not _is_shallow(document, MOST_LEVELS):
        raise InputError("too-deep")
    return document


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        # Two readers could take two different values of a key that stands twice.
        raise ValueError
    return document


def _is_shallow(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        return levels > 0 and all(_is_shallow(each, levels - 1) for each in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_shallow(each, levels - 1) for each in value)
    return True
