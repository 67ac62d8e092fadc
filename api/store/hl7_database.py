"""The SQLite file behind HL7 v2: one connection that reads, one thread that writes, and locks beside the file."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import apsw

from api.store.connect import Database, check_sqlite, create_file, disk_errors
from api.store.filelock import FileLock
from api.store.hl7_writer import CLOSED, Hl7Writer
from api.store.migrate import bring_up
from engine.errors import LogUnavailable

_Result = TypeVar("_Result")


class Hl7Database:
    """A file that is made where there is none, as a log's; any number of threads and processes use it at once.

    patience: seconds after which a write that is stuck is refused.
    """

    def __init__(self, path: Path, patience: float) -> None:
        check_sqlite(apsw.sqlite_lib_version())
        create_file(path)
        self._path = path
        self._process = os.getpid()
        self._database = Database(path, patience)
        self._lock = FileLock(path.with_name(path.name + ".lock"))
        bring_up(self._database, self._lock, patience)
        self._reading = threading.Lock()
        self._reader: apsw.Connection | None = None
        self._closed = False
        self.writer = Hl7Writer(self._database, self._lock, patience)

    def write(self, write: Callable[[apsw.Connection], _Result]) -> _Result:
        """Have something written, and return what it returns when that is on disk."""
        self._check_here()
        return self.writer.run(write)

    def read(self, read: Callable[[apsw.Connection], _Result]) -> _Result:
        """Read on the one connection for it, in turn."""
        self._check_here()
        with self._reading, disk_errors():
            if self._closed:
                raise LogUnavailable(CLOSED)
            self._database.check_in_place()
            if self._reader is None:
                self._reader = self._database.open_to_read()
            return read(self._reader)

    @contextmanager
    def alone(self, name: str, seconds: float) -> Iterator[bool]:
        """Give whether nobody else holds the lock of this name, be it another thread or another process."""
        lock = FileLock(self._path.with_name(f"{self._path.name}.{name}.lock"))
        with ExitStack() as held:
            held.callback(lock.close)
            mine = False
            with disk_errors(), suppress(LogUnavailable):
                held.enter_context(lock.held_within(seconds))
                mine = True
            yield mine

    def close(self) -> None:
        """Finish what was begun, and stop; in a forked child nothing is its own to close."""
        if self._process != os.getpid():
            return
        with self._reading:
            self._closed = True
            if self._reader is not None:
                self._reader.close()
        self.writer.close()  # last, so that its connection leaves one file, without a write-ahead log beside it
        self._lock.close()

    def _check_here(self) -> None:
        if self._process != os.getpid():
            raise LogUnavailable("the store was opened before this process was forked: open it again")
