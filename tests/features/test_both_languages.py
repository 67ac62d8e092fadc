"""Both languages have the same scenarios: the same ids in the same order, the same facts, the same expectations."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.features.meanings import Expected, Meaning
from tests.features.sentences import Sentences
from tests.features.written import FOLDER, LANGUAGES, feature_files, read_feature

WORDS = {"says", "never-says"}
"""What is expected in the words of the language itself."""


def told(sentences: Sentences, text: str) -> list[tuple[str, tuple[Meaning, ...]]]:
    """Each scenario's id and what its sentences mean, without the words of its own language."""
    return [
        (
            written.id,
            tuple(
                replace(meaning, what=None) if isinstance(meaning, Expected) and meaning.part in WORDS else meaning
                for meaning in written.meanings(sentences)
            ),
        )
        for written in read_feature(text)
    ]


def test_every_feature_is_in_both_languages() -> None:
    assert feature_files("ko").keys() == feature_files("en").keys()
    files = {file for language in LANGUAGES for file in feature_files(language).values()}
    assert set(FOLDER.rglob("*.*")) == files


@pytest.mark.parametrize("feature", feature_files("en"))
def test_feature_says_the_same_in_both_languages(feature: str, sentences: Mapping[str, Sentences]) -> None:
    english, korean = (feature_files(language)[feature].read_text(encoding="utf-8") for language in LANGUAGES)
    assert told(sentences["ko"], korean) == told(sentences["en"], english)


def test_difference_between_the_languages_is_found(sentences: Mapping[str, Sentences]) -> None:
    english, korean = (feature_files(lang)["ksr-kstr-2020/1.2"].read_text(encoding="utf-8") for lang in LANGUAGES)
    slips = {"호흡기 증상: 있음": "호흡기 증상: 없음", "@1.2-applies": "@1.2-apply", "고려할 수 있음": "권고함"}
    for one, other in slips.items():
        assert one in korean
        assert told(sentences["ko"], korean.replace(one, other, 1)) != told(sentences["en"], english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenario_has_an_id_and_a_name_of_its_own(language: str) -> None:
    ids: dict[str, tuple[str, str]] = {}
    names: dict[tuple[str, str], str] = {}
    for feature, file in feature_files(language).items():
        for written in read_feature(file.read_text(encoding="utf-8")):
            assert written.id != "", written.name
            assert ids.setdefault(written.id, (feature, written.name)) == (feature, written.name)
            assert names.setdefault((feature, written.name), written.id) == written.id
