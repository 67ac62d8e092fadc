"""One sender's connection: its frames are read, handed over in order, and answered, all of it within bounds."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from api.hl7_frame import Damage, Frame, Receiving
from api.mllp.counts import Event
from api.mllp.framing import Flaw, Framer, batches, framed
from api.mllp.limits import Limits
from api.mllp.places import Visit
from api.mllp.telling import Teller


@dataclass(frozen=True, slots=True)
class Shared:
    """What all connections of a listener share. large: a place for each frame that is half received and large."""

    receiver: Receiving
    limits: Limits
    teller: Teller
    large: asyncio.Semaphore
    stopping: asyncio.Event
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end: the names of its certificate, and its address."""

    names: frozenset[str]
    address: str


class _Ended(Exception):
    """The connection is to be closed, for a reason that is counted; was_told: its sender was sent a refusal."""

    def __init__(self, why: Event, *, was_told: bool = False) -> None:
        super().__init__(why)
        self.why: Event = why
        self.was_told = was_told


class Connection:
    """Serves one sender, to the end of its connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: Peer, visit: Visit, shared: Shared
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._peer = peer
        self._visit = visit
        self._shared = shared
        self._framer = Framer(shared.limits.frame)
        self._begun = 0.0
        self._has_large = False

    async def serve(self) -> None:
        """Return when the connection has ended; it is left to the caller to close it."""
        try:
            await self._take_all()
        except _Ended as ended:
            self._shared.teller.ended(ended.why, self._peer.address)
            if ended.was_told:
                await self._part()
        except OSError:
            self._shared.teller.ended("reset", self._peer.address)
        finally:
            self._free_large()

    async def _take_all(self) -> None:
        """Take frames until there are no more, the listener stops, or something is wrong."""
        framer, shared = self._framer, self._shared
        while not (shared.stopping.is_set() and not framer.is_inside):
            piece = await self._read()
            if not piece:
                if framer.is_inside:
                    raise _Ended("reset")
                return
            was_inside = framer.is_inside
            frames = framer.feed(piece)
            self._visit.is_idle = False
            for batch in batches(frames, shared.limits.batch, shared.limits.batch_bytes):
                await self._answer(batch)
            if framer.flaw is not None:
                await self._give_up(framer.flaw)
            if frames or not was_inside:
                self._begun = shared.clock()
            await self._hold_large()
            self._visit.is_idle = not framer.is_inside

    async def _read(self) -> bytes:
        """Return what has come; a frame has its time as a whole, and silence between frames has its own."""
        limits, is_inside = self._shared.limits, self._framer.is_inside
        until = self._begun + limits.frame_seconds if is_inside else self._visit.heard + limits.idle
        try:
            async with asyncio.timeout_at(until):
                return await self._reader.read(limits.chunk)
        except TimeoutError:
            if not is_inside:
                raise _Ended("idle") from None
        return await self._give_up("timeout")

    async def _answer(self, batch: Sequence[bytes]) -> None:
        """Hand frames over, and write what they are answered."""
        shared, peer = self._shared, self._peer
        began = shared.clock()
        try:
            answers = await shared.receiver.receive([Frame(raw, peer.names, peer.address) for raw in batch])
            told = list(zip(batch, answers, strict=True))
        except Exception as failure:  # noqa: BLE001 - whatever it is, nothing was promised: the sender sends it again
            shared.teller.not_received(failure)
            raise _Ended("failed") from None
        await self._write(b"".join(framed(answer) for answer in answers))
        self._visit.heard = shared.clock()
        self._visit.said += len(batch)
        for raw, answer in told:
            shared.teller.message(raw, answer, self._visit.heard - began)

    async def _give_up(self, why: Flaw | Damage) -> NoReturn:
        """End, after refusing the frame that is half received, if there is one."""
        if why == "garbage":
            raise _Ended(why)
        head, shared = self._framer.head, self._shared
        try:
            answer = shared.receiver.refuse(head, why)
        except Exception as failure:  # noqa: BLE001 - as above
            shared.teller.not_received(failure)
            raise _Ended(why) from None
        await self._write(framed(answer))
        shared.teller.given_up(head, self._framer.held, answer, why)
        raise _Ended(why, was_told=True)

    async def _write(self, answers: bytes) -> None:
        self._writer.write(answers)
        try:
            async with asyncio.timeout(self._shared.limits.frame_seconds):
                await self._writer.drain()
        except TimeoutError:
            self._writer.transport.abort()
            raise _Ended("timeout") from None

    async def _part(self) -> None:
        """Say that nothing more will be said, and throw away what still comes: else the answer could be lost."""
        left = self._shared.limits.linger
        with suppress(OSError, TimeoutError):
            if self._writer.can_write_eof():
                self._writer.write_eof()
            async with asyncio.timeout(self._shared.limits.linger_seconds):
                while left > 0 and (piece := await self._reader.read(self._shared.limits.chunk)):
                    left -= len(piece)

    async def _hold_large(self) -> None:
        """Wait for a place while much of a frame is held, and give it up when it is not; waiting costs no time."""
        is_large = self._framer.held > self._shared.limits.large
        if is_large and not self._has_large:
            began = self._shared.clock()
            await self._shared.large.acquire()
            self._has_large = True
            self._begun += self._shared.clock() - began
        elif not is_large:
            self._free_large()

    def _free_large(self) -> None:
        if self._has_large:
            self._has_large = False
            self._shared.large.release()
