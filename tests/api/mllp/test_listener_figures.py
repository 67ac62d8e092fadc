"""What operators see of the listener, and what happens when a part of it fails."""

import asyncio
import io
import signal
import socket
import threading

import pytest
import uvloop
from prometheus_client import generate_latest

from api.listen import FAILED, STOPPED, Station
from api.mllp.counts import Counts, shown
from api.mllp.depths import DepthsCollector
from api.mllp.listener import Listener
from api.mllp.telling import Teller
from api.store.hl7_values import Depths
from api.watch.logs import journal
from engine.errors import LogUnavailable
from tests.api.mllp import listening
from tests.api.mllp.listening import GENTLE, Kept, Running, Speaking, acknowledgement, message


def test_depths_are_looked_up_when_they_are_asked_for() -> None:
    counts = Counts()
    depths = Depths(2, None, {"segment-lost": 1}, {"ris": 3, "his": 4}, {})
    counts.registry.register(DepthsCollector(lambda: depths))
    lines = [line for line in generate_latest(counts.registry).decode().splitlines() if line[0] != "#"]
    assert [line for line in lines if line.startswith(("imaging_cds_hl7_waiting", "imaging_cds_hl7_outgoing"))] == [
        "imaging_cds_hl7_waiting 2.0",
        'imaging_cds_hl7_outgoing{destination="his"} 4.0',
        'imaging_cds_hl7_outgoing{destination="ris"} 3.0',
    ]
    assert 'imaging_cds_hl7_refused{reason="segment-lost"} 1.0' in lines


def test_store_that_cannot_be_read_has_no_depths() -> None:
    def depths() -> Depths:
        raise LogUnavailable("busy")

    counts = Counts()
    counts.registry.register(DepthsCollector(depths))
    assert b"hl7_waiting" not in generate_latest(counts.registry)


def test_figures_are_shown_only_where_a_port_is_set() -> None:
    with shown(Counts(), None) as port:
        assert port is None
    with shown(Counts(), 0) as port, pytest.raises(LogUnavailable, match="cannot show figures on port"):
        shown(Counts(), port).__enter__()


class Faltering(asyncio.SelectorEventLoop):
    """A loop on which the first connection cannot be accepted."""

    has_failed = False

    async def sock_accept(self, sock: socket.socket) -> tuple[socket.socket, tuple[str, int]]:
        """Fail once, as with too many open files."""
        if not self.has_failed:
            self.has_failed = True
            raise OSError(24, "Too many open files")
        return await super().sock_accept(sock)


def test_connection_that_cannot_be_accepted_does_not_end_the_listener(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(listening.LOOPS, "faltering", Faltering)
    with Running(loop="faltering") as running, Speaking(running.address) as speaking:
        assert speaking.ask(message("1")) == acknowledgement("AA", "1")
    assert running.lines("hl7-not-accepted") == [{"error": "OSError"}]


class Draining:
    """A drain that fails at once, or runs until it is told to stop."""

    def __init__(self, failure: Exception | None) -> None:
        self._failure = failure

    def run(self, stop: threading.Event) -> None:
        """Wait, or fail."""
        if self._failure:
            raise self._failure
        stop.wait()

    def wake(self) -> None:
        """Nothing sleeps."""


@pytest.mark.parametrize(
    ("failure", "code", "told"),
    [(RuntimeError("an invented name"), FAILED, ["RuntimeError"]), (None, STOPPED, [])],
    ids=["fails", "stops"],
)
def test_part_that_fails_ends_all_of_it(failure: Exception | None, code: int, told: list[str]) -> None:
    written = io.StringIO()

    async def run() -> int:
        lines = journal("json", written)
        listener = Listener(Kept(), GENTLE, Teller(lines, Counts()))
        station = Station(socket.create_server(("127.0.0.1", 0)), listener, [], Draining(failure), lines)
        if failure is None:
            asyncio.get_running_loop().call_later(0.05, signal.raise_signal, signal.SIGTERM)
        return await station.run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(run()) == code
    assert [word for word in ("RuntimeError", "an invented name") if word in written.getvalue()] == told
