"""A listener that runs beside a test, with a receiver that remembers, and senders that speak to it."""

import asyncio
import io
import json
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import uvloop

from api.hl7_frame import Damage, Frame
from api.mllp.counts import Counts
from api.mllp.framing import Framer
from api.mllp.glance import control_id_of
from api.mllp.limits import Limits
from api.mllp.listener import Listener
from api.mllp.telling import Teller
from api.watch.logs import journal

SECONDS = 20
GENTLE = Limits(close_seconds=0.1)
"""What is granted unless a test says otherwise: its senders do not agree to the end of TLS, and it waits for them."""

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}


def message(control_id: str, text: str = "", charset: str = "utf-8") -> bytes:
    """An invented message."""
    return f"MSH|^~\\&|HIS|KUMC|CDS|RAD|20200415103000||ORM^O01|{control_id}|P|2.5.1\rNTE|1||{text}\r".encode(charset)


def acknowledgement(code: str, control_id: str) -> bytes:
    """An acknowledgement."""
    return f"MSH|^~\\&|CDS|RAD|HIS|KUMC|20200415103001||ACK|A{control_id}|P|2.5.1\rMSA|{code}|{control_id}\r".encode()


def mllp(body: bytes) -> bytes:
    """A frame, written by hand."""
    return b"\x0b" + body + b"\x1c\x0d"


@dataclass
class Kept:
    """A receiver that remembers what it was handed, in which portions, and can be made to fail or to wait."""

    portions: list[list[Frame]] = field(default_factory=list)
    refused: list[tuple[bytes, str]] = field(default_factory=list)
    failing: BaseException | None = None
    gate: asyncio.Event | None = None
    padding: int = 0

    @property
    def bodies(self) -> list[bytes]:
        """Every message that was handed over, in order."""
        return [frame.raw for portion in self.portions for frame in portion]

    async def receive(self, frames: Sequence[Frame]) -> list[bytes]:
        """Remember, and acknowledge."""
        if self.failing is not None:
            raise self.failing
        self.portions.append(list(frames))
        if self.gate is not None:
            await self.gate.wait()
        return [self._answer(frame.raw) for frame in frames]

    def refuse(self, frame_head: bytes, reason: Damage) -> bytes:
        """Refuse."""
        if self.failing is not None:
            raise self.failing
        self.refused.append((frame_head, reason))
        return acknowledgement("AR", control_id_of(frame_head))

    def _answer(self, raw: bytes) -> bytes:
        if b"|ACK|" in raw:
            return b""
        code = "AA" if raw.startswith(b"MSH") else "AR"
        return acknowledgement(code, control_id_of(raw)) + b"x" * self.padding


class Running:
    """A listener on a port of this machine, in a thread of its own."""

    def __init__(
        self,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        loop: str = "uvloop",
        kept: Kept | None = None,
    ) -> None:
        self.kept = kept or Kept()
        self.counts = Counts()
        self.written = io.StringIO()
        self._limits = limits or GENTLE
        self._tls = tls
        self._factory = LOOPS[loop]
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address: tuple[str, int] = self._socket.getsockname()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self._factory) as runner:
            runner.run(self._listen())

    async def _listen(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        listener = Listener(self.kept, self._limits, Teller(journal("json", self.written), self.counts), self._tls)
        self._ready.set()
        await listener.run(self._socket, self._stop)

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(SECONDS)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()
        self.wait()

    def stop(self) -> None:
        """Tell it to stop."""
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self._stop.set)

    def wait(self) -> None:
        """Wait until it has stopped."""
        self._thread.join(SECONDS)
        assert not self._thread.is_alive()

    def open_gate(self) -> None:
        """Let a receiver that waits go on."""
        assert self.kept.gate is not None
        self.loop.call_soon_threadsafe(self.kept.gate.set)

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the journal about an event, without their times."""
        lines = [json.loads(line) for line in self.written.getvalue().splitlines()]
        varying = ("timestamp", "milliseconds", "level", "event")
        return [{k: v for k, v in line.items() if k not in varying} for line in lines if line["event"] == event]


class Speaking:
    """A sender's side of a connection."""

    def __init__(self, address: tuple[str, int], tls: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection(address, timeout=SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = plain if tls is None else tls.wrap_socket(plain, server_hostname=address[0])
        self._framer = Framer(1 << 24)
        self._answers: list[bytes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(data)

    def answers(self, count: int) -> list[bytes]:
        """Return so many answers, or as many as come before the connection ends."""
        while len(self._answers) < count and (piece := self.piece()):
            self._answers += self._framer.feed(piece)
        taken, self._answers = self._answers[:count], self._answers[count:]
        return taken

    def ask(self, body: bytes) -> bytes:
        """Send a message and return its answer."""
        self.send(mllp(body))
        return b"".join(self.answers(1))

    def piece(self) -> bytes:
        """Return what has come; nothing when the connection has ended, however it did."""
        try:
            return self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError):
            return b""

    def is_closed(self) -> bool:
        """Whether nothing more comes."""
        return self.piece() == b""
