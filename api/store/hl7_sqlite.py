"""The store behind HL7 v2 in the SQLite file of the log, for one machine: any number of processes use it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Self

import apsw

from api.store import hl7_inbox, hl7_outgoing, hl7_state
from api.store.hl7_database import Hl7Database
from api.store.hl7_inbox import Inbox, settle
from api.store.hl7_kept import Kept
from api.store.hl7_outgoing import Queue
from api.store.hl7_port import Seals
from api.store.hl7_sealed import Sealed, stamp
from api.store.hl7_values import (
    Changes,
    Depths,
    Due,
    KeptStatement,
    OrderAnswer,
    Receipt,
    Received,
    StoredMessage,
    Subject,
    Trouble,
)

PATIENCE = 5.0


class SqliteHl7Store:
    """An `Hl7Store`: see there. The file is made where there is none, as a log's.

    site_key: what names are hashed under. seals: what contents are sealed by. patience: seconds after which a write
    that is stuck is refused.
    """

    def __init__(self, path: Path, site_key: bytes, seals: Seals, patience: float = PATIENCE) -> None:
        self._sealed = Sealed(site_key, seals)
        self._inbox, self._kept, self._queue = Inbox(self._sealed), Kept(self._sealed), Queue(self._sealed)
        self._database = Hl7Database(path, patience)
        self._read, self._write = self._database.read, self._database.write

    def subject(self, identifier: str) -> Subject:
        """Return the pseudonym of a patient's identifier."""
        return self._sealed.subject(identifier)

    def receive(self, batch: Sequence[Received], *, whole: bool = False) -> list[Receipt]:
        """Store messages in this order, all in one commit, and return what to answer each."""
        return self._write(self._inbox.receiving(batch, whole=whole))

    def waiting(self, after: int = 0, most: int = 100) -> list[StoredMessage]:
        """Return messages that wait to be drained, in the order of arrival."""
        return self._read(lambda connection: self._inbox.waiting(connection, after, most))

    def received(self, message_id: str) -> StoredMessage | None:
        """Return a message by the id it was received with."""
        return self._read(lambda connection: self._inbox.received(connection, message_id))

    def retake(self, message_id: str | None = None) -> list[str]:
        """Have what was refused after it was acknowledged taken once more, at the end of what waits."""
        return self._write(lambda connection: hl7_inbox.retake(connection, message_id))

    def drain_lock(self, seconds: float = 0.0) -> AbstractContextManager[bool]:
        """Give whether nobody else drains, be it another thread or another process."""
        return self._database.alone("hl7", seconds)

    def settle(self, seq: int, changes: Changes) -> bool:
        """Make the changes that a waiting message leads to; False if it waits no longer."""
        writes = [
            *(self._kept.merging(*numbers) for numbers in changes.merges),
            *(self._kept.keeping(*said) for said in changes.keep),
            *(self._kept.answering(*told, seq, changes.at) for told in changes.told),
            *(self._queue.adding(outgoing) for outgoing in changes.outgoing),
        ]

        def write(connection: apsw.Connection) -> bool:
            if not settle(connection, seq, changes):
                return False
            for each in writes:
                each(connection)
            return True

        return self._write(write)

    def kept_of(self, subject: Subject) -> list[KeptStatement]:
        """Return what is kept of a patient under all merged numbers, one of each kind and key, oldest first."""
        return self._read(lambda connection: self._kept.of(connection, subject))

    def answers_of(self, subject: Subject) -> list[OrderAnswer]:
        """Return the last answer to each order of a patient, under all merged numbers."""
        return self._read(lambda connection: self._kept.answers_of(connection, subject))

    def subjects_of_order(self, order_key: str) -> tuple[Subject, ...]:
        """Return one number of each patient of whom a statement with this key is kept."""
        return self._read(lambda connection: self._kept.subjects_of_key(connection, order_key))

    def outgoing(self, destination: str, now: datetime) -> Due | None:
        """Return the head of a destination's queue, if it is to be sent now."""
        return self._read(lambda connection: self._queue.head(connection, destination, now))

    def sent(self, seq: int, now: datetime) -> None:
        """Take a message that its destination has acknowledged off the queue."""
        at = stamp(now)
        self._write(lambda connection: hl7_outgoing.sent(connection, seq, at))

    def failed(self, seq: int, reason: str, retry_at: datetime) -> None:
        """Leave a message at the head of its queue until the next attempt."""
        at = stamp(retry_at)
        self._write(lambda connection: hl7_outgoing.failed(connection, seq, reason, at))

    def set_aside(self, seq: int, reason: str, now: datetime) -> None:
        """Take a message off the queue that its destination will not have."""
        at = stamp(now)
        self._write(lambda connection: hl7_outgoing.set_aside(connection, seq, reason, at))

    def resend(self, message_id: str | None = None) -> list[tuple[str, str]]:
        """Put what was set aside back into its old place in the queue of its destination."""
        return self._write(lambda connection: hl7_outgoing.resend(connection, message_id))

    def sending_lock(self, destination: str) -> AbstractContextManager[bool]:
        """Give whether nobody else sends to a destination, be it another thread or another process."""
        return self._database.alone(f"hl7.{destination}", 0)

    def depths(self) -> Depths:
        """Count what waits and what is in trouble."""
        return self._read(hl7_state.depths)

    def troubles(self, most: int = 100) -> list[Trouble]:
        """Return what was refused or set aside, newest first."""
        return self._read(lambda connection: hl7_state.troubles(connection, most))

    def sweep(self, now: datetime) -> None:
        """Remove what can matter no more, a little in each commit, so that what comes in does not wait for it."""
        while self._write(lambda connection: hl7_state.sweep(connection, now)):
            continue

    def close(self) -> None:
        """Finish what was begun, and stop; in a forked child nothing is its own to close."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        self.close()
