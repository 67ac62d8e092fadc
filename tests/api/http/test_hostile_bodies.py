"""Whatever is sent, there is no failure, no echo, and no answer that is not on record."""

import asyncio
import io
import json
from collections import Counter
from itertools import islice
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from api.http.media_types import KINDS
from api.problems import PROBLEMS
from engine.log.record import Kind
from tests.api.http.asking import FACTS, FHIR, Answered, Running, ask
from tests.api.http.hostile import Hostile, hostile
from tests.api.http.innocent import BUNDLES, CANARY, REQUESTS

AT_ONCE = 64
NAME = CANARY.encode()
WITHIN = {f"/problems/{slug}": problem.status for slug, problem in PROBLEMS.items() if problem.status < 500}
WITHIN["/problems/log-unavailable"] = 503


FACTS_KEYS = (
    "facts",
    "fever",
    "severity",
    "measurements",
    "body_temperature",
    "value",
    "unit",
    "order",
    "modality",
    "as_of",
)
FHIR_KEYS = ("resourceType", "entry", "resource", "parameter", "name", "id", "code", "coding", "subject", "reference")
KEYS = st.sampled_from(FACTS_KEYS + FHIR_KEYS)


class Listening(io.StringIO):
    """Keeps no message, and remembers only whether one held the name."""

    heard = False

    def write(self, text: str) -> int:
        """Listen."""
        self.heard = self.heard or CANARY in text
        return len(text)


def what_is_wrong(answered: Answered) -> str | None:
    """What is wrong with an answer, if anything."""
    document = orjson.loads(answered.body)
    if answered.status == 201:
        for part in ("provenance", "unread"):
            for each in document[part]:
                each["path"] = ""  # it names a resource, by the id that the resource was sent with
        return "the name is in an answer" if CANARY in str(document) else None
    if NAME in answered.body or CANARY in str(answered.headers):
        return "the name is in a refusal"
    return None if WITHIN.get(document["type"]) == answered.status else f"status {answered.status}"


def assault(running: Running, seed: int, count: int, earlier: set[str]) -> Counter[int]:
    """Send so many hostile requests, and return how many answers there were of each status.

    `earlier` holds the ids of the records before: an answer may be one of them, told again for its key.
    """
    log = running.at_hand.advisor.log
    before, told, statuses = log.size(), set(), Counter[int]()
    requests = islice(hostile(seed), count)

    async def send(request: Hostile) -> Answered:
        return await ask(running.app, "POST", request.path, request.body, request.headers)

    async def send_all() -> None:
        while some := list(islice(requests, AT_ONCE)):
            for request, answered in zip(some, await asyncio.gather(*map(send, some)), strict=True):
                wrong = what_is_wrong(answered)
                assert wrong is None, f"{wrong}: {request.path} {request.headers} {b''.join(request.body)[:100_000]!r}"
                statuses[answered.status] += 1
                if answered.status == 201:
                    told.add(answered.headers["location"].rpartition("/")[2])

    running.runner.run(send_all())
    recorded = {orjson.loads(record.header)["id"] for record in log.records(before, Kind.DECISION)}
    assert told <= recorded | earlier
    # What was not answered for want of a log may be on disk nevertheless; nothing else may.
    assert len(recorded) - len(told - earlier) <= statuses[503]
    earlier |= recorded
    return statuses


def test_innocent_requests_are_answered(service: Running) -> None:
    sent = [(FACTS, each) for each in REQUESTS] + [(FHIR, each) for each in BUNDLES]
    answers = [
        service.ask("POST", "/v1/decisions", orjson.dumps(each), [("Content-Type", kind)]) for kind, each in sent
    ]
    assert [each.status for each in answers] == [201] * len(sent)
    assert set(KINDS) == {FACTS, FHIR}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | KEYS, inner, max_size=6),
    max_leaves=30,
)


@given(st.dictionaries(KEYS, JSON_VALUES, max_size=8) | JSON_VALUES, st.sampled_from([FACTS, FHIR]))
@settings(max_examples=1_000, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_refused_or_answered(service: Running, document: object, media_type: str) -> None:
    body = json.dumps(document).encode()
    assert what_is_wrong(service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type)])) is None


@given(st.binary(max_size=200), st.sampled_from([FACTS, FHIR]))
def test_any_bytes_are_refused(service: Running, body: bytes, media_type: str) -> None:
    assume(body.strip(b" \t\r\n") != b"{}")
    answered = service.ask("POST", "/v1/decisions", body, [("Content-Type", media_type)])
    assert (what_is_wrong(answered), answered.status // 100) == (None, 4)


@pytest.fixture
def quiet(tmp_path: Path) -> Running:
    """A service whose messages are listened to, and not kept."""
    return Running(tmp_path, messages=Listening())


def test_hostile_bodies_are_refused_or_answered_and_recorded(quiet: Running) -> None:
    with quiet as running:
        statuses = assault(running, seed=2, count=20_000, earlier=set())
        assert_all_was_met(running, statuses)


@pytest.mark.long
def test_a_million_hostile_bodies_are_refused_or_answered_and_recorded(quiet: Running) -> None:
    with quiet as running:
        earlier: set[str] = set()
        for seed in range(20):
            assert_all_was_met(running, assault(running, seed=1000 + seed, count=50_000, earlier=earlier))


def assert_all_was_met(running: Running, statuses: Counter[int]) -> None:
    """Bodies of every fate were among them, and the name was told nowhere."""
    assert isinstance(running.messages, Listening)
    assert not running.messages.heard
    assert NAME not in running.ask("GET", "/metrics").body
    assert {201, 400, 413, 415, 422} <= set(statuses)
