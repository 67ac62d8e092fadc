"""The words of cards, and how they are filled in, fitted and kept from being read as Markdown."""

import re
from functools import cache
from importlib.resources import files

import yaml

from engine.facts import Words

_GAP = re.compile(r"\{(\w+)\}")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


@cache
def _read_phrases() -> dict[str, Words]:
    written = yaml.load(files(__package__).joinpath("phrases.yaml").read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  text
    return {name: Words(**words) for name, words in written.items()}


def phrase(name: str, language: str, /, **parts: str) -> str:
    """Return a phrase in a language, its gaps filled; KeyError for an unknown phrase or a gap without a part.

    >>> phrase("suggestion.remove", "en", modality="chest CT")
    'Remove the chest CT order'
    """
    return fill(_read_phrases()[name].read_in(language), **parts)


def fill(pattern: str, /, **parts: str) -> str:
    """Fill the gaps of a pattern, once: what is filled in is not looked at again.

    >>> fill("{a} and {b}", a="{b}", b="b")
    '{b} and b'
    """
    return _GAP.sub(lambda gap: parts[gap[1]], pattern)


def escape(text: str) -> str:
    r"""Return a text that Markdown shows as it stands.

    >>> print(escape("1~18 days <b>"))
    1\~18 days \<b\>
    """
    return _MARKDOWN.sub(r"\\\1", text)


def fitting(text: str, most: int) -> str:
    """Return a text of at most so many characters: whole, else its first sentences, else cut.

    >>> fitting("Repeat it. In a cohort, 11 of 522 converted.", 20), fitting("One long sentence.", 9)
    ('Repeat it.', 'One long…')
    """
    if len(text) <= most:
        return text
    fits = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{fits} {sentence}".lstrip()
        if len(longer) > most:
            break
        fits = longer
    return fits or f"{text[: most - 1]}…"
