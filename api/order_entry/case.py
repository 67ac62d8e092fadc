"""What one call is about: the patient's record as far as it came along, and the orders to judge."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.context import Gathered
from engine.errors import Flaw, InputError
from fhir.bundle.identify import name_subject
from fhir.bundle.raw import kind_of
from fhir.bundle.read import read_record
from fhir.bundle.select import Record, Whose
from fhir.bundle.site import SiteMap
from fhir.bundle.unmapped import Unmapped, unmapped_codes
from fhir.hooks.orders import ChestOrder, chest_orders
from fhir.hooks.prefetch import Supplied, sort_prefetch
from fhir.hooks.request import PATIENT_VIEW, HookRequest
from fhir.v2.shared import NOTHING, Shared

MOST_ORDERS = 20
"""So many orders of chest imaging are judged in one call; nobody signs more for one patient."""

_PLACE = re.compile(r"Bundle\.entry\[(\d+)\]\.resource")


@dataclass(frozen=True, slots=True)
class Case:
    """One call, read: `orders` is empty where no chest imaging is ordered; `warnings` are what was sloppy in it."""

    request: HookRequest
    supplied: Supplied
    record: Record
    orders: tuple[ChestOrder, ...]
    warnings: tuple[str, ...]
    unmapped: tuple[Unmapped, ...] = ()
    shared: Shared = NOTHING

    @property
    def is_of_interest(self) -> bool:
        """Whether there is anything to judge."""
        return bool(self.orders) or self.request.hook == PATIENT_VIEW

    def located(self, gathered: Gathered) -> Gathered:
        """Return what was gathered with its places named as they stood in the call, not in the record made of it."""
        return replace(
            gathered,
            readings=tuple(replace(each, path=self._place(each.path)) for each in gathered.readings)
            if self.shared.entries or any(each.path.startswith("Bundle.") for each in gathered.readings)
            else gathered.readings,
            measurements=tuple(replace(each, path=self.shared.locate(each.path)) for each in gathered.measurements)
            if self.shared.entries
            else gathered.measurements,
            unread=tuple(replace(each, path=self._place(each.path)) for each in gathered.unread),
        )

    def _place(self, path: str) -> str:
        path = self.shared.locate(path)
        return _PLACE.sub(lambda found: self.supplied.places[int(found[1])], path, count=1)


def open_case(
    request: HookRequest,
    site: SiteMap,
    fetched: Mapping[str, bytes | None] | None = None,
    shared_of: Callable[[str], Shared] | None = None,
) -> Case:
    """Read what came along; InputError where it is about another patient, or holds too many orders.

    shared_of: what is known beside it of the patient of a number ("system|value").
    """
    supplied = sort_prefetch(request, fetched)
    whose = Whose(request.patient, len(request.drafts))
    record = read_record(supplied.entries, site, "#/prefetch", whose, supplied.searches)
    number = name_subject(record) if shared_of else None
    shared = shared_of(number) if shared_of and number else NOTHING
    if shared.entries:
        record = read_record((*supplied.entries, *shared.entries), site, "#/prefetch", whose, supplied.searches)
    warnings = [*request.warnings, *supplied.warnings]
    orders = chest_orders(request, record, site, warnings)
    if len(orders) > MOST_ORDERS:
        raise InputError("too-many-orders", Flaw("#/context/draftOrders", "too-many-orders"))
    if _holds_strange_order(request, record):
        warnings.append("order-of-another-patient")
    unmapped = unmapped_codes(record, site)
    return Case(request, supplied, record, orders, tuple(dict.fromkeys(warnings)), unmapped, shared)


def _holds_strange_order(request: HookRequest, record: Record) -> bool:
    read = {found.number for found in record.found["ServiceRequest"] if found.holder is None}
    strange = any(each.reason == "it is of another patient" for each in record.unread)
    return strange and any(
        number not in read and kind_of(entry.resource) == "ServiceRequest"
        for number, entry in enumerate(request.drafts)
    )
