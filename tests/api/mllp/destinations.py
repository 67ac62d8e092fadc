"""Destinations that answer as they are told to, and a queue in memory from which is sent to them."""

import asyncio
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from api.hl7_settings import Tls
from api.mllp.counts import Counts
from api.mllp.framing import Framer
from api.mllp.glance import control_id_of
from api.mllp.link import Link, Patience
from api.mllp.sender import Pace, Sender
from api.mllp.telling import Teller
from api.mllp.tls import client_context, server_context
from api.store.hl7_values import Due
from api.watch.logs import journal
from engine.errors import LogUnavailable
from tests.api.mllp.listening import SECONDS, acknowledgement, message, mllp

HASTY = Pace(look=0.01, connect=0.01, connect_longest=0.02, again=0.01, again_longest=0.02)
WAITING = Patience(connect=5, answer=SECONDS)
CLOSE = b""
"""In place of an answer: the connection is ended."""


class Waiting:
    """A queue in memory."""

    def __init__(self, *ids: str) -> None:
        self.due = [Due(number, "his", each, message(each), 0) for number, each in enumerate(ids)]
        self.done: list[tuple[str, str]] = []
        self.failures: list[str] = []
        self.retry_at = datetime.min.replace(tzinfo=UTC)
        self.unavailable = 0
        self.lock = threading.Lock()

    @contextmanager
    def sending_lock(self, destination: str) -> Iterator[bool]:
        """Whether nobody else sends."""
        assert destination == "his"
        is_ours = self.lock.acquire(blocking=False)
        try:
            yield is_ours
        finally:
            if is_ours:
                self.lock.release()

    def outgoing(self, destination: str, now: datetime) -> Due | None:
        """The head, when it is time."""
        assert destination == "his"
        assert self.lock.locked()
        if self.unavailable:
            self.unavailable -= 1
            raise LogUnavailable("busy")
        return self.due[0] if self.due and now >= self.retry_at else None

    def sent(self, seq: int, now: datetime) -> None:
        """Taken."""
        self._end(seq, "sent", now)

    def set_aside(self, seq: int, reason: str, now: datetime) -> None:
        """Not wanted."""
        self._end(seq, reason, now)

    def failed(self, seq: int, reason: str, retry_at: datetime) -> None:
        """Not now."""
        head = self.due[0]
        assert head.seq == seq
        self.due[0] = Due(head.seq, head.destination, head.id, head.content, head.attempts + 1)
        self.failures.append(reason)
        self.retry_at = retry_at

    def _end(self, seq: int, how: str, now: datetime) -> None:
        assert now.tzinfo is not None
        head = self.due.pop(0)
        assert head.seq == seq
        self.done.append((head.id, how))


Reply = Callable[[bytes], bytes | None]


class Destination:
    """A receiver that answers each message with what it is told to: framed bytes, None for silence, CLOSE."""

    def __init__(self, *replies: Reply, port: int = 0, tls: Tls | None = None) -> None:
        self._replies = list(replies)
        self._tls = server_context(tls) if tls else None
        self._socket = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self.port: int = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        self.connections = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            try:
                with self._tls.wrap_socket(taken, server_side=True) if self._tls else taken as speaking:
                    self._speak(speaking)
            except OSError:
                continue

    def _speak(self, speaking: socket.socket) -> None:
        framer = Framer(1 << 20)
        while piece := speaking.recv(65536):
            for each in framer.feed(piece):
                self.heard.append(each)
                reply = self._replies.pop(0) if self._replies else agreed
                answer = reply(each)
                if answer == CLOSE:
                    return
                if answer is not None:
                    speaking.sendall(answer)

    def close(self) -> None:
        """Stop listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(SECONDS)


def coded(code: str) -> Reply:
    """Answer with a code."""
    return lambda heard: mllp(acknowledgement(code, control_id_of(heard)))


def given(answer: bytes | None) -> Reply:
    """Answer with these bytes."""
    return lambda _: answer


def agreed(heard: bytes) -> bytes:
    """Answer that it is taken."""
    return mllp(acknowledgement("AA", control_id_of(heard)))


def until(condition: Callable[[], bool], seconds: float = SECONDS, pause: float = 0.005) -> None:
    """Wait for something, but not for ever, looking now and then."""
    for _ in range(int(seconds / pause)):
        if condition():
            return
        time.sleep(pause)
    raise TimeoutError


def send(
    queue: Waiting,
    port: int,
    patience: Patience = WAITING,
    tls: Tls | None = None,
    *,
    enough: Callable[[Counts], bool] = lambda _: False,
) -> tuple[Counts, str]:
    """Send until nothing is left, or it is enough; return the figures and what was told."""
    counts, written = Counts(), io.StringIO()

    async def run() -> None:
        stop = asyncio.Event()
        link = Link("127.0.0.1", port, client_context(tls, "tls") if tls else None, patience)
        teller = Teller(journal("json", written), counts)
        sender = Sender("his", link, queue, teller, lambda: datetime.now(UTC), HASTY)
        running = asyncio.ensure_future(sender.run(stop))
        await asyncio.to_thread(until, lambda: not queue.due or running.done() or enough(counts))
        stop.set()
        await running

    asyncio.run(run())
    return counts, written.getvalue()


def told(written: str) -> list[dict[str, Any]]:
    """The lines that were told."""
    return [json.loads(line) for line in written.splitlines()]


def sendings(counts: Counts, outcome: str) -> float:
    """How many attempts came to this."""
    labels = {"destination": "his", "outcome": outcome}
    return counts.registry.get_sample_value("imaging_cds_hl7_sendings_total", labels) or 0
