"""Appending to the log and verifying it, beside what the disk and SHA-256 allow for the same bytes.

Run as a program, this file is one of the processes that append: path, seconds.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from api.ids import new_id
from api.store.port import Entry
from api.store.sqlite import SqliteLog
from engine.log.record import SALT_SIZE, Kind
from tests.bench.rows import Row

ROOT = Path(__file__).parents[2]
SECONDS = 5.0
PROCESSES, CLIENTS = 4, 16
PAYLOAD = 1_700  # bytes: a decision with its provenance
BARE = "one write and fsync after another"


def run() -> list[Row]:
    """Measure on the disk of the checkout, where the log lies by default; figures are per second."""
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ROOT / "var") as name:
        folder = Path(name)
        before = _bare(folder / "bare")
        alone = _one_client(folder / "alone.db")
        together = _all_clients(folder / "together.db")
        bare = (before + _bare(folder / "bare")) / 2
        verified, hashed = _verify(folder / "together.db")
    return [
        Row(f"appends, {PROCESSES} processes of {CLIENTS} clients", together, "records/s", BARE, bare),
        Row("appends, one client that waits for each", alone, "records/s", BARE, bare),
        Row("log verify", verified, "records/s", "SHA-256 of the same bytes, once", hashed),
    ]


def _rate(once: Callable[[], object], seconds: float = SECONDS) -> float:
    begin = time.perf_counter()
    count = 0
    while (now := time.perf_counter()) < begin + seconds:
        once()
        count += 1
    return count / (now - begin)


def _entry() -> Entry:
    payload, digest = os.urandom(PAYLOAD), "sha256:" + "e" * 64
    episode = sha256(payload).hexdigest() if payload[0] % 2 else None
    return Entry(
        kind=Kind.DECISION,
        id=new_id(),
        door="json",
        payload=payload,
        salt=os.urandom(SALT_SIZE),
        subject_key="6" * 16,
        edition=digest,
        episode=episode,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _bare(path: Path) -> float:
    data = os.urandom(PAYLOAD)
    with path.open("ab", buffering=0) as file:

        def write() -> None:
            file.write(data)
            os.fsync(file.fileno())

        return _rate(write)


def _one_client(path: Path) -> float:
    with SqliteLog(path, _now, patience=60.0) as log:
        return _rate(lambda: log.append(_entry()))


def _all_clients(path: Path) -> float:
    """Count what was on disk at the end, by the time that it took from the first record on."""
    SqliteLog(path, _now).close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, __file__, str(path), str(SECONDS)]
    running = [subprocess.Popen(program, env=environment) for _ in range(PROCESSES)]
    if any(process.wait() for process in running):
        message = "a process that appends ended with an error"
        raise RuntimeError(message)
    with SqliteLog(path, _now) as log:
        times = [datetime.fromisoformat(log_time(record.header)) for record in log.records()]
    return len(times) / (times[-1] - times[0]).total_seconds()


def log_time(header: bytes) -> str:
    """Return the time of a header."""
    return header.partition(b'"time":"')[2].partition(b'"')[0].decode()


def _verify(path: Path) -> tuple[float, float]:
    with SqliteLog(path, _now) as log:
        begin = time.perf_counter()
        report = log.verify()
        verified = report.size / (time.perf_counter() - begin)
        if not report.holds:
            message = "the log does not hold"
            raise RuntimeError(message)
        stored = [(record.header, record.payload) for record in log.records()]
    begin = time.perf_counter()
    for header, payload in stored:
        sha256(header).digest()
        sha256(payload).digest()
    return verified, report.size / (time.perf_counter() - begin)


def _append_as_clients(path: Path, seconds: float) -> None:
    with SqliteLog(path, _now, patience=60.0) as log:
        clients = [threading.Thread(target=_rate, args=(lambda: log.append(_entry()), seconds)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()


if __name__ == "__main__":
    _append_as_clients(Path(sys.argv[1]), float(sys.argv[2]))
