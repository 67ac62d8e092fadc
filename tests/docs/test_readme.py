"""What the README shows is what the program does, and what the documents point to is there."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.api.http.serving import Served

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))


def blocks(language: str) -> list[str]:
    """Return the README's code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def within(shown: object, given: object) -> bool:
    """Tell whether everything that is shown is in what was given; objects may be shortened, nothing else."""
    if isinstance(shown, dict) and isinstance(given, dict):
        return all(key in given and within(value, given[key]) for key, value in shown.items())
    return shown == given


def test_readme_shows_the_real_answer_of_its_request(tmp_path: Path) -> None:
    command = shlex.split(next(block for block in blocks("sh") if block.startswith("curl")))
    url = next(word for word in command if word.startswith("http"))
    body = command[command.index("-d") + 1]
    with Served(tmp_path) as service:
        answered = service.ask(
            "POST", url.removeprefix("http://127.0.0.1:8000"), body.encode(), [("Content-Type", "application/json")]
        )
    (shown,) = map(json.loads, blocks("json"))
    assert answered.status == 201
    assert within(shown, answered.document)


@pytest.mark.parametrize(
    ("shown", "given", "expected"),
    [
        ({"a": {"b": [1]}}, {"a": {"b": [1], "c": 2}}, True),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": 1}, {"b": 1}, False),
    ],
)
def test_within_finds_a_difference(shown: Any, given: Any, expected: bool) -> None:  # noqa: ANN401 - JSON
    assert within(shown, given) is expected


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_points_to_what_is_there(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text())
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (document.parent / link).exists()] == []
