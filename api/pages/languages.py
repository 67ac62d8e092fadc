"""The pages' own words in English and Korean, read from the catalogues when the program starts."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from engine.answer.words import LANGUAGES

CATALOGUES = Path(__file__).parent / "locale"
DEFAULT = "en"


def read_catalogues() -> Mapping[str, Translations]:
    """Return the words of every language."""
    return {language: _read(language) for language in LANGUAGES}


def choose_language(asked: str | None, accepted: str) -> str:
    """Return the language asked for, else the one that the browser accepts most gladly, else English.

    >>> choose_language("ko", "en"), choose_language("fr", "fr, ko-KR;q=0.8, en;q=0.5"), choose_language(None, "")
    ('ko', 'ko', 'en')
    """
    if asked in LANGUAGES:
        return asked
    wishes = sorted((_wish(part) for part in accepted.split(",")), key=lambda wish: -wish[1])
    return next((language for language, weight in wishes if language in LANGUAGES and weight > 0), DEFAULT)


def _wish(part: str) -> tuple[str, float]:
    language, _, weight = part.strip().partition(";q=")
    try:
        return language.split("-")[0].lower(), float(weight or 1)
    except ValueError:
        return "", 0.0


def _read(language: str) -> Translations:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
