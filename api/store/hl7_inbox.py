"""The inbox: messages as they were received, each with the answer it got, in the order of arrival."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from api.store.hl7_sealed import Sealed, stamp
from api.store.hl7_values import Changes, Receipt, Received, StoredMessage

_EARLIER = "SELECT seq, id, content, answer, accepted FROM hl7_inbox WHERE key = ?"
_RECEIVE = """INSERT INTO hl7_inbox (id, key, content, message, answer, accepted, state, reason, received, settled)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_GIVE_UP_KEY = "UPDATE hl7_inbox SET key = NULL WHERE seq = ?"
_SETTLE = "UPDATE hl7_inbox SET state = ?, reason = ?, settled = ? WHERE seq = ? AND state = 'waiting' RETURNING 1"
_MESSAGES = "SELECT seq, id, message, received, state, reason FROM hl7_inbox "
_WAITING = _MESSAGES + "WHERE state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?"
_ONE = _MESSAGES + "WHERE id = ?"

Write = Callable[[apsw.Connection], list[Receipt]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """Reading and writing the inbox, within a transaction of the caller."""

    sealed: Sealed

    def receiving(self, batch: Sequence[Received]) -> Write:
        """Return how to store messages; hashing and sealing are done here, before the lock is held."""
        drafts = [self._draft(message) for message in batch]
        return lambda connection: [self._receive(connection, draft) for draft in drafts]

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
            receipt=Receipt(message.id, message.answer, "stored"),
        )

    def _receive(self, connection: apsw.Connection, draft: "_Draft") -> Receipt:
        row = connection.execute(_EARLIER, (draft.key,)).fetchone()
        if row is not None:
            seq, message_id, content, answer, accepted = row
            if content == draft.content:
                return Receipt(message_id, self.sealed.open(("hl7-answer", message_id), answer)[1], "replayed")
            if accepted:
                return Receipt(draft.id, b"", "conflict")
            connection.execute(_GIVE_UP_KEY, (seq,))
        values = (draft.id, draft.key, draft.content, draft.message, draft.answer, *draft.plain, draft.settled)
        connection.execute(_RECEIVE, values)
        return draft.receipt

    def _stored(self, row: tuple[Any, ...]) -> StoredMessage:
        seq, message_id, sealed, received, *state = row
        (sender, control_id), raw = self.sealed.open(("hl7-message", message_id), sealed)
        time = datetime.fromisoformat(received)
        return StoredMessage(seq, message_id, sender, control_id, raw, time, *state)


def settle(connection: apsw.Connection, seq: int, changes: Changes) -> bool:
    """Take a message out of those that wait; False if it does not wait."""
    values = (changes.state, changes.reason, stamp(changes.at), seq)
    return connection.execute(_SETTLE, values).fetchone() is not None


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
    receipt: Receipt
