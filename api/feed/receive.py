"""Takes what the listener framed: looked at, stored with its acknowledgement in one commit, and only then answered."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.feed.drafting import Drafted, conflicting, drafts, refused, together
from api.hl7_frame import Damage, Frame
from api.hl7_settings import Hl7File
from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Receipt
from engine.errors import LogError
from fhir.v2.message import Header
from fhir.v2.refusal import APPLICATION_ERROR, MessageRefused

_GIVEN_UP = {"too-big": "message-too-long", "timeout": "frame-not-ended"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told of one message in the program's own messages: nothing of its content."""

    header: Header | None
    outcome: str
    """stored, replayed, conflict, refused, unavailable or acknowledgement"""
    refusal: MessageRefused | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Stores messages and answers them; `wake` is called when there is something to drain."""

    store: Hl7Store
    file: Hl7File
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    wake: Callable[[], None] = lambda: None
    told: Callable[[Frame, Answered], None] = lambda _frame, _answered: None

    async def receive(self, frames: Sequence[Frame]) -> list[bytes]:
        """Return the acknowledgement of each frame, in order, when all are on disk.

        Where they cannot be stored now, the sender is told an error of the application, so that it tries again.
        """
        drafted = [drafts(frame, self.file, self.new_id, self.now()) for frame in frames]
        batch = [each.received for several in drafted for each in several if each.received is not None]
        receipts: Iterator[Receipt] | None
        try:
            receipts = iter(await asyncio.to_thread(self.store.receive, batch) if batch else ())
        except LogError:
            receipts = None
        answers = [
            together([self._answer(frame, each, receipts) for each in several])
            for frame, several in zip(frames, drafted, strict=True)
        ]
        if batch:
            self.wake()
        return answers

    def refuse(self, frame_head: bytes, reason: Damage) -> bytes:
        """Return the answer to a frame that is given up."""
        refusal = MessageRefused("AR", APPLICATION_ERROR, "MSH", _GIVEN_UP[reason])
        drafted = refused(frame_head, refusal, self.new_id(), self.now())
        self.told(Frame(frame_head), Answered(drafted.header, "refused", refusal))
        return drafted.answer

    def _answer(self, frame: Frame, drafted: Drafted, receipts: Iterator[Receipt] | None) -> bytes:
        if drafted.received is None:
            outcome = "refused" if drafted.refusal else "acknowledgement"
        elif receipts is None:
            refusal = MessageRefused("AE", APPLICATION_ERROR, "MSH", "not-stored")
            outcome, drafted = "unavailable", refused(drafted.raw, refusal, self.new_id(), self.now())
        else:
            receipt = next(receipts)
            outcome, drafted = receipt.outcome, replace(drafted, answer=receipt.answer)
            if outcome == "conflict":
                drafted = conflicting(drafted.raw, self.new_id(), self.now())
        self.told(frame, Answered(drafted.header, outcome, drafted.refusal))
        return drafted.answer
