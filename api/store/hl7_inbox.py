"""The inbox: messages as they were received, each with the answer it got, in the order of arrival."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import apsw

from api.store.hl7_sealed import Sealed, stamp
from api.store.hl7_values import Changes, Receipt, Received, RowDamaged, StoredMessage

_EARLIER = "SELECT seq, id, content, message, answer, accepted, state FROM hl7_inbox WHERE key = ?"
_RECEIVE = """INSERT INTO hl7_inbox (id, key, content, message, answer, accepted, state, reason, received, settled)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_MEND = "UPDATE hl7_inbox SET message = ?, answer = ? WHERE seq = ?"
_GIVE_UP_KEY = "UPDATE hl7_inbox SET key = NULL WHERE seq = ?"
_SETTLE = "UPDATE hl7_inbox SET state = ?, reason = ?, settled = ? WHERE seq = ? AND state = 'waiting' RETURNING 1"
_RETAKEN = "SELECT seq, id FROM hl7_inbox WHERE state = 'refused' AND accepted AND id = ifnull(?, id) ORDER BY seq"
_RETAKE = """UPDATE hl7_inbox SET state = 'waiting', reason = NULL, settled = NULL,
seq = (SELECT max(seq) + 1 FROM hl7_inbox) WHERE seq = ?"""
_MESSAGES = "SELECT seq, id, message, received, state, reason FROM hl7_inbox "
_WAITING = _MESSAGES + "WHERE state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?"
_ONE = _MESSAGES + "WHERE id = ?"

Write = Callable[[apsw.Connection], list[Receipt]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """Reading and writing the inbox, within a transaction of the caller."""

    sealed: Sealed

    def receiving(self, batch: Sequence[Received], *, whole: bool = False) -> Write:
        """Return how to store messages; hashing and sealing are done here, before the lock is held.

        whole: none is stored where one of them is a conflict.
        """
        drafts = [self._draft(message) for message in batch]

        def write(connection: apsw.Connection) -> list[Receipt]:
            connection.execute("SAVEPOINT batch")
            receipts = [self._receive(connection, draft) for draft in drafts]
            if whole and any(receipt.outcome == "conflict" for receipt in receipts):
                connection.execute("ROLLBACK TO batch")
                receipts = [each if each.outcome == "conflict" else _withheld(each) for each in receipts]
            connection.execute("RELEASE batch")
            return receipts

        return write

    def waiting(self, connection: apsw.Connection, after: int, most: int) -> list[StoredMessage]:
        """Return messages that wait, in the order of arrival."""
        return [self._stored(row) for row in connection.execute(_WAITING, (after, most))]

    def received(self, connection: apsw.Connection, message_id: str) -> StoredMessage | None:
        """Return a message by its id."""
        row = connection.execute(_ONE, (message_id,)).fetchone()
        return self._stored(row) if row else None

    def _draft(self, message: Received) -> "_Draft":
        name = (message.sender, message.control_id)
        received = stamp(message.received)
        return _Draft(
            id=message.id,
            key=self.sealed.name("hl7-message", *name),
            content=self.sealed.name("hl7-content", *name, message.digest.hex()),
            message=self.sealed.seal(("hl7-message", message.id), list(name), message.raw),
            answer=self.sealed.seal(("hl7-answer", message.id), [], message.answer),
            plain=(message.state != "refused", message.state, message.reason, received),
            settled=None if message.state == "waiting" else received,
            came=message,
        )

    def _receive(self, connection: apsw.Connection, draft: "_Draft") -> Receipt:
        row = connection.execute(_EARLIER, (draft.key,)).fetchone()
        if row is not None:
            seq, message_id, content, message, answer, accepted, state = row
            if content == draft.content:
                said = self._mended(connection, seq, message_id, (message, answer), draft.came)
                if accepted and state == "refused":
                    connection.execute(_RETAKE, (seq,))
                return Receipt(message_id, said, "replayed")
            if accepted:
                return Receipt(draft.id, b"", "conflict")
            connection.execute(_GIVE_UP_KEY, (seq,))
        values = (draft.id, draft.key, draft.content, draft.message, draft.answer, *draft.plain, draft.settled)
        connection.execute(_RECEIVE, values)
        return Receipt(draft.id, draft.came.answer, "stored")

    def _mended(
        self, connection: apsw.Connection, seq: int, message_id: str, stored: tuple[bytes, bytes], came: Received
    ) -> bytes:
        """Return the answer of then; where that or the message is damaged, what has come now takes its place."""
        places = ("hl7-message", message_id), ("hl7-answer", message_id)
        try:
            self.sealed.open(places[0], stored[0])
            return self.sealed.open(places[1], stored[1])[1]
        except RowDamaged:
            message = self.sealed.seal(places[0], [came.sender, came.control_id], came.raw)
            connection.execute(_MEND, (message, self.sealed.seal(places[1], [], came.answer), seq))
            return came.answer

    def _stored(self, row: tuple[Any, ...]) -> StoredMessage:
        seq, message_id, sealed, received, state, reason = row
        time = datetime.fromisoformat(received)
        try:
            (sender, control_id), raw = self.sealed.open(("hl7-message", message_id), sealed)
        except RowDamaged:
            return StoredMessage(seq, message_id, "", "", b"", time, state, reason, is_damaged=True)
        return StoredMessage(seq, message_id, sender, control_id, raw, time, state, reason)


def settle(connection: apsw.Connection, seq: int, changes: Changes) -> bool:
    """Take a message out of those that wait; False if it does not wait."""
    values = (changes.state, changes.reason, stamp(changes.at), seq)
    return connection.execute(_SETTLE, values).fetchone() is not None


def retake(connection: apsw.Connection, message_id: str | None) -> list[str]:
    """Have a message, or all, that was refused after it was acknowledged wait again, and return the ids.

    At the end, as whatever came in the meantime was taken before it: the answers to orders are told apart by seq.
    """
    refused: list[tuple[Any, ...]] = connection.execute(_RETAKEN, (message_id,)).fetchall()
    for seq, _ in refused:
        connection.execute(_RETAKE, (seq,))
    return [found for _, found in refused]


def _withheld(receipt: Receipt) -> Receipt:
    return replace(receipt, answer=b"", outcome="withheld")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message as it is to be stored."""

    id: str
    key: bytes
    content: bytes
    message: bytes
    answer: bytes
    plain: tuple[bool, str, str | None, str]
    settled: str | None
    came: Received
