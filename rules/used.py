"""Which of the declared facts an edition uses, and so takes into its digest."""

from collections.abc import Iterator

from engine.facts import Facts
from engine.guideline import Edition, Row


def facts_used(edition: Edition) -> Facts:
    """Return the facts that rows, lifts and thresholds mention, with those that their presumptions look at."""
    used = {cell.fact for row in _rows_in(edition) for cell in row.cells}
    used |= {threshold.fact for threshold in edition.thresholds.thresholds}
    for lift in edition.lifts:
        used |= lift.facts
    reached = list(used)
    for each in reached:
        presumption = edition.facts[each].presumption
        looked_at = {cell.fact for cell in presumption.unless} if presumption else set()
        reached += sorted(looked_at.difference(reached))
    return Facts(fact for fact in edition.facts.values() if fact.id in reached)


def _rows_in(edition: Edition) -> Iterator[Row]:
    yield from edition.scope.outside
    for recommendation in edition.recommendations:
        yield from recommendation.rows
        for interpretation in recommendation.interpretations:
            yield from interpretation.rows
    for caution in edition.cautions:
        yield from caution.rows
