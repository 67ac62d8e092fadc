"""What the rest of the program may ask of the store behind HL7 v2, whatever database holds it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, Self

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


class Seals(Protocol):
    """What makes bytes unreadable to whoever has the database and not the site key."""

    def seal(self, data: bytes, bound_to: bytes) -> bytes:
        """Return what opens only with the same `bound_to`."""
        ...

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Return what was sealed; LogDamaged if that cannot be had."""
        ...


class Hl7Store(Protocol):
    """Inbox, kept statements and outgoing queue; any number of processes and threads use it at once.

    Every method raises LogUnavailable when it cannot be done now (nothing was changed, or what was is found again by
    trying again), and LogDamaged when what is stored is not what was put there: RowDamaged, where that is so of one
    row and all others may be used. What returns is on disk.
    """

    def subject(self, identifier: str) -> Subject:
        """Return the pseudonym of a patient's identifier ("system|value")."""
        ...

    def receive(self, batch: Sequence[Received], *, whole: bool = False) -> list[Receipt]:
        """Store messages in this order, all in one commit, and return what to answer each.

        One that comes again and was refused after it was acknowledged waits again, to be taken once more. whole: where
        one of them is a conflict nothing is changed, and all others are withheld.
        """
        ...

    def waiting(self, after: int = 0, most: int = 100) -> list[StoredMessage]:
        """Return messages that wait to be drained, in the order of seq, from behind the one of seq `after`."""
        ...

    def received(self, message_id: str) -> StoredMessage | None:
        """Return a message by the id it was received with."""
        ...

    def retake(self, message_id: str | None = None) -> list[str]:
        """Have what was refused after it was acknowledged taken once more: the message of this id, or all.

        Returns the ids of those that wait again now, in order, at the end of what waits; none for another id.
        """
        ...

    def drain_lock(self, seconds: float = 0.0) -> AbstractContextManager[bool]:
        """Give whether nobody else drains, after waiting up to `seconds`; then nobody else does while it is held."""
        ...

    def settle(self, seq: int, changes: Changes) -> bool:
        """Make the changes that a waiting message leads to; False, and nothing is changed, if it waits no longer."""
        ...

    def kept_of(self, subject: Subject) -> list[KeptStatement]:
        """Return what is kept of a patient under all merged numbers, one of each kind and key, oldest first."""
        ...

    def answers_of(self, subject: Subject) -> list[OrderAnswer]:
        """Return the last answer to each order of a patient, under all merged numbers, in the order of their keys."""
        ...

    def subjects_of_order(self, order_key: str) -> tuple[Subject, ...]:
        """Return the patients of whom a statement with this key is kept: one number of each, that of the latest one."""
        ...

    def outgoing(self, destination: str, now: datetime) -> Due | None:
        """Return the head of a destination's queue; None where it is empty, or the head waits for its next attempt."""
        ...

    def sent(self, seq: int, now: datetime) -> None:
        """Take a message that its destination has acknowledged off the queue."""
        ...

    def failed(self, seq: int, reason: str, retry_at: datetime) -> None:
        """Leave a message at the head of its queue until the next attempt; reason is a slug."""
        ...

    def set_aside(self, seq: int, reason: str, now: datetime) -> None:
        """Take a message off the queue that its destination will not have; reason is a slug."""
        ...

    def resend(self, message_id: str | None = None) -> list[tuple[str, str]]:
        """Put what was set aside back into its destination's queue: what has this id, or all; its attempts start anew.

        Returns destination and id of each, in order. It has its old place: before what came later and still waits.
        """
        ...

    def sending_lock(self, destination: str) -> AbstractContextManager[bool]:
        """Give whether nobody else sends to a destination; then nobody else does while it is held."""
        ...

    def depths(self) -> Depths:
        """Count what waits and what is in trouble."""
        ...

    def troubles(self, most: int = 100) -> list[Trouble]:
        """Return what was refused or set aside, newest first."""
        ...

    def sweep(self, now: datetime) -> None:
        """Remove what can matter no more; what waits is never removed."""
        ...

    def close(self) -> None:
        """Finish what was begun, and stop."""
        ...

    def __enter__(self) -> Self:
        """Return the store."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close the store."""
        ...
