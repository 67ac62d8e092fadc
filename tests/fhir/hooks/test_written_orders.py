"""An order as it was written: nothing is lost but what holds nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from fhir.hooks.expect import nothing_empty
from fhir.hooks.written import items_of, members_of, raw_of, read_written, text_of, with_items

SCALARS = st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=3), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def without_nothing(value: Any) -> Any:  # noqa: ANN401  whatever JSON can hold
    """The same, leaving out what holds nothing; null and empty text stay in arrays."""
    if isinstance(value, dict):
        pruned = {name: without_nothing(inner) for name, inner in value.items()}
        return {name: inner for name, inner in pruned.items() if inner is not None and inner not in ("", [], {})}
    if isinstance(value, list):
        return [inner for inner in map(without_nothing, value) if inner not in ("", [], {})]
    return value


@given(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3))
def test_only_what_holds_nothing_is_left_out(order: dict[str, Any]) -> None:
    read = json.loads(bytes(raw_of(read_written(Raw(json.dumps(order).encode())))))
    assert read == without_nothing(order)
    assert list(nothing_empty("order", read, in_resource=True)) == (
        [] if read else ["cds-hooks_2.0@3: order: it is null or empty"]
    )


def test_depth_beyond_any_resource_is_left_as_it_stands() -> None:
    deep = b'{"a":' * 40 + b"null" + b"}" * 40
    assert bytes(raw_of(read_written(Raw(deep)))) == deep


@pytest.mark.parametrize("value", [b"null", b"{}", b"7", b'"text"', b'{"a":1}'])
def test_what_is_no_array_has_no_items(value: bytes) -> None:
    assert items_of({"a": Raw(value)}, "a") == []


def test_what_is_missing_has_no_items_members_or_text() -> None:
    assert (items_of({}, "a"), members_of(None), text_of(None)) == ([], {}, None)


@pytest.mark.parametrize("value", [b"null", b"[]", b"7"])
def test_what_is_of_another_type_has_no_members_and_no_text(value: bytes) -> None:
    assert (members_of(Raw(value)), text_of(Raw(value))) == ({}, None)


def test_member_without_items_is_left_out() -> None:
    assert with_items({"a": Raw(b"[1]"), "b": Raw(b"2")}, "a", []) == {"b": Raw(b"2")}
