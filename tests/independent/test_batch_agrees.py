"""The program, asked through its command line, answers as the independent implementation does."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from math import prod
from pathlib import Path
from typing import Any

import pytest

from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, MODALITIES
from tests.independent.random_contexts import Request, complete_requests, random_requests, request
from tests.independent.semantics_by_enumeration import advise

CHECKOUT = Path(__file__).parents[2]
TOLD_IN_FULL = 3
RANDOM_CHUNK, RANDOM_CHUNKS = 10_000, 10
COMPLETE_CHUNK, COMPLETE_CHUNKS = 36_000, 24


def test_program_agrees_on_random_contexts(tmp_path: Path) -> None:
    assert differences(itertools.islice(random_requests(2020), 2_000), tmp_path) == []


def test_program_agrees_on_what_would_change(tmp_path: Path) -> None:
    explained = (one | {"explain": True} for one in random_requests(81))
    assert differences(itertools.islice(explained, 300), tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(RANDOM_CHUNKS))
def test_program_agrees_on_many_random_contexts(chunk: int, tmp_path: Path) -> None:
    assert differences(itertools.islice(random_requests(577 + chunk), RANDOM_CHUNK), tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("chunk", range(COMPLETE_CHUNKS))
def test_program_agrees_on_every_complete_context(chunk: int, tmp_path: Path) -> None:
    start = chunk * COMPLETE_CHUNK
    assert differences(itertools.islice(complete_requests(), start, start + COMPLETE_CHUNK), tmp_path) == []


def test_chunks_of_complete_contexts_are_all_of_them() -> None:
    assert prod(map(len, FACTS.values())) == COMPLETE_CHUNK * COMPLETE_CHUNKS


def test_difference_is_told_in_full() -> None:
    one = request({"care_setting": "inpatient", "rt_pcr": "positive"})
    right, wrong = expected(one), expected(one)
    wrong["ct"] |= {"strength": "no-statement"}
    told: list[dict[str, Any]] = [{"line": 1, "advice": right}, {"line": 2, "advice": wrong}, {"line": 3}]
    differing = '  ct.strength: independent "out-of-scope", program "no-statement"'
    assert compared([one, one, one], told) == [
        f"line 2 (answered as line 2): {json.dumps(one)}\n{differing}",
        f'line 3 (answered as line 3): {json.dumps(one)}\n  no advice: {{"line": 3}}',
        "2 answers differ",
    ]


def differences(requests: Iterable[Request], folder: Path) -> list[str]:
    """Ask the program, and compare."""
    asked = folder / "requests.ndjson"
    with asked.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in requests)
    return compared(read(asked), answers(asked, folder))


def compared(requests: Iterable[Request], told: Iterable[dict[str, Any]]) -> list[str]:
    """Tell the first answers that differ, with what was asked, and how many differ; empty when all agree."""
    found = []
    for number, (one, answer) in enumerate(zip(requests, told, strict=True), start=1):
        wanted = expected(one)
        got = said(answer, wanted)
        if answer.get("line") != number or got != wanted:
            found.append(difference(number, one, answer, wanted, got))
    return [*found[:TOLD_IN_FULL], f"{len(found)} answers differ"] if found else []


def answers(asked: Path, folder: Path) -> Iterator[dict[str, Any]]:
    """Run the batch without recording; its log, were it to make one, would lie in the test's own folder."""
    told = folder / "answers.ndjson"
    command = [sys.executable, "-m", "api", "batch", str(asked), "--dry-run"]
    surroundings = os.environ | {"IMAGING_CDS_DATABASE": str(folder / "log.sqlite")}
    with told.open("wb") as out:
        run = subprocess.run(
            command, cwd=CHECKOUT, env=surroundings, stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    assert run.returncode == 0, f"the batch ended with {run.returncode}: {run.stderr[-2_000:]}"
    return read(told)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Read NDJSON, a line at a time."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def expected(one: Request) -> dict[str, dict[str, Any]]:
    """Give the independent advice on a request."""
    order = one.get("order", {}).get("modality")
    return advise(one["facts"], order, presume=one.get("presume", True), explain=one.get("explain", False))


def said(told: dict[str, Any], wanted: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give what the program said under the keys compared; only `presumably` may be left out, and is None then."""
    advice = told.get("advice", {})
    return {
        modality: {
            key: advice.get(modality, {}).get(key, None if key == "presumably" else "(no such key)")
            for key in wanted[modality]
        }
        for modality in MODALITIES
    }


def difference(number: int, one: Request, told: dict[str, Any], wanted: dict[str, Any], got: dict[str, Any]) -> str:
    """Tell what was asked and, for each key that differs, both answers."""
    lines = [f"line {number} (answered as line {told.get('line')}): {json.dumps(one)}"]
    if "advice" not in told:
        return f"{lines[0]}\n  no advice: {json.dumps(told)}"
    lines += [
        f"  {modality}.{key}: independent {json.dumps(wanted[modality][key])}, program {json.dumps(got[modality][key])}"
        for modality in MODALITIES
        for key in wanted[modality]
        if wanted[modality][key] != got[modality][key]
    ]
    return "\n".join(lines)
