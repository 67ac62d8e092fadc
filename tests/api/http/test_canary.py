"""A patient's name, wherever it is sent, is in no refusal, no message of the program and no figure."""

import json

import pytest

from tests.api.http.asking import FACTS, FHIR, Running

CANARY = "Hong-Gildong-InventedPatient"
JSON = ("Content-Type", FACTS)
BUNDLE = ("Content-Type", FHIR)

DOCUMENTS = [
    CANARY,
    [CANARY],
    {CANARY: 1},
    {"guideline": CANARY},
    {"facts": CANARY},
    {"facts": {CANARY: "yes"}},
    {"facts": {"fever": CANARY}},
    {"facts": {"fever": [CANARY]}},
    {"facts": {"fever": {CANARY: 1}}},
    {"measurements": {CANARY: {"value": 1, "unit": "Cel"}}},
    {"measurements": {"body_temperature": {"value": CANARY, "unit": "Cel"}}},
    {"measurements": {"body_temperature": {"value": 37, "unit": CANARY}}},
    {"measurements": {"body_temperature": {"value": 37, "unit": "Cel", CANARY: 1}}},
    {"circumstances": {"age_years": CANARY, "pregnant": CANARY, CANARY: 1}},
    {"order": {"modality": CANARY}},
    {"order": {CANARY: "ct"}},
    {"order": CANARY},
    {"as_of": CANARY},
    {"subject": CANARY * 20},
    {"episode": CANARY * 20},
    {"subject": [CANARY]},
    {"presume": CANARY, "explain": CANARY},
]
TWO = [
    {"fullUrl": CANARY, "resource": {"resourceType": "Patient", "id": "invented"}},
    {"fullUrl": "urn:invented", "resource": {"resourceType": "Patient", "id": CANARY}},
]
BUNDLES = [
    {"resourceType": CANARY},
    {"resourceType": "Bundle", "entry": CANARY},
    {"resourceType": "Bundle", "type": CANARY, "entry": TWO},
    {"resourceType": "Parameters", "parameter": [{"name": CANARY, "valueString": CANARY}]},
    {"resourceType": "Parameters", "parameter": [{"name": "bundle", "resource": {"resourceType": CANARY}}]},
]
BROKEN = [
    f'{{"{CANARY}'.encode(),
    f'{{"a": "{CANARY}", "a": 1}}'.encode(),
    f'{{"facts": {{"fever": NaN, "{CANARY}": 1}}}}'.encode(),
    f'{{"facts": {{"fever": "{CANARY}\\ud800"}}}}'.encode(),
    f'"{CANARY}"'.encode("utf-16"),
    b"[" * 70 + CANARY.encode() + b"]" * 70,
    CANARY.encode() * 20_000,
]
PLACES = [
    ("GET", f"/{CANARY}", []),
    ("GET", f"/v1/decisions/{CANARY}", []),
    ("GET", f"/v1/guidelines/{CANARY}", []),
    ("GET", f"/docs/{CANARY}", []),
    ("GET", f"/metrics?{CANARY}={CANARY}", []),
    (CANARY, "/v1/decisions", []),
    ("POST", f"/v1/decisions?{CANARY}=1", [BUNDLE]),
    ("POST", f"/v1/decisions?order={CANARY}&guideline={CANARY}&explain={CANARY}&as_of={CANARY}", [BUNDLE]),
    ("POST", "/v1/decisions", [("Content-Type", CANARY)]),
    ("POST", "/v1/decisions", [("Content-Type", f"{FACTS}; charset={CANARY}")]),
    ("POST", "/v1/decisions", [JSON, ("Content-Encoding", CANARY)]),
    ("POST", "/v1/decisions", [JSON, ("Idempotency-Key", CANARY * 20)]),
    ("POST", "/v1/decisions", [JSON, ("X-Request-Id", CANARY)]),
    ("POST", "/v1/decisions", [JSON, ("Accept", CANARY), ("User-Agent", CANARY), ("Referer", CANARY)]),
    ("GET", "/health/live", [("Forwarded", CANARY)]),
    ("GET", "/health/live", [("Host", CANARY)]),
    ("OPTIONS", f"/{CANARY}", [("Origin", CANARY), ("Access-Control-Request-Method", CANARY)]),
]


def assert_silent(service: Running) -> None:
    """Nothing that operators see holds the name."""
    assert CANARY not in service.messages.getvalue()
    assert CANARY.encode() not in service.ask("GET", "/metrics").body


@pytest.mark.parametrize(("media_type", "documents"), [(FACTS, DOCUMENTS), (FHIR, BUNDLES)], ids=["facts", "fhir"])
def test_name_in_a_document_is_told_nowhere(service: Running, media_type: str, documents: list[object]) -> None:
    for document in documents:
        body = json.dumps(document).encode()
        answered = service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type)])
        assert (document, 400 <= answered.status < 500) == (document, True)
        assert CANARY not in f"{answered.headers}{answered.body!r}"
    assert_silent(service)


@pytest.mark.parametrize("media_type", [FACTS, FHIR])
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_name_in_a_broken_body_is_told_nowhere(service: Running, media_type: str, body: bytes) -> None:
    answered = service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type)])
    assert 400 <= answered.status < 500
    assert CANARY not in f"{answered.headers}{answered.body!r}"
    assert_silent(service)


@pytest.mark.parametrize(("method", "path", "headers"), PLACES, ids=range(len(PLACES)))
def test_name_beside_a_body_is_told_nowhere(
    service: Running, method: str, path: str, headers: list[tuple[str, str]]
) -> None:
    answered = service.ask(method, path, b"", headers)
    assert CANARY not in f"{answered.headers}{answered.body!r}"
    assert_silent(service)


def test_subject_and_episode_of_a_decision_are_told_nowhere(service: Running) -> None:
    answered = service.decide({"subject": CANARY, "episode": CANARY}, ("Idempotency-Key", CANARY))
    assert answered.status == 201
    assert CANARY not in f"{answered.headers}{answered.body!r}"
    assert CANARY.encode() not in b"".join(
        file.read_bytes() for file in service.database.parent.iterdir() if file.suffix != ".key"
    )
    assert_silent(service)


def test_name_in_a_failure_is_told_nowhere(service: Running) -> None:
    async def failing() -> None:
        raise ValueError(CANARY) from KeyError(CANARY)

    service.app.add_api_route("/fails", failing)
    answered = service.ask("GET", "/fails")
    assert (answered.status, answered.problem) == (500, "internal")
    assert CANARY not in f"{answered.headers}{answered.body!r}"
    assert_silent(service)
