"""Sends what waits for one destination, in order and at least once, until it is told to stop."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from api.mllp.backoff import backoff
from api.mllp.glance import control_id_of
from api.mllp.link import Link, NoAnswer, Unreachable
from api.mllp.telling import Teller
from api.store.hl7_values import Due
from engine.errors import LogError

MOST_RETRIES: Final = 5
"""How often a message is sent again that its destination could not take, before it is set aside."""


class Queue(Protocol):
    """What the sender asks of the store (api.store.hl7_port.Hl7Store); LogError where it cannot be done now."""

    def sending_lock(self, destination: str) -> AbstractContextManager[bool]:
        """Give whether nobody else sends to a destination; then nobody else does while it is held."""
        ...

    def outgoing(self, destination: str, now: datetime) -> Due | None:
        """Return the head of a destination's queue, if it is to be sent now."""
        ...

    def sent(self, seq: int, now: datetime) -> None:
        """Take off what was acknowledged."""
        ...

    def failed(self, seq: int, reason: str, retry_at: datetime) -> None:
        """Leave it at the head until the next attempt."""
        ...

    def set_aside(self, seq: int, reason: str, now: datetime) -> None:
        """Take off what its destination will not have."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between looks at the queue, between attempts to connect, and between sendings of a message."""

    look: float = 0.5
    connect: float = 0.5
    connect_longest: float = 60
    again: float = 5
    again_longest: float = 300


class Sender:
    """Sends to one destination. A destination that cannot be reached is tried for ever; its queue keeps its order."""

    def __init__(  # noqa: PLR0913, PLR0917 - who, by which way, from where, told to whom, when, and how fast
        self, destination: str, link: Link, queue: Queue, teller: Teller, now: Callable[[], datetime], pace: Pace
    ) -> None:
        self._destination = destination
        self._link = link
        self._queue = queue
        self._teller = teller
        self._now = now
        self._pace = pace
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is being sent then is finished."""
        try:
            while not stop.is_set():
                seconds = await self._turn()
                if seconds:
                    await _rest(stop, seconds)
        finally:
            await self._link.close()

    async def _turn(self) -> float:
        """Send the head of the queue, if there is one; return how long to wait before the next turn.

        Whoever else sends to this destination waits until the head is answered for: else two would send the same one,
        or one the next while the other sends the first again.
        """
        try:
            with ExitStack() as held:
                due = await asyncio.to_thread(self._head, held)
                if due is not None:
                    return await self._send(due)
        except LogError as trouble:
            self._failures += 1
            self._teller.journal.error("hl7-queue-waits", destination=self._destination, reason=str(trouble))
            return self._wait()
        await self._link.close_if_quiet()
        return self._pace.look

    def _head(self, held: ExitStack) -> Due | None:
        """Return what is to be sent now, and hold its destination's lock; nothing where another has that."""
        is_ours = held.enter_context(self._queue.sending_lock(self._destination))
        return self._queue.outgoing(self._destination, self._now()) if is_ours else None

    async def _send(self, due: Due) -> float:
        if due.is_damaged:
            await self._not_taken(due, "damaged", is_final=True)
            return 0
        try:
            answer = await self._link.ask(due.content, control_id_of(due.content))
        except Unreachable as trouble:
            self._failures += 1
            self._teller.sending(self._destination, due.content, "unreachable", str(trouble))
            return self._wait()
        except NoAnswer as trouble:
            await self._not_taken(due, str(trouble), is_final=False)
        else:
            if answer.code in {"AA", "CA"}:
                await asyncio.to_thread(self._queue.sent, due.seq, self._now())
                self._teller.sending(self._destination, due.content, "sent", answer.code)
            else:
                await self._not_taken(due, f"answered-{answer.code}", is_final=answer.code in {"AR", "CR"})
        self._failures = 0
        return 0

    async def _not_taken(self, due: Due, reason: str, *, is_final: bool) -> None:
        """Send it again later, or set it aside where that has no point."""
        now = self._now()
        if is_final or due.attempts >= MOST_RETRIES:
            await asyncio.to_thread(self._queue.set_aside, due.seq, reason, now)
            self._teller.sending(self._destination, due.content, "set-aside", reason)
            return
        seconds = backoff(due.attempts + 1, self._pace.again, self._pace.again_longest)
        await asyncio.to_thread(self._queue.failed, due.seq, reason, now + timedelta(seconds=seconds))
        self._teller.sending(self._destination, due.content, "again", reason)

    def _wait(self) -> float:
        return backoff(self._failures, self._pace.connect, self._pace.connect_longest)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
