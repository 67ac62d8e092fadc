"""By which numbers a group speaks of an order, and what kind of order it is, so that the order is found again."""

from typing import Any, Final

from fhir.v2.codings import Json
from fhir.v2.concepts import meant
from fhir.v2.groups import Group
from fhir.v2.numbering import OrderNumber, order_numbers
from fhir.v2.statements import Statement
from fhir.v2.telling import Telling
from fhir.valuesets.loader import read_codebook

_TESTS: Final = read_codebook("rt_pcr")
_FIELDS: Final = (2, 2, 3, 3)
IMAGING: Final = "imaging"
LABORATORY: Final = "laboratory"


def numbers_of(group: Group, telling: Telling) -> list[OrderNumber]:
    """Return the numbers by which a group speaks of its order: the placer's first, then the filler's."""
    segments = (group.orc, group.obr, group.orc, group.obr)
    return list(order_numbers(segments, _FIELDS, telling.site, telling.message.header))


def key_of_order(group: Group, telling: Telling) -> str | None:
    """Return the key of the order that a group speaks of: the placer's number, else the filler's."""
    first = next(iter(numbers_of(group, telling)), None)
    return _key(first) if first is not None else None


def named(group: Group, telling: Telling, kind: str | None) -> dict[str, Any]:
    """Return how an order is named, for those who write its number with another authority or none; see orders_of."""
    first = next(iter(numbers_of(group, telling)), None)
    if first is None or first.giver != "placer":
        return {}
    told = {"placer": first.value, "bare": first.is_bare}
    return {"of": told | ({"kind": kind} if kind is not None else {})}


def kind_of(telling: Telling, code: Json | None, *, is_imaging: bool) -> str | None:
    """Return what kind of order a group speaks of, where anything says so."""
    if is_imaging:
        return IMAGING
    return LABORATORY if telling.message.header.code == "OML" or meant(code, _TESTS) else None


def tell_numbers(telling: Telling, group: Group, key: str, kind: str | None) -> list[Statement]:
    """Tell the other numbers by which somebody may speak of the order."""
    others = dict.fromkeys(_key(each) for each in numbers_of(group, telling))
    fields = {"": f"ORC[{group.orc.number}]"} if group.orc is not None else {}
    until = telling.for_days("order")
    own = key.partition("#")[0]
    names = named(group, telling, kind)
    return [
        telling.state("OrderNumber", f"{own}={other}", {"order": own, "same": other} | names, fields, until=until)
        for other in others
        if other != own
    ]


def _key(number: OrderNumber) -> str:
    return f"ORDER|{number.key}"
