"""From kept statements to the record that every door reads, and from places in it back to the messages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fhir.bundle.order import Order
from fhir.bundle.order import open_orders as find_open
from fhir.bundle.read import read_record
from fhir.bundle.searches import Searches, State
from fhir.bundle.select import Record, Whose
from fhir.bundle.site import SiteMap
from fhir.v2.places import Places
from fhir.v2.resources import PATIENT, resources_of
from fhir.v2.statements import Kept

__all__ = ["Gathering", "Kept", "open_orders", "order_of", "record_of"]

_FED: Final = Searches(otherwise=State.ABSENT)
"""Messages come by themselves: nobody has searched, and what did not come may be all the same."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A record, and a function from a place in it to the field of the message: "ORU^R01/<MSH-10>#OBX[2]-5".

    orders: those of chest imaging that are open, by key.
    """

    record: Record
    locate: Callable[[str], str]
    orders: tuple[tuple[str, Order], ...] = ()


def record_of(kept: Sequence[Kept], site: SiteMap, as_of: datetime) -> Gathering:
    """Return the record of one patient as of a time; the order in which the statements came does not matter."""
    resources = resources_of(kept, as_of)
    record = read_record([each.entry for each in resources], site, "HL7v2", Whose(PATIENT), _FED)
    keys = {each.id: each.key for each in resources}
    orders = tuple((keys[order.found.resource.id], order) for order in find_open(record, site, None))
    return Gathering(record, Places({each.id: each.places for each in resources}).locate, orders)


def order_of(gathering: Gathering, key: str) -> Order | None:
    """Return the open order of chest imaging that has a key, if it is one."""
    return dict(gathering.orders).get(key)


def open_orders(gathering: Gathering) -> Iterator[tuple[str, Order]]:
    """Walk through the open orders of chest imaging, each with its key."""
    return iter(gathering.orders)
