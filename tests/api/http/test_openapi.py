"""The OpenAPI document is what the service does: its routes, what it takes and what it answers."""

import json
from collections.abc import Mapping
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from api.http.contract.paths import openapi
from api.problems import PROBLEMS
from api.requests import _Request
from tests.api.http.asking import FACTS, Running

SAID = ("/v1/", "/health/", "/metrics")
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def document(service: Running) -> Schema:
    """The document that the service gives."""
    answered = service.ask("GET", "/openapi.json")
    assert answered.headers["content-type"] == "application/json"
    found: Schema = answered.document
    return found


def checker(document: Schema, name: str, *, closed: bool = False) -> jsonschema.Draft202012Validator:
    """What checks a value against one of the document's schemas; closed: without any other key."""
    schemas = json.loads(json.dumps(document["components"]["schemas"]))
    if closed:
        for schema in schemas.values():
            if "properties" in schema:
                schema["additionalProperties"] = False
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}})


def test_document_is_the_one_that_is_made_of_the_guidelines_at_hand(service: Running, document: Schema) -> None:
    assert document == openapi(service.at_hand.advisor.library)


def test_schemas_are_json_schema(document: Schema) -> None:
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(document: Schema) -> None:
    def references(value: object) -> set[str]:
        if isinstance(value, Mapping):
            here = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return here.union(*(references(each) for each in value.values()))
        return set().union(*(references(each) for each in value)) if isinstance(value, list) else set()

    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) - schemas == set()


def test_routes_are_those_of_the_document(service: Running, document: Schema) -> None:
    contexts = [
        context for context in iter_route_contexts(service.app.routes) if isinstance(context.original_route, APIRoute)
    ]
    served = {
        (context.path, method.lower())
        for context in contexts
        for method in context.methods or ()
        if (context.path or "").startswith(SAID)
    }
    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == served


def test_request_has_the_fields_that_are_read(document: Schema) -> None:
    described = document["components"]["schemas"]["FactsRequest"]["properties"]
    assert list(described) == list(_Request.model_fields)


TAKEN = [
    {},
    {"guideline": None, "facts": None, "measurements": None, "circumstances": None, "order": None, "as_of": None},
    {"facts": {"fever": "no", "severity": ["mild", "moderate"], "rt_pcr": None}},
    {"measurements": {"body_temperature": {"value": 37.2, "unit": "Cel"}, "respiratory_rate": None}},
    {"circumstances": {"age_years": 34, "pregnant": "no", "recent_ct": "not-known"}},
    {"circumstances": {"age_years": None, "pregnant": None}},
    {"order": {"modality": "ct"}, "as_of": "2026-11-22T15:00:00+09:00", "presume": False, "explain": True},
    {"subject": "x" * 200, "episode": "x", "guideline": "ksr-kstr-2020"},
]
REFUSED = [
    {"fact": {}},
    {"facts": {"cough": "yes"}},
    {"facts": {"fever": "perhaps"}},
    {"facts": {"fever": []}},
    {"facts": {"fever": ["no", "no"]}},
    {"facts": {"fever": True}},
    {"measurements": {"body_temperature": {"value": "37.2", "unit": "Cel"}}},
    {"measurements": {"body_temperature": {"value": 37.2}}},
    {"measurements": {"pulse": {"value": 60, "unit": "/min"}}},
    {"circumstances": {"age_years": 131}},
    {"circumstances": {"pregnant": "perhaps"}},
    {"order": {"modality": "mri"}},
    {"order": {}},
    {"subject": ""},
    {"subject": "x" * 201},
    {"presume": None},
    {"explain": "true"},
    {"guideline": "invented"},
    [],
]


@pytest.mark.parametrize("asked", TAKEN, ids=range(len(TAKEN)))
def test_request_that_the_schema_takes_is_answered_as_it_says(
    service: Running, document: Schema, asked: object
) -> None:
    answered = service.decide(asked)
    assert checker(document, "FactsRequest").is_valid(asked)
    assert answered.status == 201
    checker(document, "Answer", closed=True).validate(answered.document)


