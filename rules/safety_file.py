"""The shape of local-safety.yaml, and the notes made of it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from engine.errors import GuidelineError
from engine.facts import Cell
from engine.guideline import Edition
from engine.safety import LocalSafety, SafetyCondition, SafetyNote
from rules.pieces import (
    Domains,
    Id,
    Name,
    Part,
    RowPart,
    Text,
    Values,
    WordsPart,
    cells_of,
    refuse_repeated,
    refuse_unknown,
    written_as,
)

Years = Annotated[str, AfterValidator(written_as(r"[1-9][0-9]{0,2}", "must be a number of years, such as 18"))]


class CircumstancesPart(Part):
    """What local safety looks at and the guideline does not."""

    pregnant: Literal["yes", "no", "not-known"] | None = None
    recent_ct: Literal["yes", "no", "not-known"] | None = None


class ConditionPart(Part):
    """Parts joined by AND."""

    facts: RowPart | None = None
    abnormal: list[Name] = Field(default_factory=list)
    age_below: Years | None = None
    circumstances: CircumstancesPart = CircumstancesPart()
    contradicted: list[Name] = Field(default_factory=list)
    answer: dict[str, Values] = Field(default_factory=dict)
    ordered: list[Id] = Field(default_factory=list)


class NotePart(Part):
    """One note with its conditions, joined by OR."""

    id: Id
    words: WordsPart
    source: Text
    when: list[ConditionPart] = Field(min_length=1)


class DomainPart(Part):
    """A fact that the notes mention, with its values in domain order."""

    id: Name
    values: list[Id]


class SafetyRecord(Part):
    """What the log keeps of local safety."""

    facts: list[DomainPart]
    notes: list[NotePart]


NOTES = TypeAdapter(list[NotePart])
SAFETY_RECORD = TypeAdapter(SafetyRecord)


def notes_of(parts: list[NotePart], domains: Domains) -> tuple[SafetyNote, ...]:
    """Return the notes in the order of the file; GuidelineError for conditions that hold of everybody or nobody."""
    refuse_repeated((part.id for part in parts), "notes")
    return tuple(
        SafetyNote(
            part.id,
            part.words.words(),
            tuple(_condition_of(each, domains, part.id, f"when {n}") for n, each in enumerate(part.when, start=1)),
        )
        for part in parts
    )


def facts_in(notes: tuple[SafetyNote, ...]) -> set[str]:
    """Return the facts that notes mention."""
    conditions = [condition for note in notes for condition in note.when]
    return {cell.fact for each in conditions for cell in each.cells} | {
        fact for each in conditions for fact in each.contradicted
    }


def refuse_strangers(safety: LocalSafety, edition: Edition) -> None:
    """Refuse notes on quantities, modalities or strengths that an edition does not have: they would never be told."""
    for note in safety.notes:
        for condition in note.when:
            refuse_unknown(list(condition.abnormal), edition.thresholds.quantities, note.id, "abnormal")
            refuse_unknown(list(condition.ordered), edition.modalities, note.id, "ordered")
            for cell in condition.answers:
                refuse_unknown([cell.fact], edition.modalities, note.id, "answer")
                refuse_unknown(list(cell.values), edition.strengths, note.id, f"answer: {cell.fact}")


def _condition_of(part: ConditionPart, domains: Domains, note: str, place: str) -> SafetyCondition:
    refuse_unknown(part.contradicted, domains, note, f"{place}: contradicted")
    stated = part.circumstances.model_dump(exclude_none=True)
    condition = SafetyCondition(
        cells=cells_of(part.facts or {}, domains, note, f"{place}: facts"),
        abnormal=tuple(part.abnormal),
        age_below=int(part.age_below) if part.age_below else None,
        circumstances=tuple(Cell(name, (value,)) for name, value in stated.items()),
        contradicted=tuple(fact for fact in domains if fact in part.contradicted),
        answers=tuple(Cell(modality, tuple(values)) for modality, values in sorted(part.answer.items())),
        ordered=tuple(part.ordered),
    )
    if condition == SafetyCondition():
        raise GuidelineError(note, f"{place}: it asks for nothing, so it would hold of every patient")
    return condition
