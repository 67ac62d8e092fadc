"""Calls of order-select over HTTP, each recorded on disk before it is answered, beside healthchain and bare parsing.

Healthchain records nothing, and its services here decide nothing: one shows a card whatever comes, the other has
first read the prefetch as FHIR. Slices alternate, so that all meet the same disk and the same neighbours.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tests.api.http.serving import ROOT, Served
from tests.bench import healthchain
from tests.bench.calls_of_order_select import RESOURCES, calls
from tests.bench.load import Load, percentile
from tests.bench.rows import Row

A_SECOND = 40
BODIES = 200
SLICES = 5
IN_TURN, STEADY = 60, 80  # requests of a slice
WARM_UP = 40

Slices = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class _Case:
    """Calls of one kind, and how their answer is known to be the right one."""

    name: str
    bodies: list[bytes]
    is_right: Callable[[Any], bool]
    taken: Slices = field(default_factory=dict)


def run() -> list[Row]:
    """Measure; figures are milliseconds from sending a call to having all of its answer."""
    disk = ROOT / "var"  # where the service keeps its log; /tmp may be memory
    disk.mkdir(exist_ok=True)
    has_peer = healthchain.is_installed()
    with tempfile.TemporaryDirectory(dir=disk, prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        ours = stack.enter_context(Served(folder)).port
        peer = stack.enter_context(healthchain.HealthChain(folder)).port if has_peer else None
        return [row for case in _cases() for row in _measure(case, ours, peer)]


def _cases() -> Iterator[_Case]:
    kinds = {
        "rated": (True, True, lambda told: told["cards"] == [] and len(told["systemActions"]) == 1),
        "asked, with suggestions": (True, False, lambda told: len(told["cards"][0]["suggestions"]) > 1),
        "not in topic": (False, False, lambda told: told == {"cards": []}),
    }
    for name, (in_topic, answered, is_right) in kinds.items():
        bodies = list(islice(calls(1, in_topic=in_topic, answered=answered), BODIES))
        yield _Case(name, bodies, is_right)


def _measure(case: _Case, ours: int, peer: int | None) -> Iterator[Row]:
    loads = {"ours": Load(ours, "/cds-services/chest-imaging", case.bodies)}
    if peer is not None:
        loads["a card"] = Load(peer, healthchain.FIXED, case.bodies)
        loads["reading"] = Load(peer, healthchain.READING, case.bodies)
    for load in loads.values():
        load.in_turn(WARM_UP)
    if not case.is_right(json.loads(loads["ours"].newest)):
        raise SystemExit(f"the calls that are to be {case.name} are answered otherwise")
    if peer is not None and b'"8 read"' not in loads["reading"].newest:
        raise SystemExit("healthchain does not read what was sent along")
    _take_turns(case, loads)
    yield from _rows(case)


def _take_turns(case: _Case, loads: dict[str, Load]) -> None:
    taken: Slices = {"parsing": []}
    for _ in range(SLICES):
        taken["parsing"] += _parse(case.bodies)
        for who, load in loads.items():
            taken.setdefault(who, []).extend(load.in_turn(IN_TURN))
            if who != "reading":  # which cannot keep the pace
                taken.setdefault(f"{who}, steady", []).extend(load.steadily(STEADY, A_SECOND))
    case.taken.update(taken)


def _rows(case: _Case) -> Iterator[Row]:
    size = sum(map(len, case.bodies)) // len(case.bodies) // 1024
    name, taken = f"hook, {case.name}", case.taken
    calls_of = {"one at a time": "", f"at {A_SECOND}/s": ", steady"}
    parsing = percentile(taken["parsing"], 50)
    yield Row(f"{name}, one at a time, p50", percentile(taken["ours"], 50), "ms", f"json.loads of {size} KB", parsing)
    peers = {"a card": "healthchain, a fixed card", "reading": f"healthchain, {RESOURCES} resources read"}
    for pace, suffix in calls_of.items():
        for who, peer in peers.items():
            theirs = taken.get(who + suffix)
            for percent in (50, 95) if theirs else ():
                figures = percentile(taken["ours" + suffix], percent), percentile(theirs or [], percent)
                yield Row(f"{name}, {pace}, p{percent}", figures[0], "ms", peer, figures[1])


def _parse(bodies: list[bytes]) -> list[float]:
    taken = []
    for body in bodies[:IN_TURN]:
        began = time.perf_counter()
        json.loads(body)
        taken.append((time.perf_counter() - began) * 1000)
    return taken
