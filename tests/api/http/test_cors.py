"""The web pages of clients may read answers of CDS Hooks, and no others may; nothing else is read across sites."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.clients.ehr import PUBLIC_URL, client, write_clients
from tests.api.http.asking import Answered, Running

ENDPOINTS = ["/cds-services", "/cds-services/chest-imaging", "/cds-services/chest-imaging/feedback"]
ELSEWHERE = ["/", "/v1/decisions", "/metrics", "/cds-services/", "/cds-services/a/b", "/cds-services/a/feedback/b"]
EHR, SECOND, STRANGER = "https://ehr.example", "https://second.example:8443", "https://attacker.example"


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with clients that have pages."""
    folder = tmp_path_factory.mktemp("registered")
    second = client(id="second", issuer="https://second.example", origins=[SECOND])
    with Running(
        folder, clients_file=write_clients(folder, client(origins=[EHR]), second), public_url=PUBLIC_URL
    ) as it:
        yield it


def preflight(service: Running, path: str, origin: str | None, host: str = "localhost:8000") -> Answered:
    """What a browser asks before it asks."""
    headers = [("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")]
    return service.ask("OPTIONS", path, b"", [*headers, *([("Origin", origin)] if origin else [])], host=host)


def allowed(answered: Answered) -> dict[str, str]:
    """What it tells a browser."""
    return {name: value for name, value in answered.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [EHR, SECOND])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_preflight_of_a_clients_page_is_answered(registered: Running, path: str, origin: str) -> None:
    answered = preflight(registered, path, origin, "cds.example")
    assert (answered.status, answered.body, answered.headers["vary"]) == (204, b"", "Origin")
    assert allowed(answered) == {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET" if path == "/cds-services" else "POST",
        "access-control-allow-headers": "authorization, content-type",
        "access-control-expose-headers": "Link, Retry-After, WWW-Authenticate, X-Request-Id",
        "access-control-max-age": "600",
    }


REFUSED = [
    STRANGER,
    "null",
    "http://ehr.example",
    "https://ehr.example:8443",
    "https://EHR.example",
    "http://localhost",
    None,
]


@pytest.mark.parametrize("origin", REFUSED)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_preflight_of_another_page_is_told_nothing(registered: Running, path: str, origin: str | None) -> None:
    answered = preflight(registered, path, origin)
    assert (answered.status, answered.headers["vary"], allowed(answered)) == (204, "Origin", {})


def test_answer_and_refusal_can_be_read_by_a_clients_page_alone(registered: Running) -> None:
    for origin, readable in ((EHR, True), (STRANGER, False)):
        told = [
            registered.ask("GET", "/cds-services", headers=[("Origin", origin)]),
            registered.ask("POST", "/cds-services/chest-imaging", b"{}", [("Origin", origin)]),
        ]
        assert [each.status for each in told] == [200, 401]
        assert [each.headers.get("access-control-allow-origin") for each in told] == [origin if readable else None] * 2
        assert [each.headers["vary"] for each in told] == ["Origin"] * 2


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_else_is_read_across_sites(registered: Running, path: str) -> None:
    assert allowed(preflight(registered, path, EHR)) == {}
    assert allowed(registered.ask("GET", path, headers=[("Origin", EHR)])) == {}


PAGES = [
    ("http://localhost:8080", True),
    ("http://127.0.0.1:3000", True),
    ("https://[::1]:8443", True),
    ("http://localhost.example", False),
    ("http://localhost:8080/", False),
    (STRANGER, False),
    ("null", False),
    ("file://", False),
]


@pytest.mark.parametrize(("origin", "readable"), PAGES)
def test_without_clients_pages_of_this_machine_may_read(service: Running, origin: str, readable: bool) -> None:
    told = [preflight(service, ENDPOINTS[1], origin), service.ask("GET", "/cds-services", headers=[("Origin", origin)])]
    expected = origin if readable else None
    assert [each.headers.get("access-control-allow-origin") for each in told] == [expected] * 2


def test_without_clients_a_preflight_from_elsewhere_is_refused(service: Running) -> None:
    assert preflight(service, ENDPOINTS[1], "http://localhost:8080", "cds.example").status == 403


@pytest.mark.parametrize("origin", [STRANGER, "null"])
def test_demonstration_is_read_by_every_page(tmp_path: Path, origin: str) -> None:
    with Running(tmp_path, demo=True) as running:
        answered = preflight(running, ENDPOINTS[1], origin, "cds.example")
    assert answered.headers["access-control-allow-origin"] == origin


def test_options_without_a_page_tells_what_the_address_takes(service: Running) -> None:
    answered = service.ask("OPTIONS", "/cds-services")
    assert (answered.status, answered.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
