"""The encounter that the record's time lies in, which symptoms and vital signs must belong to."""

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.context import Unread
from fhir.bundle.elements import Period, Reference
from fhir.bundle.moments import Moment, newest, read_moment
from fhir.bundle.raw import Found
from fhir.bundle.references import points_to, relative
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap

_OPEN = frozenset({"arrived", "triaged", "in-progress", "onleave"})
_BEGUN = _OPEN | {"finished"}
_LONG_AGO = datetime(1850, 1, 1, tzinfo=UTC)
_DEEPEST = 8  # encounters within encounters


@dataclass(frozen=True, slots=True)
class Stay:
    """The present encounter and those it is part of; `named` where the order's is not in the bundle."""

    encounters: tuple[Found, ...] = ()
    named: Reference | None = None

    @property
    def present(self) -> Found | None:
        """The present encounter, if it is known."""
        return self.encounters[0] if self.encounters else None

    def covers(self, reference: Reference | None, source: Found) -> bool:
        """Tell whether nothing says that a resource belongs to another encounter."""
        if reference is None or reference.reference is None:
            return True
        if self.named is not None and self.named.reference is not None:
            return relative(reference.reference) == relative(self.named.reference)
        present = self.present
        if present is None or reference.reference == present.full_url:
            return True
        return any(points_to(reference, source, encounter) for encounter in self.encounters)


def find_stay(record: Record, site: SiteMap, order: Found | None, as_of: datetime, said: str | None = None) -> Stay:
    """Return the order's encounter, else the one that was said (its id), else the one under way that began last."""
    named = order.resource.encounter if order else None
    if named is not None and named.reference is not None and order is not None:
        found, where = record.addresses.find(named, order, "Encounter"), order.at("encounter")
    elif said is not None:
        named = Reference(f"Encounter/{said}")
        found = next((one for one in record.found["Encounter"] if (one.resource.id, one.holder) == (said, None)), None)
        where = "context.encounterId"
    else:
        return _find_present(record, site, as_of)
    if found is not None:
        return Stay(_with_wider(record, found))
    record.unread.append(Unread(where, "the bundle does not hold what it refers to"))
    return Stay(named=named)


def _find_present(record: Record, site: SiteMap, as_of: datetime) -> Stay:
    begun = [(moment, found) for found in record.found["Encounter"] if (moment := _begin(found, site, as_of))]
    latest = newest(begun)
    wider = {id(one) for found in latest for one in _with_wider(record, found)[1:]}
    present = [found for found in latest if id(found) not in wider]
    if len(present) == 1:
        return Stay(_with_wider(record, present[0]))
    record.unread.extend(Unread(found.at("period"), "more than one encounter is under way") for found in present)
    return Stay()


def _begin(found: Found, site: SiteMap, as_of: datetime) -> Moment | None:
    """Return when an encounter began that is under way; long ago where it is and does not say since when."""
    period = found.resource.period or Period()
    end = read_moment(period.end, site.zone)
    if (end is not None and end.latest < as_of) or found.resource.status not in (_OPEN if end is None else _BEGUN):
        return None
    start = read_moment(period.start, site.zone)
    if start is None:
        return Moment(_LONG_AGO, _LONG_AGO) if period.start is None and period.end is None else None
    return start if start.earliest <= as_of else None


def _with_wider(record: Record, found: Found) -> tuple[Found, ...]:
    line = [found]
    while len(line) < _DEEPEST:
        wider = record.addresses.find(line[-1].resource.part_of, line[-1], "Encounter")
        if wider is None or any(wider is one for one in line):
            break
        line.append(wider)
    return tuple(line)
