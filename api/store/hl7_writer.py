"""The one thread of a process that writes what concerns HL7 v2: all that waits goes into one commit."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import apsw

from api.store.connect import Database, disk_errors
from api.store.filelock import FileLock
from api.store.migrate import check_present
from engine.errors import LogError, LogUnavailable

MOST_IN_ONE_COMMIT = 256
CLOSED = "the store of HL7 v2 messages is closed"
_STUCK = "nothing could be written for {patience:g} s: the log's lock is held, or its disk does not answer"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class _Job(Generic[_Result]):
    """What somebody waits for to be written."""

    write: Callable[[apsw.Connection], _Result]
    future: Future[_Result] = field(default_factory=Future)

    def attempt(self, connection: apsw.Connection) -> Callable[[], None]:
        """Write, all of it or nothing, and return how to tell who waits, once it is committed."""
        connection.execute("SAVEPOINT job")
        try:
            result = self.write(connection)
        except (LogError, apsw.ConstraintError) as problem:
            connection.execute("ROLLBACK TO job; RELEASE job")
            return partial(self.future.set_exception, _told(problem))
        connection.execute("RELEASE job")
        return partial(self.future.set_result, result)


class Hl7Writer:
    """Writes for all threads of a process, under the log's lock.

    Whoever finds nobody writing writes all that waits, in its own thread: two switches of threads would cost as much as
    a third of a commit. The others, and whoever finds the lock held by another process, wait for a thread of its own,
    and no longer than `patience` seconds.
    """

    def __init__(self, database: Database, lock: FileLock, patience: float) -> None:
        self._database = database
        self._lock = lock
        self._patience = patience
        self._connection: apsw.Connection | None = None
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._jobs: deque[_Job[Any]] = deque()
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="hl7-writer", daemon=True)
        self._thread.start()

    def run(self, write: Callable[[apsw.Connection], _Result]) -> _Result:
        """Have something written within a transaction, and return what it returns when that is on disk.

        LogUnavailable where it takes too long: what is begun by then may still be written.
        """
        job = _Job(write)
        with self._changed:
            if self._closed:
                raise LogUnavailable(CLOSED)
            self._jobs.append(job)
        self._write_if_free()
        if not job.future.done():
            with self._changed:
                self._changed.notify()
        try:
            return job.future.result(self._patience)
        except TimeoutError:
            with self._changed, suppress(ValueError):
                self._jobs.remove(job)
            raise LogUnavailable(_STUCK.format(patience=self._patience)) from None

    def close(self) -> None:
        """Write what waits, and stop."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        with self._writing:
            self._drop_connection()

    def _write_if_free(self) -> None:
        if self._writing.acquire(blocking=False):
            try:
                with suppress(LogUnavailable), disk_errors(), self._lock.held_within(0):
                    self._write_waiting()
            finally:
                self._writing.release()

    def _write(self) -> None:
        while self._wait():
            with self._writing:
                try:
                    with disk_errors(), self._lock.held():
                        self._write_waiting()
                except LogUnavailable as problem:
                    self._refuse(self._take(), problem)

    def _write_waiting(self) -> None:
        """Write what waits, and tell everybody who waits for it what came of it."""
        jobs = self._take()
        if not jobs:
            return
        try:
            with disk_errors():
                tell = self._commit(jobs)
        except Exception as problem:  # noqa: BLE001  # whoever waits is told, whatever happened
            self._drop_connection()
            self._refuse(jobs, _told(problem))
        else:
            for each in tell:
                each()

    def _refuse(self, jobs: list[_Job[Any]], problem: LogError) -> None:
        for job in jobs:
            job.future.set_exception(problem)

    def _commit(self, jobs: list[_Job[Any]]) -> list[Callable[[], None]]:
        self._database.check_in_place()
        if self._connection is None:
            self._connection = self._database.open_to_write()
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            check_present(connection)
            tell = [job.attempt(connection) for job in jobs]
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return tell

    def _wait(self) -> bool:
        """Wait until there is a job; False when there is none, and none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return bool(self._jobs)

    def _take(self) -> list[_Job[Any]]:
        with self._changed:
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), MOST_IN_ONE_COMMIT))]

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(apsw.Error):  # it is given up for whatever went wrong with it
                connection.close(force=True)


def _told(problem: Exception) -> LogError:
    """Return a problem as whoever waits is told it, without anything of what was to be written."""
    if isinstance(problem, LogError):
        return problem.with_traceback(None)
    return LogUnavailable(f"the writer of HL7 v2 messages failed ({type(problem).__name__})")
