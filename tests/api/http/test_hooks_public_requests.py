"""Requests that others have written are answered, or refused with their documented status."""

import json
from pathlib import Path
from typing import Any

from fhir.hooks.invariants import flaws_of_response
from tests.api.http.asking import Running
from tests.api.http.hook_calls import SERVICE, post, recorded

ORDERING = ("order-select", "order-sign")


def written(corpus: Path) -> dict[str, Any]:
    """Return every JSON document about CDS Hooks, by its name."""
    files = sorted((corpus / "cds-hooks").rglob("*.json"))
    return {f"{file.parent.name}/{file.name}": json.loads(file.read_text()) for file in files}


def test_every_public_document_is_answered_or_refused(own_service: Running, corpus: Path) -> None:
    documents = written(corpus)
    statuses = {name: post(own_service, document).status for name, document in documents.items()}
    calls = {name: document for name, document in documents.items() if isinstance(document, dict)}
    ordering = {
        name for name, call in calls.items() if call.get("hook") in ORDERING and "draftOrders" in call["context"]
    }
    viewing = {
        name for name, call in calls.items() if call.get("hook") == "patient-view" and call["context"].get("patientId")
    }
    # A discovery's or a response's JSON is no call, and a hook that is not offered is not answered.
    assert {name for name, status in statuses.items() if status == 200} == ordering | viewing
    assert {status for status in statuses.values() if status != 200} == {400}


def test_no_public_order_is_about_covid(own_service: Running, corpus: Path) -> None:
    for name, document in written(corpus).items():
        answered = post(own_service, document)
        if answered.status == 200:
            assert (name, answered.body) == (name, b'{"cards":[]}')
            assert flaws_of_response(answered.document) == []
    assert {record["applicability"] for record in recorded(own_service)} == {"not-applicable"}


def test_every_public_context_is_answered_as_its_hook(own_service: Running, corpus: Path) -> None:
    statuses = {}
    for name, document in written(corpus).items():
        if name.startswith("hl7-hooks-library/"):
            hook = name.split("/")[1].split("-context")[0]
            context = document.get("context", document)
            call = {"hook": hook, "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "context": context}
            statuses[name.split("/")[1]] = post(own_service, call).status
    assert statuses == {
        "order-dispatch-context-1.json": 400,
        "order-select-context-1.json": 200,
        "order-select-context-2.json": 200,
        "order-select-context-3.json": 200,
        "order-sign-context-1.json": 200,
        "order-sign-context-2.json": 200,
        "order-sign-context-3.json": 200,
        "patient-view-context-1.json": 200,
        "patient-view-context-2.json": 200,
    }


def test_angiography_of_another_disease_is_not_applicable(own_service: Running, corpus: Path) -> None:
    body = (corpus / "cds-hooks/pama-argonaut/scenario-02-outbound-request.json").read_bytes()
    own_service.ask("POST", SERVICE, body, [("Content-Type", "application/json")])
    (record,) = recorded(own_service)
    assert record["order"] == {"modality": "ct-angiography", "concordance": "not-applicable"}
