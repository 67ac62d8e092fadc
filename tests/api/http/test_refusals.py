"""Every problem of the list is met, with its status, its document and nothing of what was sent."""

import asyncio
import fcntl
import json
from collections.abc import Callable

import apsw
import jsonschema  # type: ignore[import-untyped]
import pytest
from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError

from api.http.authentication import TooManyRequests
from api.http.contract.asked import ER7_EXAMPLE
from api.http.contract.problem import PROBLEM
from api.http.media_types import ER7
from api.problems import PROBLEMS
from api.security.tokens import TokenRefused
from engine.errors import InputError
from tests.api.http.asking import FACTS, FHIR, Answered, Running, ask
from tests.api.http.innocent import BUNDLES

JSON = [("Content-Type", FACTS)]
BUNDLE = [("Content-Type", FHIR)]
ER7_HEADERS = [("Content-Type", ER7)]
PATIENTS = [{"resource": {"resourceType": "Patient", "id": f"invented-{n}"}} for n in (1, 2)]


def facts(said: object) -> Callable[[Running], Answered]:
    """Send a document of facts."""
    return lambda service: service.decide(said)


def post(
    body: bytes, headers: list[tuple[str, str]] = JSON, path: str = "/v1/decisions"
) -> Callable[[Running], Answered]:
    """Send a body."""
    return lambda service: service.ask("POST", path, body, headers)


def get(path: str, host: str = "localhost:8000") -> Callable[[Running], Answered]:
    """Ask for an address."""
    return lambda service: service.ask("GET", path, host=host)


def bundle(entry: object) -> Callable[[Running], Answered]:
    """Send a bundle."""
    return post(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry}).encode(), BUNDLE)


def fails(error: Exception) -> Callable[[Running], Answered]:
    """Ask for an address whose answer fails."""

    async def failing() -> None:
        raise error

    def asked(service: Running) -> Answered:
        service.app.add_api_route(f"/fails/{id(error)}", failing)
        return service.ask("GET", f"/fails/{id(error)}")

    return asked


def conflict(service: Running) -> Answered:
    """Use a key for two bodies."""
    service.ask("POST", "/v1/decisions", b"{}", [*JSON, ("Idempotency-Key", "k")])
    return service.ask("POST", "/v1/decisions", b'{"presume": false}', [*JSON, ("Idempotency-Key", "k")])


def control_id_again(service: Running) -> Answered:
    """Send two messages under one control id."""
    service.ask("POST", "/v1/decisions", ER7_EXAMPLE.encode(), ER7_HEADERS)
    return service.ask("POST", "/v1/decisions", ER7_EXAMPLE.replace("P1", "P2").encode(), ER7_HEADERS)


