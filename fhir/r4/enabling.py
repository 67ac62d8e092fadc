"""When a question of the form is asked: it is hidden only once an answer before it rules out that it matters.

Made of the edition alone. A fact matters in the rows that have a cell of it: those of scope, recommendations and
cautions. Of each such row, the cell of an earlier question that is hardest to meet must hold, or be unanswered. A fact
under which another's presumption gives way (`unless`) also matters while that other question is unanswered, or wherever
that other fact matters. Where a row has no earlier question, the fact is always asked.
"""

from collections.abc import Iterator
from itertools import product

from engine.facts import Cell
from engine.guideline import Edition, Row

Conditions = dict[str, tuple[str, ...]]
"""Earlier facts to the values of which one must be answered, any of them; an unanswered one counts as met."""


def enabling(edition: Edition, fact: str) -> Conditions:
    """Return when a fact is asked; nothing where it always is."""
    needed: list[Cell] = []
    for cells in _uses(edition, fact):
        hardest = _hardest(edition, fact, cells)
        if hardest is None:
            return {}
        needed.append(hardest)
    for other in _giving_way(edition, fact):
        if other in {cell.fact for cell in needed}:
            continue  # which is shown while that question is unanswered
        for cells in _uses(edition, other):
            hardest = _hardest(edition, fact, cells)
            if hardest is None:
                return {}
            needed.append(hardest)
    return {
        earlier: tuple(
            value for value in each.values if any(cell.fact == earlier and value in cell.values for cell in needed)
        )
        for earlier, each in edition.facts.items()
        if earlier in {cell.fact for cell in needed}
    }


def _uses(edition: Edition, fact: str) -> Iterator[tuple[Cell, ...]]:
    """Walk through the rows that have a cell of the fact, each without it."""
    for row in _rows(edition):
        if any(cell.fact == fact for cell in row.cells):
            yield tuple(cell for cell in row.cells if cell.fact != fact)


def _rows(edition: Edition) -> Iterator[Row]:
    yield from edition.scope.outside
    for recommendation in edition.recommendations:
        yield from recommendation.rows
    rows = {recommendation.id: recommendation.rows for recommendation in edition.recommendations}
    for caution in edition.cautions:
        # It holds only where its recommendation does.
        for row, its in product(caution.rows, rows[caution.recommendation]):
            yield Row(row.cells + its.cells)


def _giving_way(edition: Edition, fact: str) -> Iterator[str]:
    """Walk through the facts of which a presumption gives way under this one."""
    for other in edition.facts.values():
        if other.presumption and any(cell.fact == fact for cell in other.presumption.unless):
            yield other.id


def _hardest(edition: Edition, fact: str, cells: tuple[Cell, ...]) -> Cell | None:
    """Return, of the cells of earlier questions, the one that has the smallest share of its fact's values."""
    order = list(edition.facts)
    earlier = [cell for cell in cells if order.index(cell.fact) < order.index(fact)]
    return min(earlier, key=lambda cell: len(cell.values) / len(edition.facts[cell.fact].values), default=None)
