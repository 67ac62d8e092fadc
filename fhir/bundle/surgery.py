"""An urgent operation that is booked or ordered, and whether it can wait for an RT-PCR; only where the site says so."""

from collections.abc import Iterator

from engine.context import Reading
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.elements import CodeableConcept
from fhir.bundle.moments import Moment
from fhir.bundle.raw import Found
from fhir.valuesets.loader import read_codebook

_BOOK = read_codebook("urgent_procedure")
_URGENT = frozenset({"urgent", "asap", "stat"})
_OPEN = frozenset({"draft", "active"})
_BOOKED = frozenset({"proposed", "pending", "booked", "arrived", "checked-in", "waitlist"})
_HIGH = range(1, 5)
"""iCalendar's high priorities (RFC 5545, section 3.8.1.9), which Appointment.priority follows."""


def tell_surgery(chart: Chart) -> Iterator[Reading]:
    """Tell of urgent surgery that lies ahead, and of the time until it starts."""
    if chart.site.urgent_surgery_counts:
        for found in chart.all("ServiceRequest"):
            request = found.resource
            is_open = request.status in _OPEN and not request.do_not_perform
            if is_open and request.priority in _URGENT and _is_surgical(chart, (*request.category, request.code)):
                moment = chart.moment(request.authored_on)
                planned = chart.moment(request.occurrence_date_time) or chart.period(request.occurrence_period)
                yield from _tell(chart, found, moment, planned, "occurrence")
        for found in chart.all("Appointment"):
            booking = found.resource
            is_urgent = "emergency-appointment" in names(booking.appointment_type, _BOOK) or booking.priority in _HIGH
            services = (*booking.service_category, *booking.service_type)
            if booking.status in _BOOKED and is_urgent and _is_surgical(chart, services):
                yield from _tell(chart, found, None, chart.moment(booking.start), "start")


def _is_surgical(chart: Chart, concepts: tuple[CodeableConcept | None, ...]) -> bool:
    return any(
        "surgical" in names(concept, _BOOK) or not chart.site.surgery.isdisjoint(site_keys(concept))
        for concept in concepts
    )


def _tell(chart: Chart, found: Found, ordered: Moment | None, planned: Moment | None, field: str) -> Iterator[Reading]:
    if (ordered is not None and ordered.earliest > chart.as_of) or (planned and planned.latest < chart.as_of):
        return
    yield from chart.tell("urgent_procedure", ("yes",), found.at("priority"), ordered, "urgent surgery lies ahead")
    if planned is not None:
        waits = {moment - chart.as_of >= chart.site.rt_pcr_turnaround for moment in (planned.earliest, planned.latest)}
        if len(waits) == 1:
            because = "the planned start against the time that an RT-PCR takes here"
            can_wait = "yes" if waits.pop() else "no"
            yield from chart.tell("can_wait_for_rt_pcr", (can_wait,), found.at(field), planned, because)
