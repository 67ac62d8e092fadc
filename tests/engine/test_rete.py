"""Faults of the C extension become errors, never answers."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import durable_rules_engine
import pytest

from api.compile import compile_edition
from engine import rete
from engine.errors import EngineFault
from tests.engine.small_edition import edition, row, says

JOB: rete.Job = {
    "name": "invented",
    "axes": [("a", 2), ("b", 2)],
    "rules": [("1#1.1", {"a": 0}), ("2#1.1", {"a": 1, "b": 1})],
}


def test_tabulate_gives_each_rule_its_cells() -> None:
    # Cells 0 and 2 have a = 0; cell 3 has a = 1 and b = 1.
    assert rete.tabulate(JOB) == {"1#1.1": "5", "2#1.1": "8"}


def test_main_reads_jobs_and_writes_tables(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps([JOB])))
    rete.main()
    assert json.loads(capsys.readouterr().out) == [{"1#1.1": "5", "2#1.1": "8"}]


class Faulty:
    """A C extension that does one thing wrong."""

    def __init__(self, **wrong: Callable[..., Any]) -> None:
        self._wrong = wrong
        self._real = durable_rules_engine

    def __getattr__(self, name: str) -> object:
        return self._wrong.get(name, getattr(self._real, name))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"assert_fact": lambda *_: (1, None)}, "assert_fact answered 1"),
        ({"start_action_for_state": lambda *_: None}, "the rule that always holds did not fire last"),
        (
            {"start_action_for_state": lambda *_: (None, '{"1#1.1":{"m":{"nonce":"0"}}}')},
            "a rule fired for another context",
        ),
    ],
)
def test_fault_of_the_extension_is_refused(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Callable[..., Any]], message: str
) -> None:
    session = rete.Session("invented", JOB["rules"])
    monkeypatch.setattr(rete, "rete", Faulty(**wrong))
    with pytest.raises(EngineFault, match=message):
        session.fire({"a": "0", "b": "0"}, "nonce")


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "raise SystemExit(1)", "print('not json')", "import time; time.sleep(60)"],
)
def test_child_that_fails_refuses_the_edition(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    def run(_: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401 - subprocess.run's own
        return real([sys.executable, "-c", program], **{**how, "timeout": 1})

    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(EngineFault, match="durable-rules did not evaluate the guideline"):
        compile_edition(edition(says("1", {"film": "do"}, row(size="small"))))
