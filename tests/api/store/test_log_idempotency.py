"""One client, key and body give one record for 24 hours, whatever happens in between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from api.store.idempotency import token_of
from api.store.port import Appended, Idempotency, IdempotencyConflict, IdempotencyInFlight, Log
from api.store.sqlite import SqliteLog
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor, found

ASKED = Idempotency("client", "key", "body")
DAY = timedelta(hours=24)


def test_the_same_request_is_answered_with_the_same_record(open_log: Callable[[], Log], inventor: Inventor) -> None:
    log = open_log()
    log.append(inventor.entry())
    entries = [inventor.entry(idempotency=ASKED), inventor.entry(), inventor.entry()]
    first = log.append_many(entries)[0]
    again = Appended(first.id, 1, 4, first.time, replayed=True)
    assert first == Appended(entries[0].id, 1, 4, first.time)
    assert log.append(inventor.entry(idempotency=ASKED)) == again
    log.close()
    reopened = open_log()
    assert reopened.append(inventor.entry(idempotency=ASKED)) == again
    assert reopened.size() == 4
    assert found(reopened, first.id).size == first.size


def test_another_body_under_the_same_key_is_refused(log: Log, inventor: Inventor) -> None:
    log.append(inventor.entry(idempotency=ASKED))
    with pytest.raises(IdempotencyConflict):
        log.append(inventor.entry(idempotency=Idempotency("client", "key", "other body")))
    assert log.size() == 1


@pytest.mark.parametrize("other", [Idempotency("other", "key", "body"), Idempotency("client", "other", "body")])
def test_another_client_or_key_is_another_request(log: Log, inventor: Inventor, other: Idempotency) -> None:
    log.append(inventor.entry(idempotency=ASKED))
    assert not log.append(inventor.entry(idempotency=other)).replayed
    assert log.size() == 2


@pytest.mark.parametrize(
    ("waited", "replayed"), [(DAY - timedelta(milliseconds=1), True), (DAY, False), (DAY * 2, False)]
)
def test_a_key_is_kept_for_24_hours(
    log: Log, inventor: Inventor, clock: Clock, waited: timedelta, *, replayed: bool
) -> None:
    log.append(inventor.entry(idempotency=ASKED))
    clock.advance(waited)
    assert log.append(inventor.entry(idempotency=ASKED)).replayed is replayed
    assert log.size() == (1 if replayed else 2)
    assert log.append(inventor.entry(idempotency=ASKED)).replayed
    assert log.verify().holds


def test_a_key_in_flight_is_refused_and_nothing_of_its_chunk_is_taken(log: Log, inventor: Inventor) -> None:
    twice = [inventor.entry(idempotency=ASKED), inventor.entry(idempotency=ASKED)]
    with pytest.raises(IdempotencyInFlight):
        log.append_many(twice)
    assert log.size() == 0
    assert log.append(twice[1]).index == 0


def test_an_exception_tells_nothing_of_the_request(log: Log, inventor: Inventor) -> None:
    named = Idempotency("Invented Client", "Invented Patient", "body")
    log.append(inventor.entry(idempotency=named))
    with pytest.raises(IdempotencyConflict) as refusal:
        log.append(inventor.entry(idempotency=Idempotency("Invented Client", "Invented Patient", "other")))
    assert "Invented" not in str(refusal.value)


def test_tokens_of_different_requests_differ() -> None:
    parts = ["", "a", "b", "ab", "\ud800", "권"]
    asked = [Idempotency(client, key, body) for client in parts for key in parts for body in parts]
    assert len({token_of(each).client_key for each in asked}) == len(parts) ** 2
    assert len({token_of(each).body for each in asked}) == len(parts) ** 3


class Requests(RuleBasedStateMachine):
    """Clients that ask, ask again, lose the answer or the program, and wait; beside them, what they should be told."""

    def __init__(self) -> None:
        """Make an empty log."""
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock = Clock()
        self.inventor = Inventor()
        self.log = self._open()
        self.kept: dict[tuple[str, str], tuple[str, str, datetime]] = {}
        self.records = 0

    @initialize()
    def begin(self) -> None:
        """Let one record be there that nobody asked for twice."""
        self.log.append(self.inventor.entry())
        self.records = 1

    @rule(client=st.sampled_from("ab"), key=st.sampled_from("cd"), body=st.sampled_from("ef"), lost=st.booleans())
    def ask(self, client: str, key: str, body: str, *, lost: bool) -> None:
        """Ask; where the answer is lost, the program ends after the commit and before anybody is told."""
        entry = self.inventor.entry(idempotency=Idempotency(client, key, body))
        kept = self.kept.get((client, key))
        if kept is not None and self.clock.now - kept[2] >= DAY:
            kept = None
        waiting = self.log.submit(entry)
        if lost:
            self.close_and_open()
        if kept is not None and kept[0] != body:
            assert isinstance(waiting.exception(), IdempotencyConflict)
            return
        if kept is None:
            self.kept[client, key] = (body, entry.id, self.clock.now)
            self.records += 1
        if not lost:
            told = waiting.result()
            assert (told.id, told.replayed) == (kept[1] if kept else entry.id, kept is not None)

    @rule(hours=st.sampled_from([0, 1, 11, 23, 24, 30]))
    def wait(self, hours: int) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def close_and_open(self) -> None:
        """End the program and start it again."""
        self.log.close()
        self.log = self._open()

    @invariant()
    def one_record_for_one_request(self) -> None:
        """Hold the log to the model."""
        assert self.log.size() == self.records
        for _, record_id, _ in self.kept.values():
            assert self.log.read(record_id) is not None

    def teardown(self) -> None:
        """Verify what is left."""
        assert self.log.verify().holds
        self.log.close()
        self.folder.cleanup()

    def _open(self) -> SqliteLog:
        return SqliteLog(Path(self.folder.name) / "log.db", self.clock, PATIENCE)


TestRequests = Requests.TestCase
TestRequests.settings = settings(max_examples=40, stateful_step_count=25)
