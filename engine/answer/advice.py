"""What the guideline says of one modality for one patient, and the decision made of all of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.facts import Words


@dataclass(frozen=True, slots=True)
class Defeated:
    """A recommendation that matches and does not govern, and the one it gives way to."""

    id: str
    by: str


@dataclass(frozen=True, slots=True)
class CautionHolds:
    """A caution that holds ("yes") or may hold ("possible")."""

    id: str
    holds: str


@dataclass(frozen=True, slots=True)
class Because:
    """The row of a governing recommendation that matched, with what each of its facts is or may be."""

    id: str
    row: int
    facts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """Other values of one fact that would settle on another strength."""

    fact: str
    values: tuple[str, ...]
    strength: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer for one modality."""

    modality: str
    strength: str
    recommendations: tuple[str, ...]
    possible: tuple[str, ...]
    defeated: tuple[Defeated, ...]
    cautions: tuple[CautionHolds, ...]
    ask: tuple[str, ...]
    presumed: tuple[str, ...]
    presumably: str | None
    because: tuple[Because, ...]
    interpretations: tuple[str, ...]
    would_change: tuple[Change, ...] | None
    masks: tuple[int, ...]
    """The values left to each fact of the edition, after presumptions, for telling what is known."""
    narrowed: tuple[str, ...]
    """The facts of which the masks hold what is presumed rather than known."""


@dataclass(frozen=True, slots=True)
class Note:
    """A reminder of local safety; it never changes a strength."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Decision:
    """The advice for every modality, in the edition's order, with notes and the order held against it."""

    advice: Mapping[str, Advice]
    notes: tuple[Note, ...]
    order: str | None
    concordance: str | None
