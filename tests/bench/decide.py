"""Facts to decision in this process, beside general rule engines that match the same rows on the same contexts.

The peers are given complete contexts and do less: they name the rows that match, where a decision here also says
what is unknown, presumed, defeated and to be asked, of any context.
"""

import gc
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from time import process_time
from typing import Any

import rule_engine
import zen
from durable.lang import assert_fact, delete_state, m, ruleset, when_all

from api.library import read_library
from engine.answer.advice import Decision
from engine.context import STATED, Gathered, Reading, weigh
from engine.guideline import Edition
from tests.bench.rows import Row
from tests.independent.random_contexts import random_requests

CONTEXTS = 5_000
SECONDS_OF_A_PEER = 3.0

Context = Mapping[str, str]


def run() -> list[Row]:
    """Measure; figures are decisions per second of one core."""
    library = read_library(None, "ksr-kstr-2020")
    deciding = library.deciding(library.find(None))
    partial = [_gathered(request) for request in islice(random_requests(seed=1), CONTEXTS)]
    complete = [_complete(deciding.edition, gathered) for gathered in partial]
    # The questions themselves are not a service's memory; the collector must not walk through them.
    gc.collect()
    gc.freeze()
    now, safety = datetime(2020, 4, 7, tzinfo=UTC), library.safety

    def ours(gathered: Gathered, *, explain: bool = False) -> Decision:
        context = weigh(gathered, deciding.edition.facts, deciding.edition.thresholds, now)
        return deciding.decide(context, safety, explain=explain)

    figures = {
        "any context": _rate(partial, ours),
        "any context, with explain": _rate(partial, lambda gathered: ours(gathered, explain=True)),
    }
    peers = {
        "zen-engine": _zen(deciding.edition, complete),
        "rule-engine": _rule_engine(deciding.edition, complete),
        "durable-rules' public API": _durable(deciding.edition, complete),
    }
    return [
        Row(f"facts to decision, {name}", figure, "decisions/s", peer, theirs)
        for name, figure in figures.items()
        for peer, theirs in peers.items()
    ]


def _rate(items: Sequence[Any], decide: Callable[[Any], object]) -> float:
    """Return items per second of processor time; a slow peer is stopped after its time."""
    start, done = process_time(), 0
    for item in items:
        decide(item)
        done += 1
        if process_time() - start > SECONDS_OF_A_PEER:
            break
    return done / (process_time() - start)


def _gathered(request: Mapping[str, Any]) -> Gathered:
    readings = (
        Reading(name, (said,) if isinstance(said, str) else tuple(said), STATED, f"#/facts/{name}")
        for name, said in request["facts"].items()
        if said is not None
    )
    return Gathered(tuple(readings), order=request.get("order", {}).get("modality"))


def _complete(edition: Edition, gathered: Gathered) -> Context:
    said = {reading.fact: reading.values[0] for reading in gathered.readings}
    return {name: said.get(name, fact.values[0]) for name, fact in edition.facts.items()}


def _rows(edition: Edition) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    return [
        (f"{each.id}#{number}", {cell.fact: cell.values for cell in row.cells})
        for each in edition.recommendations
        for number, row in enumerate(each.rows, start=1)
    ]


def _zen(edition: Edition, contexts: Sequence[Context]) -> float:
    """A decision table that collects every row that matches."""
    facts = [{"id": name, "name": name, "field": name} for name in edition.facts]
    rules = [
        {"_id": row, "out": f'"{row}"'}
        | {name: " or ".join(f'$ == "{value}"' for value in cells.get(name, ())) for name in edition.facts}
        for row, cells in _rows(edition)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": facts,
        "outputs": [{"id": "out", "name": "row", "field": "row"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "end", "name": "end", "type": "outputNode"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table"},
        {"id": "2", "sourceId": "table", "targetId": "end"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    _must_agree(edition, contexts, lambda said: {each["row"] for each in decision.evaluate(dict(said))["result"]})
    return _rate(contexts, lambda said: decision.evaluate(dict(said)))


def _rule_engine(edition: Edition, contexts: Sequence[Context]) -> float:
    """One rule a row, each evaluated."""
    rules = [
        (row, rule_engine.Rule(" and ".join(f"{name} in [{_quoted(values)}]" for name, values in cells.items())))
        for row, cells in _rows(edition)
    ]

    def match(said: Context) -> set[str]:
        return {row for row, rule in rules if rule.matches(said)}

    _must_agree(edition, contexts, match)
    return _rate(contexts, match)


def _durable(edition: Edition, contexts: Sequence[Context]) -> float:
    """The textbook way: a session for each context, deleted afterwards."""
    fired: list[str] = []
    with ruleset("bench"):
        for row, cells in _rows(edition):
            _declare(row, cells, fired)

        # Deleting a session in which nothing matched ends the process.
        when_all(+m.always)(lambda _: None)

    number = iter(range(len(contexts) * 2))

    def match(said: Context) -> set[str]:
        fired.clear()
        session = str(next(number))
        assert_fact("bench", {**said, "always": 1, "sid": session})
        delete_state("bench", session)
        return set(fired)

    _must_agree(edition, contexts[:500], match)
    return _rate(contexts, match)


def _declare(row: str, cells: Mapping[str, tuple[str, ...]], fired: list[str]) -> None:
    # One rule for each choice of values: with `|` a rule fires once for every side that is true.
    choices: list[Any] = [None]
    for name, values in cells.items():
        conditions = [getattr(m, name) == value for value in values]
        choices = [cond if before is None else before & cond for before in choices for cond in conditions]
    for choice in choices:
        when_all(choice)(_named(row, fired))


def _named(row: str, fired: list[str]) -> Callable[[object], None]:
    def act(_: object) -> None:
        fired.append(row)

    return act


def _must_agree(edition: Edition, contexts: Sequence[Context], match: Callable[[Context], set[str]]) -> None:
    """Compare a peer's rows with ours: a ratio between different answers would mean nothing."""
    rows = _rows(edition)
    for said in contexts[:200]:
        expected = {row for row, cells in rows if all(said[name] in values for name, values in cells.items())}
        if match(said) != expected:
            message = "a peer does not match the same rows"
            raise SystemExit(message)


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f'"{value}"' for value in values)
