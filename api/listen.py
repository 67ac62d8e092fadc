"""Listen for HL7 v2 messages until told to stop, beside what takes them in and what sends the decisions on."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Protocol

import uvloop
from structlog.typing import FilteringBoundLogger

from api.assemble import advisor_of, decider_of, drain_of, now, site_of
from api.draining import DrainProcess
from api.feed.drain import Drain
from api.feed.receive import Answered, Receiver
from api.hl7_file import hl7_file_of
from api.hl7_frame import Frame
from api.hl7_settings import Destination, Listen
from api.ids import new_id
from api.mllp.counts import Counts, shown
from api.mllp.depths import DepthsCollector
from api.mllp.limits import Limits
from api.mllp.link import Link, Patience
from api.mllp.listener import Listener
from api.mllp.sender import Pace, Sender
from api.mllp.telling import Teller
from api.mllp.tls import client_context, server_context
from api.settings import Settings
from api.watch.failures import kind_of, places_of
from api.watch.logs import journal
from engine.errors import LogUnavailable

_BACKLOG = 128
_THREADS = 32
_SECONDS_TO_FINISH = 15
"""More than the listener takes for itself."""
STOPPED, FAILED = 0, 3


class NotListened(LogUnavailable):
    """The listener cannot listen where it was told to."""


class Draining(Protocol):
    """What takes in what was received."""

    def run(self, stop: threading.Event) -> None:
        """Take in until told to stop."""
        ...

    def wake(self) -> None:
        """Look at once."""
        ...


@dataclass(frozen=True, slots=True)
class Station:
    """Everything that runs until it is told to stop; each part by itself goes on when another has nothing to do."""

    listening: socket.socket
    listener: Listener
    senders: Sequence[Sender]
    drain: Draining
    journal: FilteringBoundLogger

    async def run(self) -> int:
        """Run until a signal comes, or until a part fails, which none should; then finish what was begun."""
        loop = asyncio.get_running_loop()
        stop, stop_drain = asyncio.Event(), threading.Event()
        for told_to_stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(told_to_stop, stop.set)
        with ThreadPoolExecutor(1, "drain") as apart:
            draining: asyncio.Future[Any] = loop.run_in_executor(apart, self.drain.run, stop_drain)
            speaking: list[asyncio.Future[Any]] = [
                loop.create_task(self.listener.run(self.listening, stop)),
                *(loop.create_task(sender.run(stop)) for sender in self.senders),
            ]
            stopping: asyncio.Future[Any] = loop.create_task(stop.wait())
            await asyncio.wait((draining, *speaking, stopping), return_when=asyncio.FIRST_COMPLETED)
            is_asked = stopping.done()
            stop.set()
            await asyncio.wait((stopping, *speaking), timeout=_SECONDS_TO_FINISH)
            for task in speaking:
                task.cancel()
            stop_drain.set()
            self.drain.wake()
            ends = await asyncio.gather(draining, *speaking, return_exceptions=True)
        for each in ends:
            if isinstance(each, Exception):
                self.journal.error("hl7-failed", error=kind_of(each), at=places_of(each))
        return STOPPED if is_asked else FAILED


def listen(settings: Settings, host: str | None = None, port: int | None = None) -> int:
    """Listen until told to stop; returns 0 then, and 3 where a part of it failed.

    Raises what is wrong with the settings, hl7.yaml, the guidelines, the site, the key or the log before anybody is
    let in: Hl7FileRefused for an address that others can reach without TLS, NotListened where it is taken.
    """
    file = hl7_file_of(settings)
    at = replace(file.listen, host=host or file.listen.host, port=file.listen.port if port is None else port)
    at.refuse_open_address()
    tls = server_context(at.tls) if at.tls else None
    links = {each.id: _link(each, f"destinations/{number}/tls") for number, each in enumerate(file.destinations)}
    decider = decider_of(settings)
    for edition in decider.library.editions.values():
        decider.library.deciding(edition)
    site = site_of(settings, decider.library)
    lines = journal(settings.log_format)
    teller = Teller(lines, Counts())
    limits = Limits(connections=at.connections, idle=at.idle_seconds, frame_seconds=at.frame_seconds)
    with (
        advisor_of(settings, decider, "hl7v2") as advisor,
        drain_of(settings, advisor, site, lines) as drain,
        _shown(teller.counts, drain, at.metrics_port),
        _listening(at) as listening,
    ):
        store = drain.taking.store
        apart = DrainProcess(lines)
        clock = drain.taking.now
        receiver = Receiver(store, drain.taking.file, clock, new_id, apart.wake, told_to(teller.counts, lines))
        name = f"[{at.host}]" if ":" in at.host else at.host
        lines.info("listening", url=f"mllp{'s' if tls else ''}://{name}:{listening.getsockname()[1]}")
        if not file.senders:
            lines.warning("hl7-open", reason="no senders are registered in hl7.yaml: messages of any sender are taken")

        async def run() -> int:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "store"))
            senders = [Sender(name, link, store, teller, now, Pace()) for name, link in links.items()]
            return await Station(listening, Listener(receiver, limits, teller, tls), senders, apart, lines).run()

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(run())


def told_to(counts: Counts, lines: FilteringBoundLogger) -> Callable[[Frame, Answered], None]:
    """Return what counts the outcome of a message, and tells why one was refused, and at which field."""

    def tell(_: Frame, answered: Answered) -> None:
        counts.count_outcome(answered.outcome)
        refusal = answered.refusal
        if refusal is not None:
            control_id = answered.header.control_id if answered.header else ""
            lines.warning("hl7-refused", reason=refusal.reason, at=refusal.place, control_id=control_id)

    return tell


def _link(to: Destination, place: str) -> Link:
    return Link(to.host, to.port, client_context(to.tls, place) if to.tls else None, Patience())


@contextmanager
def _listening(at: Listen) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in at.host else socket.AF_INET
    try:
        # From here on whoever connects waits, and is served when everything runs.
        listening = socket.create_server((at.host, at.port), family=family, backlog=_BACKLOG)
    except OSError as problem:
        raise NotListened(f"cannot listen on {at.host} port {at.port}: {os.strerror(problem.errno or 0)}") from None
    with listening:
        yield listening


@contextmanager
def _shown(counts: Counts, drain: Drain, port: int | None) -> Iterator[None]:
    counts.registry.register(DepthsCollector(drain.taking.store.depths))
    with shown(counts, port):
        yield
