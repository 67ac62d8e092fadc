"""What programs that nobody here wrote say of FHIR R4: two validators and a FHIRPath on Node, and the R4B models."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from fhir.r4.validate import validate_resource

FOLDER = Path(__file__).parent
SECONDS = 300
"""Longer than it can take: only so that a test fails that would wait for ever."""

Resource = Mapping[str, Any]


def findings(resources: Iterable[Resource]) -> list[str]:
    """Return everything that is found wrong, each told with its resource; skip the test where Node cannot be asked.

    Of npm `fhir` only errors are told, because it warns of every value set that it does not hold.
    """
    checked = list(resources)
    return [
        f"{resource['resourceType']}/{resource.get('id', '')}: {found}"
        for resource, by_node in zip(checked, _ask("check.mjs", checked), strict=True)
        for found in (*by_node, *(f"R4B: {flaw.code} {flaw.pointer}" for flaw in validate_resource(resource)))
    ]


def evaluate(asked: Iterable[tuple[Resource, Sequence[str]]]) -> list[list[Any]]:
    """Return the first value of each FHIRPath expression over its resource; None for none."""
    return _ask("evaluate.mjs", [{"resource": resource, "expressions": each} for resource, each in asked])


def _ask(script: str, lines: Sequence[Resource]) -> list[list[Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not on this machine: 'apt install nodejs npm' brings it")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("the validators are not installed: run 'npm ci' in tests/oracle")
    run = subprocess.run(
        [node, script],
        cwd=FOLDER,
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(lines)
    return answers
