"""Programs that take messages over MLLP: ours, and the servers of PyPI `hl7apy` and `hl7`, which keep nothing.

Run as a program, this file is one of those two: name, port.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import hl7.mllp
import hl7apy.mllp

ROOT = Path(__file__).parents[2]
SECONDS = 60


class Program:
    """A program that listens on a port of this machine; what it writes goes to a file in `folder`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = _free_port()
        self._folder = folder
        self._command = [sys.executable, "-P", "-m", *arguments, str(self.port)]

    def __enter__(self) -> Self:
        """Start, and wait until it listens."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IMAGING_CDS_")}
        environment |= {"IMAGING_CDS_DATABASE": str(self._folder / "log.db"), "PYTHONPATH": str(ROOT)}
        messages = self._folder / f"messages-{self.port}"
        with messages.open("wb") as file:
            self._program = subprocess.Popen(self._command, env=environment, stdout=file, stderr=file)
        until = time.monotonic() + SECONDS
        while not _listens(self.port):
            if self._program.poll() is not None or time.monotonic() > until:
                raise RuntimeError(messages.read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Stop."""
        self._program.terminate()
        self._program.wait(timeout=SECONDS)


def ours(folder: Path) -> Program:
    """The listener as operators start it."""
    return Program(folder, "api", "hl7", "listen", "--port")


def hl7apy_server(folder: Path) -> Program:
    """The server of hl7apy."""
    return Program(folder, "tests.bench.hl7_peers", "hl7apy")


def python_hl7_server(folder: Path) -> Program:
    """The server of python-hl7."""
    return Program(folder, "tests.bench.hl7_peers", "python-hl7")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


class _Acknowledge(hl7apy.mllp.AbstractHandler):  # type: ignore[misc]  # no types are published
    """Answers by splitting the header: to parse the message takes hl7apy some 10 ms more."""

    def reply(self) -> str:
        header = self.incoming_message.partition("\r")[0].split("|")
        answer = f"MSH|^~\\&|PEER|INVENTED|{header[2]}|{header[3]}|{header[6]}||ACK|1|P|2.5.1\rMSA|AA|{header[9]}\r"
        return f"\x0b{answer}\x1c\r"


def _serve_hl7apy(port: int) -> None:
    hl7apy.mllp.MLLPServer("127.0.0.1", port, {"ORM^O01^ORM_O01": (_Acknowledge,)}).serve_forever()


def _serve_python_hl7(port: int) -> None:
    asyncio.run(_serve(port))


async def _serve(port: int) -> None:
    async with await hl7.mllp.start_hl7_server(_connected, "127.0.0.1", port, encoding="utf-8") as server:
        await server.serve_forever()


async def _connected(reader: hl7.mllp.HL7StreamReader, writer: hl7.mllp.HL7StreamWriter) -> None:
    """Answer as its documentation does: parse each message, and let it write its own acknowledgement."""
    try:
        while True:
            message = await reader.readmessage()
            writer.writemessage(message.create_ack())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


_SERVERS: dict[str, Callable[[int], None]] = {"hl7apy": _serve_hl7apy, "python-hl7": _serve_python_hl7}

if __name__ == "__main__":
    _SERVERS[sys.argv[1]](int(sys.argv[2]))
