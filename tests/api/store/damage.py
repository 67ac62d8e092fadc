"""A small log to be damaged: raw SQL behind the triggers' back, and raw bytes behind SQLite's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import apsw

from api.store.port import Idempotency
from api.store.sqlite import SqliteLog
from engine.log.record import Kind
from tests.api.store.invented_entries import EDITION, EDITION_DIGEST, PATIENCE, Clock, Inventor

SIZE = 40
Value = int | float | bytes | str | None


def make_log(path: Path) -> None:
    """Make a log of 40 records: every kind, episodes, editions, several commits, idempotency keys, names."""
    clock, inventor = Clock(), Inventor()
    kinds = list(Kind)[1:]
    with SqliteLog(path, clock, PATIENCE) as log:
        log.append_edition_once(EDITION_DIGEST, EDITION, "cli")
        made = 1
        for together in (1, 2, 3, 1, 7, 1, 12, 1, 1, 9, 1):
            clock.advance(timedelta(minutes=1))
            entries = []
            for number in range(made, made + together):
                kind, episode, subject = kinds[number % 3], f"visit {number % 5}", f"patient {number % 4}"
                entries.append(
                    inventor.entry(
                        kind if number % 7 else kinds[number % 8],
                        episode=episode if number % 2 else None,
                        subject=subject if number % 3 else None,
                        idempotency=Idempotency("client", f"key {number}", "body") if number % 6 == 0 else None,
                        names=(f"card {number}",) if number % 9 == 0 else (),
                    )
                )
            log.append_many(entries)
            made += together
        assert log.size() == made == SIZE


class Tampering:
    """Somebody who has the file, and for whom the triggers are not in the way."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path))
        self._connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        self._connection.execute("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF")

    def run(self, sql: str, *values: Value) -> list[tuple[Value, ...]]:
        """Run statements and return what they give."""
        return list(self._connection.execute(sql, values))

    def blobs(self, table: str, column: str) -> dict[int, bytes]:
        """Return a column by its row's key."""
        rows = self.run(f"SELECT rowid, {column} FROM {table}")  # noqa: S608  # a test's own names
        return {int(str(key)): value for key, value in rows if isinstance(value, bytes)}

    def put(self, table: str, column: str, values: dict[int, bytes]) -> None:
        """Write values into a column, by their row's key, in one transaction."""
        with self._connection:
            for key, value in values.items():
                self.run(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", value, key)  # noqa: S608  # as above

    def close(self) -> None:
        """Close the file, with all that was changed in it."""
        self._connection.close()


@contextmanager
def tampering(path: Path) -> Iterator[Tampering]:
    """Open a log to be changed."""
    somebody = Tampering(path)
    try:
        yield somebody
    finally:
        somebody.close()