def held(service: Running, *keys: str) -> Answered:
    """Send the same request as often as there are keys while nobody can append; return the last one's answer."""

    async def asked() -> Answered:
        requests = []
        for key in keys:
            headers = [*JSON, ("Idempotency-Key", key)]
            requests.append(asyncio.ensure_future(ask(service.app, "POST", "/v1/decisions", b"{}", headers)))
            await asyncio.sleep(0.1)
        return (await asyncio.gather(*requests))[-1]

    with service.database.with_name(service.database.name + ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return service.runner.run(asked())


def damaged(service: Running) -> Answered:
    """Change a record where it is stored, and read it."""
    told = service.decide({})
    other = apsw.Connection(str(service.database))
    with other:
        for trigger in list(other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            other.execute(f'DROP TRIGGER "{trigger[0]}"')
        other.execute(
            "UPDATE payload SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = ?", (told.document["receipt"]["index"],)
        )
    other.close()
    return service.ask("GET", told.headers["location"])


MET = {
    "malformed-json": post(b"{"),
    "too-deep": post(b'{"facts":' + b"[" * 65 + b"]" * 65 + b"}"),
    "too-large": post(b" " * (256 * 1024 + 1)),
    "unsupported-media-type": post(b"{}", [("Content-Type", "text/plain")]),
    "not-an-object": facts([]),
    "unknown-field": facts({"fact": {}}),
    "missing-field": facts({"order": {}}),
    "wrong-type": facts({"explain": "true"}),
    "unknown-fact": facts({"facts": {"cough": "yes"}}),
    "unknown-value": facts({"facts": {"fever": "perhaps"}}),
    "empty-list": facts({"facts": {"fever": []}}),
    "repeated-value": facts({"facts": {"fever": ["yes", "yes"]}}),
    "unknown-unit": facts({"measurements": {"body_temperature": {"value": 310, "unit": "K"}}}),
    "implausible": facts({"measurements": {"body_temperature": {"value": 375, "unit": "Cel"}}}),
    "malformed-time": facts({"as_of": "2020-04-07T12:00:00"}),
    "too-long": facts({"subject": "x" * 201}),
    "unknown-guideline": facts({"guideline": "invented"}),
    "not-a-bundle": post(b'{"resourceType": "Patient"}', BUNDLE),
    "two-patients": bundle(PATIENTS),
    "malformed-message": post(b"MSH|", ER7_HEADERS),
    "control-id-used": control_id_again,
    "invalid-resource": post(b'{"resourceType": "Bundle"}', BUNDLE, "/v1/decisions?validate=true"),
    "repeated-parameter": post(b"{}", BUNDLE, "/v1/decisions?order=ct&order=cxr"),
    "malformed-key": post(b"{}", [*JSON, ("Idempotency-Key", "")]),
    "idempotency-conflict": conflict,
    "idempotency-in-flight": lambda service: held(service, "flying", "flying"),
    "malformed-hook": fails(InputError("malformed-hook")),
    "malformed-feedback": fails(InputError("malformed-feedback")),
    "too-many-orders": fails(InputError("too-many-orders")),
    "too-many-requests": fails(TooManyRequests(30)),
    "source-failed": fails(InputError("source-failed")),
    "unknown-service": fails(InputError("unknown-service")),
    "not-found": get("/v2"),
    "unknown-decision": get("/v1/decisions/x"),
    "method-not-allowed": lambda service: service.ask("DELETE", "/v1/decisions"),
    "forbidden-host": get("/health/live", host="imaging.example"),
    "bad-request": fails(HTTPException(418)),
    "log-unavailable": lambda service: held(service, "alone"),
    "log-damaged": damaged,
    "internal": fails(ZeroDivisionError("an invented name")),
}


BARE = {"unauthorised"}
"""Told by its status alone."""


def test_every_problem_of_the_list_is_met() -> None:
    assert set(MET) | BARE == set(PROBLEMS)


@pytest.mark.parametrize("slug", MET)
def test_problem_is_told_with_its_status_and_document(service: Running, slug: str) -> None:
    answered = MET[slug](service)
    expected = PROBLEMS[slug]
    told = answered.document
    errors = told.pop("errors", None)
    assert answered.headers["content-type"] == "application/problem+json"
    assert (answered.status, told) == (expected.status, expected.body())
    jsonschema.validate(answered.document, PROBLEM)
    # A resource or a message is invalid for reasons of its own.
    assert (
        errors is None
        or slug in {"invalid-resource", "malformed-message"}
        or slug in {error["code"] for error in errors}
    )


def test_refusal_of_a_token_says_nothing_of_why(service: Running) -> None:
    answered = fails(TokenRefused("expired"))(service)
    assert (answered.status, answered.body, answered.headers["www-authenticate"]) == (401, b"", "Bearer")
    assert (answered.headers.get("content-type"), PROBLEMS["unauthorised"].status) == (None, 401)
    told = [each for each in service.told() if each["event"] == "token-refused"]
    assert [(each["reason"], each["request_id"]) for each in told] == [("expired", answered.headers["x-request-id"])]


@pytest.mark.parametrize("error", [RequestValidationError([{"input": "invented"}]), HTTPException(400)])
def test_refusal_of_the_framework_is_told_as_a_bad_request(service: Running, error: Exception) -> None:
    answered = fails(error)(service)
    assert (answered.status, answered.problem) == (400, "bad-request")


def test_failure_of_the_framework_is_told_as_internal(service: Running) -> None:
    answered = fails(HTTPException(502))(service)
    assert (answered.status, answered.problem) == (500, "internal")


def test_failure_is_logged_by_kind_and_place_and_not_by_what_it_says(service: Running) -> None:
    answered = fails(ZeroDivisionError("an invented name"))(service)
    told = [each for each in service.told() if each.get("request_id") == answered.headers["x-request-id"]]
    assert [(each["event"], each.get("error")) for each in told] == [("failed", "ZeroDivisionError"), ("request", None)]
    assert told[0]["at"][-1].startswith("test_refusals.py:")
    assert "invented" not in service.messages.getvalue()


def test_unknown_media_type_is_told_what_is_read(service: Running) -> None:
    answered = post(b"{}", [("Content-Type", "application/hl7-v2+xml")])(service)
    assert answered.headers["accept-post"] == "application/json, application/fhir+json, application/hl7-v2+er7"
    assert answered.document["errors"] == [
        {"pointer": "Content-Type", "code": "unsupported-media-type", "allowed": [FACTS, FHIR, ER7]}
    ]


MEDIA_TYPES = [
    ("application/json", 201),
    ("APPLICATION/JSON", 201),
    ("application/json; charset=utf-8", 201),
    ('application/json;charset="UTF-8"', 201),
    ("application/json; profile=x", 201),
    ("application/json; charset=utf-16", 415),
    ("application/json; charset=", 415),
    ("application/jsonp", 415),
    ("application/x-www-form-urlencoded", 415),
    ("multipart/form-data; boundary=x", 415),
    ("application/fhir+xml", 415),
    ("", 415),
]


@pytest.mark.parametrize(("media_type", "status"), MEDIA_TYPES)
def test_body_is_read_by_its_media_type(service: Running, media_type: str, status: int) -> None:
    assert post(b"{}", [("Content-Type", media_type)])(service).status == status


@pytest.mark.parametrize("headers", [[], [("Content-Type", FACTS), ("Content-Type", FACTS)]], ids=["none", "two"])
def test_body_without_one_media_type_is_refused(service: Running, headers: list[tuple[str, str]]) -> None:
    assert post(b"{}", headers)(service).problem == "unsupported-media-type"


@pytest.mark.parametrize(
    ("version", "problem"), [("4.0", "not-a-bundle"), ("5.0", "unsupported-media-type")], ids=["R4", "R5"]
)
def test_fhir_of_another_version_is_refused(service: Running, version: str, problem: str) -> None:
    headers = [("Content-Type", f"{FHIR}; fhirVersion={version}")]
    assert post(b'{"resourceType": "Patient"}', headers)(service).problem == problem


@pytest.mark.parametrize(("coding", "status"), [("identity", 201), ("gzip", 415), ("br", 415), ("identity, gzip", 415)])
def test_compressed_body_is_refused(service: Running, coding: str, status: int) -> None:
    answered = post(b"{}", [*JSON, ("Content-Encoding", coding)])(service)
    assert answered.status == status


SIZES = [(FACTS, 256 * 1024), (FHIR, 8 * 1024 * 1024)]


@pytest.mark.parametrize(("media_type", "most"), SIZES, ids=["facts", "fhir"])
def test_body_of_the_largest_size_is_read(service: Running, media_type: str, most: int) -> None:
    kind = b'"resourceType":"Patient"' if media_type == FHIR else b""
    body = b"{" + kind + b"}" + b" " * (most - len(kind) - 2)
    headers = [("Content-Type", media_type), ("Content-Length", str(most))]
    assert post(body, headers)(service).status == (422 if kind else 201)


@pytest.mark.parametrize(("media_type", "most"), SIZES, ids=["facts", "fhir"])
def test_body_that_is_larger_is_refused_however_it_is_announced(service: Running, media_type: str, most: int) -> None:
    parts = [b" " * (1 << 16)] * (most >> 16) + [b" "]
    for announced in ([], [("Content-Length", "2")], [("Content-Length", "lots")]):
        answered = service.ask("POST", "/v1/decisions", parts, [("Content-Type", media_type), *announced])
        assert (answered.status, answered.problem) == (413, "too-large")


@pytest.mark.parametrize("announced", ["262145", "9" * 5000])
def test_body_that_is_announced_as_larger_is_refused_unread(service: Running, announced: str) -> None:
    answered = service.ask("POST", "/v1/decisions", [], [*JSON, ("Content-Length", announced)])
    assert answered.problem == "too-large"


OF_FHIR = ["guideline", "order", "as_of", "explain", "validate"]
UNKNOWN = {"pointer": "?", "code": "unknown-field", "allowed": OF_FHIR}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("orders=ct", [UNKNOWN]),
        ("order=mri", [{"pointer": "?order", "code": "unknown-value", "allowed": ["cxr", "ct"]}]),
        ("explain=yes", [{"pointer": "?explain", "code": "unknown-value", "allowed": ["true", "false"]}]),
        ("as_of=2020-04-07", [{"pointer": "?as_of", "code": "malformed-time"}]),
        ("as_of=2020-04-07T12:00:00+09:00", [{"pointer": "?as_of", "code": "malformed-time"}]),
        ("guideline=x", [{"pointer": "#/guideline", "code": "unknown-guideline", "allowed": ["ksr-kstr-2020"]}]),
        (
            "a=1&a=2&as_of=x&validate=1",
            [
                UNKNOWN,
                {"pointer": "?as_of", "code": "malformed-time"},
                {"pointer": "?validate", "code": "unknown-value", "allowed": ["true", "false"]},
            ],
        ),
    ],
)
def test_query_names_every_parameter_that_is_wrong(service: Running, query: str, errors: list[object]) -> None:
    told = post(b"{}", BUNDLE, f"/v1/decisions?{query}")(service).document["errors"]
    assert told == errors


