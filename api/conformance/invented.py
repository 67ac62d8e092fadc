"""An invented patient, with invented data and draft orders: nobody's."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from api.conformance.cases import Data

Json = dict[str, Any]

PATIENT, ENCOUNTER, PRACTITIONER = "invented-patient", "invented-encounter", "invented-practitioner"
_INVENTED = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]}
"""Marks a resource as test data."""
_ICD = "http://hl7.org/fhir/sid/icd-10"
_LOINC = "http://loinc.org"
_NEXT = "https://fhir.example/next-page"


def _resource(kind: str, id_: str, /, **members: object) -> Json:
    return {"resourceType": kind, "id": id_, "meta": _INVENTED, **members}


def _of_patient(kind: str, id_: str, /, **members: object) -> Json:
    return _resource(kind, id_, subject={"reference": f"Patient/{PATIENT}"}, **members)


def _coded(system: str, code: str, text: str) -> Json:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _order(name: str, code: Json, reason: Json) -> Json:
    members: Json = {"status": "draft", "intent": "order", "code": code, "reasonCode": [reason]}
    return _of_patient("ServiceRequest", name, **members, encounter={"reference": f"Encounter/{ENCOUNTER}"})


COVID = _coded(_ICD, "U07.2", "Suspected COVID-19 (invented)")
ORDERS: Mapping[str, Json] = {
    "chest CT": _order("invented-ct", _coded(_LOINC, "24627-2", "Chest CT (invented)"), COVID),
    "chest film": _order("invented-film", _coded(_LOINC, "36643-5", "Chest film (invented)"), COVID),
    "another order": _order(
        "invented-other", _coded(_LOINC, "24556-3", "Abdominal MRI (invented)"), {"text": "Back pain (invented)"}
    ),
}
_CHART: Mapping[str, Json] = {
    "Patient": _resource(
        "Patient", PATIENT, gender="female", birthDate="1970-01-01", name=[{"text": "Invented Person"}]
    ),
    "Encounter": _of_patient(
        "Encounter",
        ENCOUNTER,
        status="in-progress",
        **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}},
        location=[{"location": {"reference": "Location/invented-location"}}],
    ),
    "Observation": _of_patient(
        "Observation",
        "invented-temperature",
        status="final",
        category=[_coded("http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "Vital signs")],
        code=_coded(_LOINC, "8310-5", "Body temperature"),
        effectiveDateTime="2026-01-01T09:00:00Z",
        valueQuantity={"value": 38.1, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"},
    ),
    "Condition": _of_patient("Condition", "invented-condition", code=COVID),
}
_OUTCOME: Json = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "processing", "diagnostics": "Invented: the search failed."}],
}


def call(hook: str, draft: Json, instance: str) -> Json:
    """Return a call of a hook without data: the fields of the hook's context that are known."""
    context: Json = {"userId": f"Practitioner/{PRACTITIONER}", "patientId": PATIENT, "encounterId": ENCOUNTER}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": deepcopy(draft)}]}
    reference = f"{draft['resourceType']}/{draft['id']}"
    more: Mapping[str, Json] = {
        "order-select": {"selections": [reference], "draftOrders": bundle},
        "order-sign": {"draftOrders": bundle},
        "order-dispatch": {"dispatchedOrders": [reference], "performer": "Organization/invented-performer"},
        "appointment-book": {"appointments": {"resourceType": "Bundle", "type": "collection", "entry": []}},
    }
    return {"hook": hook, "hookInstance": instance, "context": context | more.get(hook, {})}


def prefetched(templates: object, data: Data) -> Json:
    """Return what comes along for the templates of a service, as an object to add to a call."""
    wanted = templates if isinstance(templates, dict) else {}
    if data is Data.NONE or not wanted:
        return {}
    return {"prefetch": {key: _found(template, data) for key, template in wanted.items()}}


def _found(template: object, data: Data) -> Json | None:
    if data is Data.NULLS:
        return None
    if data is Data.OUTCOMES:
        return deepcopy(_OUTCOME)
    kind, asks, _ = (template if isinstance(template, str) else "").partition("?")
    named = re.match(r"[A-Z][A-Za-z]+", kind)
    resource = _CHART.get(named[0]) if named else None
    if not asks:
        return deepcopy(resource)
    entries = [{"resource": deepcopy(resource)}] if resource else []
    bundle: Json = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    if data is Data.PARTIAL:
        return bundle | {"link": [{"relation": "next", "url": _NEXT}]}
    return bundle | {"total": len(entries)}


def calls(hook: str, templates: object, instances: Iterator[str]) -> Iterator[tuple[str, Json]]:
    """Walk through the calls of a service for one hook, each with the name of its case."""
    orders = ORDERS if hook in {"order-select", "order-sign", "order-dispatch"} else {"": ORDERS["chest CT"]}
    for number, (name, draft) in enumerate(orders.items()):
        # The kinds of data are gone through with the first order; the others show other answers.
        for data in Data if number == 0 else (Data.ALL,):
            plain = call(hook, draft, next(instances))
            body = plain | prefetched(templates, Data.ALL if data is Data.UNKNOWN_MEMBERS else data)
            if data is Data.UNKNOWN_MEMBERS:
                body |= {"extension": {"com.example.invented": {"a": 1}}, "inventedMember": [1]}
            yield ", ".join(part for part in (name, data) if part), body
