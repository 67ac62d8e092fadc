"""The imaging order that the advice is about, if the record holds one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.context import Unread
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.elements import CodeableConcept
from fhir.bundle.moments import Moment, read_moment
from fhir.bundle.raw import Found
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.valuesets.loader import read_codebook

MODALITIES = frozenset({"cxr", "ct"})
COMBINED = "ct-combined"
"""A CT of the chest and more: what the guideline says of the chest holds of its part."""
_BOOK = read_codebook("orders")
_OPEN = ("draft", "active")


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a chest X-ray or a chest CT."""

    found: Found
    modality: str
    authored: Moment | None

    def authored_on(self, now: datetime) -> datetime | None:
        """Return when the order was made; of a day that is not over, as late as now."""
        if self.authored is None:
            return None
        return max(self.authored.earliest, min(self.authored.latest, now))


def find_order(record: Record, site: SiteMap, wanted: str | None, as_of: datetime | None) -> Order | None:
    """Return the one open order of chest imaging, of the modality wanted where one is.

    A draft is what is being ordered now, so drafts go before orders that are already active. Orders of two modalities
    are no order, for nobody can tell which is meant.
    """
    orders = [order for order in open_orders(record, site, as_of) if wanted in (None, order.modality)]
    drafts = [order for order in orders if order.found.resource.status == "draft"]
    candidates = drafts or orders
    if len({order.modality for order in candidates}) > 1:
        reason = "orders of more than one kind of chest imaging are open, so none is taken for the order"
        record.unread.extend(Unread(order.found.at("code"), reason) for order in candidates)
        return None
    return max(candidates, key=_newer, default=None)


def modality_of(concepts: Sequence[CodeableConcept | None], site: SiteMap) -> str | None:
    """Return "cxr" or "ct" for a code of chest imaging, the site's own first; anything else is neither."""
    local = {site.orders[key] for concept in concepts for key in site_keys(concept) if key in site.orders}
    known = local or {"ct" if name == COMBINED else name for concept in concepts for name in names(concept, _BOOK)}
    return known.pop() if len(known) == 1 and known <= MODALITIES else None


def open_orders(record: Record, site: SiteMap, as_of: datetime | None) -> Iterator[Order]:
    """Walk through the orders of chest imaging that are open, noting those of other imaging."""
    for found in record.found["ServiceRequest"]:
        request = found.resource
        if request.status not in _OPEN or request.do_not_perform:
            continue
        authored = read_moment(request.authored_on, site.zone)
        if as_of is not None and authored is not None and authored.earliest > as_of:
            continue
        modality = modality_of([request.code], site)
        if modality is not None:
            yield Order(found, modality, authored)
        elif any("imaging" in names(concept, _BOOK) for concept in request.category):
            record.unread.append(Unread(found.at("code"), "it is not a code of a chest X-ray or of a chest CT"))


def _newer(order: Order) -> float:
    return order.authored.earliest.timestamp() if order.authored else float("-inf")
