"""How a database of the log is opened: which SQLite, which settings, and that it is still the same file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from engine.errors import LogDamaged, LogUnavailable

# 3.7.0 to 3.51.2 can lose commits when two connections write and checkpoint: sqlite.org/wal.html#the_wal_reset_bug
OLDEST_SQLITE = (3, 51, 3)
_DAMAGE = (apsw.CorruptError, apsw.NotADBError)
_EVERY_COMMIT_IS_SYNCED = 2


def check_sqlite(version: str) -> None:
    """Raise LogUnavailable for an SQLite that can lose commits.

    >>> check_sqlite("3.54.1")
    """
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        wanted = ".".join(str(part) for part in OLDEST_SQLITE)
        raise LogUnavailable(f"SQLite {version} can lose what it has committed; {wanted} or newer is needed")


class Database:
    """A database file, by its name and by what the name stood for when the log was opened.

    A file that is moved or replaced would leave a connection that writes to nowhere, so it is refused until it is back
    or the program is started again. `patience` is for how many seconds another process may keep the database locked.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self.path = path
        self._patience = patience
        with disk_errors():
            self._file = _identity(path)

    def check_in_place(self) -> None:
        """Raise LogUnavailable unless the name still stands for the same file."""
        with disk_errors():
            if _identity(self.path) != self._file:
                raise LogUnavailable("the database file was replaced while the log was open: start the program again")

    def open_to_write(self) -> apsw.Connection:
        """Return a connection of which every commit waits for the disk."""
        with disk_errors():
            connection = self._open(apsw.SQLITE_OPEN_READWRITE)
            if connection.pragma("journal_mode", "wal") != "wal":
                raise LogUnavailable("the database is on a disk where SQLite can keep no write-ahead log")
            connection.pragma("synchronous", _EVERY_COMMIT_IS_SYNCED)
            connection.execute("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA foreign_keys = ON")
            return connection

    def open_to_read(self) -> apsw.Connection:
        """Return a connection that cannot write."""
        with disk_errors():
            return self._open(apsw.SQLITE_OPEN_READONLY)

    def _open(self, flags: int) -> apsw.Connection:
        self.check_in_place()
        connection = apsw.Connection(str(self.path), flags=flags)
        connection.set_busy_timeout(int(self._patience * 1000))
        connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        return connection


def create_file(path: Path) -> None:
    """Make an empty file that its owner alone may read, whatever the umask, unless there is a file."""
    with disk_errors():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except FileExistsError:
            return
        os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)  # else a power cut could take the file's name, and all that was committed with it
        os.close(folder)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what SQLite or the disk says into LogDamaged or LogUnavailable, without anything of what was written."""
    try:
        yield
    except _DAMAGE as problem:
        raise LogDamaged(f"the database file is damaged ({type(problem).__name__}): verify the log") from None
    except apsw.Error as problem:
        raise LogUnavailable(f"the database cannot be used now ({type(problem).__name__})") from None
    except OSError as problem:
        raise LogUnavailable(f"the file of the log cannot be used now ({problem.strerror})") from None


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
