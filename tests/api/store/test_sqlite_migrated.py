"""A log that an earlier version of the program made: it is verified as it is, opened, and appended to."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from api.store.migrate import APPLICATION_ID, PRESENT
from api.store.migrations import sqlite_steps
from api.store.port import Report
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.log.record import Kind
from tests.api.store.damage import SIZE
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor, found, hashed

_KEPT = ("record", "payload", "head", "idempotency")


def version_of(path: Path) -> object:
    """Return the version that a database says it has."""
    with closing(apsw.Connection(str(path))) as database:
        return database.pragma("user_version")


def take_back(made: Path, version: int) -> Path:
    """Copy a log's rows into a database of an earlier version, as its program had left it."""
    older = made.with_name(f"older-{version}.db")
    with closing(apsw.Connection(str(older))) as database:
        for step in sqlite_steps()[:version]:
            database.execute(step)
        database.execute("ATTACH ? AS present", (str(made),))
        database.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        for table in _KEPT:
            database.execute(f"INSERT INTO {table} SELECT * FROM present.{table}")  # noqa: S608  # a test's own names
        database.pragma("application_id", APPLICATION_ID)
        database.pragma("user_version", version)
        database.pragma("journal_mode", "wal")
    return older


@pytest.fixture(params=range(1, PRESENT))
def older(request: pytest.FixtureRequest, made: Path) -> Path:
    """A log of 40 records that each earlier version of the program may have made."""
    return take_back(made, request.param)


def test_an_older_log_holds_before_it_is_opened(older: Path, made: Path) -> None:
    before = older.read_bytes()
    report = verify_database(older)
    assert report == verify_database(made)
    assert (report.size, report.holds) == (SIZE, True)
    assert older.read_bytes() == before


def test_an_older_log_opens_and_appends(older: Path) -> None:
    with SqliteLog(older, Clock(), PATIENCE) as log:
        assert log.verify() == Report(SIZE, log.verify().root, 0, ())
        appended = log.append(Inventor("new").entry(episode="visit 1", names=("card",)))
        assert (appended.index, appended.size) == (SIZE, SIZE + 1)
        assert log.find_named("card") == log.latest(hashed("visit 1") or "", Kind.DECISION) == found(log, "new-0")
        assert log.find_named("card 9") is None
        assert log.verify().holds
    assert version_of(older) == PRESENT
    assert verify_database(older).holds


def test_a_missing_trigger_of_an_older_log_is_found(older: Path) -> None:
    with closing(apsw.Connection(str(older))) as database:
        database.execute("DROP TRIGGER record_stays")
    assert [each.what for each in verify_database(older).findings] == [
        "the trigger record_stays is not as this program made it"
    ]
