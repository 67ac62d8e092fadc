"""Starting processes that append, and reading what they were answered."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from api.store.port import Appended

ROOT = Path(__file__).parents[3]
PROGRAM = Path(__file__).with_name("appending_process.py")
_GIVEN_UP_AFTER = 120.0


@dataclass(frozen=True, slots=True)
class Appending:
    """A process that appends, and the file that its answers go to: a pipe could fill and hold it up."""

    process: "subprocess.Popen[bytes]"
    answers: Path

    @classmethod
    def start(cls, log: Path, name: str, what: str) -> "Appending":
        """Start one."""
        answers = log.parent / f"{name}.answers"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with answers.open("wb") as out:
            process = subprocess.Popen([sys.executable, PROGRAM, log, name, what], stdout=out, env=environment)
        return cls(process, answers)

    def wait_for_answers(self, count: int) -> None:
        """Return when so many lines were answered."""
        limit = time.monotonic() + _GIVEN_UP_AFTER
        while self.answers.read_bytes().count(b"\n") < count:
            assert self.process.poll() is None, "the process ended by itself"
            assert time.monotonic() < limit, "the process does not append"
            time.sleep(0.002)

    def kill(self) -> list[Appended]:
        """Kill the process, and return what it had been answered."""
        self.process.kill()
        self.process.wait()
        return self.told()

    def told(self) -> list[Appended]:
        """Return the answers so far."""
        lines = self.answers.read_text().splitlines()
        return [
            Appended(name, int(index), int(size), "", replayed=replayed == "True")
            for name, index, size, replayed in map(str.split, lines)
        ]
