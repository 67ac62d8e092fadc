"""What every answer carries: its id, its headers, a line in the logs, and a body only where one was asked for."""

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi.responses import StreamingResponse

from tests.api.http.asking import FACTS, Running

ANSWERS = [
    ("GET", "/v1/guidelines", 200),
    ("GET", "/nowhere", 404),
    ("POST", "/v1/decisions", 415),
    ("DELETE", "/metrics", 405),
    ("GET", "/docs", 200),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_answer_carries_the_headers_of_every_answer(service: Running, method: str, path: str, status: int) -> None:
    answered = service.ask(method, path)
    carried = {
        name: answered.headers.get(name) for name in ("cache-control", "x-content-type-options", "referrer-policy")
    }
    assert answered.status == status
    assert carried == {
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    assert answered.headers["content-security-policy"].startswith("default-src 'none'; ")


def test_answer_of_data_lets_a_browser_load_nothing(service: Running) -> None:
    policy = service.ask("GET", "/v1/guidelines").headers["content-security-policy"]
    assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    "given",
    [
        "5b1ab0dce3f24cf1a94fc1c1e4a3e9ab",
        "5b1ab0dc-e3f2-4cf1-a94f-c1c1e4a3e9ab",
        "5B1AB0DC-E3F2-4CF1-A94F-C1C1E4A3E9AB",
    ],
)
def test_request_id_is_kept(service: Running, given: str) -> None:
    answered = service.ask("GET", "/v1/guidelines", headers=[("X-Request-Id", given)])
    assert answered.headers["x-request-id"] == given.lower()
    assert service.told()[-1]["request_id"] == given.lower()


@pytest.mark.parametrize(
    "given", [[], ["Hong-Gildong"], ["1" * 31], ["1" * 33], [uuid4().hex, uuid4().hex], ["g" * 32]]
)
def test_request_id_that_could_say_something_is_replaced(service: Running, given: list[str]) -> None:
    answered = service.ask("GET", "/v1/guidelines", headers=[("X-Request-Id", each) for each in given])
    assert answered.headers["x-request-id"] not in given
    assert re.fullmatch(r"[0-9a-f]{32}", answered.headers["x-request-id"])


def test_request_is_told_in_one_line_by_its_route(own_service: Running) -> None:
    answered = own_service.ask("GET", "/v1/decisions/somebody", headers=[("X-Request-Id", "0" * 32)])
    told = own_service.told()[-1]
    assert {**told, "milliseconds": 0, "timestamp": ""} == {
        "event": "request",
        "level": "info",
        "timestamp": "",
        "request_id": "0" * 32,
        "method": "GET",
        "route": "/v1/decisions/{decision_id}",
        "status": answered.status,
        "milliseconds": 0,
    }


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_routine_request_is_not_told(own_service: Running, path: str) -> None:
    before = own_service.told()
    assert own_service.ask("GET", path).status == 200
    assert own_service.told() == before


@pytest.mark.parametrize("method", ["PATIENT", "get", "HONGGILDONGISAMETHOD", "X-1"])
def test_unheard_of_method_is_not_told_by_name(own_service: Running, method: str) -> None:
    answered = own_service.ask(method, "/v1/decisions")
    assert (answered.status, answered.problem) == (405, "method-not-allowed")
    assert own_service.told()[-1]["method"] == "other"
    assert f'method="{method}"'.encode() not in own_service.ask("GET", "/metrics").body


@pytest.mark.parametrize(
    "path", ["/v1/guidelines", "/health/live", "/docs", "/v1/guidelines/ksr-kstr-2020", "/nowhere"]
)
def test_head_is_get_without_its_body(service: Running, path: str) -> None:
    got, head = (service.ask(method, path) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (got.status, b"")
    assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.body))


ALLOWED = [
    ("/v1/decisions", "POST, OPTIONS"),
    ("/v1/decisions/x", "GET, HEAD, OPTIONS"),
    ("/v1/guidelines", "GET, HEAD, OPTIONS"),
    ("/health/ready", "GET, HEAD, OPTIONS"),
]


@pytest.mark.parametrize(("path", "allowed"), ALLOWED)
def test_other_method_is_told_the_allowed_ones(service: Running, path: str, allowed: str) -> None:
    answered = service.ask("PATCH", path)
    assert (answered.status, answered.problem, answered.headers["allow"]) == (405, "method-not-allowed", allowed)


@pytest.mark.parametrize(("path", "allowed"), ALLOWED)
def test_options_tells_the_allowed_methods(service: Running, path: str, allowed: str) -> None:
    answered = service.ask("OPTIONS", path, headers=[("Origin", "https://other.example")])
    assert (answered.status, answered.headers["allow"], answered.body) == (204, allowed, b"")
    assert [name for name in answered.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("path", ["/v1/decisions/", "/v1//guidelines", "/V1/guidelines", "//", "/static/../api/app.py"])
def test_address_is_taken_as_it_is_written(service: Running, path: str) -> None:
    answered = service.ask("GET", path)
    assert (answered.status, answered.problem) == (404, "not-found")


def test_connection_that_is_no_http_is_closed(service: Running) -> None:
    sent: list[str] = []

    async def ask() -> None:
        async def receive() -> dict[str, str]:
            return {"type": "websocket.connect"}

        async def send(message: dict[str, str]) -> None:
            sent.append(message["type"])

        scope = {"type": "websocket", "path": "/v1/decisions", "headers": [], "subprotocols": [], "query_string": b""}
        await service.app(scope, receive, send)  # type: ignore[arg-type]

    service.runner.run(ask())
    assert sent == ["websocket.close"]


def test_answer_that_fails_midway_is_logged_and_not_mended(own_service: Running) -> None:
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            raise ZeroDivisionError("an invented name")

        return StreamingResponse(parts())

    own_service.app.add_api_route("/half", half)
    answered = own_service.ask("GET", "/half", headers=[("Content-Type", FACTS)])
    assert (answered.status, answered.body) == (200, b"half")
    assert [each["event"] for each in own_service.told()[-2:]] == ["failed", "request"]
    assert "invented" not in own_service.messages.getvalue()
