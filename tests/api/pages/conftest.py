"""Visitors to a clinic with the project's own guideline and an empty log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.library import Library, read_library
from api.store.sqlite import SqliteLog
from tests.api.pages.clinic import NOW, Visitor, advisor_of, visitor_of

PATIENCE = 60.0  # no test waits so long: it only keeps a machine under load from failing one


@pytest.fixture(scope="session")
def library() -> Library:
    """The project's own guideline, compiled once."""
    shelf = read_library(None, "ksr-kstr-2020")
    shelf.deciding(shelf.find(None))
    return shelf


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    """An empty log."""
    with SqliteLog(tmp_path / "log.db", lambda: NOW, PATIENCE) as opened:
        yield opened


@pytest.fixture
def visitor(library: Library, log: SqliteLog) -> Visitor:
    """A visitor to a clinic."""
    return visitor_of(advisor_of(library, log))


@pytest.fixture
def demonstration_visitor(library: Library, log: SqliteLog) -> Visitor:
    """A visitor to a demonstration."""
    return visitor_of(advisor_of(library, log, demonstration=True))
