"""Local safety: reminders beside the guideline, which never change what it says."""

from collections.abc import Mapping

from engine.answer.advice import Advice, Note
from engine.context import Circumstances, PatientContext, Reading
from engine.facts import Cell, Possible
from engine.safety import LocalSafety, SafetyCondition
from engine.thresholds import Thresholds, crossed


def notes_on(
    safety: LocalSafety, context: PatientContext, advice: Mapping[str, Advice], thresholds: Thresholds
) -> tuple[Note, ...]:
    """Return the notes that a patient's context calls for, in the order of the file."""
    abnormal = {measurement.quantity for measurement, _ in crossed(context.measurements, thresholds)}
    return tuple(
        Note(note.id, note.words)
        for note in safety.notes
        if any(_holds(condition, context, advice, abnormal) for condition in note.when)
    )


def _holds(
    condition: SafetyCondition, context: PatientContext, advice: Mapping[str, Advice], abnormal: set[str]
) -> bool:
    """Tell whether every part of a condition is known to hold; a part that says nothing holds."""
    return (
        all(_is_known_to_be(context.facts, cell) for cell in condition.cells)
        and (not condition.abnormal or not abnormal.isdisjoint(condition.abnormal))
        and (condition.age_below is None or _is_younger(context.circumstances, condition.age_below))
        and all(_circumstance(context.circumstances, cell.fact) in cell.values for cell in condition.circumstances)
        and (not condition.contradicted or any(_is_contradicted(context, fact) for fact in condition.contradicted))
        and (not condition.answers or any(_answers(advice, cell) for cell in condition.answers))
        and (not condition.ordered or context.order in condition.ordered)
    )


def _is_known_to_be(facts: Mapping[str, Possible], cell: Cell) -> bool:
    return cell.fact in facts and set(facts[cell.fact].values) <= set(cell.values)


def _is_younger(circumstances: Circumstances, years: int) -> bool:
    return circumstances.age_years is not None and circumstances.age_years < years


def _circumstance(circumstances: Circumstances, name: str) -> str:
    return {"pregnant": circumstances.pregnant, "recent_ct": circumstances.recent_ct}[name]


def _answers(advice: Mapping[str, Advice], cell: Cell) -> bool:
    return cell.fact in advice and advice[cell.fact].strength in cell.values


def _is_contradicted(context: PatientContext, fact: str) -> bool:
    """Tell whether a source says of a fact only what was not adopted."""
    adopted = set(context.facts[fact].values)
    return any(_speaks_of(reading, fact) and adopted.isdisjoint(reading.values) for reading in context.readings)


def _speaks_of(reading: Reading, fact: str) -> bool:
    return reading.fact == fact
