"""What a message says of the visit: an event of ADT, or how it stood when an order was sent."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final

from fhir.v2.groups import present
from fhir.v2.mapping import map_segments
from fhir.v2.message import Message, Segment
from fhir.v2.numbering import key_of
from fhir.v2.scope import Scope
from fhir.v2.statements import Statement
from fhir.v2.tables import read_tables
from fhir.v2.telling import Telling
from fhir.v2.times import read_time

RANKS: Final = {
    "A01": 0,
    "A04": 0,
    "A02": 1,
    "A06": 1,
    "A07": 1,
    "": 2,
    "A08": 2,
    "A03": 3,
    "A12": 4,
    "A13": 4,
    "A11": 5,
}
"""The order of events of one time; a snapshot has no name."""

_CANCELS: Final = frozenset({"A11", "A12", "A13"})
_NULLED: Final = {"class": 2, "location": 3, "serviceType": 10}
_CHANGED: Final = {"A02": "location", "A06": "class", "A07": "class"}
"""What is another after an event, so that it is not known where the event does not say it."""
_HOUR: Final = len("2020-04-07T10")


def tell_visit(telling: Telling) -> Iterator[Statement]:
    """Tell the event; of an order message, what PV1 says, once an hour as long as it is the same.

    "given": whether an order is given with it, so that whoever looks after the patient says it.
    """
    message = telling.message
    visit = message.first("PV1")
    is_event = message.header.code == "ADT"
    segments = {"PV1": present(visit), "PV2": present(message.first("PV2"))}
    mapped = map_segments("Visit", segments, Scope(telling.site))
    event = message.header.event if is_event else ""
    unsaid = {_CHANGED.get(event)} - mapped.content.keys()
    nulled = [name for name, number in _NULLED.items() if name in unsaid or (visit and visit.is_null(number))]
    if not is_event and not mapped.content and not nulled:
        return
    at = _time(telling, event).isoformat()
    is_given = any(_is_given(each) for each in message.all("ORC"))
    content = {"event": event, "at": at, "nulled": nulled, "given": is_given} | mapped.content
    told = repr((nulled, is_given, mapped.content))
    same = at if is_event else f"{at[:_HOUR]}|{sha256(told.encode()).hexdigest()[:16]}"
    key = f"{key_of('VISIT')}|{telling.visit or ''}|{event}|{same}"
    place = visit or message.first("EVN") or message.segments[0]
    fields = {"": f"{place.id}[{place.number}]"} | mapped.fields
    table = "visit" if telling.visit is not None else "unnumbered-visit"
    yield telling.state("Visit", key, content, fields, rank=RANKS.get(event, 0), until=telling.for_days(table))


def _time(telling: Telling, event: str) -> datetime:
    """Return when it was so: an event by when it happened, the taking back of one by when it was recorded."""
    message = telling.message
    if not event:
        return min([telling.said, *_ordered(message, telling)])
    recorded = message.first("EVN")
    fields = (2,) if event in _CANCELS else (6, 2)
    times = (read_time(recorded.text(each), telling.site.zone) for each in fields) if recorded is not None else ()
    return next((moment.earliest for moment in times if moment is not None), telling.said)


def _ordered(message: Message, telling: Telling) -> Iterator[datetime]:
    """Walk through the times of the orders that are given now: so the visit stood when they were."""
    for segment in message.all("ORC"):
        moment = read_time(segment.text(9), telling.site.zone) if _is_given(segment) else None
        if moment is not None:
            yield moment.earliest


def _is_given(segment: Segment) -> bool:
    return (segment.text(1) or "").strip().upper() in read_tables()["ordering"]
