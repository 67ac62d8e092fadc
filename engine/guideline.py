"""What a guideline is: one published edition, its recommendations with words and rows side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.facts import Cell, Facts, Words
from engine.thresholds import Thresholds

NO_STATEMENT = "no-statement"
OUT_OF_SCOPE = "out-of-scope"
NEEDS_INFORMATION = "needs-information"
ADDED_STRENGTHS = (NO_STATEMENT, OUT_OF_SCOPE, NEEDS_INFORMATION)
"""What the program says where the panel says nothing; every edition gives the words for them."""

SCOPE = "scope"
"""The name under which the rows outside an edition's scope are evaluated."""


@dataclass(frozen=True, slots=True)
class Strength:
    """One verb of the panel (or one of the three added answers), and what an order against it is called.

    `sentence` and `unless` hold the placeholder {modality} once.
    """

    id: str
    label: Words
    sentence: Words
    unless: Words
    concordance: str


@dataclass(frozen=True, slots=True)
class Modality:
    """One kind of examination that the edition speaks of."""

    id: str
    label: Words
    silence: Words
    named_in_silence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Cells joined by AND; a recommendation's rows are joined by OR."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Defeat:
    """Where both match, the named recommendation no longer governs that modality."""

    recommendation: str
    modality: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A choice that the published words left open, its reason, and the contexts it bears on."""

    id: str
    words: Words
    reason: Words
    modalities: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One numbered statement: words, the panel's verb, and the rows that mean the same."""

    id: str
    words: Words
    verb: str
    citation: str
    strengths: Mapping[str, str]
    rows: tuple[Row, ...]
    defeats: tuple[Defeat, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """A use for which a recommendation that governs is still not meant."""

    id: str
    recommendation: str
    modality: str
    words: Words
    citation: str
    concordance: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lift:
    """Facts whose presumptions an order takes away, for the answer on one modality."""

    order: str
    answer: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What the edition is about, and the rows of the patients who are outside it."""

    words: Words
    outside: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """One of the dates that sources give for an edition; exactly one of them is used."""

    date: str
    event: str
    used: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class LaterEdition:
    """A later edition that is known to exist, which this program may not hold."""

    title: Words
    year: str
    citation: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One published edition of a guideline: never edited, only superseded."""

    id: str
    version: str
    digest: str
    canonical: bytes
    status: str
    title: Words
    publisher: Words
    citation: str
    dates: tuple[PublicationDate, ...]
    later: tuple[LaterEdition, ...]
    intended_use: Words
    limitations: tuple[Words, ...]
    translation: Words
    scope: Scope
    facts: Facts
    modalities: Mapping[str, Modality]
    strengths: Mapping[str, Strength]
    recommendations: tuple[Recommendation, ...]
    cautions: tuple[Caution, ...]
    lifts: tuple[Lift, ...]
    thresholds: Thresholds
    doi: str = ""
