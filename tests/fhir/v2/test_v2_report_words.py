"""The words of reports: both languages with the same gaps, in letters of both character sets, and none unsaid."""

import re
from pathlib import Path

import pytest
import yaml

import fhir.v2
from fhir.v2.report_words import words
from tests.fhir.r4.invented_records import edition, library

FOLDER = Path(fhir.v2.__path__[0])
WORDS = yaml.safe_load((FOLDER / "report_words.yaml").read_bytes())
GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("name", WORDS)
def test_words_are_in_both_languages_with_the_same_gaps(name: str) -> None:
    said = WORDS[name]
    assert said.keys() == {"en", "ko"}
    assert sorted(GAP.findall(said["en"])) == sorted(GAP.findall(said["ko"]))


@pytest.mark.parametrize("name", WORDS)
def test_words_are_said_somewhere(name: str) -> None:
    kind = name.partition(".")[0]
    sources = "".join((FOLDER / f"{each}.py").read_text() for each in ("report", "report_words"))
    assert f'"{kind}"' in sources or f'f"{kind}.{{' in sources or f"'{kind}'" in sources


def test_gap_without_a_part_is_refused() -> None:
    with pytest.raises(KeyError, match="version"):
        words("guideline", "en", id="1", as_of="now")


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert words("note", "en", words="{words}") == "Local safety, not the guideline: {words}"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("strength", edition().strengths)
def test_strength_is_told_as_the_guideline_tells_it(strength: str, language: str) -> None:
    assert words(f"strength.{strength}", language) == edition().strengths[strength].label.read_in(language)


def test_everything_that_a_report_may_say_is_in_letters_of_ks_x_1001() -> None:
    shown = [*(each for said in WORDS.values() for each in said.values()), edition().canonical.decode()]
    shown.append(library().safety.canonical.decode())
    for each in shown:
        assert each.encode("cp949").decode("cp949") == each
