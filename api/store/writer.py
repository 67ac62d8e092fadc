"""The one thread of a process that writes: it takes what waits into one commit, and answers when that is on disk."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime

import apsw

from api.store.commit import commit
from api.store.connect import Database, disk_errors
from api.store.filelock import FileLock
from api.store.port import Appended
from api.store.waiting import Chunk, Queue, Waiting
from engine.errors import LogError

MOST_IN_ONE_COMMIT = 256
_LOOKS_PER_PATIENCE = 8
_STUCK = "the log has not been able to append for {patience:g} s: its lock is held, or its disk does not answer"


class Writer:
    """Appends for all threads of a process.

    Nobody waits much longer than `patience` seconds on a commit that does not come: a second thread looks at the first,
    and refuses everybody who waits while it is stuck.
    """

    def __init__(self, database: Database, lock: FileLock, clock: Callable[[], datetime], patience: float) -> None:
        self._database = database
        self._lock = lock
        self._clock = clock
        self._patience = patience
        self._connection: apsw.Connection | None = None
        self._queue = Queue()
        self._began: float | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, name="log-writer", daemon=True)
        self._watch = threading.Thread(target=self._look, name="log-watch", daemon=True)
        self._thread.start()
        self._watch.start()

    def submit(self, chunk: Chunk) -> None:
        """Have a chunk of at most 256 committed together; IdempotencyInFlight, or LogUnavailable when closed."""
        self._queue.put(chunk)

    def probe(self) -> None:
        """Return if the log could append now, else raise LogUnavailable."""
        probe: Future[None] = Future()
        self._queue.put(Chunk((), probe))
        probe.result()

    def close(self) -> None:
        """Finish what waits, and stop."""
        self._queue.close()
        self._thread.join()
        self._ended.set()
        self._watch.join()

    def _write(self) -> None:
        while self._queue.wait():
            self._began = time.monotonic()
            try:
                answered = self._commit()
            except LogError as problem:
                self._refuse(str(problem))
            except Exception as problem:  # noqa: BLE001  # a thread that died would leave everybody waiting
                self._refuse(f"the log's writer failed ({type(problem).__name__})")
            else:
                for chunk in self._queue.let_go():
                    chunk.confirm()
                for waiting, outcome in answered:
                    waiting.settle(outcome)
            self._began = None
        self._drop_connection()

    def _commit(self) -> list[tuple[Waiting, Appended | LogError]]:
        """Take the lock, and only then whatever waits by now: more than when the lock was asked for."""
        with self._lock.held(), disk_errors():
            batch = self._queue.take(MOST_IN_ONE_COMMIT)
            self._database.check_in_place()
            if self._connection is None:
                self._connection = self._database.open_to_write()
            return list(zip(batch, commit(self._connection, batch, self._clock()), strict=True))

    def _refuse(self, reason: str) -> None:
        """Refuse everybody who waits, and begin anew with the next."""
        self._drop_connection()
        for chunk in self._queue.let_go():
            chunk.refuse(reason)
        self._queue.refuse(reason)

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(apsw.Error):  # it is given up for whatever went wrong with it
                connection.close(force=True)

    def _look(self) -> None:
        while not self._ended.wait(self._patience / _LOOKS_PER_PATIENCE):
            began = self._began
            if began is not None and time.monotonic() - began > self._patience:
                self._queue.refuse(_STUCK.format(patience=self._patience))
