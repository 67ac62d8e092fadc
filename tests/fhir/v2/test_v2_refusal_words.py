"""What refusals say: short enough for their fields, in signs that every version and character set has."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import fhir.v2
from fhir.v2 import refusal
from fhir.v2.conformance import REQUIREMENTS
from fhir.v2.refusal_words import condition, mend

FOLDER = Path(fhir.v2.__path__[0])
WORDS = yaml.safe_load((FOLDER / "refusal_words.yaml").read_bytes())
ERRORS = [value for name, value in vars(refusal).items() if name.isupper() and isinstance(value, str)]
LONGEST_PLACE = len("OBX[2000]-500: ")


def reasons_in(folder: Path) -> Iterator[str]:
    """The reasons that a program's refusals are made with, where they are written out."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "MessageRefused":
                reason = node.args[3]
                if isinstance(reason, ast.Constant):
                    yield str(reason.value)


@pytest.mark.parametrize("error", ERRORS)
def test_error_has_a_condition_in_words(error: str) -> None:
    assert condition(error) == WORDS["conditions"][error]


def test_unknown_error_is_told_as_any_other() -> None:
    assert condition("999") == condition("207") == "The message cannot be taken"


def test_reason_without_words_tells_the_condition() -> None:
    assert mend("of-a-later-day", "101") == "A required field is missing."


@pytest.mark.parametrize("folder", [FOLDER, FOLDER.parents[1] / "api"], ids=["fhir.v2", "api"])
def test_every_reason_has_words(folder: Path) -> None:
    assert [each for each in sorted(set(reasons_in(folder))) if each not in WORDS["reasons"]] == []


def test_every_reason_of_a_missing_field_has_words() -> None:
    assert [each.reason for each in REQUIREMENTS if each.reason not in WORDS["reasons"]] == []


@pytest.mark.parametrize("words", WORDS["conditions"].values())
def test_condition_fits_its_field(words: str) -> None:
    assert len(words) <= 60
    assert words.isascii()


@pytest.mark.parametrize("words", WORDS["reasons"].values())
def test_reason_fits_its_field_with_its_place(words: str) -> None:
    assert len(words) + LONGEST_PLACE <= 199
    assert words.isascii()
    assert words.endswith(".")
