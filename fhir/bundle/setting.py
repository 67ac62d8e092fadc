"""Where the patient is seen, and why they came: from the present encounter, by the site map first."""

from collections.abc import Iterator
from typing import Any

from engine.context import Reading, Unread
from fhir.bundle.chart import Chart, Told
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.elements import CodeableConcept, Coding, Period
from fhir.bundle.moments import Moment, newest
from fhir.bundle.observations import FINAL
from fhir.bundle.parts import EncounterLocation
from fhir.bundle.raw import Found
from fhir.bundle.references import relative
from fhir.valuesets.loader import read_codebook

_FACT = "care_setting"
_CLASSES = read_codebook(_FACT)
_ANSWERS = read_codebook("answers")
_MEANT = {
    "emergency": ("emergency",),
    "admitted": ("inpatient", "intensive-care"),
    "ambulatory": ("screening-clinic", "outpatient-safe-clinic", "other"),
}
_DEEPEST = 8  # places within places


def tell_setting(chart: Chart) -> Told:
    """Tell the care setting and the reason of the visit."""
    found = chart.stay.present
    told = list(_by_location(chart, found)) if found is not None else []
    answered = [] if _is_told(told) else list(_by_answer(chart))
    yield from (*told, *answered)
    if found is not None:
        if not _is_told([*told, *answered]):
            yield from _by_service(chart, found)
        yield from _tell_visit_reason(chart, found)


def _is_told(told: list[Reading | Unread]) -> bool:
    return any(isinstance(one, Reading) for one in told)


def _by_answer(chart: Chart) -> Iterator[Reading]:
    """Tell of intensive care, where the newest answer to the question of a test's order says so."""
    said: list[tuple[Moment, tuple[Moment, Found, frozenset[str]]]] = []
    for one in chart.about("intensive_care"):
        observation = one.found.resource
        moment = chart.effective(observation)
        answers = names(observation.value_codeable_concept, _ANSWERS)
        is_said = observation.status in FINAL and observation.data_absent_reason is None and len(answers) == 1
        is_ours = chart.stay.covers(observation.encounter, one.found)
        if is_said and is_ours and moment is not None and chart.is_within(moment, "vital_signs"):
            said.append((moment, (moment, one.found, answers)))
    latest = newest(said)
    if all(answers == {"yes"} for _, _, answers in latest):
        for moment, found, _ in latest:
            path = found.at("valueCodeableConcept")
            yield from chart.tell(_FACT, ("intensive-care",), path, moment, "in intensive care when tested")


def _by_service(chart: Chart, found: Found) -> Iterator[Reading]:
    encounter = found.resource
    known = chart.site.service_types
    service = {known[key] for key in _mapped(encounter.service_type, known)}
    if service:
        yield from chart.tell(_FACT, service, found.at("serviceType"), None, "by the site map")
    else:
        yield from _by_class(chart, found)


def _by_location(chart: Chart, found: Found) -> Told:
    places = found.resource.location if chart.site.locations else ()
    known: dict[int, frozenset[str]] = {}
    for index, place in enumerate(places):
        if _is_there(chart, place):
            path = found.at(f"location[{index}]")
            settings = _setting_of(chart, place, found, known)
            if settings is None:
                yield Unread(path, "the bundle does not hold what it refers to")
            else:
                yield from chart.tell(_FACT, settings, path, None, "by the site map")


def _is_there(chart: Chart, place: EncounterLocation) -> bool:
    if place.status in {"planned", "reserved"}:
        return False
    return _covers(chart, place.period) if place.period is not None else place.status != "completed"


def _covers(chart: Chart, period: Period | None) -> bool:
    start = chart.moment(period.start) if period else None
    end = chart.moment(period.end) if period else None
    return start is not None and start.earliest <= chart.as_of and (end is None or chart.as_of <= end.latest)


def _setting_of(
    chart: Chart, place: EncounterLocation, source: Found, known: dict[int, frozenset[str]]
) -> frozenset[str] | None:
    """Return what the site map says of a place or of the next wider one; nothing where the chain breaks off before.

    `known` keeps what it says of places that were met before.
    """
    reference, mapped = place.location, chart.site.locations
    for _ in range(_DEEPEST):
        if reference is None:
            return frozenset()
        if reference.reference is not None and relative(reference.reference) in mapped:
            return frozenset({mapped[relative(reference.reference)]})
        location = chart.record.addresses.find(reference, source, "Location")
        if location is None:
            return None
        if id(location) not in known:
            numbers = (f"{number.system or ''}|{number.value or ''}" for number in location.resource.identifier)
            named = (f"Location/{location.resource.id}", *numbers)
            known[id(location)] = frozenset(mapped[name] for name in named if name in mapped)
        if known[id(location)]:
            return known[id(location)]
        reference, source = location.resource.part_of, location
    return frozenset()


def _by_class(chart: Chart, found: Found) -> Iterator[Reading]:
    encounter = found.resource
    past = [one.encounter_class for one in encounter.class_history if _covers(chart, one.period)]
    field = "classHistory" if past else "class"
    for coding in past or [encounter.encounter_class]:
        for name in names(_concept(coding), _CLASSES):
            yield from chart.tell(_FACT, _MEANT[name], found.at(field), None, "by the class of the encounter")


def _concept(coding: Coding | None) -> CodeableConcept:
    return CodeableConcept(() if coding is None else (coding,))


def _tell_visit_reason(chart: Chart, found: Found) -> Iterator[Reading]:
    encounter: Any = found.resource
    for field, concepts in (("reasonCode", encounter.reason_code), ("type", encounter.type)):
        known = chart.site.visit_reasons
        reasons = {known[key] for concept in concepts for key in _mapped(concept, known)}
        yield from chart.tell("visit_reason", reasons, found.at(field), None, "by the site map")


def _mapped(concept: CodeableConcept | None, known: Any) -> list[str]:  # noqa: ANN401  any table of the site map
    return [key for key in site_keys(concept) if key in known]