def test_query_beside_facts_is_refused(service: Running) -> None:
    answered = post(b"{}", JSON, "/v1/decisions?order=ct")(service)
    assert answered.document["errors"] == [{"pointer": "?", "code": "unknown-field"}]


def test_valid_bundle_is_answered_when_validity_is_asked_for(service: Running) -> None:
    body = json.dumps(BUNDLES[2]).encode()
    asked, not_asked = (post(body, BUNDLE, f"/v1/decisions?validate={said}")(service) for said in ("true", "false"))
    assert (asked.status, asked.document["facts"]) == (201, not_asked.document["facts"])


def test_invalid_elements_are_named_when_validity_is_asked_for(service: Running) -> None:
    patient = {"resourceType": "Patient", "id": "invented", "birthDate": "1980-13-01", "age": 46}
    body = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}).encode()
    assert post(body, BUNDLE)(service).status == 201
    answered = post(body, BUNDLE, "/v1/decisions?validate=true")(service)
    assert sorted((each["pointer"], each["code"]) for each in answered.document["errors"]) == [
        ("#/entry/0/resource", "unknown-field"),
        ("#/entry/0/resource/birthDate", "wrong-type"),
    ]


def test_refusal_is_smaller_than_what_it_refuses(service: Running) -> None:
    body = json.dumps({"facts": {"care_setting": ["x"] * 50_000}}).encode()
    answered = post(body)(service)
    assert (answered.status, len(answered.document["errors"])) == (422, 100)
    assert len(answered.body) < len(body)
