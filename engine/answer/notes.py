"""Local safety: reminders beside the guideline, which never change what it says."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.answer.advice import Advice, Note
from engine.context import Circumstances, PatientContext, contradicted_facts
from engine.facts import Cell, Possible
from engine.safety import LocalSafety, SafetyCondition
from engine.thresholds import Thresholds, crossed


@dataclass(frozen=True, slots=True)
class _Case:
    """What the conditions of notes look at."""

    facts: Mapping[str, Possible]
    circumstances: Circumstances
    order: str | None
    advice: Mapping[str, Advice]
    abnormal: frozenset[str]
    contradicted: frozenset[str]


def notes_on(
    safety: LocalSafety, context: PatientContext, advice: Mapping[str, Advice], thresholds: Thresholds
) -> tuple[Note, ...]:
    """Return the notes that a patient's context calls for, in the order of the file."""
    case = _Case(
        context.facts,
        context.circumstances,
        context.order,
        advice,
        frozenset(measurement.quantity for measurement, _ in crossed(context.measurements, thresholds)),
        contradicted_facts(context),
    )
    notes: list[Note] = []
    for note in safety.notes:
        for condition in note.when:
            if _holds(condition, case):
                notes.append(Note(note.id, note.words))
                break
    return tuple(notes)


def _holds(condition: SafetyCondition, case: _Case) -> bool:
    """Tell whether every part of a condition is known to hold; a part that says nothing holds."""
    # Of most patients most notes do not hold, and what is known tells it soonest.
    for cell in condition.cells:
        if not _is_known_to_be(case.facts, cell):
            return False
    for cell in condition.circumstances:
        if _circumstance(case.circumstances, cell.fact) not in cell.values:
            return False
    return (
        not (condition.ordered and case.order not in condition.ordered)
        and not (condition.abnormal and case.abnormal.isdisjoint(condition.abnormal))
        and not (condition.contradicted and case.contradicted.isdisjoint(condition.contradicted))
        and (condition.age_below is None or _is_younger(case.circumstances, condition.age_below))
        and (not condition.answers or any(_answers(case.advice, cell) for cell in condition.answers))
    )


def _answers(advice: Mapping[str, Advice], cell: Cell) -> bool:
    return cell.fact in advice and advice[cell.fact].strength in cell.values


def _is_younger(circumstances: Circumstances, years: int) -> bool:
    return circumstances.age_years is not None and circumstances.age_years < years


def _circumstance(circumstances: Circumstances, name: str) -> str:
    return circumstances.pregnant if name == "pregnant" else circumstances.recent_ct


def _is_known_to_be(facts: Mapping[str, Possible], cell: Cell) -> bool:
    possible = facts.get(cell.fact)
    return possible is not None and possible.mask & ~possible.fact.mask(cell.values) == 0
