"""Reading the log back: on connections of its own, and nothing that is not what was recorded."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

import apsw

from api.store.connect import Database, disk_errors
from api.store.names import hashed_name
from api.store.port import StoredRecord
from engine.errors import LogDamaged, LogUnavailable
from engine.log.merkle import leaf_hash
from engine.log.record import SALT_SIZE, Kind, commitment, header_fields, is_id

_PAGE = 256
_PSEUDONYM = re.compile("[0-9a-f]{64}")
_ROWS = (
    "SELECT r.seq, (SELECT min(size) FROM head WHERE size > r.seq), r.header, r.leaf, p.bytes, p.salt"
    " FROM record AS r LEFT JOIN payload AS p ON p.seq = r.seq "
)


class Readers:
    """A connection per thread, so that reading waits for nobody, least of all the writer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = os.getpid()
        self._closed = False
        self._own = threading.local()
        self._all: WeakSet[apsw.Connection] = WeakSet()

    def read(self, record_id: str) -> StoredRecord | None:
        """Return one record; LogDamaged if it is not what was recorded."""
        if not is_id(record_id):
            return None  # whatever it is, it may not even be text that SQLite takes
        return self._one("WHERE r.id = ?", record_id)

    def find_named(self, name: str) -> StoredRecord | None:
        """Return the newest record with this name; LogDamaged if it is not what was recorded."""
        return self._one("WHERE r.seq = (SELECT max(seq) FROM record_name WHERE name = ?)", hashed_name(name))

    def latest(self, episode: str, kind: Kind) -> StoredRecord | None:
        """Return the newest record of this kind in an episode; LogDamaged if it is not what was recorded."""
        if _PSEUDONYM.fullmatch(episode) is None:
            return None  # as above
        return self._one("WHERE r.episode = ? AND r.kind = ? ORDER BY r.seq DESC LIMIT 1", episode, kind.value)

    def records(self, start: int, kind: Kind | None) -> Iterator[StoredRecord]:
        """Yield records a page at a time: a long read would keep the write-ahead log growing."""
        chosen = "WHERE r.seq >= ? " + ("" if kind is None else "AND r.kind = ? ") + "ORDER BY r.seq LIMIT ?"
        while True:
            wanted = (start, _PAGE) if kind is None else (start, kind.value, _PAGE)
            with self._connection() as connection:
                rows = connection.execute(_ROWS + chosen, wanted).fetchall()
            for row in rows:
                yield _checked(row)
            if len(rows) < _PAGE:
                return
            start = int(str(rows[-1][0])) + 1

    def size(self) -> int:
        """Return the number of records."""
        with self._connection() as connection:
            (size,) = connection.execute("SELECT coalesce(max(size), 0) FROM head").fetchone() or (0,)
        return int(size)

    def close(self) -> None:
        """Close the connections of all threads; one that reads at this moment closes when it is done."""
        self._closed = True
        for connection in list(self._all):
            try:
                connection.close(force=True)
            except apsw.Error:
                continue

    def _one(self, chosen: str, *values: str | bytes) -> StoredRecord | None:
        with self._connection() as connection:
            row = connection.execute(_ROWS + chosen, values).fetchone()
        return _checked(row) if row else None

    @contextmanager
    def _connection(self) -> Iterator[apsw.Connection]:
        if self._closed:
            raise LogUnavailable("the log is closed")
        if self._process != os.getpid():
            raise LogUnavailable("the log was opened before this process was forked: open it again")
        with disk_errors():
            self._database.check_in_place()
            connection: apsw.Connection | None = getattr(self._own, "connection", None)
            if connection is None:
                connection = self._own.connection = self._database.open_to_read()
                self._all.add(connection)
            yield connection


def _checked(row: tuple[object, ...]) -> StoredRecord:
    """Return a row as a record if its header gives its leaf, and its payload what the header is bound to."""
    match row:
        case (int(index), int(size), bytes(header), bytes(leaf), bytes(payload), bytes(salt)):
            if leaf_hash(header) == leaf and _binds(header, salt, payload):
                return StoredRecord(index, size, header, payload, salt)
    raise LogDamaged(f"record {row[0]} is not what was recorded: verify the log")


def _binds(header: bytes, salt: bytes, payload: bytes) -> bool:
    fields = header_fields(header)
    return fields is not None and len(salt) == SALT_SIZE and fields["commitment"] == commitment(salt, payload).encode()
