"""Decisions over HTTP at 200 requests a second, each on disk before it is told, beside a bare write and fsync.

Requests are sent when they are due, whether or not earlier ones were answered: a service that stalls is not spared
what it would have been asked meanwhile. Their time counts from when they are sent, as timers are a millisecond late.
Ours and the peer's slices alternate, so that both meet the same disk and the same neighbours.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

from api.store.sqlite import SqliteLog
from engine.log.record import Kind
from tests.api.http.serving import ROOT, Served
from tests.bench.rows import Row
from tests.independent.random_contexts import random_requests

A_SECOND = 200
SLICES = 6
SECONDS_OF_A_SLICE = 2.5
WARM_UP = 200

_HEAD = "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "


def run() -> list[Row]:
    """Measure; figures are milliseconds from when a request was due to its answer."""
    disk = ROOT / "var"  # where the service keeps its log; /tmp may be memory
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder, Served(Path(folder)) as service:
        bodies = [json.dumps(request).encode() for request in islice(random_requests(seed=1), 1000)]
        client = Client(service.port, bodies)
        asyncio.run(client.ask(WARM_UP))
        size = _size_of_a_record(Path(folder) / "log.db")
        ours: list[float] = []
        peers: list[float] = []
        for _ in range(SLICES):
            peers += _write_and_sync(Path(folder) / "bare", size)
            ours += asyncio.run(client.ask(int(A_SECOND * SECONDS_OF_A_SLICE)))
    name, peer = f"HTTP decision with durable record at {A_SECOND}/s", f"write and fsync of {size} bytes"
    return [
        Row(f"{name}, {label}", _percentile(ours, percent), "ms", peer, _percentile(peers, percent))
        for label, percent in (("p50", 50), ("p99", 99))
    ]


class Client:
    """Asks on connections that stay open; as many as there are requests under way."""

    def __init__(self, port: int, bodies: list[bytes]) -> None:
        self._port = port
        self._bodies = cycle(bodies)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, count: int) -> list[float]:
        """Ask so many times at the given rate; return the milliseconds of each."""
        began = time.perf_counter()
        under_way = []
        for number in range(count):
            await asyncio.sleep(began + number / A_SECOND - time.perf_counter())
            under_way.append(asyncio.ensure_future(self._ask()))
        taken = await asyncio.gather(*under_way)
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()
        return taken

    async def _ask(self) -> float:
        began = time.perf_counter()
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        body = next(self._bodies)
        writer.write(f"{_HEAD}{len(body)}\r\n\r\n".encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = answer.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        taken = (time.perf_counter() - began) * 1000
        if not answer.startswith(b"http/1.1 201 "):
            raise RuntimeError(answer.decode())
        self._idle.append((reader, writer))
        return taken


def _write_and_sync(path: Path, size: int) -> list[float]:
    """Append records of a size to a file at the same rate, each on disk before the next."""
    record, taken = os.urandom(size), []
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    began = time.perf_counter()
    for number in range(int(A_SECOND * SECONDS_OF_A_SLICE)):
        time.sleep(max(0, began + number / A_SECOND - time.perf_counter()))
        sent = time.perf_counter()
        os.write(file, record)
        os.fsync(file)
        taken.append((time.perf_counter() - sent) * 1000)
    os.close(file)
    return taken


def _size_of_a_record(database: Path) -> int:
    """Return how many bytes a decision's record has, on average."""
    never: Callable[[], object] = dict
    with SqliteLog(database, never) as log:  # type: ignore[arg-type]
        sizes = [len(each.header) + len(each.payload) + len(each.salt) for each in log.records(kind=Kind.DECISION)]
    return sum(sizes) // len(sizes)


def _percentile(taken: list[float], percent: int) -> float:
    return quantiles(taken, n=100, method="inclusive")[percent - 1]
