"""Calls of order-select with one order and 50 prefetched resources, of invented patients."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

Resource = dict[str, Any]
Kinds = dict[str, tuple[str, str, tuple[float, float]]]
"""Names, units and ranges of what is measured, by LOINC code."""

ORDERED = datetime.fromisoformat("2020-04-07T12:00:00+09:00")
LOINC, SNOMED, ICD = "http://loinc.org", "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10"
LABORATORY: Kinds = {
    "718-7": ("Haemoglobin", "g/dL", (9.0, 17.0)),
    "6690-2": ("Leukocytes", "10*3/uL", (2.0, 18.0)),
    "777-3": ("Platelets", "10*3/uL", (90.0, 420.0)),
    "1988-5": ("C-reactive protein", "mg/L", (0.5, 180.0)),
    "2160-0": ("Creatinine", "mg/dL", (0.4, 2.4)),
}
VITAL_SIGNS: Kinds = {
    "8310-5": ("Body temperature", "Cel", (36.1, 39.4)),
    "8867-4": ("Heart rate", "/min", (55.0, 130.0)),
    "9279-1": ("Respiratory rate", "/min", (12.0, 21.0)),
    "59408-5": ("Oxygen saturation", "%", (95.0, 100.0)),
    "8480-6": ("Systolic blood pressure", "mm[Hg]", (95.0, 165.0)),
}
PROBLEMS = ("44054006", "38341003", "195967001", "84114007", "73211009")
RESOURCES = 50


def calls(seed: int, *, in_topic: bool, answered: bool) -> Iterator[bytes]:
    """Yield calls without end.

    `in_topic` gives them a negative RT-PCR of the day before and COVID-19 as the reason; `answered` answers the
    question of the CT order, which settles it.
    """
    drawn = random.Random(seed)
    while True:
        yield json.dumps(_call(drawn, in_topic=in_topic, answered=answered)).encode()


def _call(drawn: random.Random, *, in_topic: bool, answered: bool) -> Resource:
    number = drawn.randrange(10**9)
    patient, encounter = f"invented-{number}", f"visit-{number}"
    about = {"subject": {"reference": f"Patient/{patient}"}, "encounter": {"reference": f"Encounter/{encounter}"}}
    chart = _chart(drawn, about, in_topic=in_topic)
    chart["patient"] = {"resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "1961-03-02"}
    chart["encounter"] = _encounter(encounter, about["subject"])
    chart["answers"] = _searchset([_answers(about, answered=answered)])
    return {
        "hook": "order-select",
        "hookInstance": str(UUID(int=drawn.getrandbits(128), version=4)),
        "context": {
            "userId": "Practitioner/invented-physician",
            "patientId": patient,
            "encounterId": encounter,
            "selections": ["ServiceRequest/draft-1"],
            "draftOrders": {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": _order(about, in_topic=in_topic)}],
            },
        },
        "prefetch": chart,
    }


def _chart(drawn: random.Random, about: Resource, *, in_topic: bool) -> Resource:
    laboratory = [_measured(drawn, about, "laboratory", LABORATORY, number) for number in range(17)]
    vital_signs = [_measured(drawn, about, "vital-signs", VITAL_SIGNS, number) for number in range(20)]
    laboratory.insert(0, _rt_pcr(about) if in_topic else _measured(drawn, about, "laboratory", LABORATORY, 17))
    return {
        "laboratory": _searchset(laboratory),
        "vital-signs": _searchset(vital_signs),
        "conditions": _searchset([_condition(about, code) for code in PROBLEMS]),
        "reports": _searchset([_report(about, number) for number in range(2)]),
        "orders": _searchset([_active_order(about, number) for number in range(2)]),
    }


def _order(about: Resource, *, in_topic: bool) -> Resource:
    reason = {"coding": [_coding(ICD, "U07.2" if in_topic else "R05")]}
    return about | {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "code": {"coding": [_coding(LOINC, "24627-2")], "text": "CT chest"},
        "authoredOn": ORDERED.isoformat(),
        "reasonCode": [reason],
        "supportingInfo": [{"reference": "QuestionnaireResponse/answers-1"}],
    }


def _answers(about: Resource, *, answered: bool) -> Resource:
    option = "film-not-definite" if answered else "not-known"
    coding = _coding("urn:imaging-cds:ct-circumstance", option)
    return about | {
        "resourceType": "QuestionnaireResponse",
        "id": "answers-1",
        "status": "completed",
        "authored": ORDERED.isoformat(),
        "item": [{"linkId": "ct-circumstance", "answer": [{"valueCoding": coding}]}],
    }


def _encounter(encounter: str, subject: Resource) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": encounter,
        "status": "in-progress",
        "class": _coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EMER"),
        "subject": subject,
        "period": {"start": (ORDERED - timedelta(hours=6)).isoformat()},
    }


def _measured(
    drawn: random.Random,
    about: Resource,
    category: str,
    kinds: dict[str, tuple[str, str, tuple[float, float]]],
    at: int,
) -> Resource:
    code, (name, unit, (low, high)) = list(kinds.items())[at % len(kinds)]
    time = (ORDERED - timedelta(minutes=15 * at + 5)).isoformat()
    measured = {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return about | {
        "resourceType": "Observation",
        "id": f"{category}-{at}",
        "status": "final",
        "category": [{"coding": [_coding("http://terminology.hl7.org/CodeSystem/observation-category", category)]}],
        "code": {"coding": [_coding(LOINC, code) | {"display": name}], "text": name},
        "effectiveDateTime": time,
        "issued": time,
        "valueQuantity": {"value": round(drawn.uniform(low, high), 1)} | measured,
        "referenceRange": [{"low": {"value": low} | measured, "high": {"value": high} | measured}],
    }


def _rt_pcr(about: Resource) -> Resource:
    return about | {
        "resourceType": "Observation",
        "id": "rt-pcr-1",
        "status": "final",
        "category": [{"coding": [_coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")]}],
        "code": {"coding": [_coding(LOINC, "94500-6")], "text": "RT-PCR"},
        "effectiveDateTime": (ORDERED - timedelta(days=1)).isoformat(),
        "valueCodeableConcept": {"coding": [_coding(SNOMED, "260415000")]},
    }


def _condition(about: Resource, code: str) -> Resource:
    clinical = _coding("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")
    verified = _coding("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed")
    return about | {
        "resourceType": "Condition",
        "id": f"condition-{code}",
        "clinicalStatus": {"coding": [clinical]},
        "verificationStatus": {"coding": [verified]},
        "code": {"coding": [_coding(SNOMED, code)]},
        "recordedDate": (ORDERED - timedelta(hours=5)).isoformat(),
    }


def _report(about: Resource, number: int) -> Resource:
    return about | {
        "resourceType": "DiagnosticReport",
        "id": f"report-{number}",
        "status": "final",
        "code": {"coding": [_coding(LOINC, "58410-2")], "text": "Complete blood count"},
        "effectiveDateTime": (ORDERED - timedelta(hours=number + 2)).isoformat(),
        "result": [{"reference": f"Observation/laboratory-{each}"} for each in range(3)],
    }


def _active_order(about: Resource, number: int) -> Resource:
    return about | {
        "resourceType": "ServiceRequest",
        "id": f"active-{number}",
        "status": "active",
        "intent": "order",
        "code": {"coding": [_coding(LOINC, "58410-2")], "text": "Complete blood count"},
        "authoredOn": (ORDERED - timedelta(hours=number + 3)).isoformat(),
    }


def _searchset(resources: list[Resource]) -> Resource:
    entries = [{"resource": each, "search": {"mode": "match"}} for each in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _coding(system: str, code: str) -> Resource:
    return {"system": system, "code": code}
