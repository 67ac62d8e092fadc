"""Invented patients: builders of small resources, and what the program reads of them."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import rules
from engine.context import Gathered, weigh
from engine.guideline import Edition
from fhir.bundle.read import read_bundle
from fhir.bundle.site import SiteMap
from rules.shelf import read_edition

Resource = dict[str, Any]

AS_OF = datetime.fromisoformat("2020-04-07T12:00:00+09:00")
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
ICD, KCD = "http://hl7.org/fhir/sid/icd-10", "http://www.hl7korea.or.kr/CodeSystem/kostat-kcd-8"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
LOCAL = "urn:invented:codes"
DETECTED, NOT_DETECTED, INCONCLUSIVE = "260373001", "260415000", "419984006"
COUGH, DYSPNOEA, SORE_THROAT, FEVER, HEADACHE = "49727002", "267036007", "162397003", "386661006", "25064002"
RNA, ANTIGEN, TARGET, NOT_SPECIFIC, PANEL = "94500-6", "94558-4", "94533-7", "94315-9", "94531-1"
PATIENT: Resource = {"resourceType": "Patient", "id": "invented-1"}


@cache
def edition() -> Edition:
    """Return the KSR/KSTR edition, for its facts and thresholds."""
    folder = Path(rules.__path__[0])
    names = ("guidelines/ksr-kstr-2020.yaml", "facts.yaml", "thresholds.yaml")
    guideline, facts, thresholds = ((folder / name).read_bytes() for name in names)
    return read_edition(guideline, facts, thresholds, "ksr-kstr-2020.yaml")


def bundle(*resources: Resource, patient: Resource | None = PATIENT) -> bytes:
    """Return a Bundle of a patient and resources."""
    held = [patient, *resources] if patient else resources
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in held]}
    ).encode()


def read_body(
    body: bytes, as_of: datetime | None = AS_OF, site: SiteMap | None = None, order: str | None = None
) -> Gathered:
    """Return what the program reads of a body."""
    facts, thresholds, site = edition().facts, edition().thresholds, site or SiteMap()
    return read_bundle(body, facts=facts, thresholds=thresholds, site=site, as_of=as_of, now=AS_OF, order=order)


def read(*resources: Resource, site: SiteMap | None = None, order: str | None = None) -> Gathered:
    """Return what the program reads of a patient's resources at AS_OF."""
    return read_body(bundle(*resources), site=site, order=order)


def values(gathered: Gathered, fact: str) -> set[tuple[str, ...]]:
    """Return what the readings say of a fact."""
    return {reading.values for reading in gathered.readings if reading.fact == fact}


def known(gathered: Gathered, fact: str) -> tuple[str, ...]:
    """Return the values that a fact may have, once everything is weighed."""
    facts = edition().facts
    return weigh(gathered, facts, edition().thresholds, AS_OF).facts[fact].values


def reasons(gathered: Gathered) -> list[tuple[str, str]]:
    """Return what could not be read, and why."""
    return [(unread.path, unread.reason) for unread in gathered.unread]


def ago(**length: float) -> str:
    """Return a time before AS_OF, as FHIR writes it."""
    return (AS_OF - timedelta(**length)).isoformat()


def concept(code: str, system: str = LOINC) -> Resource:
    """Return a coded concept."""
    return {"coding": [{"system": system, "code": code}]}


def resource(kind: str, identity: str, **elements: object) -> Resource:
    """Return a resource of the patient; an element that is None is left out."""
    held = {"resourceType": kind, "id": identity, "subject": {"reference": "Patient/invented-1"}, **elements}
    return {name: element for name, element in held.items() if element is not None}


def observation(code: Resource, identity: str = "o1", **elements: object) -> Resource:
    """Return a final Observation of half an hour before AS_OF."""
    return resource(
        "Observation", identity, **({"status": "final", "code": code, "effectiveDateTime": ago(hours=0.5)} | elements)
    )


def rna(found: str | None = DETECTED, identity: str = "o1", code: str = RNA, **elements: object) -> Resource:
    """Return a SARS-CoV-2 nucleic acid test collected yesterday."""
    value = concept(found, SNOMED) if found else None
    return observation(
        concept(code), identity, **({"effectiveDateTime": ago(days=1), "valueCodeableConcept": value} | elements)
    )


def quantity(code: str, value: object, unit: str, identity: str = "o1", **elements: object) -> Resource:
    """Return a measured number."""
    measured = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return observation(concept(code), identity, **({"valueQuantity": measured} | elements))


def condition(code: str, identity: str = "c1", system: str = SNOMED, **elements: object) -> Resource:
    """Return a Condition recorded half an hour before AS_OF."""
    return resource(
        "Condition", identity, **({"code": concept(code, system), "recordedDate": ago(hours=0.5)} | elements)
    )


def verification(code: str) -> Resource:
    """Return a verification status."""
    return concept(code, VERIFICATION)


def encounter(act: str = "AMB", identity: str = "e1", **elements: object) -> Resource:
    """Return an encounter under way since two hours."""
    held = {"status": "in-progress", "class": {"system": ACT, "code": act}, "period": {"start": ago(hours=2)}}
    return resource("Encounter", identity, **(held | elements))


def order(modality: str = "ct", identity: str = "s1", **elements: object) -> Resource:
    """Return a draft order of chest imaging."""
    code = concept("36643-5" if modality == "cxr" else "24627-2")
    return resource("ServiceRequest", identity, **({"status": "draft", "intent": "order", "code": code} | elements))


def film(identity: str = "r1", **elements: object) -> Resource:
    """Return the final report of a chest film of yesterday."""
    held = {"status": "final", "code": concept("36643-5"), "effectiveDateTime": ago(days=1)}
    return resource("DiagnosticReport", identity, **(held | elements))


def form(identity: str = "q1", **answers: str) -> Resource:
    """Return the completed answers to questions, by link id with underscores for dashes in `ct_circumstance`."""
    items = [{"linkId": link, "answer": [{"valueCoding": {"code": code}}]} for link, code in answers.items()]
    renamed = [item | {"linkId": "ct-circumstance"} if item["linkId"] == "ct_circumstance" else item for item in items]
    return resource("QuestionnaireResponse", identity, status="completed", item=renamed)


def supported(modality: str = "ct", form_id: str = "q1") -> Resource:
    """Return an order that a form supports."""
    return order(modality, supportingInfo=[{"reference": f"QuestionnaireResponse/{form_id}"}])
