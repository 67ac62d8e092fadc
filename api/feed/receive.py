"""Takes what the listener framed: looked at, stored with its acknowledgement in one commit, and only then answered."""

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Final

from api.feed.drafting import Drafted, conflicting, drafts, refused, together
from api.hl7_frame import Damage, Frame
from api.hl7_settings import Hl7File
from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Receipt, Received
from engine.errors import LogError, LogUnavailable
from fhir.v2.header import started
from fhir.v2.message import Header
from fhir.v2.refusal import APPLICATION_ERROR, Code, MessageRefused

MOST_MESSAGES: Final = 500
"""How many messages a frame may hold: whoever else is received waits while they are looked at."""

_GIVEN_UP: Final[dict[Damage, tuple[Code, str]]] = {
    "too-big": ("AR", "message-too-long"),
    "timeout": ("AE", "frame-not-ended"),  # it may be sent again as it is
}
_BATCH = (b"FHS", b"BHS")
_MESSAGE = re.compile(rb"[\r\n]\x0b?MSH")

_Batch = tuple[list[Received], asyncio.Future[Iterator[Receipt] | None]]


class NotStored(LogUnavailable):
    """A message could not be stored, and its sender asked to hear of no error: silence would say that it is."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told of one message in the program's own messages: nothing of its content."""

    header: Header | None
    outcome: str
    """stored, replayed, conflict, refused, unavailable or acknowledgement"""
    refusal: MessageRefused | None = None


@dataclass(slots=True)
class Receiver:
    """Stores messages and answers them; `wake` is called when there is something to drain.

    What all connections hand over in one turn of the event loop is one commit. The loop itself waits for the disk: two
    changes of thread cost more than that, and while the disk does not answer nobody else could be answered either.
    """

    store: Hl7Store
    file: Hl7File
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    wake: Callable[[], None] = lambda: None
    told: Callable[[Frame, Answered], None] = lambda _frame, _answered: None
    _waiting: list[_Batch] = field(default_factory=list)

    async def receive(self, frames: Sequence[Frame]) -> list[bytes]:
        """Return the acknowledgement of each frame, in order, when all are on disk.

        Where they cannot be stored now, the sender is told an error of the application, so that it tries again;
        NotStored where it asked not to be told: its connection is to be ended.
        """
        drafted = [self._drafts(frame) for frame in frames]
        batch = [each.received for several in drafted for each in several if each.received is not None]
        receipts = await self._stored(batch) if batch else iter(())
        answers = [
            together([self._answer(frame, each, receipts) for each in several])
            for frame, several in zip(frames, drafted, strict=True)
        ]
        if batch:
            self.wake()
        return answers

    def _drafts(self, frame: Frame) -> list[Drafted]:
        if started(frame.raw).startswith(_BATCH) and len(_MESSAGE.findall(frame.raw)) > MOST_MESSAGES:
            refusal = MessageRefused("AE", APPLICATION_ERROR, f"MSH[{MOST_MESSAGES + 1}]", "too-many-messages")
            return [refused(frame.raw, refusal, self.new_id(), self.now())]
        return drafts(frame, self.file, self.new_id, self.now())

    def _stored(self, batch: list[Received]) -> asyncio.Future[Iterator[Receipt] | None]:
        """Return what becomes of a batch: its receipts when it is on disk, None where that cannot be done now."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Iterator[Receipt] | None] = loop.create_future()
        self._waiting.append((batch, future))
        if len(self._waiting) == 1:
            loop.call_soon(self._commit)
        return future

    def _commit(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            receipts = iter(self.store.receive([each for batch, _ in waiting for each in batch]))
        except LogError:
            stored: list[list[Receipt] | None] = [None] * len(waiting)
        else:
            stored = [list(islice(receipts, len(batch))) for batch, _ in waiting]
        for (_, future), each in zip(waiting, stored, strict=True):
            if not future.done():  # a connection that is gone by now
                future.set_result(None if each is None else iter(each))

    def refuse(self, frame_head: bytes, reason: Damage) -> bytes:
        """Return the answer to a frame that is given up."""
        code, word = _GIVEN_UP[reason]
        refusal = MessageRefused(code, APPLICATION_ERROR, "MSH", word)
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
        if outcome == "unavailable" and not drafted.answer:
            raise NotStored("a message could not be stored, and its sender wants to hear of no error")
        return drafted.answer
