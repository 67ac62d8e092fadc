"""Invented messages and statements, as the store behind HL7 v2 takes them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Literal

from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Changes, KeptStatement, OrderAnswer, Outgoing, Received, StoredMessage, Subject

SITE_KEY = bytes(range(32))
NOW = datetime(2026, 11, 22, 6, 0, 0, 123_456, UTC)
SENDER = "HIS|INVENTED|127.0.0.1"


@dataclass(slots=True)
class Sending:
    """Makes messages that are all different and the same in every run."""

    name: str = "invented"
    _numbers: "count[int]" = field(default_factory=count)

    def message(  # each has a default
        self,
        control_id: str | None = None,
        body: bytes | None = None,
        *,
        sender: str = SENDER,
        state: Literal["waiting", "refused", "done"] = "waiting",
        reason: str | None = None,
        received: datetime = NOW,
    ) -> Received:
        """Return the next message."""
        number = next(self._numbers)
        said = f"MSH|{self.name}|{number}".encode() if body is None else body
        control = f"{self.name}-{number}" if control_id is None else control_id
        return Received(
            id=f"{self.name}-id-{number}",
            sender=sender,
            control_id=control,
            digest=hashlib.sha256(said).digest(),
            raw=said,
            answer=f"MSA|AA|{control}|{number}".encode(),
            received=received,
            state=state,
            reason=reason,
        )


def statement(  # each has a default
    key: str = "OBX|17|94500-6",
    content: bytes = b'{"resourceType":"Observation"}',
    *,
    kind: str = "Observation",
    said: datetime = NOW,
    rank: int = 2,
    until: datetime | None = None,
    message_id: str = "invented-1",
) -> KeptStatement:
    """Return a statement."""
    return KeptStatement(
        kind=kind,
        key=key,
        visit="HIS|visit-9",
        said=said,
        rank=rank,
        until=said + timedelta(days=14) if until is None else until,
        content=content,
        fields={"valueCodeableConcept": "OBX[2]-5", "effectiveDateTime": "OBX[2]-14"},
        message_id=message_id,
        message_kind="ORU^R01",
    )


def answer(
    order_key: str = "ORC|HIS|17", decision_id: str = "decision-1", told: str | None = "concordant"
) -> OrderAnswer:
    """Return what an order was answered."""
    return OrderAnswer(order_key, decision_id, "0" * 64, told, "invented-1")


def drained(
    store: Hl7Store,
    *,
    at: datetime = NOW,
    keep: Sequence[tuple[Subject, KeptStatement]] = (),
    merges: Sequence[tuple[Subject, Subject]] = (),
    told: Sequence[tuple[Subject, OrderAnswer]] = (),
    outgoing: Sequence[Outgoing] = (),
) -> None:
    """Receive a message and settle it with these changes."""
    (message,) = [waiting(store, Sending(f"drained-{next(_drained)}").message(received=at))]
    assert store.settle(message.seq, Changes(at, keep=keep, merges=merges, told=told, outgoing=outgoing))


def waiting(store: Hl7Store, message: Received) -> StoredMessage:
    """Receive a message, and return it as it waits."""
    store.receive([message])
    stored = store.received(message.id)
    assert stored is not None
    return stored


_drained = count()
