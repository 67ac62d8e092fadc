"""What the documentation shows is what happens: each curl is run, and the JSON below it is in its answer."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.http.serving import ROOT, Served

ADDRESS = "http://127.0.0.1:8000"
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(document: Path) -> Iterator[tuple[str, str]]:
    """Each curl of a document, with the JSON that is shown after it."""
    command = ""
    for language, text in BLOCK.findall(document.read_text()):
        if language == "sh":
            command = text if text.startswith("curl ") else ""
        elif language == "json" and command:
            yield command, text
            command = ""


SHOWN = [
    pytest.param(command, answer, id=f"{document.name}-{number}")
    for document in DOCUMENTS
    for number, (command, answer) in enumerate(shown(document), 1)
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with an empty log."""
    with Served(tmp_path_factory.mktemp("documented")) as running:
        yield running


def part_of(whole: Any, wanted: Any) -> Any:  # noqa: ANN401 - JSON
    """What of an answer is to be compared: the keys that are shown, also within a list that is shown in full length."""
    if isinstance(whole, dict) and isinstance(wanted, dict):
        return {key: part_of(whole[key], each) for key, each in wanted.items() if key in whole}
    if isinstance(whole, list) and isinstance(wanted, list) and len(whole) == len(wanted):
        return [part_of(each, shown) for each, shown in zip(whole, wanted, strict=True)]
    return whole


@pytest.mark.parametrize(
    ("whole", "wanted", "is_shown"),
    [
        ({"a": [{"b": 1, "c": 2}]}, {"a": [{"b": 1}]}, True),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}]}, False),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, False),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, False),
    ],
)
def test_part_of_finds_a_difference(whole: Any, wanted: Any, is_shown: bool) -> None:  # noqa: ANN401 - JSON
    assert (part_of(whole, wanted) == wanted) is is_shown


def test_every_curl_has_its_answer_below() -> None:
    curls = sum(
        text.startswith("curl ") for each in DOCUMENTS for kind, text in BLOCK.findall(each.read_text()) if kind == "sh"
    )
    assert len(SHOWN) == curls
    assert curls >= 6


def sent(command: str) -> dict[str, Any]:
    """What a curl command asks, as `Served.ask` takes it; of curl's options only those that need no explanation."""
    program, silent, *words = shlex.split(command)
    assert (program, silent) == ("curl", "-s")
    addresses, headers, body = [], [], ""
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers.append((name, value))
        elif word == "-d":
            body = next(rest)
        else:
            addresses.append(word)
    (address,) = addresses
    assert address.startswith(f"{ADDRESS}/")
    path = address.removeprefix(ADDRESS)
    return {"method": "POST" if body else "GET", "path": path, "body": body.encode(), "headers": headers}


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_curl_is_answered_as_shown(served: Served, command: str, answer: str) -> None:
    wanted = json.loads(answer)
    assert part_of(served.ask(**sent(command)).document, wanted) == wanted
