"""Not known is never false, and a set of possible values is never empty."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.facts import Fact, Facts, Possible, Words

WORDS = Words(en="invented", ko="지어낸")
FEVER = Fact("fever", ("yes", "no"), WORDS, WORDS, {"yes": WORDS, "no": WORDS})
COUGH = Fact("cough", ("yes", "no"), WORDS, WORDS, {"yes": WORDS, "no": WORDS})


@pytest.mark.parametrize("mask", [1, 2, 3])
def test_possible_as_a_condition_is_refused(mask: int) -> None:
    with pytest.raises(TypeError, match="fever: ask is_known"):
        bool(Possible(FEVER, mask))


def test_possible_as_a_condition_is_refused_by_the_type_checker(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from engine.facts import Possible\n\ndef read(fever: Possible) -> str:\n"
        '    if fever:\n        return "fever"\n    return "none"\n'
    )
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", str(wrong)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "unreachable" in found.stdout
    assert found.returncode == 1


@pytest.mark.parametrize("mask", [0, 4, -1])
def test_possible_without_a_value_of_the_domain_is_refused(mask: int) -> None:
    with pytest.raises(ValueError, match="at least one possible value"):
        Possible(FEVER, mask)


@pytest.mark.parametrize(
    ("mask", "values", "is_known", "is_not_known"),
    [(1, ("yes",), True, False), (2, ("no",), True, False), (3, ("yes", "no"), False, True)],
)
def test_possible_says_what_is_known(mask: int, values: tuple[str, ...], is_known: bool, is_not_known: bool) -> None:
    possible = Possible(FEVER, mask)
    assert (possible.values, possible.is_known, possible.is_not_known) == (values, is_known, is_not_known)


def test_possible_equals_the_same_knowledge_of_the_same_fact() -> None:
    assert Possible(FEVER, 3) == Possible.not_known(FEVER)
    assert len({Possible(FEVER, 3), Possible.not_known(FEVER), Possible(FEVER, 1), Possible(COUGH, 3)}) == 3
    assert Possible(FEVER, 1) != 1


def test_possible_shows_its_values() -> None:
    assert repr(Possible.not_known(FEVER)) == "Possible(fever: yes|no)"


def test_mask_of_a_foreign_value_is_refused() -> None:
    with pytest.raises(KeyError):
        FEVER.mask(["perhaps"])


def test_facts_are_a_mapping_in_asking_order() -> None:
    facts = Facts((FEVER, COUGH))
    assert (list(facts), len(facts), facts["cough"]) == (["fever", "cough"], 2, COUGH)


def test_words_are_read_in_either_language() -> None:
    assert (WORDS.read_in("en"), WORDS.read_in("ko")) == ("invented", "지어낸")
