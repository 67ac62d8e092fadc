"""Calls of CDS Hooks about invented patients, and what the service made of them."""

import json
from collections.abc import Iterable
from typing import Any

from engine.log.record import Kind
from tests.api.http.asking import FACTS, Answered, Running
from tests.fhir.invented_bundles import AS_OF, PATIENT, Resource, concept, order

SERVICE = "/cds-services/chest-imaging"
INSTANCE = "3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c11"
AUTHORED = AS_OF.isoformat()
ICD = "http://hl7.org/fhir/sid/icd-10"
RATING = "http://fhir.org/argonaut/Extension/pama-rating"


def draft(modality: str = "ct", identity: str = "s1", **elements: object) -> Resource:
    """Return a draft order made at AS_OF."""
    return order(modality, identity, **({"authoredOn": AUTHORED} | elements))


def suspected(modality: str = "ct", identity: str = "s1", **elements: object) -> Resource:
    """Return a draft order whose reason names COVID-19, which puts it in topic."""
    return draft(modality, identity, **({"reasonCode": [concept("U07.2", ICD)]} | elements))


def searchset(*resources: Resource, **elements: object) -> Resource:
    """Return the page of a search."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": each} for each in resources],
    } | elements


def call(
    *drafts: Resource, hook: str = "order-select", prefetch: dict[str, Any] | None = None, **context: object
) -> dict[str, Any]:
    """Return a call about drafts, all of them selected; a part of the context that is None is left out."""
    entries = [{"resource": each} for each in drafts]
    held = {
        "userId": "Practitioner/invented-2",
        "patientId": "invented-1",
        "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": entries},
    }
    if hook == "order-select":
        held["selections"] = [f"{each['resourceType']}/{each.get('id')}" for each in drafts]
    sent = {name: value for name, value in (held | context).items() if value is not None}
    return {
        "hook": hook,
        "hookInstance": INSTANCE,
        "context": sent,
        "prefetch": {"patient": PATIENT} | (prefetch or {}),
    }


def post(service: Running, document: object, path: str = SERVICE, *headers: tuple[str, str]) -> Answered:
    """Send a document."""
    return service.ask("POST", path, json.dumps(document).encode(), [("Content-Type", FACTS), *headers])


def answer(service: Running, document: object) -> Any:  # noqa: ANN401 - JSON
    """Send a call that is answered, and return the response."""
    answered = post(service, document)
    assert answered.status == 200, answered.body
    return answered.document


def ratings(response: Any) -> dict[str, str]:  # noqa: ANN401 - JSON
    """Return the rating of each order by its id, which stands in both places."""
    actions = response.get("systemActions", [])
    assert response.get("extension", {}).get("systemActions", []) == actions
    return {action["resource"]["id"]: rating_on(action["resource"]) for action in actions}


def rating_on(resource: Resource) -> str:
    """Return the rating that a resource carries."""
    found: Iterable[Any] = (each for each in resource["extension"] if each["url"] == RATING)
    (extension,) = found
    code: str = extension["valueCodeableConcept"]["coding"][0]["code"]
    return code


def recorded(service: Running, kind: Kind = Kind.DECISION) -> list[dict[str, Any]]:
    """Return what was recorded, oldest first: the payloads, with their headers."""
    records = service.at_hand.advisor.log.records(kind=kind)
    return [json.loads(record.payload) | {"header": json.loads(record.header)} for record in records]
