"""The service over real connections, in one process and in several, from its start to its end."""

import fcntl
import json
import re
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.store.sqlite import SqliteLog
from engine.log.record import Kind
from tests.api.http.serving import SECONDS, Served

VISITOR = {"facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"}}
NAME = "Hong-Gildong-InventedPatient"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that the tests of this file share."""
    with Served(tmp_path_factory.mktemp("served")) as running:
        yield running


def talk(served: Served, request: bytes, *, ends: bool = True) -> bytes:
    """Send bytes as they are, and nothing after them, and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=SECONDS) as connection:
        connection.sendall(request)
        if ends:
            connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def test_decision_is_told_and_read_back(served: Served) -> None:
    answered = served.decide(VISITOR)
    assert answered.status == 201
    assert served.ask("GET", answered.headers["location"]).body == answered.body
    assert "server" not in answered.headers


def test_form_is_served(served: Served) -> None:
    assert served.ask("GET", "/").headers["content-type"] == "text/html; charset=utf-8"


def test_head_has_no_body(served: Served) -> None:
    answered = talk(served, b"HEAD /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    head, _, body = answered.partition(b"\r\n\r\n")
    assert (head.splitlines()[0], body) == (b"HTTP/1.1 200 OK", b"")


def test_proxy_cannot_say_who_asks(served: Served) -> None:
    answered = served.ask("GET", "/health/live", headers=[("X-Forwarded-For", "127.0.0.1")])
    assert (answered.status, answered.problem) == (403, "forbidden-host")


def test_large_body_is_refused_and_the_connection_goes_on(served: Served) -> None:
    head = b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    body = b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 160 + b"0\r\n\r\n"
    after = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answered = talk(served, head + body + after, ends=False)
    assert re.findall(rb"HTTP/1.1 (\d+) ", answered) == [b"413", b"200"]


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/9.9",
        b"\x00\x01\x02",
        b"GET " + b"/" * 100_000 + b" HTTP/1.1",
        NAME.encode(),
        b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3",
        b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1",
        b"POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked",
    ],
    ids=range(7),
)
def test_request_that_is_no_http_is_refused_and_no_answer_is_lost(served: Served, request_line: bytes) -> None:
    answered = talk(served, request_line + b"\r\n\r\n{}")
    assert answered == b"" or b" 4" in answered.splitlines()[0]
    assert NAME.encode() not in answered
    assert served.ask("GET", "/health/live").status == 200


def test_many_clients_at_once_are_each_told_their_own(served: Served) -> None:
    with ThreadPoolExecutor(16) as clients:
        told = list(clients.map(lambda n: served.decide({"facts": {"fever": ["yes", "no"][n % 2]}}), range(200)))
    assert [each.document["facts"]["fever"] for each in told] == ["yes", "no"] * 100
    assert len({each.document["id"] for each in told}) == 200


