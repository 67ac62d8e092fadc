"""HL7 v2: reading a message, keeping what comes over MLLP, and deciding on it, beside the Python libraries of its kind.

The peers keep nothing of what they are sent, and decide nothing. hl7apy's server only splits the header, and closes
the connection after each message; python-hl7's parses the message, as its own example does.
"""

import asyncio
import gc
import io
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time

import hl7
import hl7apy.parser

from api.assemble import advisor_of, decider_of, drain_of, now, site_of
from api.feed.receive import Receiver
from api.hl7_frame import Frame
from api.hl7_settings import Hl7File
from api.ids import new_id
from api.settings import Settings
from api.watch.logs import journal
from engine.log.record import Kind
from fhir.v2.conformance import check
from fhir.v2.opened import open_message
from fhir.v2.parse import read_message
from tests.bench.hl7_load import Sender, orders
from tests.bench.hl7_peers import ROOT, hl7apy_server, ours, python_hl7_server
from tests.bench.load import percentile
from tests.bench.rows import Row

ROUNDS = 200
SLICES, MESSAGES = 5, 400
AHEAD = 64
A_SECOND, STEADY_SECONDS = 20, 15
DECIDED = 300
SPLITS, PARSES = "hl7apy server, keeps none", "python-hl7 server, keeps none"


def run() -> list[Row]:
    """Measure; what a figure is of stands with it."""
    disk = ROOT / "var"  # where the service keeps its log; /tmp may be memory
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as name:
        folder = Path(name)
        return [*_reading(), *_acknowledging(folder), *_keeping(folder), *_deciding(folder / "decided")]


def _reading() -> list[Row]:
    """Compare microseconds of processor time, the best of all rounds."""
    raw = orders(1, 1)[0]
    text = raw.decode()
    works = (
        lambda: check(open_message(raw)),
        lambda: read_message(raw),
        lambda: hl7apy.parser.parse_message(text),
        lambda: hl7.parse(text),
    )
    gc.collect()
    gc.freeze()
    checking, reading, by_hl7apy, by_python_hl7 = _best(*works)
    name = f"HL7 v2 order of {len(raw)} bytes"
    return [
        Row(f"{name}, checked", checking, "µs", "python-hl7 parse", by_python_hl7),
        Row(f"{name}, read without loss", reading, "µs", "python-hl7 parse", by_python_hl7),
        Row(f"{name}, read without loss", reading, "µs", "hl7apy parse_message", by_hl7apy),
    ]


def _best(*works: Callable[[], object]) -> list[float]:
    """Return the best time of each; they take turns, so that a busy machine is busy for all."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for index, work in enumerate(works):
            start = process_time()
            work()
            best[index] = min(best[index], (process_time() - start) * 1e6)
    return best


def _acknowledging(folder: Path) -> list[Row]:
    """Compare milliseconds to the answer, at a rate at which the orders are decided as they come."""
    messages = orders(10**7, A_SECOND * STEADY_SECONDS)
    with ours(folder) as own, python_hl7_server(folder) as peer:
        taken = [Sender(each.port).steadily(messages, A_SECOND)[A_SECOND:] for each in (own, peer)]
    figures = ((percent, *(percentile(each, percent) for each in taken)) for percent in (50, 99))
    return [
        Row(f"HL7 v2 kept, at {A_SECOND}/s, p{percent}", kept, "ms", PARSES, read) for percent, kept, read in figures
    ]


def _keeping(folder: Path) -> list[Row]:
    """Compare messages a second; each of ours is on disk before it is acknowledged."""
    taken: dict[str, list[float]] = {}
    with ExitStack() as stack:
        own, by_hl7apy, by_python_hl7 = (
            Sender(stack.enter_context(program(folder)).port) for program in (ours, hl7apy_server, python_hl7_server)
        )
        works = {
            "bare": lambda messages: _write_and_sync(folder / "bare", messages),
            "ours in turn": own.in_turn,
            "ours anew": own.connecting_anew,
            "ours ahead": lambda messages: own.pipelined(messages, AHEAD),
            "python-hl7 in turn": by_python_hl7.in_turn,
            "python-hl7 ahead": lambda messages: by_python_hl7.pipelined(messages, AHEAD),
            "hl7apy anew": by_hl7apy.connecting_anew,
        }
        numbers = count(1, MESSAGES)
        for _ in range(SLICES):
            for name, work in works.items():
                taken.setdefault(name, []).append(work(orders(next(numbers), MESSAGES)))
    rate = {name: median(rates) for name, rates in taken.items()}
    unit, bare = "messages/s", "one write and fsync after another"
    return [
        Row("HL7 v2 kept, each waits for its answer", rate["ours in turn"], unit, bare, rate["bare"]),
        Row("HL7 v2 kept, each waits for its answer", rate["ours in turn"], unit, PARSES, rate["python-hl7 in turn"]),
        Row("HL7 v2 kept, a connection each", rate["ours anew"], unit, SPLITS, rate["hl7apy anew"]),
        Row(f"HL7 v2 kept, {AHEAD} sent ahead", rate["ours ahead"], unit, PARSES, rate["python-hl7 ahead"]),
    ]


def _write_and_sync(path: Path, messages: list[bytes]) -> float:
    """Append messages to a file, each on disk before the next; return how many a second."""
    began = time.perf_counter()
    with path.open("ab", buffering=0) as file:
        for message in messages:
            file.write(message)
            os.fsync(file.fileno())
    return len(messages) / (time.perf_counter() - began)


def _deciding(folder: Path) -> list[Row]:
    """Compare messages a second that were received, kept, read, decided and recorded, with messages only parsed."""
    messages = orders(1, DECIDED)
    settings = Settings(database=folder / "log.db", hl7_file=None, site_file=None, guidelines_dir=None)
    with ExitStack() as stack:
        advisor = stack.enter_context(advisor_of(settings, decider_of(settings)))
        site = site_of(settings, advisor.library)
        drain = stack.enter_context(drain_of(settings, advisor, site, journal(settings.log_format, io.StringIO())))
        receiver = Receiver(drain.taking.store, Hl7File(), now, new_id)

        def decide() -> None:
            for message in messages:
                asyncio.run(receiver.receive([Frame(message)]))
            while drain.catch_up():
                continue

        decided = _rates(decide)
        recorded = sum(b'"applicable"' in each.payload for each in advisor.log.records(kind=Kind.DECISION))
    if recorded != DECIDED:
        raise SystemExit(f"{recorded} of {DECIDED} orders were decided on by the guideline")
    parsed = _rates(lambda: [hl7apy.parser.parse_message(each.decode()) for each in messages])
    name, peer = "HL7 v2 orders decided", "hl7apy parse_message"
    return [
        Row(f"{name}, {clock}", rate, "messages/s", peer, by_hl7apy)
        for clock, rate, by_hl7apy in zip(("one after another", "of processor time"), decided, parsed, strict=True)
    ]


def _rates(work: Callable[[], object]) -> tuple[float, float]:
    """Return how many messages were done a second, and a second of processor time."""
    began, worked = time.perf_counter(), process_time()
    work()
    return DECIDED / (time.perf_counter() - began), DECIDED / (process_time() - worked)
