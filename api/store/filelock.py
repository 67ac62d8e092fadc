"""The lock beside a database: one process at a time appends, and those that wait are served in turn."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from api.store.connect import create_file, disk_errors
from engine.errors import LogUnavailable

_PAUSE = 0.005


class FileLock:
    """An exclusive `flock`; the system releases it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Open the lock file, made if there is none."""
        create_file(path)
        with disk_errors():
            self._descriptor = os.open(path, os.O_RDWR)
        _open_locks.add(self)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait as long as it takes, and hold the lock; the caller minds the time."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    @contextmanager
    def held_within(self, seconds: float) -> Iterator[None]:
        """Hold the lock; LogUnavailable if another process keeps it for so long."""
        limit = time.monotonic() + seconds
        while not self._taken():
            if time.monotonic() > limit:
                raise LogUnavailable("another process holds the log's lock")
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the lock file."""
        if self in _open_locks:
            _open_locks.discard(self)
            os.close(self._descriptor)

    def _taken(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _close_in_child() -> None:
    """Close a forked child's copies: they would hold the lock on when its parent is killed."""
    for lock in list(_open_locks):
        lock.close()


_open_locks: WeakSet[FileLock] = WeakSet()
os.register_at_fork(after_in_child=_close_in_child)