@pytest.mark.parametrize("asked", REFUSED, ids=range(len(REFUSED)))
def test_request_that_the_schema_refuses_is_refused(service: Running, document: Schema, asked: object) -> None:
    answered = service.decide(asked)
    assert not checker(document, "FactsRequest").is_valid(asked)
    assert answered.status == 422
    checker(document, "Problem").validate(answered.document)


def test_answer_with_every_part_is_as_the_schema_says(service: Running, document: Schema) -> None:
    asked = {
        "facts": {
            "care_setting": "outpatient-safe-clinic",
            "purpose": "rule-out-covid-pneumonia",
            "covid_suspicion": "high",
        },
        "measurements": {"body_temperature": {"value": 38.5, "unit": "Cel"}},
        "order": {"modality": "cxr"},
        "circumstances": {"age_years": 12},
        "explain": True,
    }
    told = service.decide(asked).document
    assert told["order"] == {"modality": "cxr", "concordance": "discordant"}
    assert told["advice"]["cxr"]["would_change"] != []
    checker(document, "Answer", closed=True).validate(told)


def test_guidelines_are_as_the_schema_says(service: Running, document: Schema) -> None:
    shelf = service.ask("GET", "/v1/guidelines").document
    checker(document, "Shelf", closed=True).validate(shelf)
    assert [each["id"] for each in shelf["guidelines"]] == [shelf["active"]] == ["ksr-kstr-2020"]
    edition = service.ask("GET", "/v1/guidelines/ksr-kstr-2020").document
    checker(document, "Edition", closed=True).validate(edition)
    assert {name: edition[name] for name in shelf["guidelines"][0]} == shelf["guidelines"][0]
    assert [each["id"] for each in edition["recommendations"]] == ["1.1", "1.2", "1.3", "1.4.a", "1.4.b", "1.4.c"]
    assert service.ask("GET", "/v1/guidelines/other").problem == "not-found"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_as_the_schema_says(service: Running, document: Schema, path: str) -> None:
    said = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(service.ask("GET", path).document, said)


def test_every_problem_of_a_decision_is_in_the_document(document: Schema) -> None:
    responses = document["paths"]["/v1/decisions"]["post"]["responses"]
    described = {status: set(each["description"].split("; ")) for status, each in responses.items() if status != "201"}
    elsewhere = {"bad-request", "not-found", "unknown-decision", "method-not-allowed"}
    elsewhere |= {"malformed-hook", "malformed-feedback", "too-many-orders", "source-failed", "unknown-service"}
    expected: dict[str, set[str]] = {}
    for slug, problem in PROBLEMS.items():
        if slug not in elsewhere:
            expected.setdefault(str(problem.status), set()).add(f"{slug}: {problem.title}")
    assert described == expected


def test_examples_of_the_document_are_answered(service: Running, document: Schema) -> None:
    for media_type, content in document["paths"]["/v1/decisions"]["post"]["requestBody"]["content"].items():
        example = content["example"]
        body = (example if isinstance(example, str) else json.dumps(example)).encode()
        answered = service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type)])
        assert (media_type, answered.status) == (media_type, 201)


def test_documentation_loads_nothing_from_elsewhere(service: Running) -> None:
    page = service.ask("GET", "/docs")
    text = page.body.decode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "://" not in text
    loaded = [line.split('"')[1] for line in text.splitlines() if "<script src=" in line]
    loaded += [line.split('"')[3] for line in text.splitlines() if "<link rel=" in line]
    javascript, css = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
    kinds = [service.ask("GET", path).headers["content-type"] for path in loaded]
    assert kinds == [javascript, javascript, "image/svg+xml", css]
    assert service.ask("GET", "/docs/other.js").problem == "not-found"


def test_documentation_may_run_no_script_of_the_page(service: Running) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in service.ask("GET", "/docs").headers["content-security-policy"].split(";")
    )
    assert (policy["script-src"], policy["connect-src"], policy["default-src"]) == ("'self'", "'self'", "'none'")


def test_media_types_of_the_document_are_those_that_are_read(service: Running, document: Schema) -> None:
    described = document["paths"]["/v1/decisions"]["post"]["requestBody"]["content"]
    refused = service.ask("POST", "/v1/decisions", b"", [("Content-Type", "text/plain")])
    assert sorted(described) == sorted(refused.document["errors"][0]["allowed"])
    assert FACTS in described
