"""What the store behind HL7 v2 takes and gives: messages, statements about patients, answers, what is to be sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal, NewType

from engine.errors import LogDamaged

Subject = NewType("Subject", str)
"""A patient's pseudonym, 64 hex digits: the same as in the headers of the log."""

Precedence = tuple[datetime, int, bytes, str]


class RowDamaged(LogDamaged):
    """One row is not what was sealed there, or not under this site key; all others may be read."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message that has come in, checked, with its acknowledgement; the store seals all of it but id, state, reason.

    id: unique, no two messages share it. sender: who sent it ("MSH-3|MSH-4|peer"). digest: SHA-256 of the message
    without MSH-7. state: "waiting" to be drained; "done" where nothing is to follow; "refused" where the answer says
    so, and then the control id stays free for a corrected message. reason: a slug, never anything that was sent.
    received: with its zone, like every time here.
    """

    id: str
    sender: str
    control_id: str
    digest: bytes
    raw: bytes
    answer: bytes
    received: datetime
    state: Literal["waiting", "refused", "done"] = "waiting"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message that came in: whether it is on disk, and what to answer.

    stored: the answer that came with it. replayed: the same sender sent the same under this control id; id and answer
    are those of then. conflict: it sent something else under it; nothing was stored, and answer is empty. withheld:
    it was to be stored with others or not at all, and one of them is a conflict; answer is empty.
    """

    id: str
    answer: bytes
    outcome: Literal["stored", "replayed", "conflict", "withheld"]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of the inbox as it was received; `seq` counts in the order in which to take them, with gaps.

    is_damaged: what is stored is not what was put there; sender, control_id and raw are empty then.
    """

    seq: int
    id: str
    sender: str
    control_id: str
    raw: bytes
    received: datetime
    state: Literal["waiting", "refused", "done"]
    reason: str | None
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """One thing said about a patient; of several of one subject, kind and key, that of the greatest precedence stays.

    kind: what it is of, such as Observation; stored in the clear, like said, rank and until. until: after this it can
    matter to nobody (of several of one key, the latest until holds). content: JSON. fields: its elements, and the
    places in the message they came from. message_id, message_kind: of the message that said it.
    """

    kind: str
    key: str
    visit: str | None
    said: datetime
    rank: int
    until: datetime
    content: bytes
    fields: Mapping[str, str]
    message_id: str
    message_kind: str

    @property
    def precedence(self) -> Precedence:
        """What decides between two of one key, in whatever order they arrive."""
        return self.said, self.rank, sha256(self.content).digest(), self.message_id


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """What an order was answered last: its decision, a digest of the answer, and the concordance that was sent last."""

    order_key: str
    decision_id: str
    digest: str
    concordance_told: str | None
    message_id: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send to a destination; adding one with the same destination and id again changes nothing."""

    destination: str
    id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Due:
    """The message at the head of a destination's queue, to be sent now; `attempts` have failed before.

    is_damaged: what is stored is not what was put there; content is empty then.
    """

    seq: int
    destination: str
    id: str
    content: bytes
    attempts: int
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What draining one message changes, all of it in one commit; merges: a number given up, and the one that stays."""

    at: datetime
    state: Literal["done", "refused"] = "done"
    reason: str | None = None
    keep: Sequence[tuple[Subject, KeptStatement]] = ()
    merges: Sequence[tuple[Subject, Subject]] = ()
    told: Sequence[tuple[Subject, OrderAnswer]] = ()
    outgoing: Sequence[Outgoing] = ()


@dataclass(frozen=True, slots=True)
class Depths:
    """How much waits, and since when the oldest does; outgoing and set aside by destination, refused by reason."""

    waiting: int
    oldest: datetime | None
    refused: Mapping[str, int] = field(default_factory=dict)
    outgoing: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that was refused, or one to a destination that was set aside, and why; nothing of what it says."""

    id: str
    destination: str | None
    at: datetime
    reason: str | None


def latest(statements: Iterable[KeptStatement]) -> list[KeptStatement]:
    """Return of each kind and key the statement of the greatest precedence, oldest first; arrival has no part in it."""
    found: dict[tuple[str, str], KeptStatement] = {}
    for each in statements:
        before = found.get((each.kind, each.key))
        if before is None or before.precedence < each.precedence:
            found[each.kind, each.key] = each
    return sorted(found.values(), key=lambda each: (each.precedence, each.kind, each.key))
