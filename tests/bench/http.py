"""Decisions over HTTP at 200 requests a second, each on disk before it is told, beside a bare write and fsync.

Ours and the peer's slices alternate, so that both meet the same disk and the same neighbours.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from api.store.sqlite import SqliteLog
from engine.log.record import Kind
from tests.api.http.serving import ROOT, Served
from tests.bench.load import Load, percentile
from tests.bench.rows import Row
from tests.independent.random_contexts import random_requests

A_SECOND = 200
SLICES = 6
SECONDS_OF_A_SLICE = 2.5
WARM_UP = 200


def run() -> list[Row]:
    """Measure; figures are milliseconds from when a request was due to its answer."""
    disk = ROOT / "var"  # where the service keeps its log; /tmp may be memory
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as folder, Served(Path(folder)) as service:
        bodies = [json.dumps(request).encode() for request in islice(random_requests(seed=1), 1000)]
        client = Load(service.port, "/v1/decisions", bodies, status=201)
        client.steadily(WARM_UP, A_SECOND)
        size = _size_of_a_record(Path(folder) / "log.db")
        ours: list[float] = []
        peers: list[float] = []
        for _ in range(SLICES):
            peers += _write_and_sync(Path(folder) / "bare", size)
            ours += client.steadily(int(A_SECOND * SECONDS_OF_A_SLICE), A_SECOND)
    name, peer = f"HTTP decision with durable record at {A_SECOND}/s", f"write and fsync of {size} bytes"
    return [
        Row(f"{name}, {label}", percentile(ours, percent), "ms", peer, percentile(peers, percent))
        for label, percent in (("p50", 50), ("p99", 99))
    ]


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
