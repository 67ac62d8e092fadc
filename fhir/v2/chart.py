"""From kept statements to the record that every door reads, and from places in it back to the messages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fhir.bundle.order import Order
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.v2.statements import Statement


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement, and the message that it came with: MSH-10, and MSH-9 as people write it."""

    statement: Statement
    message_id: str
    message_kind: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """A record, and a function from a place in it to the field of the message: "ORU^R01/<MSH-10>#OBX[2]-5"."""

    record: Record
    locate: Callable[[str], str]
    orders: tuple[tuple[str, Order], ...] = ()


def record_of(kept: Sequence[Kept], site: SiteMap, as_of: datetime) -> Gathering:
    """Return the record of one patient as of a time; the order in which the statements came does not matter."""
    raise NotImplementedError


def order_of(gathering: Gathering, key: str) -> Order | None:
    """Return the open order of chest imaging that has a key, if it is one."""
    return dict(gathering.orders).get(key)


def open_orders(gathering: Gathering) -> Iterator[tuple[str, Order]]:
    """Walk through the open orders of chest imaging, each with its key."""
    return iter(gathering.orders)
