"""Whom and which order the messages of one question are about."""

from collections.abc import Sequence

from engine.errors import Flaw, InputError
from fhir.bundle.order import Order
from fhir.v2.chart import Gathering, open_orders
from fhir.v2.statements import Told

_ORDERS = frozenset({"ORM", "OMG", "OMI"})


def refuse_two(told: Sequence[Told]) -> None:
    """Raise InputError where messages are about more than one patient."""
    if len({each.subject for each in told if each.subject is not None}) > 1:
        raise InputError("two-patients", Flaw("PID-3", "two-patients"))


def choose_order(gathering: Gathering, told: Sequence[Told], modality: str | None) -> tuple[str | None, Order | None]:
    """Return the order that is asked about: one that the messages order; where they order nothing, one that is open.

    Of several of a kind, the newest. Orders of two kinds are no order, for nobody can tell which is meant.
    """
    named = {order.key for each in told for order in each.orders}
    is_ordering = any(each.kind in _ORDERS for each in told)
    is_open = [(key, each) for key, each in open_orders(gathering) if modality in {None, each.modality}]
    orders = [(key, each) for key, each in is_open if key in named or not is_ordering]
    if len({each.modality for _, each in orders}) != 1:
        return None, None
    return max(orders, key=lambda one: (one[1].authored.earliest.timestamp() if one[1].authored else 0.0, one[0]))
