"""Every log that the contract tests run on, opened as often as a test wants."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.store.port import Log
from api.store.sqlite import SqliteLog
from tests.api.store.invented import Clock, Inventor

PATIENCE = 60.0  # no test waits so long: it only keeps a machine under load from failing one


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
