"""Every resource that the service emits passes the validators of others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.problems import PROBLEMS
from fhir.r4.apply import care_plan
from fhir.r4.audit_event import audit_event
from fhir.r4.guidance import guidance_response
from fhir.r4.outcome import outcome_of
from fhir.r4.provenance import provenance
from tests.api.http.asking import FHIR, Running
from tests.fhir.r4.invented_records import KINDS, edition, not_applicable
from tests.oracle.validators import findings

DEFINITIONS = ["PlanDefinition", "Library", "ActivityDefinition", "Questionnaire"]
RENDERINGS = ["GuidanceResponse", "AuditEvent", "Provenance"]
APPLY = "/fhir/PlanDefinition/ksr-kstr-2020/$apply"
PATIENT = {"resourceType": "Patient", "id": "invented-17"}
REFUSED = [
    "/fhir",
    "/fhir/Patient/1",
    "/fhir/PlanDefinition?url:below=x",
    "/fhir/GuidanceResponse/x",
    f"{APPLY}?fever=perhaps&order=mri",
    "/fhir/PlanDefinition/other/$apply",
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A running service with an empty log."""
    folder: Path = tmp_path_factory.mktemp("service")
    with Running(folder) as running:
        yield running


def found(service: Running, path: str) -> dict[str, Any]:
    answered = service.ask("GET", path)
    assert answered.status == 200, path
    assert answered.headers["content-type"] == FHIR
    document: dict[str, Any] = answered.document
    return document


def test_definitions_and_what_is_searched_pass(service: Running) -> None:
    resources = [found(service, "/fhir/metadata")]
    for kind in DEFINITIONS:
        searched = found(service, f"/fhir/{kind}")
        inner = [found(service, f"/fhir/{kind}/{entry['resource']['id']}") for entry in searched["entry"]]
        assert inner == [entry["resource"] for entry in searched["entry"]]
        resources += [searched, found(service, f"/fhir/{kind}?_id=none"), *inner]
    assert len(resources) == 1 + 2 * 4 + 6
    assert findings(resources) == []


def test_decisions_of_every_kind_pass(service: Running) -> None:
    resources = []
    for asked in KINDS.values():
        told = service.decide({**asked, "subject": "invented-17", "episode": "invented"}).document
        resources += [found(service, f"/fhir/{kind}/{told['id']}") for kind in RENDERINGS]
    statuses = {each["status"] for each in resources if each["resourceType"] == "GuidanceResponse"}
    assert statuses == {"success", "data-required"}
    assert findings(resources) == []


def test_plans_of_every_kind_pass(service: Running) -> None:
    resources = []
    for asked in KINDS.values():
        facts = {fact: [said] if isinstance(said, str) else said for fact, said in asked.get("facts", {}).items()}
        order = f"order={asked['order']['modality']}" if "order" in asked else ""
        resources.append(
            found(service, f"{APPLY}?{urlencode({fact: ','.join(said) for fact, said in facts.items()})}&{order}")
        )
        parts = [{"name": fact, "valueCode": value} for fact, said in facts.items() for value in said]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]}
        body = {"resourceType": "Parameters", "parameter": [{"name": "data", "resource": bundle}, *parts]}
        answered = service.ask("POST", f"{APPLY}?{order}", json.dumps(body).encode(), [("Content-Type", FHIR)])
        resources.append(answered.document)
    assert {each["resourceType"] for each in resources} == {"CarePlan"}
    assert findings(resources) == []


def test_what_the_guideline_was_not_consulted_about_passes() -> None:
    resources = []
    for order in ("cxr", "ct", None):
        record = not_applicable(order)
        resources += [guidance_response(record, edition()), care_plan(record, edition())]
        resources += [audit_event(record), provenance(record)]
    assert findings(resources) == []


def test_refusals_pass(service: Running) -> None:
    resources = [service.ask("GET", path).document for path in REFUSED]
    resources += [outcome_of(problem.body()) for problem in PROBLEMS.values()]
    assert {each["resourceType"] for each in resources} == {"OperationOutcome"}
    assert findings(resources) == []


BROKEN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a code that is required": ({"status": "banana"}, {"fhir"}),
    "an element that nobody knows": ({"invented": "x"}, {"medplum", "fhir", "R4B"}),
    "an element that must be there": ({"status": None}, {"medplum", "fhir", "R4B"}),
    "an invariant": ({"item": [{"linkId": "a", "type": "group"}]}, {"medplum"}),
    "a time without its zone": ({"date": "2020-04-07T12:00:00"}, {"R4B"}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_validators_find_what_is_wrong(what: str) -> None:
    change, finders = BROKEN[what]
    broken = {"resourceType": "Questionnaire", "status": "active"} | change
    told = findings([{name: value for name, value in broken.items() if value is not None}])
    assert {each.split(": ")[1] for each in told} == finders
