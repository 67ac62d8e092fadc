"""The guide for authors holds: its scenarios pass, its tables are those of rules/, its sentences are all there are."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.features.playing import play
from tests.features.scene import Practice, Scene
from tests.features.sentences import Sentences
from tests.features.written import LANGUAGES, Written, read_feature

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
KEYWORDS = {"given": ("Given", "조건"), "when": ("When", "만일"), "then": ("Then", "그러면")}


def blocks(kind: str) -> list[str]:
    """The code blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.+?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def language_of(feature: str) -> str:
    return "ko" if feature.startswith("# language: ko") else "en"


def written() -> list[tuple[str, Written]]:
    return [(language_of(block), each) for block in blocks("gherkin") for each in read_feature(block)]


def lists_of_sentences(sentences: Mapping[str, Sentences]) -> Iterator[str]:
    """A table for each keyword, its sentences in both languages side by side."""
    for grammar, keywords in KEYWORDS.items():
        columns = [list(getattr(sentences[language], grammar)) for language in LANGUAGES]
        rows = [f"| `{english}` | `{korean}` |" for english, korean in zip(*columns, strict=True)]
        yield "\n".join([f"| {keywords[0]} | {keywords[1]} |", "|---|---|", *rows])


@pytest.mark.parametrize(("language", "scenario"), written())
def test_scenario_in_the_guide_holds(
    practice: Practice, sentences: Mapping[str, Sentences], language: str, scenario: Written
) -> None:
    book = sentences[language]
    play(Scene(practice, language, book), scenario.meanings(book))


def test_guide_shows_a_scenario_in_each_language() -> None:
    assert [language for language, _ in written()] == ["en", "ko"]


def test_table_in_the_guide_is_a_piece_of_rules() -> None:
    rules = [file.read_text(encoding="utf-8") for file in (ROOT / "rules").rglob("*.yaml")]
    assert [block for block in blocks("yaml") if not any(block in text for text in rules)] == []
    assert len(blocks("yaml")) == 1


def test_sentences_in_the_guide_are_all_there_are(sentences: Mapping[str, Sentences]) -> None:
    listed = GUIDE.partition("Three dots stand for what is said.\n\n")[2].rstrip("\n")
    assert listed == "\n\n".join(lists_of_sentences(sentences))
