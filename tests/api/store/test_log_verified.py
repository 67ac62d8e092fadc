"""What verifying finds in a log that somebody changed, where it says it is, and what no log can know by itself."""

from pathlib import Path

import pytest

from api.store.port import Finding
from api.store.verify import verify_database
from engine.log.merkle import leaf_hash
from tests.api.store.damage import Tampering
from tests.api.store.tampered import TAMPERED


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
    somebody.run("DELETE FROM record_name WHERE seq >= 30")
    report = verify_database(made)
    assert (report.size, report.holds) == (30, True)
