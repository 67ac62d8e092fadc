"""What is special to a log in a file: which SQLite, whose file, which version, and who holds its lock."""

import os
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from api.store.connect import check_sqlite
from api.store.filelock import FileLock
from api.store.idempotency import token_of
from api.store.migrate import APPLICATION_ID, PRESENT
from api.store.migrations import sqlite_steps
from api.store.port import Idempotency, IdempotencyInFlight
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogDamaged, LogUnavailable
from tests.api.store.conftest import PATIENCE
from tests.api.store.invented import Clock, Inventor, found

# What these tests are about is just what Python warns of: threads that a fork leaves behind.
FORKING = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.51.2"])
def test_an_sqlite_that_loses_commits_is_refused(version: str) -> None:
    with pytest.raises(LogUnavailable, match=rf"^SQLite {version} can lose what it has committed; 3\.51\.3 or newer"):
        check_sqlite(version)


@pytest.mark.parametrize("version", ["3.51.3", "3.52.0", "3.54.1", "4.0.0"])
def test_a_newer_sqlite_is_taken(version: str) -> None:
    check_sqlite(version)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Have new files made with this umask."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277])
def test_only_the_owner_may_read_the_files_whatever_the_umask(path: Path, inventor: Inventor, mask: int) -> None:
    path.parent.mkdir()
    with umask(mask), SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == dict.fromkeys(["log.db", "log.db-wal", "log.db-shm", "log.db.lock"], 0o600)


def test_the_folder_of_a_log_is_made_for_its_owner(path: Path) -> None:
    SqliteLog(path, Clock(), PATIENCE).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_closed_log_is_one_file(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        assert log.size() == 1
    assert sorted(file.name for file in path.parent.iterdir()) == ["log.db", "log.db.lock"]


def test_every_commit_waits_for_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[apsw.Connection] = []
    monkeypatch.setattr(apsw, "connection_hooks", [connections.append])
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.check_ready()
        writer = connections[-1]
        assert [writer.pragma(name) for name in ("synchronous", "journal_mode", "foreign_keys")] == [2, "wal", 1]


def test_the_database_says_what_it_is(path: Path) -> None:
    SqliteLog(path, Clock(), PATIENCE).close()
    database = apsw.Connection(str(path))
    assert (database.pragma("application_id"), database.pragma("user_version")) == (APPLICATION_ID, PRESENT)
    database.close()


def test_a_newer_log_is_refused_and_left_as_it_is(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        newer = apsw.Connection(str(path))
        newer.pragma("user_version", PRESENT + 1)
        newer.close()
        said = f"^the log is at version {PRESENT + 1}, this program at {PRESENT}: use the program that made it$"
        with pytest.raises(LogUnavailable, match=said):
            log.append(inventor.entry())
        with pytest.raises(LogUnavailable, match=said):
            log.check_ready()
        assert log.size() == 1
    before = path.read_bytes()
    with pytest.raises(LogUnavailable, match=said):
        SqliteLog(path, Clock(), PATIENCE)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE theirs (a)")
    other.pragma("user_version", 7)
    other.pragma("journal_mode", "wal")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LogUnavailable, match=r"^the database is not a log of this program$"):
        SqliteLog(path, Clock(), PATIENCE)
    assert path.read_bytes() == before


def test_a_step_that_fails_leaves_the_database_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = sqlite_steps()
    monkeypatch.setattr("api.store.migrate.sqlite_steps", lambda: (steps[0] + "CREATE TABLE record (again)",))
    with pytest.raises(LogUnavailable, match=r"SQLError"):
        SqliteLog(path, Clock(), PATIENCE)
    monkeypatch.undo()
    with SqliteLog(path, Clock(), PATIENCE) as log:
        assert log.append(Inventor().entry()).index == 0
        assert log.verify().holds


def test_a_file_that_is_no_database_is_told_as_damaged(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(LogDamaged, match=r"NotADBError"):
        SqliteLog(path, Clock(), PATIENCE)
    assert path.read_bytes() == b"not a database" * 1000


def test_a_log_where_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable):
        SqliteLog(tmp_path, Clock(), PATIENCE)
    (tmp_path / "file").touch()
    with pytest.raises(LogUnavailable):
        SqliteLog(tmp_path / "file" / "log.db", Clock(), PATIENCE)


def test_a_log_that_is_not_there_cannot_be_verified_and_is_not_made(path: Path) -> None:
    with pytest.raises(LogUnavailable, match=r"No such file"):
        verify_database(path)
    assert not path.exists()


def test_a_lock_that_another_holds_is_refused_in_time_and_taken_later(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), patience=0.2) as log:
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
    with SqliteLog(path, Clock(), patience=0.2) as log:
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
        first_taken = sizes[0]  # the writer may have taken more than one before it met the lock
        assert sorted(set(sizes)) == sorted({first_taken, min(first_taken + 256, 301), 301})
        assert 1 <= first_taken <= 256
        assert sizes == sorted(sizes)


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
    with SqliteLog(path, Clock(), patience=0.2) as log:
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


