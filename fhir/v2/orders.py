"""What an order message says of its orders: what is ordered, how far it has come, and what was answered with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fhir.v2.codings import LOCAL, Json
from fhir.v2.concepts import meant, modality
from fhir.v2.echoes import field_of
from fhir.v2.groups import Group, Grouped, present
from fhir.v2.mapping import Mapped, map_segments
from fhir.v2.naming import key_of_order, kind_of, named, tell_numbers
from fhir.v2.numbering import key_of
from fhir.v2.scope import Scope
from fhir.v2.statements import OrderTold, Statement
from fhir.v2.tables import look_up, rank_of, read_tables
from fhir.v2.telling import Telling
from fhir.valuesets.loader import read_codebook

_IMAGING: Final = read_codebook("orders")
_TESTS: Final = read_codebook("rt_pcr")
_SURGERY: Final = read_codebook("urgent_procedure")
SEEN: Final = "#seen"
"""Ends the key of what was said of an order without ordering it; it counts where nothing ordered is known."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """One group of an order message with its key, what it orders, and whether that is imaging."""

    group: Group
    key: str
    mapped: Mapped
    is_imaging: bool


def read_orders(telling: Telling, grouped: Grouped) -> list[Ordered]:
    """Return the orders of a message; of several under one number, the further ones have a key of their own."""
    orders: list[Ordered] = []
    counts: dict[str, int] = {}
    for index, group in enumerate(grouped.groups):
        if group.orc is not None:
            unnumbered = f"ORDER||{key_of(telling.message.header.control_id, str(index))}"
            key = key_of_order(group, telling) or unnumbered
            counts[key] = counts.get(key, 0) + 1
            own = key if counts[key] == 1 else f"{key}#{counts[key]}"
            orders.append(_read(telling, group, own))
    return orders


def tell_order(telling: Telling, order: Ordered, *, is_replaced: bool) -> Iterator[Statement]:
    """Tell what is ordered, or how far it has come; nothing of an order that nobody here asks about.

    is_replaced: the message holds the replacement of what it replaces.
    """
    group, control = order.group, order.group.control
    code = order.mapped.content.get("code")
    if group.obr is not None and not _matters(telling, order, code):
        return
    ordering = read_tables()["ordering"].get(control)
    status = look_up("order_control", control) or look_up("order_status", _state(group))
    if control == "RP" and is_replaced:
        ordering, status = None, "revoked"
    until = telling.for_days("order", order.mapped.content.get("occurrenceDateTime"))
    places = {"": f"ORC[{group.orc.number}]", "status": group.orc.place(1)} if group.orc is not None else {}
    kind = kind_of(telling, code, is_imaging=order.is_imaging)
    names = named(group, telling, kind)
    yield from tell_numbers(telling, group, order.key, kind)
    if group.obr is not None and status is not None:
        content = {"intent": "order", "status": status} | order.mapped.content | names
        own = order.key if ordering is not None else f"{order.key}{SEEN}"
        fields = places | order.mapped.fields
        yield telling.state("ServiceRequest", own, content, fields, rank=int(ordering or 0), until=until)
    if ordering is None and status is not None:
        rank = 1 + rank_of(status)
        yield telling.state("OrderState", order.key, {"status": status} | names, places, rank=rank, until=until)


def told_order(order: Ordered) -> OrderTold:
    """Return an order as it is answered."""
    group = order.group
    return OrderTold(
        control=group.control,
        key=order.key,
        placer=field_of(group.orc, 2) or field_of(group.obr, 2),
        filler=field_of(group.orc, 3) or field_of(group.obr, 3),
        is_imaging=order.is_imaging,
    )


def _read(telling: Telling, group: Group, key: str) -> Ordered:
    segments = {name: group.all(name) for name in ("TQ1", "IPC")}
    segments["DG1"] = tuple(each for each in group.all("DG1") if each.text(21) != "D")
    segments |= {"ORC": present(group.orc), "OBR": present(group.obr), "MSH": telling.message.segments[:1]}
    code = map_segments("ServiceRequest", segments, Scope(telling.site)).content.get("code")
    is_imaging = _is_imaging(telling, group, code)
    mapped = map_segments("ServiceRequest", segments, Scope(telling.site, is_imaging=is_imaging))
    return Ordered(group, key, mapped, is_imaging)


def _is_imaging(telling: Telling, group: Group, code: Json | None) -> bool:
    kind = telling.message.header.code
    if kind in {"OMI", "OML"}:
        return kind == "OMI"
    department = group.obr.text(24) if group.obr is not None else None
    is_known = modality(code, telling.site) is not None or bool(meant(code, _IMAGING))
    return is_known or look_up("imaging", department) is not None or bool(group.all("IPC"))


def _matters(telling: Telling, order: Ordered, code: Json | None) -> bool:
    """Tell whether an order can say something: imaging, the test, surgery, or a code that only the site can know."""
    if order.is_imaging or meant(code, _TESTS) or meant(code, _SURGERY):
        return True
    keys = [(each["system"], each["code"]) for each in code["coding"]] if code is not None else []
    if any(f"{system}|{own}" in telling.site.surgery for system, own in keys):
        return True
    is_local = bool(keys) and all(system.startswith(LOCAL) for system, _ in keys)
    return (
        is_local
        and telling.message.header.code != "OML"
        and order.group.obr is not None
        and not order.group.obr.text(24)
    )


def _state(group: Group) -> str | None:
    return group.orc.text(5) if group.orc is not None else None
