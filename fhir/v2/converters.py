"""How the fields of a message are read: as concepts, times, quantities, and by the tables of HL7."""

import re
from collections.abc import Mapping
from typing import Final

from fhir.v2 import concepts
from fhir.v2.codings import Json
from fhir.v2.message import Segment
from fhir.v2.quantities import quantity
from fhir.v2.scope import Converter, Place, Scope, text_at
from fhir.v2.tables import look_up
from fhir.v2.times import fhir_time

_ID: Final = re.compile(r"[^\s|]{1,20}")
_V2: Final = "http://terminology.hl7.org/CodeSystem/v2-"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_IMAGING: Final = {"system": "http://snomed.info/sct", "code": "363679005"}


def _service(segment: Segment, place: Place, _scope: Scope) -> Json | None:
    code = text_at(segment, place)
    return {"coding": [{"system": f"{_V2}0069", "code": code}]} if code and _ID.fullmatch(code) else None


def _place(segment: Segment, place: Place, _scope: Scope) -> str | None:
    """Return point of care, room, bed and facility."""
    parts = [(segment.text(place.field, component) or "").strip() for component in range(1, 5)]
    return "^".join(part.replace("^", " ") for part in parts).rstrip("^") or None


def _visit_class(segment: Segment, place: Place, _scope: Scope) -> Json | None:
    code = look_up("visit_class", text_at(segment, place))
    return {"system": _ACT, "code": code} if code else None


def _verification(code: str | None) -> Json | None:
    return {"coding": [{"system": _VERIFICATION, "code": code}]} if code else None


def _certainty(segment: Segment, place: Place, _scope: Scope) -> Json | None:
    return _verification(look_up("certainty", text_at(segment, place)))


def _deletion(segment: Segment, place: Place, _scope: Scope) -> Json | None:
    return _verification("entered-in-error" if text_at(segment, place) == "D" else None)


def _imaging_category(_segment: Segment, _place: Place, scope: Scope) -> list[Json] | None:
    return [{"coding": [_IMAGING]}] if scope.is_imaging else None


def _status(table: str) -> Converter:
    def read(segment: Segment, place: Place, _scope: Scope) -> str | None:
        written = text_at(segment, place)
        return (look_up(table, written) or "unknown") if written else None

    return read


def _priority(segment: Segment, place: Place, _scope: Scope) -> str | None:
    return look_up("priority", text_at(segment, place))


def _time(segment: Segment, place: Place, scope: Scope) -> str | None:
    return fhir_time(text_at(segment, place), scope.site.zone)


def _day(segment: Segment, place: Place, scope: Scope) -> str | None:
    told = _time(segment, place, scope)
    return told.partition("T")[0] if told else None


CONVERTERS: Final[Mapping[str, Converter]] = {
    "certainty": _certainty,
    "concept": concepts.concept,
    "day": _day,
    "deletion": _deletion,
    "diagnosis": concepts.diagnosis,
    "imaging-category": _imaging_category,
    "interpretation": concepts.interpretations,
    "known-order": concepts.known_order,
    "known-text": concepts.known_text,
    "order-code": concepts.order_code,
    "place": _place,
    "priority": _priority,
    "quantity": quantity,
    "reason": concepts.reasons,
    "report-status": _status("report_status"),
    "result-status": _status("result_status"),
    "service": _service,
    "site-order": concepts.site_order,
    "time": _time,
    "visit-class": _visit_class,
}
"""By the name that mapping.yaml calls them."""
