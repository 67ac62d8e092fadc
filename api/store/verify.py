"""Verifying a log: everything that is stored is recomputed in one pass, and what is wrong is named."""

from collections.abc import Iterator
from pathlib import Path

import apsw

from api.store.connect import Database
from api.store.findings import Findings
from api.store.migrate import APPLICATION_ID, PRESENT
from api.store.migrations import sqlite_steps
from api.store.port import Report
from api.store.verify_record import Row, wrongs_of
from api.store.verify_tree import Head, TreeCheck

_PATIENCE = 10.0
_MOST_UNREADABLE = 100
_RECORDS = """
SELECT r.seq, CAST(r.id AS BLOB), CAST(r.kind AS BLOB), CAST(r.time AS BLOB), CAST(r.episode AS BLOB),
    CAST(r.header AS BLOB), CAST(r.leaf AS BLOB), CAST(r.subtrees AS BLOB), CAST(p.salt AS BLOB), CAST(p.bytes AS BLOB),
    CASE WHEN r.episode IS NOT NULL THEN (SELECT CAST(e.id AS BLOB) FROM record AS e
        WHERE e.episode = r.episode AND e.kind = r.kind AND e.seq < r.seq ORDER BY e.seq DESC LIMIT 1) END
FROM record AS r LEFT JOIN payload AS p ON p.seq = r.seq WHERE r.seq >= ? ORDER BY r.seq"""
_HEADS = "SELECT size, CAST(root AS BLOB) FROM head ORDER BY size"
_SCHEMA = "SELECT type, name, sql FROM sqlite_schema"
_STRAYS = (  # from which version on there is such a table; what is wrong; the indexes of the records it is wrong with
    (1, "a payload belongs to no record", "SELECT seq FROM payload WHERE seq NOT IN (SELECT seq FROM record)"),
    (
        1,
        "an idempotency key is not that of its record",
        """SELECT i.seq FROM idempotency AS i LEFT JOIN record AS r ON r.seq = i.seq
        WHERE r.time IS NOT i.time OR length(i.client_key) <> 32 OR length(i.body) <> 32""",
    ),
    (
        2,
        "a name belongs to no record",
        "SELECT seq FROM record_name WHERE length(name) <> 32 OR seq NOT IN (SELECT seq FROM record)",
    ),
)


def verify_database(path: Path) -> Report:
    """Verify a log that need not be open, as it stands now; LogUnavailable if it is not there, or in use."""
    findings, version = Findings(), PRESENT
    connection = Database(path, _PATIENCE).open_to_read()
    try:
        with findings.unreadable("the database cannot be read"):
            connection.execute("BEGIN")  # all that follows sees one moment of the log
            version = _check_schema(connection, findings)
        tree = _check_records(connection, findings)
        for since, what, strays in _STRAYS:
            if since > version:
                continue
            with findings.unreadable("a table cannot be read"):
                for (index,) in connection.execute(strays):
                    findings.add(what, index)
        with findings.unreadable("SQLite cannot check the file"):
            for (said,) in connection.execute("PRAGMA integrity_check"):
                if said != "ok":
                    findings.add(f"SQLite: {said}")
    finally:
        connection.close(force=True)
    return Report(tree.tree.size, tree.root, findings.count, tuple(findings.kept))


def _check_schema(connection: apsw.Connection, findings: Findings) -> int:
    """Find what is missing of the tables, indexes and triggers, and triggers that were never ours; return the version.

    A log that no program of this version has opened yet, such as a backup, is held to its own version's shape.
    """
    version = int(str(connection.pragma("user_version")))
    if connection.pragma("application_id") != APPLICATION_ID or not 1 <= version <= PRESENT:
        findings.add(f"the database does not say that it is a log of version {PRESENT}")
        version = PRESENT
    ours, found, present = _made_by(version), set(connection.execute(_SCHEMA)), _made_by(PRESENT)
    if found & (present - ours):
        findings.add(f"the database says that it is a log of version {version}, and it has what a later one has")
    for kind, name, _ in sorted(ours - found):
        findings.add(f"the {kind} {name} is not as this program made it")
    if any(kind == "trigger" for kind, _, _ in found - ours):
        findings.add("there is a trigger that this program did not make")
    return version


def _made_by(version: int) -> set[tuple[object, ...]]:
    """Return the tables, indexes and triggers that this program makes up to a version."""
    made = apsw.Connection(":memory:")
    for step in sqlite_steps()[:version]:
        made.execute(step)
    schema = set(made.execute(_SCHEMA))
    made.close()
    return schema


def _check_records(connection: apsw.Connection, findings: Findings) -> TreeCheck:
    """Walk the records; one that cannot be read is named, and the walk goes on behind it."""
    tree = TreeCheck(_heads(connection, findings), findings)
    walk = _Walk(tree, findings)
    for _ in range(_MOST_UNREADABLE):
        with findings.unreadable("the record cannot be read", walk.next):
            for values in connection.execute(_RECORDS, (walk.next,)):
                walk.add(Row(*values))
            break
        walk.skip()
    tree.finish()
    return tree


def _heads(connection: apsw.Connection, findings: Findings) -> Iterator[Head]:
    with findings.unreadable("a head cannot be read"):
        yield from connection.execute(_HEADS)


class _Walk:
    """Where the walk over the records is, and the time of the record before."""

    def __init__(self, tree: TreeCheck, findings: Findings) -> None:
        self._tree = tree
        self._findings = findings
        self._time = b""
        self.next = 0

    def add(self, row: Row) -> None:
        if row.seq != self.next:
            self._findings.add(f"the records from {self.next} on are missing", row.seq, row.id)
            self._tree.stopped = True
        for wrong in wrongs_of(row, self._time):
            self._findings.add(wrong, row.seq, row.id)
        self._tree.add(row)
        self._time = max(self._time, row.time or b"")
        self.next = row.seq + 1

    def skip(self) -> None:
        self._tree.stopped = True
        self.next += 1
