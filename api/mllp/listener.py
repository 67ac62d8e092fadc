"""The MLLP listener: who is let in, under TLS or on this machine, how many at a time, and how it stops."""

import asyncio
import socket
import ssl

from api.hl7_frame import Receiving
from api.mllp.connection import Connection, Peer, Shared
from api.mllp.limits import Limits
from api.mllp.places import Places, Visit
from api.mllp.telling import Teller
from api.mllp.tls import names_of
from api.watch.failures import kind_of, places_of

_PAUSE_SECONDS = 0.5

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Listener:
    """Listens on one socket until it is told to stop."""

    def __init__(self, receiver: Receiving, limits: Limits, teller: Teller, tls: ssl.SSLContext | None = None) -> None:
        self._limits = limits
        self._teller = teller
        self._tls = tls
        self._handshakes = Places(limits.handshakes)
        self._places = Places(limits.connections)
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.get_running_loop()
        large = asyncio.Semaphore(limits.large_frames)
        self._shared = Shared(receiver, limits, teller, large, asyncio.Event(), self._loop.time)

    async def run(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Serve whoever connects to a socket that listens already, until `stop` is set; then finish what has begun."""
        listening.setblocking(False)  # noqa: FBT003 - positional alone
        accepting = self._loop.create_task(self._accept(listening))
        stopping = self._loop.create_task(stop.wait())
        try:
            await asyncio.wait((accepting, stopping), return_when=asyncio.FIRST_COMPLETED)
            if accepting.done():
                accepting.result()
        finally:
            for task in (accepting, stopping):
                task.cancel()
            await asyncio.gather(accepting, stopping, return_exceptions=True)
            listening.close()
            await self._finish()

    async def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                taken, address = await self._loop.sock_accept(listening)
            except OSError as error:
                # Too many open files, or a sender that was gone before it was let in.
                self._teller.journal.warning("hl7-not-accepted", error=kind_of(error))
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            handshake = Visit(taken.close, self._loop.time())
            task = self._loop.create_task(self._serve(taken, str(address[0]), handshake))
            handshake.leave = task.cancel
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            # Whoever is served has a turn between any two that connect.
            await asyncio.sleep(0)

    async def _serve(self, taken: socket.socket, address: str, handshake: Visit) -> None:
        """Serve one connection, from its first byte to its last."""
        try:
            streams = await self._open(taken, address, handshake)
            if streams is not None:
                await self._visit(*streams, address)
        except Exception as failure:  # noqa: BLE001 - one connection must not take the others with it
            self._teller.journal.error("hl7-connection-failed", error=kind_of(failure), at=places_of(failure))
        finally:
            taken.close()

    async def _open(self, taken: socket.socket, address: str, handshake: Visit) -> Streams | None:
        """Return the streams of a connection, after the TLS handshake; None where that fails or takes too long."""
        taken.setblocking(False)  # noqa: FBT003 - positional alone
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._tls is None:
            return await self._streams(taken)
        self._handshakes.take(handshake)
        try:
            return await self._streams(taken)
        except asyncio.CancelledError:
            self._teller.ended("handshake", address, "no-time-left")
            raise
        except OSError as error:
            self._teller.ended("handshake", address, str(getattr(error, "reason", None) or kind_of(error)))
            return None
        finally:
            self._handshakes.give_up(handshake)

    async def _streams(self, taken: socket.socket) -> Streams:
        reader = asyncio.StreamReader(self._limits.chunk, self._loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=self._loop)
        transport, _ = await self._loop.connect_accepted_socket(
            lambda: protocol,
            taken,
            ssl=self._tls,
            ssl_handshake_timeout=self._limits.handshake_seconds if self._tls else None,
            ssl_shutdown_timeout=self._limits.close_seconds if self._tls else None,
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, self._loop)

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> None:
        """Give a connection a place and serve it; where there is none to be had, close it."""

        def leave() -> None:
            if not self._shared.stopping.is_set():
                self._teller.ended("evicted", address)
            # At once: under TLS a sender could take its time to agree, and the place is given to another now.
            writer.transport.abort()

        visit = Visit(leave, self._loop.time())
        if not self._places.take(visit):
            self._teller.ended("refused", address)
            writer.transport.abort()
            return
        self._teller.counts.count_open(1)
        peer = Peer(names_of(writer.get_extra_info("peercert")), address)
        try:
            await Connection(reader, writer, peer, visit, self._shared).serve()
        finally:
            await _close(writer, self._limits.close_seconds)
            self._teller.counts.count_open(-1)
            self._places.give_up(visit)

    async def _finish(self) -> None:
        """Let whoever is being received be answered, within bounds; send everybody else away."""
        self._shared.stopping.set()
        for visit in (*self._handshakes, *self._places):
            if visit.is_idle:
                visit.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._limits.finish_seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _close(writer: asyncio.StreamWriter, seconds: float) -> None:
    """Close a connection, and no later than soon."""
    writer.close()
    try:
        async with asyncio.timeout(seconds):
            await writer.wait_closed()
    except (OSError, asyncio.CancelledError):
        writer.transport.abort()
