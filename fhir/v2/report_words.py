"""What a report says: the texts of its codes, and the note under its one observation."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from engine.facts import Words

_GAP: Final = re.compile(r"\{(\w+)\}")


def words(name: str, language: str, /, **parts: str) -> str:
    """Return words of a report in a language, their gaps filled; KeyError for unknown ones or a gap without a part.

    >>> words("decision", "ko", id="1")
    '결정 urn:uuid:1'
    """
    return _GAP.sub(lambda gap: parts[gap[1]], _read_words()[name].read_in(language))


def name_of(kind: str, code: str, language: str) -> str:
    """Return a code in words, as itself where there are none: a guideline may have strengths of its own.

    >>> name_of("strength", "after-weighing", "en"), name_of("strength", "of-another-panel", "en")
    ('after weighing', 'of-another-panel')
    """
    named = f"{kind}.{code}"
    return words(named, language) if named in _read_words() else code


def note(document: Mapping[str, Any], decision_id: str, as_of: datetime, language: str, *, corrects: bool) -> str:
    """Return all that is said of an order, a line for each thing: the answer first, where it comes from last."""
    return "\n".join(_lines(document, decision_id, as_of, language, corrects=corrects))


def _lines(
    document: Mapping[str, Any], decision_id: str, as_of: datetime, language: str, *, corrects: bool
) -> Iterator[str]:
    order, guideline = document["order"], document["guideline"]
    if document["demonstration"]:
        yield words("demonstration", language)
    if corrects:
        yield words("corrects", language)
    yield words(f"order.{order['concordance']}", language)
    # It names the strength in the panel's words, the statements, their cautions, what is presumed and what is asked.
    if document["advice"]:
        yield document["advice"][order["modality"]]["text"][language]
    for each in document["notes"]:
        yield words("note", language, words=each["text"][language])
    told = {"id": guideline["id"], "version": guideline["version"], "as_of": f"{as_of:%Y-%m-%d %H:%M %z}"}
    yield words("guideline", language, **told)
    yield words("decision", language, id=decision_id)


@cache
def _read_words() -> Mapping[str, Words]:
    written = yaml.load(  # every scalar is text
        files(__package__).joinpath("report_words.yaml").read_bytes(),
        Loader=yaml.CBaseLoader,  # noqa: S506  text
    )
    return {name: Words(**said) for name, said in written.items()}
