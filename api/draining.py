"""The drain in a process of its own: reading messages is hard work, and who listens must not wait for it.

The process lives as long as its standard input: it ends when whoever started it ends, however that was.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from structlog.typing import FilteringBoundLogger

import api
from api.assemble import advisor_of, decider_of, drain_of, site_of
from api.settings import Settings
from api.watch.logs import journal
from engine.errors import LogUnavailable

_COMMAND = ("-m", "api", "hl7", "drain")
_LOOKS = 0.2
_SECONDS_TO_FINISH = 10.0
_BEFORE_AGAIN = 1.0
_LIVED = 60.0
_MOST_FAILURES = 5
_WAKE = b"."


class DrainLost(LogUnavailable):
    """The process that takes messages in ends as soon as it is started."""


class DrainProcess:
    """Keeps the process running; `wake` may be called from any thread, and waits for nobody."""

    def __init__(self, lines: FilteringBoundLogger, command: tuple[str, ...] = _COMMAND) -> None:
        self._journal = lines
        self._command = [sys.executable, "-P", *command]
        self._input: int | None = None

    def wake(self) -> None:
        """Have the inbox looked at, at once; where it is told already, that is enough."""
        told = self._input
        if told is not None:
            with suppress(OSError):
                os.write(told, _WAKE)

    def run(self, stop: threading.Event) -> None:
        """Return when told to stop, and the message at hand is taken; DrainLost where it cannot be kept running."""
        failures = 0
        while not stop.is_set():
            began = time.monotonic()
            status = self._live(stop)
            if stop.is_set():
                return
            failures = 0 if time.monotonic() - began > _LIVED else failures + 1
            self._journal.error("drain-ended", status=status)
            if failures == _MOST_FAILURES:
                raise DrainLost("the process that takes messages in does not stay alive; its messages say why")
            stop.wait(_BEFORE_AGAIN)

    def _live(self, stop: threading.Event) -> int:
        """Start the process, and return how it ended."""
        environment = {**os.environ, "PYTHONPATH": str(Path(api.__path__[0]).parent)}
        with subprocess.Popen(self._command, env=environment, stdin=subprocess.PIPE) as child:  # noqa: S603  our own
            if child.stdin is None:
                raise DrainLost("a process without its standard input")
            os.set_blocking(child.stdin.fileno(), False)
            self._input = child.stdin.fileno()
            try:
                while child.poll() is None and not stop.wait(_LOOKS):
                    pass
            finally:
                self._input = None
                child.stdin.close()
                try:
                    child.wait(_SECONDS_TO_FINISH)
                except subprocess.TimeoutExpired:
                    child.kill()
            return child.wait()


def drain(settings: Settings) -> int:
    """Take in what waits, until standard input ends; returns 0 then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the listener, which then ends our input
    decider, lines = decider_of(settings), journal(settings.log_format)
    site = site_of(settings, decider.library)
    stop = threading.Event()
    with advisor_of(settings, decider, "hl7v2") as advisor, drain_of(settings, advisor, site, lines) as draining:
        for edition in decider.library.editions.values():
            decider.library.deciding(edition)

        def listen() -> None:
            while os.read(sys.stdin.fileno(), 1 << 16):
                draining.wake()
            stop.set()
            draining.wake()

        threading.Thread(target=listen, name="wake", daemon=True).start()
        draining.run(stop)
    return 0
