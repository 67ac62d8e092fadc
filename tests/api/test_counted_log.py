"""A decision is counted once it is on disk, however it is appended; everything else is the log's own doing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.counted_log import CountedLog
from api.store.port import Entry, Idempotency, Log
from api.store.sqlite import SqliteLog
from api.watch.metrics import Metrics
from engine.errors import LogUnavailable
from engine.log.record import Kind, edition_digest

PAYLOAD = b'{"advice":{"ct":{"strength":"no-statement"}}}'
EDITION = b"{}"


def entry(number: int, kind: Kind = Kind.DECISION, key: str | None = None) -> Entry:
    """A record of an invented decision."""
    idempotency = Idempotency("local", key, "body") if key else None
    return Entry(kind, f"invented-{number}", "form", PAYLOAD, bytes(32), idempotency=idempotency)


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[CountedLog]:
    """An empty log that counts."""
    with CountedLog(SqliteLog(tmp_path / "log.db", lambda: datetime.now(UTC)), Metrics("0")) as log:
        yield log


def count(log: CountedLog) -> float:
    """How many decisions were counted."""
    found = [
        line for line in log.metrics.render(None).decode().splitlines() if line.startswith("imaging_cds_decisions")
    ]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def test_decision_is_counted_however_it_is_appended(counted: CountedLog) -> None:
    counted.append(entry(1))
    counted.submit(entry(2)).result()
    counted.append_many([entry(3), entry(4)])
    assert (count(counted), counted.size()) == (4, 4)


def test_what_is_no_decision_is_not_counted(counted: CountedLog) -> None:
    counted.append(entry(1, Kind.FEEDBACK))
    counted.append_edition_once(edition_digest(EDITION), EDITION, "serve")
    assert (count(counted), counted.size()) == (0, 2)


def test_decision_that_is_told_again_is_not_counted_again(counted: CountedLog) -> None:
    counted.append(entry(1, key="k"))
    assert counted.append(entry(2, key="k")).replayed
    assert count(counted) == 1


def test_decision_that_is_not_on_disk_is_not_counted(counted: CountedLog) -> None:
    counted.close()
    with pytest.raises(LogUnavailable):
        counted.append(entry(1))
    with pytest.raises(LogUnavailable):
        counted.check_ready()
    assert count(counted) == 0


def test_log_is_read_as_it_is(counted: CountedLog) -> None:
    log: Log = counted
    log.append(entry(1))
    log.append_edition_once(edition_digest(EDITION), EDITION, "serve")
    record = log.read("invented-1")
    assert record is not None
    assert (record.payload, log.edition(edition_digest(EDITION))) == (PAYLOAD, EDITION)
    assert (log.find_named("card"), log.latest("0" * 64, Kind.DECISION)) == (None, None)
    assert [each.index for each in log.records(0, Kind.DECISION)] == [0]
    assert log.verify().holds
    log.check_ready()
