"""$apply decides and records once, by the same path as every other door, and tells the record."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from api.store.sqlite import SqliteLog
from tests.api.clients.ehr import PUBLIC_URL, bearer, claims, client, signed, write_clients
from tests.api.http.asking import FACTS, FHIR, Answered, Running

APPLY = "/fhir/PlanDefinition/ksr-kstr-2020/$apply"
PATIENT = {"resourceType": "Patient", "id": "invented-17"}
BUNDLE = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]}
JSON = dict[str, Any]


def applied(service: Running, body: JSON, query: str = "", media_type: str = FHIR) -> Answered:
    return service.ask("POST", f"{APPLY}{query}", json.dumps(body).encode(), [("Content-Type", media_type)])


def parameters(*parts: JSON, bundle: str = "data") -> JSON:
    return {"resourceType": "Parameters", "parameter": [{"name": bundle, "resource": BUNDLE}, *parts]}


def last_record(service: Running) -> tuple[JSON, JSON]:
    *_, record = service.at_hand.advisor.log.records()
    return json.loads(record.header), json.loads(record.payload)


def outputs(plan: JSON) -> JSON:
    """What the answer says of each modality and of the order, by name."""
    (told,) = (each for each in plan["contained"] if each["resourceType"] == "Parameters")
    return {parameter["name"]: [part.get("valueCode") for part in parameter["part"]] for parameter in told["parameter"]}


@pytest.mark.parametrize("bundle", ["data", "bundle"])
@pytest.mark.parametrize("media_type", [FHIR, FACTS])
def test_bundle_is_decided_and_recorded_once(service: Running, bundle: str, media_type: str) -> None:
    size = service.at_hand.advisor.log.size()
    stated = [{"name": "covid_suspicion", "valueCode": "high"}, {"name": "rt_pcr", "valueCode": "negative"}]
    answered = applied(service, parameters(*stated, bundle=bundle), "?order=ct&as_of=2020-04-07T12:00:00Z", media_type)
    assert (answered.status, answered.headers["content-type"]) == (200, FHIR)
    header, payload = last_record(service)
    assert (service.at_hand.advisor.log.size(), header["door"], header["id"]) == (
        size + 1,
        "http-apply",
        answered.document["id"],
    )
    assert payload["as_of"] == "2020-04-07T12:00:00.000Z"
    assert outputs(answered.document)["order"] == ["ct", "concordant-if-weighed"]
    subject = {"system": f"urn:imaging-cds:pseudonym:{header['subject_key']}", "value": header["subject"]}
    assert answered.document["subject"] == {"type": "Patient", "identifier": subject}
    assert b"invented-17" not in answered.body


def test_bundle_alone_is_decided(service: Running) -> None:
    assert applied(service, BUNDLE).document["resourceType"] == "CarePlan"


def test_facts_of_the_query_are_decided_as_the_same_facts_in_json(service: Running) -> None:
    facts = {"care_setting": ["inpatient", "emergency"], "covid_suspicion": "high", "rt_pcr": "negative"}
    by_json = service.decide({"facts": facts, "order": {"modality": "ct"}}).document
    answered = service.ask(
        "GET",
        f"{APPLY}?care_setting=inpatient,emergency&covid_suspicion=high&rt_pcr=negative&order=ct"
        "&subject=Patient/invented-17&_format=json",
    )
    header, payload = last_record(service)
    assert (header["id"], header["subject"]) == (answered.document["id"], None)
    assert (payload["advice"], payload["order"], payload["notes"]) == (
        by_json["advice"],
        by_json["order"],
        by_json["notes"],
    )


def test_plan_and_guidance_of_a_decision_say_the_same(service: Running) -> None:
    plan = service.ask("GET", f"{APPLY}?care_setting=screening-clinic&fever=yes&order=ct").document
    guidance = service.ask("GET", f"/fhir/GuidanceResponse/{plan['id']}").document
    (inner,) = (each for each in plan["contained"] if each["resourceType"] == "GuidanceResponse")
    same = guidance.keys() - {"id", "contained"}
    assert {name: inner[name] for name in same} == {name: guidance[name] for name in same}
    assert [each for each in plan["contained"] if each in guidance["contained"]] == guidance["contained"]


WRONG: list[tuple[str, list[JSON]]] = [
    ("fever=perhaps", [{"code": "code-invalid", "location": ["http.fever"]}]),
    ("fever=yes,yes", [{"code": "value", "location": ["http.fever"]}]),
    ("fever=yes&fever=no", [{"code": "value", "location": ["http.fever"]}]),
    ("cough=yes", [{"code": "structure"}]),
    ("order=mri", [{"code": "code-invalid", "location": ["http.order"]}]),
    ("as_of=today", [{"code": "value", "location": ["http.as_of"]}]),
    (
        "fever=perhaps&rt_pcr=maybe",
        [
            {"code": "code-invalid", "location": ["http.fever"]},
            {"code": "code-invalid", "location": ["http.rt_pcr"]},
        ],
    ),
]


@pytest.mark.parametrize(("query", "issues"), WRONG)
def test_query_that_is_wrong_is_refused_by_name(service: Running, query: str, issues: list[JSON]) -> None:
    answered = service.ask("GET", f"{APPLY}?{query}")
    told = [
        {name: issue[name] for name in ("code", "location", "expression") if name in issue}
        for issue in answered.document["issue"]
    ]
    assert (answered.status, told) == (422, issues)


@pytest.mark.parametrize(
    ("body", "query", "expression"),
    [
        (parameters({"name": "fever", "valueCode": "perhaps"}), "", "parameter[1].valueCode"),
        (parameters({"name": "cough", "valueCode": "yes"}), "", "parameter[1].name"),
        ({"resourceType": "Patient"}, "", "resourceType"),
        ({"resourceType": "Bundle"}, "?validate=true", "type"),
    ],
)
def test_body_that_is_wrong_is_refused_by_its_place(service: Running, body: JSON, query: str, expression: str) -> None:
    size = service.at_hand.advisor.log.size()
    answered = applied(service, body, query)
    assert (answered.status, answered.document["issue"][0].get("expression")) == (422, [expression])
    assert service.at_hand.advisor.log.size() == size


def test_body_of_another_media_type_is_refused(service: Running) -> None:
    answered = applied(service, BUNDLE, media_type="application/fhir+xml")
    assert (answered.status, answered.document["issue"][0]["location"]) == (415, ["http.Content-Type"])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_guideline_that_is_not_on_the_shelf_is_not_found(service: Running, method: str) -> None:
    answered = service.ask(method, "/fhir/PlanDefinition/other/$apply", b"{}", [("Content-Type", FHIR)])
    assert (answered.status, answered.document["issue"][0]["code"]) == (404, "not-found")


def test_record_that_cannot_be_found_again_is_told_as_damage(
    own_service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteLog, "read", lambda *_: None)
    answered = own_service.ask("GET", APPLY)
    assert (answered.status, answered.document["issue"][0]["code"]) == (500, "exception")


def test_client_asks_with_a_token_for_this_very_address(tmp_path: Path) -> None:
    file = write_clients(tmp_path, client())
    with Running(tmp_path, clients_file=file, public_url=PUBLIC_URL) as running:

        def asked(path: str, *headers: tuple[str, str]) -> Answered:
            return running.ask("GET", path, headers=headers, host="cds.example", client=("192.0.2.1", 40000))

        right, wrong = (bearer(signed(claims(time.time(), aud=f"{PUBLIC_URL}{to}"))) for to in (APPLY, "/fhir"))
        answers = [asked(APPLY), asked(APPLY, wrong), asked(APPLY, right), asked("/fhir/metadata")]
    assert [each.status for each in answers] == [401, 401, 200, 200]
    assert [each.body for each in answers[:2]] == [b"", b""]
