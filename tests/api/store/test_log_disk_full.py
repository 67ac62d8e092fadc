"""A full disk refuses everybody who waits, keeps what was answered, and is forgotten as soon as there is room again."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from api.store.port import Appended
from api.store.sqlite import SqliteLog
from engine.errors import LogUnavailable
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor

PAGE = 4096


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Have the system refuse to let any file of this process grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def held_to_what_was_answered(log: SqliteLog, answered: list[Appended]) -> bool:
    """Whether the log holds just what was answered, in order, and verifies."""
    stored = [(record.index, record.size) for record in log.records()]
    return stored == [(each.index, each.size) for each in answered] and log.verify().holds


def append_until_refused(log: SqliteLog, inventor: Inventor, answered: list[Appended]) -> None:
    """Append a page each time, and keep what is answered."""
    while True:
        answered.append(log.append(inventor.entry(payload=bytes(PAGE))))


def test_a_database_that_may_not_grow_refuses_and_then_goes_on(
    path: Path, inventor: Inventor, monkeypatch: pytest.MonkeyPatch
) -> None:
    most_pages = [40]

    def limit(connection: apsw.Connection) -> None:
        connection.pragma("max_page_count", most_pages[0])

    monkeypatch.setattr(apsw, "connection_hooks", [limit])
    with SqliteLog(path, Clock(), PATIENCE) as log:
        answered: list[Appended] = []
        with pytest.raises(LogUnavailable, match=r"^the database cannot be used now \(FullError\)$"):
            append_until_refused(log, inventor, answered)
        assert answered
        assert held_to_what_was_answered(log, answered)
        with pytest.raises(LogUnavailable):
            log.append(inventor.entry(payload=bytes(PAGE)))
        most_pages[0] = 4000
        answered.append(log.append(inventor.entry(payload=bytes(PAGE))))
        assert held_to_what_was_answered(log, answered)


def test_all_who_wait_are_refused_together(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        answered = [log.append(inventor.entry())]
        with largest_file(1024):
            waiting = [log.submit(inventor.entry(payload=bytes(PAGE))) for _ in range(300)]
            refusals = [each.exception() for each in waiting]
        assert [type(each) for each in refusals] == [LogUnavailable] * 300
        assert len(set(map(id, refusals))) == 300  # each its own: a shared one would gather everybody's traceback
        assert held_to_what_was_answered(log, answered)
        answered.append(log.append(inventor.entry()))
        assert held_to_what_was_answered(log, answered)


def test_wherever_writing_fails_nothing_is_half_done(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        answered = [log.append(inventor.entry(episode="visit"))]
        failed = 0
        for size in range(1024, 40 * 1024, 1024):
            with largest_file(size):
                waiting = [log.submit(inventor.entry(episode="visit", payload=bytes(2000))) for _ in range(3)]
                done = [each for each in waiting if each.exception() is None]
            failed += len(waiting) - len(done)
            answered += [each.result() for each in done]
            assert held_to_what_was_answered(log, answered)
        assert failed > 0
        answered.append(log.append(inventor.entry()))
        assert held_to_what_was_answered(log, answered)


def test_a_disk_that_is_nearly_full_is_not_ready(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.check_ready()
        monkeypatch.setattr("api.store.sqlite._ROOM", 2**62)
        with pytest.raises(LogUnavailable, match=r"^the disk of the log is nearly full$"):
            log.check_ready()
