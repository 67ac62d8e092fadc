"""A process that receives, drains and sends until it is killed, telling of each thing only when it was answered.

Arguments: path, name, what to do. Each answer is a line on standard output: what was done, and to what.
"""

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from api.security.sealing import Sealer
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Changes, Outgoing, StoredMessage
from api.store.sqlite import SqliteLog
from engine.errors import LogUnavailable
from tests.api.store.invented_arrivals import SITE_KEY, Sending, statement
from tests.api.store.invented_entries import PATIENCE, Inventor

RECEIVING_THREADS = 3
PATIENT = "HIS|invented-1"


def receive(store: SqliteHl7Store, name: str, _: Path) -> None:
    """Receive messages, alone or several in one commit, and each again."""
    sending = Sending(name)
    while True:
        for number in (1, 3):
            batch = [sending.message() for _ in range(number)]
            receipts = store.receive(batch)
            assert [receipt.outcome for receipt in receipts] == ["stored"] * number
            for receipt in receipts:
                tell("received", receipt.id)
        assert store.receive(batch)[0].outcome == "replayed"


def drain(store: SqliteHl7Store, name: str, _: Path) -> None:
    """Drain what waits whenever nobody else does: each message leads to a statement and a message to send."""
    while True:
        with store.drain_lock(1.0) as mine:
            for message in store.waiting(most=20) if mine else []:
                if store.settle(message.seq, changes_of(store, message)):
                    tell("settled", message.id)
                else:
                    tell("twice", name)


def send(store: SqliteHl7Store, _: str, __: Path) -> None:
    """Send what is to be sent."""
    while True:
        with store.drain_lock(1.0) as mine:
            due = store.outgoing("his", datetime.now(UTC)) if mine else None
            if due is not None:
                store.sent(due.seq, datetime.now(UTC))
                tell("sent", due.id)


def append(_: SqliteHl7Store, name: str, path: Path) -> None:
    """Append to the log beside all this."""
    inventor = Inventor(f"{name}-log")
    with SqliteLog(path, lambda: datetime.now(UTC), PATIENCE) as log:
        while True:
            tell("appended", log.append(inventor.entry()).id)


def receive_the_same(store: SqliteHl7Store, _: str, __: Path) -> None:
    """Receive what other processes receive at the same moment."""
    sending = Sending("same")
    for _number in range(60):
        message = sending.message()
        (receipt,) = store.receive([message])
        assert receipt.answer == message.answer
        tell(receipt.outcome, receipt.id)


def changes_of(store: SqliteHl7Store, message: StoredMessage) -> Changes:
    """Return what a message leads to in these tests."""
    told = statement(message.id, message_id=message.control_id)
    outgoing = Outgoing("his", message.id, message.raw)
    return Changes(datetime.now(UTC), keep=[(store.subject(PATIENT), told)], outgoing=[outgoing])


def tell(what: str, to_what: str) -> None:
    """Write one line at once: what the system has taken survives the process."""
    os.write(sys.stdout.fileno(), f"{what} {to_what}\n".encode())


Work = Callable[[SqliteHl7Store, str, Path], None]
_FOR_EVER: list[Work] = [*[receive] * RECEIVING_THREADS, drain, send, append]


def main(path: Path, name: str, what: str) -> None:
    """Do as told."""

    def work(each: Work, own_name: str) -> None:
        while True:
            try:
                return each(store, own_name, path)
            except LogUnavailable:
                continue

    with SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), PATIENCE) as store:
        works = _FOR_EVER if what == "for ever" else [receive_the_same]
        threads = [threading.Thread(target=work, args=(each, f"{name}.{number}")) for number, each in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
