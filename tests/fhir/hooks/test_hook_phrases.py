"""The words of cards: both languages side by side with the same gaps, and no phrase that nothing says."""

import re
from pathlib import Path

import pytest
import yaml

import fhir.hooks
from fhir.hooks.phrases import escape, fill, fitting, phrase

FOLDER = Path(fhir.hooks.__path__[0])
PHRASES = yaml.safe_load((FOLDER / "phrases.yaml").read_bytes())
GAP = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("name", PHRASES)
def test_phrase_has_both_languages_with_the_same_gaps(name: str) -> None:
    words = PHRASES[name]
    assert words.keys() == {"en", "ko"}
    assert sorted(GAP.findall(words["en"])) == sorted(GAP.findall(words["ko"]))


@pytest.mark.parametrize("name", PHRASES)
def test_phrase_is_said_somewhere(name: str) -> None:
    group, _, rest = name.partition(".")
    sources = "".join(path.read_text() for path in FOLDER.glob("*.py"))
    assert f'"{name}"' in sources or (f'f"{group}.{{' in sources and f'"{rest}"' in sources)


def test_phrase_is_filled_in_its_language() -> None:
    assert phrase("suggestion.remove", "ko", modality="흉부 CT") == "흉부 CT 처방 삭제"


def test_gap_without_a_part_is_refused() -> None:
    with pytest.raises(KeyError, match="modality"):
        phrase("suggestion.remove", "en")


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert fill("{a}{b}", a="{b}", b="{a}") == "{b}{a}"


@pytest.mark.parametrize(
    ("text", "most", "fits"),
    [
        ("One. Two.", 9, "One. Two."),
        ("One. Two.", 8, "One."),
        ("One. Two.", 4, "One."),
        ("One. Two.", 3, "On…"),
        ("One.  Two.", 9, "One. Two."),
        ("하나. 둘.", 3, "하나."),
        ("At 37.5 degrees. More.", 17, "At 37.5 degrees."),
    ],
)
def test_text_is_fitted_by_sentences(text: str, most: int, fits: str) -> None:
    assert fitting(text, most) == fits
    assert len(fitting(text, most)) <= most


def test_escaped_text_has_nothing_left_that_markdown_reads() -> None:
    assert re.sub(r"\\.", "", escape("a*b_c`d[e](f)<g>#h|i~j&k!l{m}\\n")) == "abcde(f)ghijklmn"