def test_log_that_is_held_gives_no_advice_until_it_is_let_go(tmp_path: Path) -> None:
    with Served(tmp_path) as running:
        assert running.decide(VISITOR).status == 201
        with (tmp_path / "log.db.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            refused = running.decide(VISITOR)
            assert (refused.status, refused.problem, refused.headers["retry-after"]) == (503, "log-unavailable", "2")
            assert running.ask("GET", "/health/ready").status == 503
        assert running.decide(VISITOR).status == 201
        assert running.ask("GET", "/health/ready").status == 200


def test_service_ends_when_it_is_told_and_says_nothing_of_patients(tmp_path: Path) -> None:
    with Served(tmp_path) as running:
        running.decide({"subject": NAME, "episode": NAME})
        running.decide({"facts": {NAME: NAME}})
        running.ask("GET", f"/{NAME}?{NAME}={NAME}")
        talk(running, NAME.encode())
        code = running.end()
    events = [json.loads(line) for line in running.told.splitlines()]
    assert code == 0
    assert NAME not in running.told
    assert [each["status"] for each in events if each["event"] == "request"] == [201, 422, 404]
    assert [each["event"] for each in events if each["event"] in {"listening", "started", "stopped"}] == [
        "listening",
        "started",
        "stopped",
    ]


def test_service_that_is_interrupted_ends(tmp_path: Path) -> None:
    with Served(tmp_path) as running:
        assert running.ask("GET", "/health/live").status == 200
        assert running.end(signal.SIGINT) == 0
    assert "Traceback" not in running.told


def test_workers_share_log_key_and_figures(tmp_path: Path) -> None:
    with Served(tmp_path, "--workers", "2") as running:
        # Two at a time, so that either worker has some.
        with ThreadPoolExecutor(2) as clients:
            told = list(clients.map(lambda _: running.decide(VISITOR | {"subject": NAME}), range(60)))
        figures = running.ask("GET", "/metrics").body.decode()
        code = running.end()
    assert code == 0
    assert [each.status for each in told] == [201] * 60
    assert 'imaging_cds_decisions_total{door="http-facts",modality="cxr",strength="may-be-considered"} 60.0' in figures
    with SqliteLog(tmp_path / "log.db", lambda: pytest.fail("nothing is appended")) as log:
        headers = [json.loads(record.header) for record in log.records(kind=Kind.DECISION)]
        assert log.verify().holds
    assert {each["id"] for each in headers} == {each.document["id"] for each in told}
    assert len({(each["subject"], each["subject_key"]) for each in headers}) == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "imaging.example"])  # noqa: S104 - to be refused
def test_address_that_others_reach_is_not_listened_on(tmp_path: Path, host: str) -> None:
    code, told = Served(tmp_path, "--host", host).run_to_end()
    assert code == 3
    assert told.splitlines()[0].startswith("imaging-cds: no client is configured, so only this machine is served")


def test_demonstration_listens_for_others(tmp_path: Path) -> None:
    with Served(tmp_path, "--host", "0.0.0.0", demo="1") as running:  # noqa: S104 - as a demonstration does
        answered = running.ask("POST", "/v1/decisions", b"{}", [("Content-Type", "application/json"), ("Host", "x")])
    assert answered.document["demonstration"] is True


def test_port_that_is_taken_is_told_in_one_line(served: Served, tmp_path: Path) -> None:
    code, told = Served(tmp_path, "--port", str(served.port)).run_to_end()
    assert code == 3
    assert told.splitlines() == [
        f"imaging-cds: cannot listen on 127.0.0.1 port {served.port}: Address already in use; nothing was answered"
    ]


def test_key_that_others_may_read_is_told_in_one_line(tmp_path: Path) -> None:
    key = tmp_path / "log.key"
    key.write_bytes(bytes(32))
    key.chmod(0o644)
    code, told = Served(tmp_path).run_to_end()
    assert code == 3
    assert told.splitlines() == [
        f"imaging-cds: the site key {key} is open to others (mode 0644): chmod 600 {key}; nothing was answered"
    ]


def test_guideline_that_is_refused_is_told_in_one_line(tmp_path: Path) -> None:
    code, told = Served(tmp_path, guidelines_dir=str(tmp_path)).run_to_end()
    assert (code, told) == (2, "imaging-cds: facts.yaml: cannot be read: No such file or directory\n")


def test_database_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "log.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    code, told = Served(tmp_path).run_to_end()
    assert (code, len(told.splitlines())) == (3, 1)


@pytest.mark.parametrize("written", ["locations: {Location/1: nowhere}", "unheard_of: yes", None])
def test_site_map_that_is_refused_is_told_in_one_line(tmp_path: Path, written: str | None) -> None:
    file = tmp_path / "site.yaml"
    if written is not None:
        file.write_text(written)
    code, told = Served(tmp_path, site_file=str(file)).run_to_end()
    assert (code, len(told.splitlines())) == (2, 1)
    assert "site.yaml" in told


def test_setting_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    code, told = Served(tmp_path, log_format="xml").run_to_end()
    assert (code, told) == (2, "imaging-cds: a setting cannot be used: IMAGING_CDS_LOG_FORMAT (see docs/settings.md)\n")
