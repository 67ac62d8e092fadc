"""The service as operators start it: a program of its own that listens on this machine."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.api.http.asking import Answered, Headers

ROOT = Path(__file__).parents[3]
SECONDS = 60
"""Longer than it can take on any machine: only so that a test fails that would wait for ever."""


class Served:
    """`imaging-cds serve` on a port of its own and a log in `folder`."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._command = [sys.executable, "-m", "api", "serve", "--port", "0", *arguments]
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("IMAGING_CDS_")}
        self._environment |= {"IMAGING_CDS_DATABASE": str(folder / "log.db"), "PYTHONPATH": str(ROOT)}
        self._environment |= {f"IMAGING_CDS_{name.upper()}": value for name, value in settings.items()}
        self._messages = folder / "messages"
        self.url = ""

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        # Into a file: a pipe that nobody reads fills, and the program would wait for its reader.
        with self._messages.open("wb") as messages:
            self.program = subprocess.Popen(self._command, cwd=self.folder, env=self._environment, stderr=messages)
        while not (found := re.search(r'"url": "(http://[^"]+)"', self.told)):
            assert self.program.poll() is None, self.told
            time.sleep(0.02)
        self.url = found[1]
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Stop."""
        if self.program.poll() is None:
            self.program.terminate() if kind is None else self.program.kill()
        self.program.wait(timeout=SECONDS)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port = urlsplit(self.url).port
        assert port is not None
        return port

    @property
    def told(self) -> str:
        """Everything that it wrote; complete when it has stopped."""
        return self._messages.read_text()

    def run_to_end(self) -> tuple[int, str]:
        """Start where it cannot serve: return the exit code and what it wrote."""
        run = subprocess.run(
            self._command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return run.returncode, run.stderr

    def ask(self, method: str, path: str, body: bytes = b"", headers: Headers = ()) -> Answered:
        """Ask on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answered(response.status, told, response.read())
        finally:
            connection.close()

    def decide(self, document: Any) -> Answered:  # noqa: ANN401 - JSON
        """Ask for a decision on facts."""
        return self.ask("POST", "/v1/decisions", json.dumps(document).encode(), [("Content-Type", "application/json")])

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """End it, and return its exit code."""
        self.program.send_signal(by)
        return self.program.wait(timeout=SECONDS)
