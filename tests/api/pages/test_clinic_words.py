"""Every word of the pages is in both catalogues, translated, and no catalogue holds a word that no page uses."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from api.pages.languages import CATALOGUES, choose_language
from api.pages.render import TEMPLATES
from engine.answer.words import LANGUAGES

HANGUL = re.compile(r"[가-힣]")
HOLES = re.compile(r"%\(\w+\)s")


def catalogue(language: str) -> Catalog:
    """A language's catalogue, as it stands."""
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def words(language: str) -> dict[str, str]:
    """What each text is called in a language."""
    return {str(message.id): str(message.string) for message in catalogue(language) if message.id}


def used(folder: Path) -> set[str]:
    """The texts that the templates of a folder use."""
    options = {"**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
    return {str(message) for _, _, message, _, _ in extract_from_dir(folder, [("**.html", "jinja2")], options)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_exactly_what_the_templates_use(language: str) -> None:
    assert set(words(language)) == used(TEMPLATES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_lacks_nothing_and_guesses_nothing(language: str) -> None:
    found = catalogue(language)
    assert [message.id for message in found if message.id and (not message.string or message.fuzzy)] == []
    assert dict(found.obsolete) == {}


def test_english_is_what_the_templates_say() -> None:
    assert {said: text for said, text in words("en").items() if said != text} == {}


def test_korean_is_korean() -> None:
    assert [text for text in words("ko").values() if not HANGUL.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_fills_the_same_holes(language: str) -> None:
    differing = {
        said: text
        for said, text in words(language).items()
        if sorted(HOLES.findall(said)) != sorted(HOLES.findall(text))
    }
    assert differing == {}


def test_templates_hold_no_text_outside_the_catalogues() -> None:
    loose = {}
    for template in TEMPLATES.glob("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template.read_text(), flags=re.DOTALL)
        found = re.findall(r"[A-Za-z가-힣]{2,}", text)
        if found:
            loose[template.name] = found
    assert loose == {}


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("ko", "en-GB,en;q=0.9", "ko"),
        ("en", "ko", "en"),
        (None, "ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        (None, "en;q=0.4,ko;q=0.6", "ko"),
        (None, "fr,de;q=0.9", "en"),
        (None, "ko;q=0,fr", "en"),
        (None, "ko;q=much,en;q=0.1", "en"),
        (None, "", "en"),
        ("fr", "ko", "ko"),
        ("<script>", "", "en"),
    ],
)
def test_language_is_the_one_asked_for_else_the_one_accepted(asked: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(asked, accepted) == chosen
