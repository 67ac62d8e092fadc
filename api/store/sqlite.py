"""The log in an SQLite file, for one machine: any number of processes append to it."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Self

import apsw

from api.store.connect import Database, check_sqlite, create_file, disk_errors
from api.store.drafting import drafted
from api.store.filelock import FileLock
from api.store.migrate import bring_up
from api.store.port import Appended, Entry, Report, StoredRecord
from api.store.reading import Readers
from api.store.verify import verify_database
from api.store.waiting import Chunk
from api.store.writer import MOST_IN_ONE_COMMIT, Writer
from engine.errors import LogUnavailable
from engine.log.record import SALT_SIZE, Kind, read_header

PATIENCE = 1.5
_ROOM = 64 * 1024 * 1024


class SqliteLog:
    """A `Log`: see there. Made where there is no file; LogUnavailable or LogDamaged where it cannot be opened.

    clock: the present time with its zone. patience: seconds after which an append that is stuck is refused.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], patience: float = PATIENCE) -> None:
        check_sqlite(apsw.sqlite_lib_version())
        create_file(path)
        self._path = path
        self._process = os.getpid()
        self._database = Database(path, patience)
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        bring_up(self._database, self._lock, patience)
        self._readers = Readers(self._database)
        self._writer = Writer(self._database, self._lock, clock, patience)

    def append(self, entry: Entry) -> Appended:
        """Return when the record is on disk."""
        return self.submit(entry).result()

    def submit(self, entry: Entry) -> Future[Appended]:
        """Return at once; the future is done when the record is on disk."""
        waiting = drafted(entry)
        self._here().submit(Chunk((waiting,)))
        return waiting.future

    def append_many(self, entries: Sequence[Entry]) -> list[Appended]:
        """Return when all are on disk, up to 256 to a commit."""
        waiting = [drafted(entry) for entry in entries]
        for start in range(0, len(waiting), MOST_IN_ONE_COMMIT):
            self._here().submit(Chunk(waiting[start : start + MOST_IN_ONE_COMMIT]))
        return [one.future.result() for one in waiting]

    def append_edition_once(self, digest: str, payload: bytes, door: str) -> Appended:
        """Record an edition's canonical bytes under their digest, unless they are."""
        salt = secrets.token_bytes(SALT_SIZE)
        return self.append(Entry(Kind.EDITION, digest, door, payload, salt, edition=digest, once=True))

    def read(self, record_id: str) -> StoredRecord | None:
        """Return one record."""
        return self._readers.read(record_id)

    def find_named(self, name: str) -> StoredRecord | None:
        """Return the newest record with this name."""
        return self._readers.find_named(name)

    def latest(self, episode: str, kind: Kind) -> StoredRecord | None:
        """Return the newest record of this kind in an episode."""
        return self._readers.latest(episode, kind)

    def records(self, start: int = 0, kind: Kind | None = None) -> Iterator[StoredRecord]:
        """Yield the records from index `start` on, in the order of the log."""
        return self._readers.records(start, kind)

    def edition(self, digest: str) -> bytes | None:
        """Return the canonical bytes of an edition that was ever used."""
        record = self._readers.read(digest)
        return record.payload if record and read_header(record.header).kind is Kind.EDITION else None

    def size(self) -> int:
        """Return the number of records."""
        return self._readers.size()

    def check_ready(self) -> None:
        """Raise LogUnavailable unless the log can append now."""
        self._here().probe()
        with disk_errors():
            disk = os.statvfs(self._path.parent)
        if disk.f_bavail * disk.f_frsize < _ROOM:
            raise LogUnavailable("the disk of the log is nearly full")

    def verify(self) -> Report:
        """Recompute everything that is stored and name what is wrong."""
        return verify_database(self._path)

    def close(self) -> None:
        """Finish what was submitted, and stop; in a forked child nothing is its own to close."""
        if self._process == os.getpid():
            self._readers.close()
            self._writer.close()  # last, so that its connection leaves one file, without a write-ahead log beside it
            self._lock.close()

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        self.close()

    def _here(self) -> Writer:
        if self._process != os.getpid():
            raise LogUnavailable("the log was opened before this process was forked: open it again")
        return self._writer
