"""What all processes of the service remember together for a while: tokens that were used, and requests of this minute.

It is a cache beside the log. A power cut may lose it, and then a token that is still valid could be used once more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock

import apsw

from engine.errors import LogUnavailable

_SWEEP_EVERY = 256
"""Tokens between two sweeps."""

_PATIENCE = 2000
"""Milliseconds for which another process may hold the file."""

_TABLES = """
CREATE TABLE IF NOT EXISTS seen (token BLOB PRIMARY KEY, until REAL NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_until ON seen (until);
CREATE TABLE IF NOT EXISTS asked (client TEXT, minute INTEGER, requests INTEGER NOT NULL, PRIMARY KEY (client, minute))
    STRICT, WITHOUT ROWID;
"""
_REMEMBER = "INSERT INTO seen (token, until) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1"
_COUNT = """
INSERT INTO asked (client, minute, requests) VALUES (?, ?, 1)
ON CONFLICT DO UPDATE SET requests = requests + 1 RETURNING requests
"""
_DAMAGED = (apsw.CorruptError, apsw.NotADBError)


class SeenTokens:
    """The memory in `path`; any number of processes and threads share it. LogUnavailable where it cannot be used."""

    def __init__(self, path: Path) -> None:
        """Open it, made anew where there is none or a damaged one."""
        self._path = path
        self._lock = Lock()
        self._since_sweep = 0
        with _unavailable():
            try:
                self._connection = self._open()
            except _DAMAGED:
                for suffix in ("", "-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                self._connection = self._open()

    def remember(self, token: str, until: float, now: float) -> bool:
        """Return whether a token was never seen, and remember its hash until then (seconds since 1970)."""
        with self._lock, _unavailable():
            if self._since_sweep == 0:
                self._connection.execute("DELETE FROM seen WHERE until <= ?", (now,))
            self._since_sweep = (self._since_sweep + 1) % _SWEEP_EVERY
            return self._connection.execute(_REMEMBER, (sha256(token.encode()).digest(), until)).get is not None

    def count_request(self, client: str, minute: int) -> int:
        """Return how many requests of a client there were in a minute (since 1970), with this one."""
        with self._lock, _unavailable():
            self._connection.execute("DELETE FROM asked WHERE minute < ?", (minute,))
            return int(self._connection.execute(_COUNT, (client, minute)).get)

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._connection.close()

    def _open(self) -> apsw.Connection:
        self._path.touch(0o600)
        connection = apsw.Connection(str(self._path))
        try:
            connection.set_busy_timeout(_PATIENCE)
            connection.execute("PRAGMA trusted_schema = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF")
            connection.execute(_TABLES)
        except apsw.Error:
            connection.close()
            raise
        return connection


@contextmanager
def _unavailable() -> Iterator[None]:
    """Tell what SQLite or the disk says as the log's being unavailable: what cannot be remembered is not answered."""
    try:
        yield
    except apsw.Error as problem:
        raise LogUnavailable(f"the store of seen tokens cannot be used now ({type(problem).__name__})") from None
    except OSError as problem:
        raise LogUnavailable(f"the store of seen tokens cannot be used now ({problem.strerror})") from None
