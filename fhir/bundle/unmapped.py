"""The codes of a record that neither a value set nor the site map knows, by the table of the site map that could."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from fhir.bundle.concepts import meanings, names, site_keys
from fhir.bundle.elements import CodeableConcept, Reference
from fhir.bundle.order import modality_of
from fhir.bundle.raw import Found
from fhir.bundle.references import relative
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.valuesets.loader import read_codebook, read_systems

TABLES = (
    "locations",
    "service_types",
    "visit_reasons",
    "orders",
    "reasons",
    "film_conclusions",
    "severity_scales",
    "surgery",
)
MOST = 50
"""So many are told of one record; they are to be mapped, not to be archived."""

_ORDERS = read_codebook("orders")
_KNOWN = read_codebook(
    "answers",
    "chest_radiograph",
    "circumstances",
    "covid_suspicion",
    "fever",
    "measurements",
    "orders",
    "other_symptoms_or_signs",
    "pneumonia_suspected",
    "purpose",
    "respiratory_symptoms",
    "rt_pcr",
    "severity",
    "topic",
    "urgent_procedure",
)
_STANDARD = frozenset(address for system in read_systems().values() for address in system.addresses)
_WRITTEN = re.compile(r"Location/[A-Za-z0-9.-]{1,64}|[^\s|]{0,200}\|[^\s|]{1,64}")
"""What is neither is no code: it may be text, and text is not told."""

_OVER = frozenset({"revoked", "completed", "entered-in-error"})
_URGENT = frozenset({"urgent", "asap", "stat"})
_SCORE = "{score}"
_DEEPEST = 8  # places within places


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A code as the site map would write it, the table it belongs in, and the field of FHIR that it stood in.

    A code that stood without its system begins with the bar: the site map cannot name it.
    """

    table: str
    code: str
    path: str


def unmapped_codes(record: Record, site: SiteMap) -> tuple[Unmapped, ...]:
    """Return what a record holds in the fields that the site map speaks of, and nobody knows; never a text."""
    looks = (_places, _visits, _orders, _reasons, _conclusions, _scales, _surgery)
    told = dict.fromkeys(one for look in looks for one in look(record, site) if _WRITTEN.fullmatch(one.code))
    return tuple(islice(told, MOST))


def is_mapped(unmapped: Unmapped, site: SiteMap) -> bool:
    """Tell whether the site map knows by now what it did not know when it was seen."""
    return _is_named(unmapped.table, unmapped.code, site)


def _is_named(table: str, code: str, site: SiteMap) -> bool:
    # What is ordered is either imaging or surgery, so who is in one table is not missing in the other.
    tables = ("orders", "surgery") if table in {"orders", "surgery"} else (table,)
    return any(code in getattr(site, each) for each in tables)


def _unknown(
    table: str, path: str, concepts: Iterable[CodeableConcept | None], site: SiteMap, *, local: bool = False
) -> Iterator[Unmapped]:
    """Walk through the codes of concepts of which no code is known.

    local: a code of a standard system means something else here, or a value set would know it.
    """
    for concept in concepts:
        is_known = next(meanings(concept, _KNOWN), None) or any(
            _is_named(table, key, site) for key in site_keys(concept)
        )
        if not is_known and not (local and _is_standard(concept)):
            yield from (Unmapped(table, key, path) for key in site_keys(concept))


def _is_standard(concept: CodeableConcept | None) -> bool:
    return concept is not None and any(coding.system in _STANDARD for coding in concept.coding)


def _places(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    for found in record.found["Encounter"]:
        for place in found.resource.location:
            line = list(_wider(record, found, place.location))
            if not any(_is_named("locations", name, site) for names_of_it in line for name in names_of_it):
                for number, named in enumerate(line):
                    path = "Location.partOf" if number else "Encounter.location.location"
                    yield from (Unmapped("locations", name, path) for name in named[:1])


def _wider(record: Record, source: Found, reference: Reference | None) -> Iterator[list[str]]:
    """Walk through a place and those that it lies in, each by all that the site map may call it."""
    for _ in range(_DEEPEST):
        if reference is None:
            return
        location = record.addresses.find(reference, source, "Location")
        given = relative(reference.reference or "")
        if location is None:
            yield [given]
            return
        numbers = (f"{number.system or ''}|{number.value or ''}" for number in location.resource.identifier)
        named = (given, f"Location/{location.resource.id}", *numbers)
        yield [name for name in named if _WRITTEN.fullmatch(name)]
        reference, source = location.resource.part_of, location


def _visits(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    for found in record.found["Encounter"]:
        encounter = found.resource
        yield from _unknown("service_types", "Encounter.serviceType", (encounter.service_type,), site)
        yield from _unknown("visit_reasons", "Encounter.reasonCode", encounter.reason_code, site)
        yield from _unknown("visit_reasons", "Encounter.type", encounter.type, site)


def _orders(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    """Walk through the orders that may be imaging: those that say so, and those that have a local code alone."""
    for found in _open_orders(record):
        is_imaging = any("imaging" in names(concept, _ORDERS) for concept in found.resource.category)
        yield from _unknown("orders", "ServiceRequest.code", (found.resource.code,), site, local=not is_imaging)
    for kind in ("DiagnosticReport", "Procedure"):
        for found in record.found[kind]:
            yield from _unknown("orders", f"{kind}.code", (found.resource.code,), site, local=True)


def _open_orders(record: Record) -> Iterator[Found]:
    for found in record.found["ServiceRequest"]:
        if found.resource.status not in _OVER and not found.resource.do_not_perform:
            yield found


def _reasons(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    for found in _open_orders(record):
        request = found.resource
        if modality_of([request.code], site) is not None:
            yield from _unknown("reasons", "ServiceRequest.reasonCode", request.reason_code, site)
            diagnoses = (record.addresses.find(each, found, "Condition") for each in request.reason_reference)
            codes = (each.resource.code for each in diagnoses if each is not None)
            yield from _unknown("reasons", "Condition.code", codes, site)


def _conclusions(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    for found in record.found["DiagnosticReport"]:
        report = found.resource
        if modality_of([report.code], site) == "cxr":
            yield from _unknown("film_conclusions", "DiagnosticReport.conclusionCode", report.conclusion_code, site)


def _scales(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    for found in record.found["Observation"]:
        number = found.resource.value_quantity
        if found.resource.value_integer is not None or (number is not None and number.code == _SCORE):
            yield from _unknown("severity_scales", "Observation.code", (found.resource.code,), site)


def _surgery(record: Record, site: SiteMap) -> Iterator[Unmapped]:
    if not site.urgent_surgery_counts:
        return
    for found in _open_orders(record):
        request = found.resource
        if request.priority in _URGENT:
            yield from _unknown("surgery", "ServiceRequest.code", (request.code,), site, local=True)
    for found in record.found["Appointment"]:
        yield from _unknown("surgery", "Appointment.serviceType", found.resource.service_type, site, local=True)
