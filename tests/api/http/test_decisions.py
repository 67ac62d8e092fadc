"""Decisions over HTTP: recorded before they are told, told the same again, once per idempotency key."""

import asyncio
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.api.http.asking import FACTS, LOCAL, Running, ask

VISITOR = {"facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"}}
JSON = ("Content-Type", FACTS)


@contextmanager
def log_that_is_held(service: Running) -> Iterator[None]:
    """Hold the log's lock, as another process does that appends and never ends."""
    with service.database.with_name(service.database.name + ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def strengths(document: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    return {modality: advice["strength"] for modality, advice in document["advice"].items()}


def test_decision_is_on_record_when_it_is_told(service: Running) -> None:
    before = service.at_hand.advisor.log.size()
    answered = service.decide(VISITOR)
    told = answered.document
    record = service.at_hand.advisor.log.read(told["id"])
    assert record is not None
    assert (answered.status, answered.headers["location"]) == (201, f"/v1/decisions/{told['id']}")
    assert (record.index, service.at_hand.advisor.log.size()) == (before, before + 1)
    assert told["receipt"] == {"index": before, "size": before + 1}
    assert json.loads(record.header)["door"] == "http-facts"
    assert strengths(told) == {"cxr": "may-be-considered", "ct": "no-statement"}


def test_decision_is_read_back_in_the_same_bytes(service: Running) -> None:
    answered = service.decide(VISITOR | {"subject": "invented-17", "explain": True})
    again = service.ask("GET", answered.headers["location"])
    assert (again.status, again.body) == (200, answered.body)
    assert b"invented-17" not in again.body


@pytest.mark.parametrize(
    "wrong",
    ["0192aaaa-0000-7000-8000-000000000000", "0192AAAA-0000-7000-8000-000000000000", "x", "..", "%00", "sha256:0"],
)
def test_decision_that_is_not_there_is_not_found(service: Running, wrong: str) -> None:
    answered = service.ask("GET", f"/v1/decisions/{wrong}")
    assert (answered.status, answered.problem) == (404, "unknown-decision")


def test_record_that_is_no_decision_is_not_found(service: Running) -> None:
    digest = service.at_hand.advisor.library.find(None).digest
    assert service.at_hand.advisor.log.read(digest) is not None
    assert service.ask("GET", f"/v1/decisions/{digest}").problem == "unknown-decision"


def test_public_address_stands_in_the_location(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Running(tmp_path_factory.mktemp("public"), public_url="https://imaging.example/") as running:
        answered = running.decide(VISITOR)
    assert answered.headers["location"] == f"https://imaging.example/v1/decisions/{answered.document['id']}"


def test_demonstration_is_marked_in_answer_and_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Running(tmp_path_factory.mktemp("demo"), demo=True) as running:
        answered = running.ask(
            "POST", "/v1/decisions", b"{}", [JSON, ("X-Forwarded-For", "192.0.2.1")], host="demo.example"
        )
        record = running.at_hand.advisor.log.read(answered.document["id"])
    assert record is not None
    assert (answered.document["demonstration"], json.loads(record.payload)["demonstration"]) == (True, True)


def test_same_key_and_body_give_the_same_answer_and_one_record(service: Running) -> None:
    before = service.at_hand.advisor.log.size()
    first = service.decide(VISITOR, ("Idempotency-Key", "order 17"))
    again = service.decide(VISITOR, ("Idempotency-Key", "order 17"))
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert again.headers["location"] == first.headers["location"]
    assert service.at_hand.advisor.log.size() == before + 1


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b'{"facts": {"fever": "no"}}', FACTS), (b"{} ", FACTS), (b"{}", "application/json; charset=utf-8")],
    ids=["facts", "white-space", "media-type"],
)
def test_same_key_with_another_request_is_refused(own_service: Running, body: bytes, media_type: str) -> None:
    key = ("Idempotency-Key", "k")
    assert own_service.ask("POST", "/v1/decisions", b"{}", [JSON, key]).status == 201
    size = own_service.at_hand.advisor.log.size()
    answered = own_service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type), key])
    assert (answered.status, answered.problem) == (422, "idempotency-conflict")
    assert own_service.at_hand.advisor.log.size() == size


