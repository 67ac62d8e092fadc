"""What verifying finds in a log that somebody changed, where it says it is, and what no log can know by itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from api.store.findings import Findings
from api.store.port import Finding, Report
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogDamaged, LogUnavailable
from engine.log.merkle import EMPTY_ROOT, leaf_hash
from tests.api.store.conftest import PATIENCE
from tests.api.store.damage import SIZE, Tampering, make_log, tampering
from tests.api.store.invented import Clock, Inventor


@pytest.fixture
def made(path: Path) -> Path:
    """A log of 40 records that holds."""
    make_log(path)
    return path


@pytest.fixture
def somebody(made: Path) -> Iterator[Tampering]:
    """Somebody who has that log's file."""
    with tampering(made) as opened:
        yield opened


LAST = SIZE - 1
LAST_ID = "invented-38"
TAMPERED: dict[str, tuple[str, set[Finding]]] = {
    "a record deleted": (
        "DELETE FROM record WHERE seq = 20",
        {
            Finding("the records from 20 on are missing", 21, "invented-20"),
            Finding("a payload belongs to no record", 20),
        },
    ),
    "the first records deleted": (
        "DELETE FROM record WHERE seq < 3; DELETE FROM payload WHERE seq < 3",
        {
            Finding("the records from 0 on are missing", 3, "invented-2"),
            Finding("supersedes is not the record before it of its episode and kind", 31, "invented-30"),
        },
    ),
    "the last record deleted": (
        "DELETE FROM record WHERE seq = 39; DELETE FROM payload WHERE seq = 39",
        {
            Finding("there is a head of 40 records, and there are 39"),
        },
    ),
    "the last head deleted": (
        "DELETE FROM head WHERE size = 40",
        {Finding("the last head is of 39 records, and there are 40")},
    ),
    "all records deleted": (
        "DELETE FROM record; DELETE FROM payload; DELETE FROM idempotency",
        {Finding(f"there is a head of {size} records, and there are 0") for size in (1, 2, 4, 7, 8, 15, 16, 28, 29, 30)}
        | {Finding(f"there is a head of {size} records, and there are 0") for size in (39, 40)},
    ),
    "a head invented": (
        "INSERT INTO head VALUES (35, zeroblob(32))",
        {Finding("the head of 35 records is not the one of its records")},
    ),
    "heads in a row changed": (
        "UPDATE head SET root = zeroblob(32) WHERE size BETWEEN 8 AND 28",
        {Finding("the head of 8 to 28 records is not the one of its records")},
    ),
    "the last heads changed": (
        "UPDATE head SET root = zeroblob(32) WHERE size >= 39",
        {Finding("the head of 39 to 40 records is not the one of its records")},
    ),
    "a payload deleted": (
        "DELETE FROM payload WHERE seq = 7",
        {Finding("the payload is missing", 7, "invented-6")},
    ),
    "a payload invented": (
        "INSERT INTO payload VALUES (99, zeroblob(32), x'00')",
        {Finding("a payload belongs to no record", 99)},
    ),
    "a salt cut short": (
        "UPDATE payload SET salt = x'00' WHERE seq = 7",
        {Finding("payload and salt are not what the header is bound to", 7, "invented-6")},
    ),
    "an edition changed": (
        "UPDATE payload SET bytes = x'7b7d' WHERE seq = 0",
        {Finding("payload and salt are not what the header is bound to", 0, "sha256:<>")},
    ),
    "a subtree's hash taken away": (
        "UPDATE record SET subtrees = x'' WHERE seq = 1",
        {Finding("the hash over records 0 to 1 is not the one of its halves", 1, "invented-0")},
    ),
    "a subtree's hash invented": (
        "UPDATE record SET subtrees = zeroblob(32) WHERE seq = 2",
        {Finding("the hash over records 1 to 2 is not the one of its halves", 2, "invented-1")},
    ),
    "a kind changed": (
        "UPDATE record SET kind = 'key' WHERE seq = 38",
        {Finding("the column kind is not the header's", 38, "invented-37")},
    ),
    "an id changed": (
        "UPDATE record SET id = 'other' WHERE seq = 39",
        {Finding("the column id is not the header's", LAST, "other")},
    ),
    "an id that may be anything": (
        "UPDATE record SET id = 'Invented Patient' WHERE seq = 39",
        {Finding("the column id is not the header's", LAST, None)},
    ),
    "a time changed": (
        "UPDATE record SET time = '2020' || substr(time, 5) WHERE seq = 38",
        {
            Finding("the column time is not the header's", 38, "invented-37"),
            Finding("the time is before that of the record before", 38, "invented-37"),
        },
    ),
    "an episode changed": (
        "UPDATE record SET episode = 'other' WHERE seq = 39",
        {
            Finding("the column episode is not the header's", LAST, LAST_ID),
            Finding("supersedes is not the record before it of its episode and kind", LAST, LAST_ID),
        },
    ),
    "a header that is none": (
        "UPDATE record SET header = x'7b7d' WHERE seq = 39",
        {
            Finding("the header does not give the leaf's hash", LAST, LAST_ID),
            Finding("the header is not of the log's shape", LAST, LAST_ID),
        },
    ),
    "an idempotency key moved": (
        "UPDATE idempotency SET seq = 20 WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 20)},
    ),
    "an idempotency key without a record": (
        "UPDATE idempotency SET seq = 77 WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 77)},
    ),
    "an idempotency key cut short": (
        "UPDATE idempotency SET client_key = x'00' WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 6)},
    ),
    "a body cut short": (
        "UPDATE idempotency SET body = x'00' WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 6)},
    ),
    "a trigger dropped": (
        "DROP TRIGGER record_stays",
        {Finding("the trigger record_stays is not as this program made it")},
    ),
    "a trigger changed": (
        "DROP TRIGGER head_stays; CREATE TRIGGER head_stays BEFORE UPDATE ON head BEGIN SELECT 1; END",
        {
            Finding("the trigger head_stays is not as this program made it"),
            Finding("there is a trigger that this program did not make"),
        },
    ),
    "an index dropped": (
        "DROP INDEX record_episode",
        {Finding("the index record_episode is not as this program made it")},
    ),
    "another version": (
        "PRAGMA user_version = 7",
        {Finding("the database does not say that it is a log of version 1")},
    ),
    "another program": (
        "PRAGMA application_id = 7",
        {Finding("the database does not say that it is a log of version 1")},
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_what_somebody_did_is_found_and_nothing_else(made: Path, somebody: Tampering, how: str) -> None:
    sql, expected = TAMPERED[how]
    edition = somebody.run("SELECT id FROM record WHERE seq = 0")[0][0]
    somebody.run(sql)
    findings = verify_database(made).findings
    assert len(findings) == len(expected)
    named = {Finding(each.what, each.index, "sha256:<>" if each.id == edition else each.id) for each in findings}
    assert named == expected


def test_two_records_exchanged_are_found(made: Path, somebody: Tampering) -> None:
    somebody.run("UPDATE record SET seq = -1 WHERE seq = 10; UPDATE record SET seq = 10 WHERE seq = 11")
    somebody.run("UPDATE record SET seq = 11 WHERE seq = -1")
    assert {10, 11} <= {finding.index for finding in verify_database(made).findings}


def test_a_record_put_between_is_found(made: Path, somebody: Tampering) -> None:
    """Everything after it moves on by one, which its place in the tree does not allow."""
    for table in ("record", "payload"):
        somebody.run(f"UPDATE {table} SET seq = seq + 1000 WHERE seq >= 20")  # noqa: S608  # a test's own names
        somebody.run(f"UPDATE {table} SET seq = seq - 999 WHERE seq >= 1000")  # noqa: S608  # as above
    somebody.run("INSERT INTO record SELECT 20, 'put', kind, time, episode, header, leaf, subtrees FROM record LIMIT 1")
    somebody.run("INSERT INTO payload SELECT 20, salt, bytes FROM payload LIMIT 1")
    assert 20 in {finding.index for finding in verify_database(made).findings}


def test_a_header_rewritten_with_its_leaf_is_found_in_the_tree_above(made: Path, somebody: Tampering) -> None:
    header = somebody.blobs("record", "header")[4].replace(b'"door":"json"', b'"door":"form"')
    somebody.put("record", "header", {4: header})
    somebody.put("record", "leaf", {4: leaf_hash(header)})
    assert verify_database(made).findings == (
        Finding("the hash over records 4 to 5 is not the one of its halves", 5, "invented-4"),
    )


def test_a_log_cut_back_to_an_earlier_commit_holds_by_itself(made: Path, somebody: Tampering) -> None:
    """The limit that docs/log.md tells of: only a head that was kept elsewhere shows that something is gone."""
    somebody.run("DELETE FROM record WHERE seq >= 30; DELETE FROM payload WHERE seq >= 30")
    somebody.run("DELETE FROM head WHERE size > 30; DELETE FROM idempotency WHERE seq >= 30")
    report = verify_database(made)
    assert (report.size, report.holds) == (30, True)


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
