"""What validators of FHIR R4 say of resources: two that nobody here wrote, on Node, and the R4B models."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from fhir.r4.validate import validate_resource

FOLDER = Path(__file__).parent
SECONDS = 300
"""Longer than it can take: only so that a test fails that would wait for ever."""


def findings(resources: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return everything that is found wrong, each told with its resource; skip the test where Node cannot be asked."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not on this machine: 'apt install nodejs npm' brings it")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("the validators are not installed: run 'npm ci' in tests/oracle")
    checked = list(resources)
    sent = "".join(json.dumps(each) + "\n" for each in checked)
    run = subprocess.run(
        [node, "check.mjs"],
        cwd=FOLDER,
        input=sent,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(told) == len(checked)
    return [
        f"{resource['resourceType']}/{resource.get('id', '')}: {found}"
        for resource, by_node in zip(checked, told, strict=True)
        for found in (*by_node, *(f"R4B: {flaw.code} {flaw.pointer}" for flaw in validate_resource(resource)))
    ]
