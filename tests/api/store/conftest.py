"""Every log that the contract tests run on, opened as often as a test wants."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.security.sealing import Sealer
from api.store.hl7_port import Hl7Store
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.port import Log
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from tests.api.store.damage import Tampering, make_log, tampering
from tests.api.store.invented_arrivals import SITE_KEY
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def inventor() -> Inventor:
    """A source of entries."""
    return Inventor()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an SQLite log may be made."""
    return tmp_path / "log" / "log.db"


@pytest.fixture(params=["sqlite"])
def open_log(request: pytest.FixtureRequest, clock: Clock, path: Path) -> Iterator[Callable[[], Log]]:
    """Open the same log again at each call: one implementation of the port after another."""
    openers: dict[str, Callable[[], Log]] = {"sqlite": lambda: SqliteLog(path, clock, PATIENCE)}
    with ExitStack() as opened:
        yield lambda: opened.enter_context(openers[request.param]())


@pytest.fixture
def log(open_log: Callable[[], Log]) -> Log:
    """An empty log."""
    return open_log()


@pytest.fixture(params=["sqlite"])
def open_store(request: pytest.FixtureRequest, path: Path) -> Iterator[Callable[[], Hl7Store]]:
    """Open the same store behind HL7 v2 again at each call: one implementation of the port after another."""
    openers: dict[str, Callable[[], Hl7Store]] = {
        "sqlite": lambda: SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), PATIENCE)
    }
    with ExitStack() as opened:
        yield lambda: opened.enter_context(openers[request.param]())


@pytest.fixture
def store(open_store: Callable[[], Hl7Store]) -> Hl7Store:
    """An empty store."""
    return open_store()


@pytest.fixture
def made(path: Path) -> Path:
    """A log of 40 records that holds."""
    make_log(path)
    assert verify_database(path).findings == ()
    return path


@pytest.fixture
def somebody(made: Path) -> Iterator[Tampering]:
    """Somebody who has that log's file."""
    with tampering(made) as opened:
        yield opened
