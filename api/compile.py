"""Compile an edition: durable-rules evaluates every row over every complete context, in a child process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import engine
from engine.answer.decide import DecidingEdition
from engine.errors import EngineFault
from engine.guideline import Edition
from engine.rows import one_class_rules, rows_of, space_of

_SECONDS = 300
"""The largest edition that is accepted takes about a tenth of this."""


def compile_edition(edition: Edition) -> DecidingEdition:
    """Return the edition ready to decide; EngineFault where durable-rules fails or differs from our evaluator."""
    jobs = [_job(edition, modality) for modality in edition.modalities]
    tables = _run(jobs)
    return DecidingEdition(
        edition,
        {
            modality: _rows_of_rules(edition, modality, table)
            for modality, table in zip(edition.modalities, tables, strict=True)
        },
    )


def _job(edition: Edition, modality: str) -> dict[str, object]:
    space = space_of(edition, modality)
    return {
        "name": f"{edition.id}-{modality}",
        "axes": [(axis.fact.id, len(axis.classes)) for axis in space.axes],
        "rules": [rule for row in rows_of(edition, modality) for rule in one_class_rules(row, space)],
    }


def _run(jobs: list[dict[str, object]]) -> list[dict[str, str]]:
    # The child is killed when it takes too long; a crash of the C extension ends the child and not us.
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", "engine.rete"],
            env={**os.environ, "PYTHONPATH": str(Path(engine.__path__[0]).parent)},
            input=json.dumps(jobs).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        tables: list[dict[str, str]] = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        message = f"durable-rules did not evaluate the guideline: {type(error).__name__}"
        raise EngineFault(message) from error
    return tables


def _rows_of_rules(edition: Edition, modality: str, table: dict[str, str]) -> dict[str, int]:
    """Join the one-class rules of each row again: row name to the cells it matches."""
    matches = {row.name: 0 for row in rows_of(edition, modality)}
    for rule, cells in table.items():
        name = rule.rpartition(".")[0]
        matches[name] |= int(cells, 16)
    return matches
