"""A process that appends to a log until it is killed, telling of each record only when it was answered.

Arguments: path, name, what to do. Each answer is a line on standard output: id, index, size, replayed.
"""

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from api.store.port import Appended, Idempotency
from api.store.sqlite import SqliteLog
from api.store.waiting import Waiting
from engine.errors import LogUnavailable
from tests.api.store.invented_entries import EDITION, EDITION_DIGEST, Inventor

THREADS = 4


def main(path: Path, name: str, what: str) -> None:
    """Append as told."""
    with SqliteLog(path, lambda: datetime.now(UTC), patience=60.0) as log:
        if what == "for ever":
            threads = [
                threading.Thread(target=append_for_ever, args=(log, f"{name}.{each}")) for each in range(THREADS)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        elif what == "the same":
            append_the_same(log, name)
        elif what == "die before the answer":
            die_before_the_answer(log, name)


def append_for_ever(log: SqliteLog, name: str) -> None:
    """Append one record after another; sometimes several in one commit."""
    inventor = Inventor(name)
    while True:
        try:
            tell(log.append(inventor.entry(episode=name, names=("latest", name))))
            for appended in log.append_many([inventor.entry() for _ in range(5)]):
                tell(appended)
        except LogUnavailable:
            continue


def append_the_same(log: SqliteLog, name: str) -> None:
    """Append what other processes append at the same moment, under the same keys."""
    inventor = Inventor(name)
    tell(log.append_edition_once(EDITION_DIGEST, EDITION, "json"))
    for number in range(40):
        tell(log.append(inventor.entry(idempotency=Idempotency("client", f"key {number}", "body"))))


def die_before_the_answer(log: SqliteLog, name: str) -> None:
    """Be killed when the record is on disk, and before anybody is told."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(Waiting, "settle", die)  # noqa: B010  # the moment that is tested: a type checker would refuse it
    log.append(Inventor(name).entry(idempotency=Idempotency("client", "key", "body")))


def tell(appended: Appended) -> None:
    """Write one line at once: what the system has taken survives the process."""
    line = f"{appended.id} {appended.index} {appended.size} {appended.replayed}\n"
    os.write(sys.stdout.fileno(), line.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
