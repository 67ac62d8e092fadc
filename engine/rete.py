"""Run durable-rules over every complete context of a guideline, in a process of its own: JSON in, table out.

The public API of durable-rules 2.0.28 can crash the process, join the facts of two patients, swallow exceptions
and answer nothing without an error (docs/adr/0002). So it runs only here, in a child process, once per edition,
in the one way that was found safe: no host and no threads, one session, a fixed fact id that is retracted each
time, no `$or`, a last rule that must always fire, and a number in every fact that every fired rule must return.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypedDict

import durable_rules_engine as rete
from durable import engine as durable

from engine.errors import EngineFault

LAST = "last"
FACT_ID = "1"


class Job(TypedDict):
    """What is to be evaluated: classes per fact (in cell order, first fastest) and one-class rules."""

    name: str
    axes: list[tuple[str, int]]
    rules: list[tuple[str, dict[str, int]]]


class Session:
    """One durable-rules rule set with one session, asserted to and retracted from."""

    def __init__(self, name: str, rules: list[tuple[str, dict[str, int]]]) -> None:
        nothing = durable.Promise(lambda _: None)
        definition: dict[str, object] = {
            rule: {"all": [{"m": {"$and": [{fact: str(n)} for fact, n in when.items()]}}], "run": nothing, "pri": i}
            for i, (rule, when) in enumerate(rules, start=1)
        }
        definition[LAST] = {"all": [{"m": {"$ex": {"nonce": 1}}}], "run": nothing, "pri": len(rules) + 1}
        # Only the handle of the C extension is used afterwards; the rule set itself must stay alive with it.
        self._rules = durable.Ruleset(name, None, definition)
        self._handle = self._rules._handle  # noqa: SLF001 - there is no public way without host threads
        # The first dispatch initialises memory that the extension would otherwise free unset.
        self.fire({}, "warm-up")

    def fire(self, context: Mapping[str, str], nonce: str) -> list[str]:
        """Return the names of the rules that a context makes fire, in order, without the last one."""
        fact = json.dumps({**context, "id": FACT_ID, "nonce": nonce})
        code, state = rete.assert_fact(self._handle, fact)
        if code:
            message = f"assert_fact answered {code}"
            raise EngineFault(message)
        fired = list(self._fired(state, f'"nonce":"{nonce}"'))
        rete.retract_fact(self._handle, json.dumps({"id": FACT_ID}))
        if not fired or fired.pop() != LAST:
            message = "the rule that always holds did not fire last"
            raise EngineFault(message)
        return fired

    def _fired(self, state: object, nonce: str) -> Iterator[str]:
        started = rete.start_action_for_state(self._handle, state)
        message = started[1] if started else None
        while message:
            if nonce not in message.replace(" ", ""):
                text = "a rule fired for another context"
                raise EngineFault(text)
            yield next(iter(json.loads(message)))
            message = rete.complete_and_start_action(self._handle, state)


def tabulate(job: Job) -> dict[str, str]:
    """Evaluate a job over its whole space: rule name to the cells it matches, as a hexadecimal number."""
    session = Session(job["name"], job["rules"])
    found = {rule: bytearray(_bytes(job)) for rule, _ in job["rules"]}
    facts = [fact for fact, _ in job["axes"]]
    # The first axis is the fastest, so the product runs over them in reverse.
    numbers = product(*(range(classes) for _, classes in reversed(job["axes"])))
    for cell, chosen in enumerate(numbers):
        context = dict(zip(facts, map(str, reversed(chosen)), strict=True))
        for rule in session.fire(context, f"{cell:x}"):
            found[rule][cell >> 3] |= 1 << (cell & 7)
    return {rule: f"{int.from_bytes(cells, 'little'):x}" for rule, cells in found.items()}


def _bytes(job: Job) -> int:
    size = 1
    for _, classes in job["axes"]:
        size *= classes
    return (size + 7) // 8


def main() -> None:
    """Read jobs from standard input and write their tables to standard output."""
    json.dump([tabulate(job) for job in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
