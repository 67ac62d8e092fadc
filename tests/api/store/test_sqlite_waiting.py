"""Who waits for a log in a file: for its lock, for a commit with others, for a request that is in flight."""

import time
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from api.store.filelock import FileLock
from api.store.idempotency import token_of
from api.store.port import Idempotency, IdempotencyInFlight
from api.store.sqlite import SqliteLog
from engine.errors import LogUnavailable
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor


def test_a_lock_that_another_holds_is_refused_in_time_and_taken_later(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), patience=1.0) as log:
        log.append(inventor.entry())
        other = FileLock(path.with_name("log.db.lock"))
        with other.held():
            waiting = [log.submit(inventor.entry()) for _ in range(3)]
            for each in waiting:
                assert isinstance(each.exception(), LogUnavailable)
            with pytest.raises(LogUnavailable, match="its lock is held, or its disk does not answer"):
                log.append_many([inventor.entry()] * 2)
            with pytest.raises(LogUnavailable):
                log.check_ready()
            with pytest.raises(LogUnavailable, match="another process holds the log's lock"):
                SqliteLog(path, Clock(), patience=0.1)
            assert log.size() == 1
        other.close()
        assert log.append(inventor.entry()).index == 1  # of those that were refused, none is recorded afterwards
        assert log.verify().holds


def test_a_database_that_another_program_keeps_locked_is_refused_in_time(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), patience=1.0) as log:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable):
            log.append(inventor.entry())
        other.execute("ROLLBACK")
        other.close()
        while log.size() == 0:
            log.append(inventor.entry())
        assert log.verify().holds


def test_what_waits_together_is_committed_together(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        lock = FileLock(path.with_name("log.db.lock"))
        with lock.held():
            first = log.submit(inventor.entry())
            rest = [log.submit(inventor.entry()) for _ in range(300)]
            assert not first.done()
        lock.close()
        sizes = [first.result().size, *[each.result().size for each in rest]]
        assert sizes == [256] * 256 + [301] * 45


def test_a_request_in_flight_is_refused(path: Path, inventor: Inventor) -> None:
    asked = Idempotency("client", "key", "body")
    with SqliteLog(path, Clock(), PATIENCE) as log:
        lock = FileLock(path.with_name("log.db.lock"))
        with lock.held():
            first = log.submit(inventor.entry(idempotency=asked))
            with pytest.raises(IdempotencyInFlight):
                log.submit(inventor.entry(idempotency=asked))
            other = log.submit(inventor.entry(idempotency=Idempotency("client", "other", "body")))
        lock.close()
        assert (first.result().index, other.result().index) == (0, 1)
        assert log.append(inventor.entry(idempotency=asked)).replayed


def test_a_key_that_was_refused_with_its_request_is_free_again(path: Path, inventor: Inventor) -> None:
    asked = Idempotency("client", "key", "body")
    with SqliteLog(path, Clock(), patience=1.0) as log:
        lock = FileLock(path.with_name("log.db.lock"))
        with lock.held():
            log.submit(inventor.entry())
            with pytest.raises(LogUnavailable):
                log.append(inventor.entry(idempotency=asked))
        lock.close()
        appended = None
        while appended is None:  # the key stays in flight until the writer has met the lock's release
            try:
                appended = log.append(inventor.entry(idempotency=asked))
            except IdempotencyInFlight:
                time.sleep(0.001)
        assert not appended.replayed


def test_expired_keys_are_removed_and_the_others_kept(path: Path, inventor: Inventor, clock: Clock) -> None:
    with SqliteLog(path, clock, PATIENCE) as log:
        asked = [Idempotency("client", f"key {number}", "body") for number in range(700)]
        log.append_many([inventor.entry(idempotency=each) for each in asked])
        clock.advance(timedelta(hours=12))
        log.append(inventor.entry(idempotency=Idempotency("client", "later", "body")))
        clock.advance(timedelta(hours=12))
        counts = []
        for _ in range(3):
            log.append(inventor.entry())
            reader = apsw.Connection(str(path))
            counts += [count for (count,) in reader.execute("SELECT count(*) FROM idempotency")]
            reader.close()
        assert counts == [701 - 512, 1, 1]
        assert log.verify().holds


def test_nothing_of_a_client_or_key_is_in_the_files(path: Path, inventor: Inventor) -> None:
    asked = Idempotency("canary-client", "canary-key", "canary-body")
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry(idempotency=asked))
        files = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert token_of(asked).client_key in files
    assert b"canary" not in files


def test_a_clock_that_fails_refuses_and_the_next_append_goes_on(path: Path, inventor: Inventor) -> None:
    clock = Clock()
    failing = [True]

    def now() -> object:
        if failing:
            raise RuntimeError("Invented Patient")
        return clock()

    with SqliteLog(path, now, PATIENCE) as log:  # type: ignore[arg-type]
        with pytest.raises(LogUnavailable, match=r"^the log's writer failed \(RuntimeError\)$"):
            log.append(inventor.entry())
        failing.clear()
        assert log.append(inventor.entry()).index == 0
