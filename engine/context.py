"""What is known of one patient now, and where each part of it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.facts import Facts, Possible
from engine.thresholds import Measurement, Thresholds, crossed

STATED = "stated"
MEASUREMENT = "measurement"
REPORTED = "reported"
RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source says of one fact: a value, or one of several.

    `origin` is STATED, MEASUREMENT, REPORTED (told by the patient, so that a number beats it) or RESOURCE; `path`
    names the field ("#/facts/fever") or the resource and field ("Observation/123#valueQuantity"); `because` says why
    a value was concluded, in a few words without patient data.
    """

    fact: str
    values: tuple[str, ...]
    origin: str
    path: str
    time: datetime | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that was there and could not be read, so that what it says is not known."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What local safety looks at and the guideline does not; "not-known" is never "no"."""

    age_years: int | None = None
    pregnant: str = "not-known"
    recent_ct: str = "not-known"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that one door read, before it is weighed."""

    readings: tuple[Reading, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    circumstances: Circumstances = Circumstances()
    unread: tuple[Unread, ...] = ()
    order: str | None = None
    authored_on: datetime | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class PatientContext:
    """What is known: every declared fact with its possible values, and the whole provenance.

    `order` is the modality ordered, if any; `as_of` is what windows count back from.
    """

    facts: Mapping[str, Possible]
    as_of: datetime
    order: str | None = None
    readings: tuple[Reading, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    circumstances: Circumstances = Circumstances()
    unread: tuple[Unread, ...] = ()


def weigh(gathered: Gathered, facts: Facts, thresholds: Thresholds, as_of: datetime) -> PatientContext:
    """Turn what was read into what is known: stated facts beat those derived from numbers or resources.

    A measured number beats a resource's word, because "no" is a fact only where nothing measured speaks
    against it. Where two sources of the same standing disagree, either may be right: both stay possible.
    """
    derived = tuple(
        Reading(
            limit.fact, (limit.value,), MEASUREMENT, measured.path, measured.time, f"{limit.comparison} {limit.limit}"
        )
        for measured, limit in crossed(gathered.measurements, thresholds)
    )
    readings = gathered.readings + derived
    return PatientContext(
        facts=_known(facts, readings),
        as_of=as_of,
        order=gathered.order,
        readings=readings,
        measurements=gathered.measurements,
        circumstances=gathered.circumstances,
        unread=gathered.unread,
    )


def _known(facts: Facts, readings: Iterable[Reading]) -> dict[str, Possible]:
    """Return every fact with the values that its source of the highest standing leaves possible."""
    said: dict[tuple[str, str], int] = {}
    for reading in readings:
        key = (reading.origin, reading.fact)
        said[key] = said.get(key, 0) | facts[reading.fact].mask(reading.values)
    known = dict(facts.not_known)
    for standing in (RESOURCE, REPORTED, MEASUREMENT, STATED):
        for (origin, name), mask in said.items():
            # A source that leaves every value possible has said nothing, and beats nobody.
            if origin == standing and mask != facts[name].all_values:
                known[name] = Possible(facts[name], mask)
    return known


def contradicted_facts(context: PatientContext) -> frozenset[str]:
    """Return the facts of which a source says only what was not adopted."""
    if len({reading.fact for reading in context.readings}) == len(context.readings):
        return frozenset()
    return frozenset(
        reading.fact
        for reading in context.readings
        if context.facts[reading.fact].fact.mask(reading.values) & context.facts[reading.fact].mask == 0
    )
