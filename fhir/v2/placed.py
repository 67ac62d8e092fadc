"""Which orders count, and which statements speak of which order, however they write its number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import json

from fhir.v2.orders import SEEN
from fhir.v2.statements import Kept

_decode: Final = json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class _Named:
    """A statement of an order, and how it names that; `base`: the key that all under one number share."""

    kept: Kept
    base: str
    content: dict[str, Any]

    def may_be(self, other: "_Named") -> bool:
        """Tell whether the placer's number is the same where one of the two does not say who the placer is.

        Not where one is an order of imaging and the other of the laboratory.
        """
        own, its = self.content.get("of"), other.content.get("of")
        if own is None or its is None or own["placer"] != its["placer"] or not (own["bare"] or its["bare"]):
            return False
        kinds = {each["kind"] for each in (own, its) if "kind" in each}
        return len(kinds) < 2  # noqa: PLR2004  both say, and say otherwise


class Placed:
    """The orders of one patient, as far as they count, and what was said of each."""

    def __init__(self, counting: Iterable[Kept]) -> None:
        by_kind: dict[str, list[_Named]] = {"ServiceRequest": [], "OrderState": [], "OrderNumber": []}
        for one in counting:
            if one.statement.kind in by_kind:
                by_kind[one.statement.kind].append(_named(one))
        self._orders = _counting(by_kind["ServiceRequest"])
        self._said: dict[str, list[Kept]] = {each.kept.statement.key: [] for each in self._orders}
        also: dict[str, set[str]] = {}
        for each in by_kind["OrderNumber"]:
            for order in _meant(each, self._orders):
                also.setdefault(each.content["same"], set()).add(order.kept.statement.key)
        for state in by_kind["OrderState"]:
            keys = {order.kept.statement.key for order in _meant(state, self._orders)} | also.get(state.base, set())
            for key in sorted(keys):
                self._said[key].append(state.kept)

    def counts(self, one: Kept) -> bool:
        """Tell whether an order counts: not one that was only seen, if it was given."""
        return one.statement.key in self._said

    def said_of(self, one: Kept) -> Sequence[Kept]:
        """Return the states that were said of an order."""
        return self._said[one.statement.key]


def _named(one: Kept) -> _Named:
    content = _decode(one.statement.content)
    key: str = content.get("order", one.statement.key)
    return _Named(one, key.removesuffix(SEEN).partition("#")[0], content)


def _counting(requests: Iterable[_Named]) -> list[_Named]:
    """Return the orders that were given, and of those that were only seen the ones that are none of them."""
    given = [each for each in requests if not _is_seen(each)]
    keys = {each.kept.statement.key for each in given}
    orders = list(given)
    for each in requests:
        is_known = each.kept.statement.key.removesuffix(SEEN) in keys
        if _is_seen(each) and not is_known and not any(each.base != one.base and each.may_be(one) for one in orders):
            orders.append(each)
    return orders


def _is_seen(one: _Named) -> bool:
    return one.kept.statement.key.endswith(SEEN)


def _meant(one: _Named, orders: Sequence[_Named]) -> list[_Named]:
    """Return the orders that a statement speaks of: under its very number; else under the one that it may be."""
    exact = [each for each in orders if each.base == one.base]
    possible = exact or [each for each in orders if one.may_be(each)]
    return possible if len({each.base for each in possible}) == 1 else []
