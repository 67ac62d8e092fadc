"""Whatever is sent to the hooks, there is no failure, a refusal echoes nothing, and what was judged is on record."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.api.http.asking import FACTS, Answered, Running, ask
from tests.api.http.hook_calls import ICD, SERVICE, call, draft, searchset, suspected
from tests.api.http.hostile import BREAKS, CHANGES, Hostile
from tests.api.http.innocent import CANARY
from tests.api.http.test_hostile_bodies import Listening
from tests.fhir.invented_bundles import NOT_DETECTED, concept, encounter, film, form, quantity, rna

AT_ONCE = 64
FEEDBACK = f"{SERVICE}/feedback"
TOLD = {200, 400, 404, 412, 413, 415, 503}

PREFETCH = {
    "encounter": encounter("EMER"),
    "laboratory": searchset(rna(NOT_DETECTED)),
    "vital-signs": searchset(quantity("8310-5", 38.2, "Cel")),
    "reports": searchset(film(conclusion=CANARY)),
    "answers": searchset(form(ct_circumstance="film-not-definite")),
}
CALLS: list[dict[str, Any]] = [
    call(draft("cxr", note=[{"text": CANARY}]), prefetch=PREFETCH, encounterId="e1"),
    call(suspected("ct"), suspected("cxr", "s2"), prefetch=PREFETCH, encounterId="e1"),
    call(
        suspected("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}]),
        hook="order-sign",
        prefetch=PREFETCH,
    ),
    call(
        suspected("ct"),
        hook="order-sign",
        prefetch={"laboratory": None, "reports": {"resourceType": "OperationOutcome"}},
    ),
    call(
        draft("ct", reasonCode=[concept("U07.1", ICD) | {"text": CANARY}]), extension={"org.invented": {"name": CANARY}}
    ),
    call(hook="patient-view", prefetch=PREFETCH, draftOrders=None),
]
TOLD_BACK: list[dict[str, Any]] = [
    {
        "feedback": [
            {
                "card": "3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c12",
                "outcome": "overridden",
                "outcomeTimestamp": "2026-11-22T15:00:00Z",
                "overrideReason": {"reason": {"system": "urn:invented", "code": "x"}, "userComment": CANARY},
            },
        ]
    }
]


def hostile_calls(seed: int) -> Iterator[Hostile]:
    """Yield hostile calls without end; the same ones for the same seed."""
    draw = Random(seed)
    while True:
        is_feedback = draw.random() < 0.15
        document = json.loads(json.dumps(draw.choice(TOLD_BACK if is_feedback else CALLS)))
        for _ in range(draw.choice((0, 1, 1, 1, 2, 3, 8))):
            document = draw.choice(CHANGES)(draw, document)
        try:
            body = json.dumps(document, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")
        except RecursionError:
            body = b"[" * 5000
        body = draw.choice(BREAKS)(draw, body) if draw.random() < 0.3 else body
        yield Hostile(FEEDBACK if is_feedback else SERVICE, [("Content-Type", FACTS)], [body])


def what_is_wrong(request: Hostile, answered: Answered) -> str | None:
    """What is wrong with an answer, if anything."""
    if answered.status not in TOLD:
        return f"status {answered.status}"
    if answered.status == 200:
        document = json.loads(answered.body)  # a number that no double holds is echoed as it was sent
        return None if request.path == FEEDBACK or "cards" in document else "no cards"
    return "the name is in a refusal" if CANARY.encode() in answered.body else None


def assault(running: Running, seed: int, count: int) -> Counter[int]:
    """Send so many hostile calls, and return how many answers there were of each status."""
    requests, statuses = islice(hostile_calls(seed), count), Counter[int]()

    async def send(request: Hostile) -> Answered:
        return await ask(running.app, "POST", request.path, request.body, request.headers)

    async def send_all() -> None:
        while some := list(islice(requests, AT_ONCE)):
            for request, answered in zip(some, await asyncio.gather(*map(send, some)), strict=True):
                wrong = what_is_wrong(request, answered)
                assert wrong is None, f"{wrong}: {request.path} {b''.join(request.body)[:20_000]!r}"
                statuses[answered.status] += 1

    running.runner.run(send_all())
    return statuses


def hold(folder: Path, seed: int, count: int) -> None:
    """Hold the service against so many hostile calls."""
    messages = Listening()
    with Running(folder, messages=messages) as running:
        statuses = assault(running, seed, count)
        assert {200, 400, 412} <= set(statuses)
        assert not messages.heard
        assert CANARY.encode() not in running.ask("GET", "/metrics").body
        log = running.at_hand.advisor.log
        assert log.verify().holds


def test_hostile_calls_are_refused_or_answered(tmp_path: Path) -> None:
    hold(tmp_path, seed=3, count=4_000)


@pytest.mark.long
def test_many_hostile_calls_are_refused_or_answered(tmp_path: Path) -> None:
    for seed in range(10):
        hold(tmp_path / str(seed), seed=2000 + seed, count=30_000)
