"""One value has one sequence of bytes, and only those bytes are read back."""

import json
from collections import OrderedDict
from enum import IntEnum, StrEnum

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.log.canonical import DEEPEST, LARGEST_INTEGER, NotCanonical, canonical_bytes, read_canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ASCII = st.text(st.characters(max_codepoint=127))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(ASCII, inner), max_leaves=40)
ALL_ESCAPES = "".join(map(chr, range(0x80))) + "\u2028\u2029\ufeff\uffff\U0001f600권고함"


@given(VALUES)
@example(ALL_ESCAPES)
@example({"b": 1, "a": {"ä": 1}.get("ä"), "B": [True, False, None], "": -0})
def test_canonical_bytes_are_those_of_an_encoder_written_elsewhere(value: object) -> None:
    assert canonical_bytes(value) == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@given(VALUES)
def test_canonical_bytes_are_read_back_as_the_same_value(value: object) -> None:
    assert read_canonical(canonical_bytes(value)) == value
    assert json.loads(canonical_bytes(value)) == value


@given(st.dictionaries(ASCII, SCALARS))
def test_canonical_bytes_do_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    assert canonical_bytes(OrderedDict(reversed(value.items()))) == canonical_bytes(value)


class _Word(StrEnum):
    YES = "yes"


class _Number(IntEnum):
    ONE = 1


def test_enums_and_tuples_are_what_they_stand_for() -> None:
    assert canonical_bytes({"a": (_Word.YES, _Number.ONE), _Word.YES: ()}) == b'{"a":["yes",1],"yes":[]}'


REFUSED = {
    "a float": 1.0,
    "not a number": float("nan"),
    "bytes": b"x",
    "a set": {1},
    "an object": object(),
    "a key that is a number": {1: "x"},
    "a key that is None": {None: "x"},
    "a key that is true": {True: "x"},
    "keys of two types": {"a": 1, 2: 3},
    "a key beyond ASCII": {"ä": 1},
    "a lone surrogate": "\ud800",
    "a lone surrogate deep down": {"a": ["\udfff"]},
    "an integer too large": LARGEST_INTEGER + 1,
    "an integer too small": -LARGEST_INTEGER - 1,
    "a float deep down": {"a": [{"b": 0.5}]},
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_canonical_bytes_of_anything_else_are_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_bytes(value)


def test_refusing_never_tells_the_value() -> None:
    with pytest.raises(NotCanonical) as refusal:
        canonical_bytes({"name": "Invented Patient \ud800"})
    assert str(refusal.value) == "text with a lone surrogate is not canonical"
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def nested(depth: int) -> object:
    """Return lists in lists, `depth` of them."""
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_is_bounded() -> None:
    assert canonical_bytes(nested(DEEPEST)) == b"[" * DEEPEST + b"0" + b"]" * DEEPEST
    with pytest.raises(NotCanonical):
        canonical_bytes(nested(DEEPEST + 1))


NOT_CANONICAL_JSON = [
    b"",
    b"{",
    b'{"a":1,}',
    b'{"a": 1}',
    b'{"b":1,"a":1}',
    b'{"a":1,"a":1}',
    b"1.0",
    b"1e2",
    b"-0",
    b"NaN",
    b"Infinity",
    b"9007199254740992",
    b'"\\u0041"',
    b'"\\ud800"',
    b'"\xff"',
    b'"\xed\xa0\x80"',
    b'\xef\xbb\xbf"a"',
    b" 1",
    b"[" * 100_000,
]


@pytest.mark.parametrize("data", NOT_CANONICAL_JSON)
def test_bytes_in_any_other_form_are_not_read(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(data)