def test_same_key_of_another_client_is_another_key(service: Running) -> None:
    headers = [JSON, ("Idempotency-Key", "shared")]
    clients = [LOCAL, ("127.0.0.2", 40000), None]
    told = [service.ask("POST", "/v1/decisions", b"{}", headers, client=client).document["id"] for client in clients]
    assert len(set(told)) == len(clients)


def test_same_key_from_another_port_of_a_client_is_the_same_key(service: Running) -> None:
    headers = [JSON, ("Idempotency-Key", "ports")]
    told = [service.ask("POST", "/v1/decisions", b"{}", headers, client=("127.0.0.1", port)) for port in (1, 2)]
    assert told[0].body == told[1].body


@pytest.mark.parametrize("keys", [[""], ["x" * 201], ["schlüssel"], [" x"], ["a\tb"], ["a", "a"]])
def test_key_that_cannot_be_used_is_refused(service: Running, keys: list[str]) -> None:
    answered = service.decide(VISITOR, *(("Idempotency-Key", key) for key in keys))
    assert (answered.status, answered.problem) == (422, "malformed-key")


@pytest.mark.parametrize("key", ["x", "x" * 200, 'a "quoted" key~', "!"])
def test_key_of_printable_ascii_is_used(service: Running, key: str) -> None:
    assert service.decide(VISITOR, ("Idempotency-Key", key)).status == 201


def test_refused_request_leaves_its_key_free(service: Running) -> None:
    key = ("Idempotency-Key", "second try")
    assert service.decide({"facts": {"fever": "perhaps"}}, key).status == 422
    assert service.decide({"facts": {"fever": "yes"}}, key).status == 201


def test_same_request_at_the_same_time_is_in_flight(own_service: Running) -> None:
    async def twice() -> list[int]:
        headers = [JSON, ("Idempotency-Key", "k")]
        with log_that_is_held(own_service):
            first = asyncio.ensure_future(ask(own_service.app, "POST", "/v1/decisions", b"{}", headers))
            await asyncio.sleep(0.2)
            second = await ask(own_service.app, "POST", "/v1/decisions", b"{}", headers)
        third = await first
        assert second.problem == "idempotency-in-flight"
        assert second.headers["retry-after"] == "2"
        return [third.status, second.status]

    assert own_service.runner.run(twice()) == [201, 409]


def test_log_that_cannot_append_gives_no_advice(own_service: Running) -> None:
    size = own_service.at_hand.advisor.log.size()
    with log_that_is_held(own_service):
        answered = own_service.decide(VISITOR)
        assert own_service.ask("GET", "/health/ready").problem == "log-unavailable"
        assert own_service.ask("GET", "/health/live").status == 200
    assert (answered.status, answered.problem, answered.headers["retry-after"]) == (503, "log-unavailable", "2")
    assert set(answered.document) == {"type", "title", "status", "detail"}
    assert own_service.decide(VISITOR).status == 201
    assert own_service.at_hand.advisor.log.size() >= size + 1


def test_record_stays_when_the_one_who_asked_is_cancelled(own_service: Running) -> None:
    size = own_service.at_hand.advisor.log.size()

    async def leave() -> None:
        with log_that_is_held(own_service):
            asking = asyncio.ensure_future(ask(own_service.app, "POST", "/v1/decisions", b"{}", [JSON]))
            await asyncio.sleep(0.2)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

    own_service.runner.run(leave())
    # The next one is recorded after it.
    assert own_service.decide(VISITOR).document["receipt"]["index"] == size + 1


def test_request_that_breaks_off_is_neither_answered_nor_recorded(own_service: Running) -> None:
    size = own_service.at_hand.advisor.log.size()
    answered = own_service.ask("POST", "/v1/decisions", [b'{"facts"'], [JSON], breaks_off=True)
    assert answered.status == 0
    assert own_service.at_hand.advisor.log.size() == size
    assert own_service.told()[-1]["status"] == 499


def test_body_in_parts_is_read_whole(service: Running) -> None:
    whole = json.dumps(VISITOR).encode()
    parts = [whole[at : at + 5] for at in range(0, len(whole), 5)]
    answered = service.ask("POST", "/v1/decisions", parts, [JSON])
    assert strengths(answered.document) == {"cxr": "may-be-considered", "ct": "no-statement"}
