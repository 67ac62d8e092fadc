"""The door for a FHIR R4 Bundle: what it says of one patient, or why it cannot be read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from engine.context import Gathered, Reading, Unread
from engine.facts import Facts
from engine.thresholds import Measurement, Thresholds
from fhir.bundle.answers import read_answers
from fhir.bundle.chart import Chart
from fhir.bundle.circumstances import read_circumstances
from fhir.bundle.envelope import open_envelope
from fhir.bundle.identify import name_subject
from fhir.bundle.observations import sort_observations
from fhir.bundle.order import Order, find_order
from fhir.bundle.parameters import read_stated
from fhir.bundle.questions import read_symptom_answers, tell_questions
from fhir.bundle.radiograph import tell_radiograph
from fhir.bundle.raw import DECODERS, Entry, Pile
from fhir.bundle.reasons import tell_reasons
from fhir.bundle.rt_pcr import tell_rt_pcr
from fhir.bundle.searches import PARTIAL, WHOLE, Searches
from fhir.bundle.select import Record, Whose, select_patient
from fhir.bundle.setting import tell_setting
from fhir.bundle.severity import tell_severity
from fhir.bundle.site import SiteMap
from fhir.bundle.stay import find_stay
from fhir.bundle.surgery import tell_surgery
from fhir.bundle.symptom_statements import read_statements
from fhir.bundle.symptoms import tell_symptoms
from fhir.bundle.vitals import read_vitals

_TELLING = (tell_setting, tell_rt_pcr, tell_reasons, tell_radiograph, tell_severity, tell_surgery)
Read = TypeVar("Read")
_MOST_UNREAD = 100
"""So many reasons are told; a record of a decision has no room for a hundred thousand."""


def read_bundle(  # noqa: PLR0913  every argument is a thing known outside the bundle
    body: bytes,
    *,
    facts: Facts,
    thresholds: Thresholds,
    site: SiteMap,
    as_of: datetime | None,
    now: datetime,
    order: str | None = None,
) -> Gathered:
    """Read a Bundle, or a Parameters with a Bundle and stated facts.

    Windows count back from `as_of`, else from the order's authoredOn (returned as `authored_on`), else from `now`.
    Raises InputError where the body is no such resource, holds two patients, or states an unknown fact or value.
    """
    envelope = open_envelope(body)
    stated = read_stated(envelope.parts, facts)
    searches = PARTIAL if envelope.is_partial else WHOLE
    record = read_record(envelope.entries, site, f"{envelope.pointer}/entry", searches=searches)
    ordered = find_order(record, site, order, as_of)
    authored_on = ordered.authored_on(now) if ordered else None
    chart = open_chart(record, facts, thresholds, site, as_of or authored_on or now, ordered)
    gathered = gather(chart, stated)
    return replace(gathered, order=order or gathered.order, authored_on=authored_on)


def read_record(
    entries: Iterable[Entry],
    site: SiteMap,
    pointer: str,
    whose: Whose | None = None,
    searches: Searches = WHOLE,
) -> Record:
    """Read the resources of one patient; InputError where they are of two."""
    idle = {"Location": not site.locations, "Appointment": not site.urgent_surgery_counts}
    pile = Pile(kind for kind in DECODERS if not idle.get(kind))
    pile.read_entries(entries)
    return select_patient(pile, pointer, whose, searches)


def open_chart(  # noqa: PLR0913, PLR0917  every argument is a thing known outside the record
    record: Record,
    facts: Facts,
    thresholds: Thresholds,
    site: SiteMap,
    as_of: datetime,
    order: Order | None,
    encounter: str | None = None,
    since: datetime | None = None,
) -> Chart:
    """Open a record as of one time, for one order; what turns out not to be readable is noted in the chart alone.

    Windows count back from `as_of`, or from `since` where that is given.
    """
    own = replace(record, unread=list(record.unread))
    return Chart(
        record=own,
        facts=facts,
        thresholds=thresholds,
        site=site,
        as_of=as_of,
        order=order,
        stay=find_stay(own, site, order.found if order else None, as_of, encounter),
        observations=sort_observations(own.found["Observation"]),
        since=since,
    )


def gather(chart: Chart, stated: Iterable[Reading] = ()) -> Gathered:
    """Read everything that a chart tells of the facts, beside what was stated."""
    readings, measurements = _read_all(chart)
    return Gathered(
        readings=(*stated, *readings),
        measurements=measurements,
        circumstances=read_circumstances(chart),
        unread=_shortened(chart.record.unread),
        order=chart.order.modality if chart.order else None,
        subject=name_subject(chart.record),
    )


def _read_all(chart: Chart) -> tuple[list[Reading], tuple[Measurement, ...]]:
    unread = chart.record.unread
    measurements = tuple(_readable(read_vitals(chart), unread))
    answers = list(_readable(read_answers(chart), unread))
    statements = list(_readable((*read_statements(chart), *read_symptom_answers(chart, answers)), unread))
    readings = list(_readable((one for tell in _TELLING for one in tell(chart)), unread))
    recorded = frozenset(reading.fact for reading in readings)
    readings += _readable(tell_symptoms(chart, statements, measurements), unread)
    readings += _readable(tell_questions(chart, answers, recorded), unread)
    return _told_once(_readable(_doubt_denials(chart, readings), unread)), measurements


def _doubt_denials(chart: Chart, readings: Iterable[Reading]) -> Iterator[Reading | Unread]:
    """Take back a "no" that a measurement speaks against, if there is one, where not all measurements are here."""
    limits = () if chart.record.searches.holds_all_there_may_be("vital-signs") else chart.thresholds.thresholds
    measured = {limit.fact: limit.value for limit in limits}
    for reading in readings:
        if measured.get(reading.fact, reading.values[0]) in reading.values:
            yield reading
        else:
            yield Unread(reading.path, "not all vital signs are here, and one of them may say otherwise")


def _readable(told: Iterable[Read | Unread], unread: list[Unread]) -> Iterator[Read]:
    """Walk through what could be read, noting what could not."""
    for one in told:
        if isinstance(one, Unread):
            unread.append(one)
        else:
            yield one


def _told_once(readings: Iterable[Reading]) -> list[Reading]:
    """Leave out what says the same for the same reason, of which a record may hold any number."""
    once: dict[tuple[str, tuple[str, ...], str, str], Reading] = {}
    for reading in readings:
        once.setdefault((reading.fact, reading.values, reading.origin, reading.because), reading)
    return list(once.values())


def _shortened(unread: list[Unread]) -> tuple[Unread, ...]:
    different = tuple(dict.fromkeys(unread))
    if len(different) <= _MOST_UNREAD:
        return different
    rest = Unread("Bundle", f"{len(different) - _MOST_UNREAD} more could not be read")
    return (*different[:_MOST_UNREAD], rest)