@pytest.mark.parametrize("replaced", [False, True], ids=["moved", "replaced"])
def test_a_log_whose_file_is_moved_appends_and_reads_nothing_until_it_is_back(
    path: Path, inventor: Inventor, *, replaced: bool
) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        elsewhere = path.with_name("elsewhere.db")
        path.rename(elsewhere)
        if replaced:
            path.write_bytes(elsewhere.read_bytes())
        for asked in (lambda: log.append(inventor.entry()), log.check_ready, log.size, lambda: log.read("invented-0")):
            with pytest.raises(LogUnavailable, match="replaced" if replaced else "No such file"):
                asked()
        elsewhere.rename(path)
        assert log.append(inventor.entry(idempotency=None)).index == 1
        assert log.verify().holds


@FORKING
def test_a_forked_child_is_refused_and_leaves_its_parent_alone(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        child = os.fork()
        if child == 0:
            os._exit(refusals_in_a_child(log, inventor))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
        assert log.append(inventor.entry()).index == 1
        assert found(log, "invented-0").index == 0
        assert log.verify().holds


def refusals_in_a_child(log: SqliteLog, inventor: Inventor) -> int:
    """Count how much of the log a forked child may not touch."""
    refused = 0
    for asked in (lambda: log.append(inventor.entry()), log.check_ready, log.size, lambda: log.read("invented-0")):
        try:
            asked()
        except LogUnavailable as refusal:
            refused += "forked" in str(refusal)
    log.close()
    return refused


@FORKING
def test_a_child_does_not_keep_the_lock_of_a_parent_that_was_killed(path: Path) -> None:
    path.parent.mkdir()
    told_to_end, tells_to_end = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.close(tells_to_end)
        hold_the_lock_with_a_child_and_be_killed(path, told_to_end)
    os.close(told_to_end)
    assert os.waitstatus_to_exitcode(os.waitpid(parent, 0)[1]) == -signal.SIGKILL
    with SqliteLog(path, Clock(), PATIENCE) as log:
        assert log.append(Inventor().entry()).index == 0
    os.close(tells_to_end)


def hold_the_lock_with_a_child_and_be_killed(path: Path, told_to_end: int) -> None:
    """Leave a child behind that lives until the other end of the pipe is closed."""
    with FileLock(path.with_name("log.db.lock")).held():
        if os.fork() == 0:
            os.read(told_to_end, 1)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_old_clock_does_not_hinder(path: Path, inventor: Inventor) -> None:
    clock = Clock()
    clock.advance(timedelta(days=-365 * 100))
    with SqliteLog(path, clock, PATIENCE) as log:
        assert log.append(inventor.entry()).time == "1926-12-17T06:00:00.123Z"
        assert log.verify().holds


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
