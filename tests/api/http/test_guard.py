"""While no client is configured, only this machine is answered, and only directly."""

from pathlib import Path

import pytest

from tests.api.http.asking import Running


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]", "[::1]:8000"])
def test_request_to_this_machine_is_answered(service: Running, host: str) -> None:
    assert service.ask("GET", "/health/live", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "imaging.example", "localhost.example", "example.localhost", "192.0.2.1", "[::]", "[::1", "::1",
        "localhost:", "localhost:x", "localhost:123456", "127.0.0.1@imaging.example", "", " ", "2130706433", "0x7f.1",
        None,
    ],
)  # fmt: skip
def test_request_to_another_host_is_refused(service: Running, host: str | None) -> None:
    answered = service.ask("GET", "/health/live", host=host)
    assert (answered.status, answered.problem) == (403, "forbidden-host")


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything"]
)
def test_request_that_was_passed_on_is_refused(service: Running, name: str) -> None:
    answered = service.ask("POST", "/v1/decisions", b"{}", [(name, "127.0.0.1")])
    assert (answered.status, answered.problem) == (403, "forbidden-host")


def test_request_with_two_hosts_is_refused(service: Running) -> None:
    answered = service.ask("GET", "/health/live", headers=[("Host", "localhost")])
    assert (answered.status, answered.problem) == (403, "forbidden-host")


def test_demonstration_answers_every_host(tmp_path: Path) -> None:
    with Running(tmp_path, demo=True) as running:
        answered = running.ask(
            "GET", "/health/live", headers=[("X-Forwarded-For", "192.0.2.1")], host="imaging.example"
        )
    assert answered.status == 200
