"""The queue of what is to be sent: in order for each destination, and a head that waits holds the rest back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from api.store.hl7_sealed import Sealed, stamp
from api.store.hl7_values import Due, Outgoing, RowDamaged

_ADD = """INSERT INTO hl7_outgoing (destination, id, content, state, attempts) VALUES (?, ?, ?, 'waiting', 0)
ON CONFLICT (destination, id) DO NOTHING"""
_HEAD = """SELECT seq, id, content, attempts, retry_at FROM hl7_outgoing
WHERE destination = ? AND state = 'waiting' ORDER BY seq LIMIT 1"""
_SENT = "UPDATE hl7_outgoing SET state = 'sent', content = x'', settled = ? WHERE seq = ? AND state = 'waiting'"
_FAILED = """UPDATE hl7_outgoing SET attempts = attempts + 1, reason = ?, retry_at = ?
WHERE seq = ? AND state = 'waiting'"""
_SET_ASIDE = "UPDATE hl7_outgoing SET state = 'set-aside', reason = ?, settled = ? WHERE seq = ? AND state = 'waiting'"
_RESENT = """SELECT seq, destination, id FROM hl7_outgoing
WHERE state = 'set-aside' AND id = ifnull(?, id) ORDER BY destination, seq"""
_RESEND = """UPDATE hl7_outgoing SET state = 'waiting', attempts = 0, retry_at = NULL, reason = NULL, settled = NULL
WHERE seq = ?"""

Write = Callable[[apsw.Connection], None]


@dataclass(frozen=True, slots=True)
class Queue:
    """Reading and adding to the queue, within a transaction of the caller."""

    sealed: Sealed

    def adding(self, outgoing: Outgoing) -> Write:
        """Return how to add a message, unless it was; sealed here, before the lock is held."""
        row = outgoing.destination, outgoing.id
        sealed = self.sealed.seal(("hl7-outgoing", *row), [], outgoing.content)

        def write(connection: apsw.Connection) -> None:
            connection.execute(_ADD, (*row, sealed))

        return write

    def head(self, connection: apsw.Connection, destination: str, now: datetime) -> Due | None:
        """Return the head of a destination's queue, if it is to be sent now."""
        row = connection.execute(_HEAD, (destination,)).fetchone()
        if row is None:
            return None
        seq, message_id, sealed, attempts, retry_at = row
        if retry_at is not None and stamp(now) < retry_at:
            return None
        try:
            _, content = self.sealed.open(("hl7-outgoing", destination, message_id), sealed)
        except RowDamaged:
            return Due(seq, destination, message_id, b"", attempts, is_damaged=True)
        return Due(seq, destination, message_id, content, attempts)


def sent(connection: apsw.Connection, seq: int, now: str) -> None:
    """Take a message off the queue, and forget what it said."""
    connection.execute(_SENT, (now, seq))


def failed(connection: apsw.Connection, seq: int, reason: str, retry_at: str) -> None:
    """Leave a message in its place until the next attempt."""
    connection.execute(_FAILED, (reason, retry_at, seq))


def set_aside(connection: apsw.Connection, seq: int, reason: str, now: str) -> None:
    """Take a message off the queue unsent."""
    connection.execute(_SET_ASIDE, (reason, now, seq))


def resend(connection: apsw.Connection, message_id: str | None) -> list[tuple[str, str]]:
    """Put a message, or all, that was set aside back into its old place; return destinations and ids, in order.

    Its place is before what came after it and still waits: a correction must not go out before what it corrects.
    """
    found: list[tuple[Any, ...]] = connection.execute(_RESENT, (message_id,)).fetchall()
    for seq, *_ in found:
        connection.execute(_RESEND, (seq,))
    return [(destination, name) for _, destination, name in found]
