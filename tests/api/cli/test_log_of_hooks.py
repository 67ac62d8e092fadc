"""`log verify` and `log replay` on records of what the guideline was not consulted about: nothing is decided again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.answers import Document, payload_not_applicable
from api.assemble import now
from api.library import read_library
from api.store.port import Entry
from api.store.sqlite import SqliteLog
from engine.log.canonical import canonical_bytes
from engine.log.record import Kind
from tests.api.cli.conftest import Ran

Run = Callable[..., Ran]
HOW: Document = {"presume": True, "explain": False, "demonstration": False}


def silence(order: str | None) -> Document:
    """What is recorded of an order that is out of topic, or of a request without one."""
    library = read_library(None, "ksr-kstr-2020")
    as_of = datetime(2026, 11, 22, 6, tzinfo=UTC)
    return HOW | payload_not_applicable(library.find(None), library.safety, as_of, order) | {"hook": {}}


def append(database: Path, document: Document, name: str) -> None:
    """Put a record in the log as a hook leaves it."""
    with SqliteLog(database, now) as log:
        payload, digest = canonical_bytes(document), document["guideline"]["digest"]
        log.append(Entry(Kind.DECISION, name, "cds-hooks", payload, bytes(32), edition=digest))


@pytest.mark.parametrize("order", ["cxr", "ct", None])
def test_silence_verifies_and_replays(run: Run, database: Path, order: str | None) -> None:
    assert run("decide", "-", given=b"{}").code == 0
    append(database, silence(order), "silence")
    assert run("log", "verify").code == 0
    assert run("log", "replay") == Ran(0, "2 decisions replayed, 0 differ\n", "")


def test_silence_that_says_something_differs(run: Run, database: Path) -> None:
    append(database, silence("ct") | {"facts": {"fever": ["yes"]}, "notes": [{"id": "assess-now"}]}, "forged")
    assert run("log", "replay") == Ran(
        1, "record 0 (forged): facts, notes would differ\n1 decisions replayed, 1 differ\n", ""
    )
