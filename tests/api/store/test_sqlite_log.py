"""How a log in a file is opened: which SQLite, whose file, which version."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from api.store.connect import check_sqlite
from api.store.migrate import APPLICATION_ID, PRESENT
from api.store.migrations import sqlite_steps
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogDamaged, LogUnavailable
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor


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
