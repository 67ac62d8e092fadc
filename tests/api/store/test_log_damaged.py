"""A log whose file is damaged: what can be read is still checked, and nothing wrong is read or built upon."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from api.store.findings import Findings
from api.store.port import Finding, Report
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogDamaged, LogUnavailable
from engine.log.merkle import EMPTY_ROOT
from tests.api.store.damage import Tampering, tampering
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor

LAST_ID = "invented-38"


def test_a_record_that_is_not_what_was_recorded_is_not_read(made: Path, somebody: Tampering) -> None:
    somebody.run("UPDATE payload SET bytes = x'7b7d' WHERE seq = 7")
    somebody.run("UPDATE record SET header = x'7b7d' WHERE seq = 9")
    somebody.run("UPDATE record SET leaf = zeroblob(32) WHERE seq = 11")
    somebody.run("DELETE FROM payload WHERE seq = 13")
    somebody.run("UPDATE payload SET salt = x'00' WHERE seq = 15")
    with SqliteLog(made, Clock(), PATIENCE) as log:
        for seq in (7, 9, 11, 13, 15):
            with pytest.raises(LogDamaged, match=rf"^record {seq} is not what was recorded: verify the log$"):
                log.read(f"invented-{seq - 1}")
            with pytest.raises(LogDamaged, match=rf"^record {seq} "):
                next(log.records(start=seq))
        assert len(list(zip(range(7), log.records(), strict=False))) == 7


DAMAGED_HEADS = {
    "UPDATE head SET root = zeroblob(32) WHERE size = 40": "the log's head is not the one of its records",
    "DELETE FROM head WHERE size = 40": "the log's head is not the one of its records",
    "UPDATE record SET subtrees = zeroblob(32 * 5) WHERE seq = 31": "the log's head is not the one of its records",
    "DELETE FROM record WHERE seq = 31": "record 31 is not in the log",
}


@pytest.mark.parametrize("sql", DAMAGED_HEADS)
def test_nothing_is_appended_to_a_tree_that_does_not_hold(made: Path, somebody: Tampering, sql: str) -> None:
    somebody.run(sql)
    with SqliteLog(made, Clock(), PATIENCE) as log:
        for asked in (lambda: log.append(Inventor("more").entry()), log.check_ready):
            with pytest.raises(LogUnavailable, match=rf"^{DAMAGED_HEADS[sql]}: verify the log$"):
                asked()


MISUSED = [
    "UPDATE record SET door = 'x'",
    "UPDATE record SET kind = 'key' WHERE seq = 3",
    "DELETE FROM record WHERE seq = 39",
    "UPDATE payload SET bytes = x'00' WHERE seq = 3",
    "DELETE FROM payload WHERE seq = 39",
    "UPDATE head SET root = zeroblob(32) WHERE size = 40",
    "DELETE FROM head WHERE size = 40",
    "INSERT OR REPLACE INTO record SELECT 3, 'x', kind, time, episode, header, leaf, subtrees FROM record LIMIT 1",
    "INSERT OR REPLACE INTO record SELECT 40, id, kind, time, episode, header, leaf, subtrees FROM record LIMIT 1",
    "INSERT OR REPLACE INTO payload VALUES (39, zeroblob(32), x'00')",
    "INSERT OR REPLACE INTO payload VALUES (3, zeroblob(32), x'00')",
    "INSERT OR REPLACE INTO head VALUES (40, zeroblob(32))",
    "INSERT INTO head VALUES (41, zeroblob(32))",
]


@pytest.mark.parametrize("sql", MISUSED)
def test_the_database_itself_refuses_to_change_what_is_there(made: Path, sql: str) -> None:
    connection = apsw.Connection(str(made))
    with pytest.raises((apsw.ConstraintError, apsw.SQLError)):
        connection.execute(sql)
    connection.close()
    assert verify_database(made).holds


def test_damage_of_a_page_names_the_records_on_it_and_those_behind_are_still_checked(made: Path) -> None:
    with tampering(made) as somebody:
        somebody.put("payload", "bytes", {39: b"{}"})
        [(page, records)] = somebody.run("SELECT pageno, ncell FROM dbstat WHERE name = 'record' AND path = '/000/'")
    start = (int(str(page)) - 1) * 4096
    whole = made.read_bytes()
    made.write_bytes(whole[:start] + bytes(8) + whole[start + 8 :])
    report = verify_database(made)
    unreadable = {each.index for each in report.findings if each.what.startswith("the record cannot be read")}
    assert unreadable >= set(range(int(str(records)))) > {0, 1}
    assert Finding("payload and salt are not what the header is bound to", 39, LAST_ID) in report.findings


@pytest.mark.parametrize("content", [b"", b"not a database" * 500, b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_no_log_is_a_finding(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    report = verify_database(path)
    assert (report.size, report.root, report.holds) == (0, EMPTY_ROOT, False)


def test_a_file_cut_anywhere_is_a_finding(made: Path) -> None:
    whole = made.read_bytes()
    for size in range(1, len(whole), 1777):
        made.write_bytes(whole[:size])
        assert not verify_database(made).holds


def test_a_log_with_more_findings_than_are_kept_counts_them_all(path: Path) -> None:
    inventor = Inventor()
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append_many([inventor.entry() for _ in range(1200)])
    with tampering(path) as somebody:
        somebody.run("UPDATE payload SET salt = zeroblob(32)")
    report = verify_database(path)
    assert (report.found, len(report.findings), report.findings[999].index) == (1200, 1000, 999)


def test_a_log_is_verified_while_it_is_appended_to(path: Path, clock: Clock) -> None:
    inventor = Inventor()
    with SqliteLog(path, clock, PATIENCE) as log:
        waiting = []
        for _ in range(20):
            waiting += [log.submit(inventor.entry(episode="visit")) for _ in range(20)]
            clock.advance(timedelta(seconds=1))
            assert log.verify().findings == ()
        assert [each.result().index for each in waiting] == list(range(400))
        assert log.verify().size == 400


def raised(problem: Exception) -> Callable[[], None]:
    """Return something that raises."""

    def raises() -> None:
        raise problem

    return raises


def test_a_database_that_is_only_in_use_is_no_finding() -> None:
    findings = Findings()
    with pytest.raises(LogUnavailable, match="BusyError"), findings.unreadable("never"):
        raised(apsw.BusyError("in use"))()
    with pytest.raises(KeyError), findings.unreadable("never"):
        raised(KeyError())()
    with findings.unreadable("damaged", 3):
        raised(apsw.CorruptError("damaged"))()
    assert findings.kept == [Finding("damaged (CorruptError)", 3)]


def test_a_report_holds_when_nothing_was_found() -> None:
    assert Report(0, EMPTY_ROOT, 0, ()).holds
    assert not Report(0, EMPTY_ROOT, 1, ()).holds
