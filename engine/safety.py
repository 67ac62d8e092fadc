"""What local safety says beside a guideline's answer: notes that never change a strength."""

from dataclasses import dataclass

from engine.facts import Cell, Words


@dataclass(frozen=True, slots=True)
class SafetyCondition:
    """What must all hold for a note to be told; a part that is empty asks for nothing.

    `cells`: every one is known to hold (all values the fact may still have are in the cell, nothing presumed).
    `abnormal`: one of these quantities was measured beyond a threshold of the edition.
    `age_below`: the age is known and below this many years.
    `circumstances`: every one holds; a cell's fact is "pregnant" or "recent_ct".
    `contradicted`: of one of these facts a source says something that what was adopted leaves no room for.
    `answers`: one of them is given; a cell's fact is a modality, its values are strengths.
    `ordered`: one of these modalities is ordered.
    """

    cells: tuple[Cell, ...] = ()
    abnormal: tuple[str, ...] = ()
    age_below: int | None = None
    circumstances: tuple[Cell, ...] = ()
    contradicted: tuple[str, ...] = ()
    answers: tuple[Cell, ...] = ()
    ordered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """One note, told once where any of its conditions holds."""

    id: str
    words: Words
    when: tuple[SafetyCondition, ...]


@dataclass(frozen=True, slots=True)
class LocalSafety:
    """The notes of one site's local safety, with the canonical bytes that they were read from."""

    digest: str
    canonical: bytes
    notes: tuple[SafetyNote, ...]
