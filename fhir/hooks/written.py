"""A resource as it was written: single members are changed, all others stay to the byte."""

import re
from collections.abc import Collection, Iterable
from operator import is_
from typing import Any

from msgspec import DecodeError, Raw, json

Order = dict[str, Raw]
"""An order by its members, each as it was written."""

_HOLDS_NOTHING = re.compile(rb'null|""|\[\s*\]|\{\s*\}')
_UNREADABLE = (DecodeError, UnicodeDecodeError)
_DEEPEST = 30  # levels; FHIR's own resources have about ten
_decode_members = json.Decoder(dict[str, Raw]).decode
_decode_items = json.Decoder(list[Raw]).decode


def read_written(raw: Raw) -> Order:
    """Return the members of a resource, without those that hold nothing, which JSON of CDS Hooks must not have.

    >>> read_written(Raw(b'{"id": "a", "dose": 37.50, "note": [], "code": {"coding": [{}]}}')).keys()
    dict_keys(['id', 'dose'])
    """
    return _decode_members(_pruned(raw, _DEEPEST))


def is_readable(raw: Raw) -> bool:
    """Tell whether what was written is UTF-8 throughout, so that it can be written again; JSON may not be otherwise."""
    try:
        str(raw, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def raw_of(value: Any) -> Raw:  # noqa: ANN401  whatever JSON can hold, members as they were written among it
    """Write a value."""
    return Raw(json.encode(value))


def items_of(order: Order, member: str) -> list[Raw]:
    """Return the items of a member that is an array; none where it is missing or is something else."""
    return list_of(order.get(member))


def list_of(raw: Raw | None) -> list[Raw]:
    """Return the items of an array; none where it is something else."""
    try:
        return _decode_items(raw) if raw else []
    except _UNREADABLE:
        return []


def members_of(raw: Raw | None) -> Order:
    """Return the members of an object; none where it is something else."""
    try:
        return _decode_members(raw) if raw else {}
    except _UNREADABLE:
        return {}


def text_of(raw: Raw | None) -> str | None:
    """Return a member that is text; nothing where it is something else."""
    try:
        return json.decode(raw, type=str) if raw else None
    except _UNREADABLE:
        return None


def with_items(order: Order, member: str, items: Iterable[Raw]) -> Order:
    """Return the order with a member in place of an earlier one; without it where there are no items."""
    written = list(items)
    others = {name: value for name, value in order.items() if name != member}
    return {**others, member: raw_of(written)} if written else others


def _pruned(raw: Raw, levels: int) -> Raw:
    """Leave out members that hold nothing; null in an array stands beside the extension of a primitive, and stays."""
    if not levels or not _HOLDS_NOTHING.search(raw):
        return raw
    written = bytes(raw).lstrip()
    if written.startswith(b"{"):
        held = _decode_members(written)
        members = {name: _pruned(value, levels - 1) for name, value in held.items()}
        left = {name: value for name, value in members.items() if not _HOLDS_NOTHING.fullmatch(value)}
        return raw if _are_same(left.values(), held.values()) else raw_of(left)
    if written.startswith(b"["):
        found = _decode_items(written)
        items = [_pruned(item, levels - 1) for item in found]
        some = [item for item in items if bytes(item) == b"null" or not _HOLDS_NOTHING.fullmatch(item)]
        return raw if _are_same(some, found) else raw_of(some)
    return raw


def _are_same(left: Collection[Raw], before: Collection[Raw]) -> bool:
    return len(left) == len(before) and all(map(is_, left, before))
