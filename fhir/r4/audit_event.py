"""A decision as an AuditEvent in the shape of IHE's Basic Audit Log Patterns: who asked, who answered, about whom."""

from collections.abc import Iterator

from fhir.r4.elements import CODES, Resource, coding
from fhir.r4.recorded import PRODUCT, Recorded

_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_TYPES = "http://terminology.hl7.org/CodeSystem/audit-event-type"
_ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_SOURCE = "http://terminology.hl7.org/CodeSystem/security-source-type"
_ON_THE_WIRE = ("http-", "cds-hooks")


def audit_event(recorded: Recorded) -> Resource:
    """Return the event of the decision, which was carried out and recorded."""
    document = recorded.document
    door = recorded.header["door"]
    on_the_wire = door.startswith(_ON_THE_WIRE)
    product = {"display": f"{PRODUCT} {document['engine']}"}
    return {
        "resourceType": "AuditEvent",
        "id": recorded.id,
        "type": {"system": _TYPES, "code": "rest"} if on_the_wire else {"system": _DICOM, "code": "110100"},
        "subtype": [coding("door", door)],
        "action": "E",
        "recorded": recorded.time,
        "outcome": "0",
        "agent": [
            _agent("110153", _asker(recorded), requestor=True),
            _agent("110152", product, requestor=False),
        ],
        "source": {"observer": product, "type": [{"system": _SOURCE, "code": "4"}]},
        "entity": list(_entities(recorded)),
    }


def _asker(recorded: Recorded) -> Resource:
    client = (recorded.document.get("hook") or {}).get("client")
    if client is None:
        return {"display": f"whoever asked at the door {recorded.header['door']}"}
    return {"identifier": {"system": f"{CODES}client", "value": client}}


def _agent(role: str, who: Resource, *, requestor: bool) -> Resource:
    return {"type": {"coding": [{"system": _DICOM, "code": role}]}, "who": who, "requestor": requestor}


def _entities(recorded: Recorded) -> Iterator[Resource]:
    if recorded.patient:
        yield {"what": recorded.patient, **_kind("1", "1")}
    details = {
        "guideline": recorded.plan,
        "edition": recorded.document["guideline"]["digest"],
        "index": str(recorded.index),
        "commitment": recorded.header["commitment"],
    }
    detail = [{"type": name, "valueString": value} for name, value in details.items()]
    yield {"what": recorded.reference, **_kind("2", "4"), "detail": detail}


def _kind(kind: str, role: str) -> Resource:
    return {"type": {"system": _ENTITY, "code": kind}, "role": {"system": _ROLE, "code": role}}
