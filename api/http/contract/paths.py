"""The paths of the interface, and the whole of it as one OpenAPI document."""

from typing import Any

from pydantic.json_schema import models_json_schema

from api.http.contract.answer import Answer
from api.http.contract.asked import ER7_EXAMPLE, FACTS_EXAMPLE, FHIR_EXAMPLE, FHIR_REQUEST, facts_request
from api.http.contract.problem import PROBLEM, refusals
from api.http.contract.shelf import Edition, Shelf
from api.http.media_types import ER7, FACTS, FHIR
from api.library import Library
from api.problems import PROBLEMS
from api.version import VERSION

Document = dict[str, Any]

_ABOUT = """Should this patient have a chest X-ray or a CT, according to the guideline, given what is known now?

Decision support; not a medical device and not a diagnosis. Silence of the guideline (`no-statement`) is never
`not-recommended`; what is not known is never "no"; no answer leaves before its record is on disk.

FHIR R4 describes itself at `/fhir/metadata`, and CDS Hooks at `/cds-services`."""

_ELSEWHERE = {"bad-request", "malformed-hook", "malformed-feedback", "too-many-orders"}
_REFUSED_BODY = tuple(
    slug for slug, problem in PROBLEMS.items() if problem.status in {400, 413, 415, 422} and slug not in _ELSEWHERE
)
"""Everything that can be wrong with what is sent to be decided."""

_OF_CLIENTS = ("unauthorised", "too-many-requests")
_CLIENT = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A registered client's token as in CDS Hooks, ES384 or RS384, whose aud is this address. Needed from"
    " everywhere but this machine, once a client is registered",
}


def openapi(library: Library) -> Document:
    """Return the OpenAPI document of the interface, under the guidelines at hand."""
    _, schemas = models_json_schema(
        [(each, "serialization") for each in (Answer, Edition, Shelf)], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Imaging CDS", "version": VERSION, "description": _ABOUT, "license": {"name": "Apache-2.0"}},
        "paths": {
            "/v1/decisions": {"post": _ask()},
            "/v1/decisions/{decision_id}": {"get": _read_back()},
            "/v1/guidelines": {"get": _get("List the guidelines at hand", "guidelines", _json("Shelf"))},
            "/v1/guidelines/{guideline_id}": {"get": _edition()},
            "/health/live": {"get": _get("Tell that the process answers", "operation", _status("live"))},
            "/health/ready": {"get": _ready()},
            "/metrics": {
                "get": _get("Figures for Prometheus", "operation", {"text/plain": {"schema": {"type": "string"}}})
            },
        },
        "components": {
            "schemas": {
                **schemas["$defs"],
                "FactsRequest": facts_request(library),
                "FhirRequest": FHIR_REQUEST,
                "Problem": PROBLEM,
            },
            "securitySchemes": {"client": _CLIENT},
        },
    }


def _ask() -> Document:
    return {
        "summary": "Decide, record, and only then answer",
        "tags": ["decisions"],
        "operationId": "ask",
        "parameters": [
            _parameter("Idempotency-Key", "header", {"type": "string", "minLength": 1, "maxLength": 200}, _ONCE),
            _parameter("guideline", "query", {"type": "string"}, "FHIR and HL7 v2; default: the active guideline"),
            _parameter(
                "order", "query", {"type": "string"}, "FHIR and HL7 v2: the modality ordered, before what was sent"
            ),
            _parameter(
                "as_of",
                "query",
                {"type": "string", "format": "date-time"},
                "FHIR and HL7 v2: what windows count back from",
            ),
            _parameter("explain", "query", {"type": "boolean"}, "FHIR and HL7 v2: add what would change the answer"),
            _parameter("presume", "query", {"type": "boolean", "default": True}, "HL7 v2 only: false presumes nothing"),
            _parameter("validate", "query", {"type": "boolean"}, "FHIR only: refuse a body that is not valid R4"),
        ],
        "requestBody": {
            "required": True,
            "content": {
                FACTS: {"schema": {"$ref": "#/components/schemas/FactsRequest"}, "example": FACTS_EXAMPLE},
                FHIR: {"schema": {"$ref": "#/components/schemas/FhirRequest"}, "example": FHIR_EXAMPLE},
                ER7: {"schema": {"type": "string", "description": _MESSAGES}, "example": ER7_EXAMPLE},
            },
        },
        "responses": {
            "201": {
                "description": "The decision, which is on record",
                "headers": {"Location": {"schema": {"type": "string"}, "description": "Where it can be read back"}},
                "content": _json("Answer"),
            }
        }
        | refusals(*_REFUSED_BODY, *_OF_CLIENTS, "idempotency-in-flight", "log-unavailable", "log-damaged"),
        "security": [{}, {"client": []}],
    }


_MESSAGES = "HL7 v2.3 to 2.7: one message, or several of one patient; they are kept as if they had come over MLLP"
_ONCE = "The same key and body within 24 hours give the same answer and one record; use a new key for a new request"


def _read_back() -> Document:
    read = _get("Read a decision back; never whom it was about", "decisions", _json("Answer"))
    read["parameters"] = [_parameter("decision_id", "path", {"type": "string", "format": "uuid"}, "The answer's id")]
    read["responses"] |= refusals("unknown-decision", "log-unavailable", "log-damaged")
    return read


def _edition() -> Document:
    read = _get("One edition: words, rows, facts and what it presumes", "guidelines", _json("Edition"))
    read["parameters"] = [_parameter("guideline_id", "path", {"type": "string"}, "As in the list")]
    read["responses"] |= refusals("not-found")
    return read


def _ready() -> Document:
    read = _get("Tell whether a decision could be recorded now", "operation", _status("ready"))
    read["responses"] |= refusals("log-unavailable")
    return read


def _get(summary: str, tag: str, content: Document) -> Document:
    responses = {"200": {"description": "Found", "content": content}} | refusals()
    return {"summary": summary, "tags": [tag], "responses": responses}


def _json(schema: str) -> Document:
    return {FACTS: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _status(status: str) -> Document:
    schema = {"type": "object", "required": ["status"], "properties": {"status": {"const": status}}}
    return {FACTS: {"schema": schema}}


def _parameter(name: str, place: str, schema: Document, description: str) -> Document:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, "description": description}
