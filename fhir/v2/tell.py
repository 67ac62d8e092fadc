"""Tells what a message says of a patient, by the table of what each field means."""

from collections.abc import Iterator
from datetime import datetime

from engine.thresholds import Thresholds
from fhir.bundle.site import SiteMap
from fhir.v2.answers import link_of, tell_answers
from fhir.v2.conditions import tell_diagnoses, tell_patient
from fhir.v2.echoes import echo_of
from fhir.v2.groups import REPORTS, Group, Grouped, group
from fhir.v2.message import Message
from fhir.v2.numbering import visit_of
from fhir.v2.orders import Ordered, read_orders, tell_order, told_order
from fhir.v2.reports import tell_report
from fhir.v2.results import tell_observations
from fhir.v2.statements import Statement, Told
from fhir.v2.subject import merged_of, subject_of
from fhir.v2.telling import Telling
from fhir.v2.times import CLOCKS_DIFFER, read_time
from fhir.v2.visits import tell_visit

_ORDERS = frozenset({"ORM", "OMG", "OMI", "OML"})
_CLASSED = frozenset({"A01", "A04", "A06", "A07"})
"""Events after which a visit is of one class or another (PV1-2)."""


def tell(message: Message, site: SiteMap, thresholds: Thresholds, received: datetime) -> Told:
    """Return what a message tells; `received` is when it came, after which it was not written, whatever it says.

    Raises MessageRefused where it is about two patients. Without a subject, what is told is of nobody who is known:
    the orders alone are known by their numbers.
    """
    subject = subject_of(message, site)
    written = read_time(message.header.time, site.zone)
    dated = written.earliest if written is not None else received
    said = min(dated, received + CLOCKS_DIFFER)
    stay = message.first("PV1")
    visit = visit_of(stay, message.first("PID"), site)
    telling = Telling(message, site, thresholds, said, dated + CLOCKS_DIFFER, visit)
    is_order = message.header.code in _ORDERS
    is_merge = message.header.event == "A40"
    grouped = group(message)
    orders = read_orders(telling, grouped) if is_order else []
    told = [] if is_merge else _all(telling, grouped, orders, subject)
    statements = {(each.kind, each.key): each for each in reversed(list(told))}
    warnings = {
        "charset-assumed": message.assumed,
        "zone-assumed": written is None or written.zone_assumed,
        "clock-ahead": said < dated,
        "no-subject": subject is None,
        "no-visit": visit is None,
        "no-class": message.header.event in _CLASSED and not (stay and stay.repetitions(2)),
        "no-location": message.header.event == "A02" and not (stay and stay.repetitions(3)),
    }
    return Told(
        kind=message.header.code,
        event=message.header.event,
        subject=subject,
        merged=merged_of(message, site) if is_merge else None,
        statements=tuple(reversed(statements.values())),
        orders=tuple(told_order(each) for each in orders if each.group.control not in REPORTS),
        said=said,
        echo=_echo(message, orders),
        warnings=tuple(name for name, holds in warnings.items() if holds),
    )


def _all(telling: Telling, grouped: Grouped, orders: list[Ordered], subject: str | None) -> Iterator[Statement]:
    yield from tell_patient(telling, subject)
    if telling.message.header.code in _ORDERS | {"ADT"}:
        yield from tell_visit(telling)
    yield from tell_diagnoses(telling, grouped.before.all("DG1"))
    yield from _observed(telling, grouped.before, is_order=False)
    by_group = {id(each.group): each for each in orders if each.group.control not in REPORTS}
    is_replaced = any(each.group.control == "RO" for each in orders)
    for each in grouped.groups:
        order = by_group.get(id(each))
        if order is not None:
            yield from tell_order(telling, order, is_replaced=is_replaced)
            yield from tell_answers(telling, order, [one for one in each.all("OBX") if link_of(one) is not None])
        yield from _observed(telling, each, is_order=order is not None)


def _observed(telling: Telling, of: Group, *, is_order: bool) -> Iterator[Statement]:
    observed = list(tell_observations(telling, of, is_order=is_order))
    yield from (each.statement for each in observed)
    if not is_order:
        yield from tell_report(telling, of, observed)


def _echo(message: Message, orders: list[Ordered]) -> dict[str, tuple[str, ...]]:
    told = {each.id: echo_of(each) for name in ("PV1", "PID") if (each := message.first(name)) is not None}
    for order in orders:
        segments = (order.group.orc, order.group.obr)
        told |= {f"{order.key}/{each.id}": echo_of(each) for each in segments if each is not None}
    return told
