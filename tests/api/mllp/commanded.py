"""`imaging-cds hl7 listen` as a process of its own, which can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.api.mllp.destinations import until
from tests.api.mllp.listening import SECONDS

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Place:
    """A folder with a database, a site and an hl7.yaml."""

    def __init__(self, folder: Path, hl7: str) -> None:
        self.database = folder / "log" / "imaging-cds.db"
        self.key = folder / "log" / "imaging-cds.key"
        (folder / "hl7.yaml").write_text(hl7)
        (folder / "site.yaml").write_text('always_in_topic: "true"\n')
        self._listened = 0
        self.environment = {
            "IMAGING_CDS_DATABASE": str(self.database),
            "IMAGING_CDS_HL7_FILE": str(folder / "hl7.yaml"),
            "IMAGING_CDS_SITE_FILE": str(folder / "site.yaml"),
        }

    def listen(self) -> "Listening":
        """Start listening, and return when it does."""
        # Of its own: the process that took messages in for one that was killed may still tell something.
        self._listened += 1
        return Listening(os.environ | self.environment, self.database.parent.with_name(f"told-{self._listened}"))


class Listening:
    """A process that listens; what it tells goes to a file, which takes all of it whether anybody reads or not."""

    def __init__(self, environment: dict[str, str], told: Path) -> None:
        self._told = told
        with told.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "api", "hl7", "listen"],
                cwd=ROOT,
                env=environment,
                stderr=file,
                start_new_session=True,
            )
        until(lambda: b"\n" in told.read_bytes() or self._process.poll() is not None)
        first = _told(told.read_text().partition("\n")[0])[0]
        self.address = ("127.0.0.1", int(first["url"].rpartition(":")[2]))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals, *, whole: bool = False) -> tuple[int, list[dict[str, Any]]]:
        """End it, with `whole` also the process that takes messages in; return its exit code and what it told."""
        if self._process.poll() is None and whole:
            os.killpg(self._process.pid, how)
        elif self._process.poll() is None:
            self._process.send_signal(how)
        code = self._process.wait(SECONDS)
        return code, _told(self._told.read_text())[1:]


def _told(text: str) -> list[dict[str, Any]]:
    """Return what was told; of two processes that write at once, two may stand on a line."""
    found, at, read = [], 0, json.JSONDecoder().raw_decode
    while (start := text.find("{", at)) >= 0:
        one, at = read(text, start)
        found.append(one)
    return found
