"""The complete contexts of one modality, numbered, and the rows over them as sets of bits.

Values that no row, scope cell or presumption tells apart are one class; one complete context (a class for each
fact that the rows mention) is a cell, and a set of cells is one big integer with a bit per cell. This is our own
evaluator of rows: durable-rules evaluates the same rows one context at a time (engine/rete.py), and the two are
compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from engine.errors import GuidelineError
from engine.facts import Cell, Fact
from engine.guideline import SCOPE, Edition, Row

MOST_CELLS = 1_000_000
"""An edition with more complete contexts than this for one modality is refused (semantics.md)."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row with the id of what it belongs to and its number there, from 1."""

    owner: str
    number: int
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """The row's name in the compiled rules, such as "1.3#2"."""
        return f"{self.owner}#{self.number}"


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact of a space: its classes of values, and how far apart neighbouring cells are."""

    fact: Fact
    classes: tuple[tuple[str, ...], ...]
    stride: int

    def class_of(self, value: str) -> int:
        """Return the number of the class that holds a value."""
        return next(i for i, values in enumerate(self.classes) if value in values)


@dataclass(frozen=True, slots=True)
class Space:
    """All complete contexts of one modality."""

    modality: str
    axes: tuple[Axis, ...]
    size: int

    @property
    def everything(self) -> int:
        """The set of all cells."""
        return (1 << self.size) - 1

    def pattern(self, axis: Axis, number: int) -> int:
        """Return the cells in which the axis' fact is in its class `number`."""
        period = axis.stride * len(axis.classes)
        block = ((1 << axis.stride) - 1) << (number * axis.stride)
        # 1 + 2^p + 2^2p + ... repeats the block over the whole space.
        return block * (self.everything // ((1 << period) - 1))

    def cells_of(self, row: Iterable[Cell]) -> int:
        """Return the cells in which every cell of a row holds."""
        matching = self.everything
        axes = {axis.fact.id: axis for axis in self.axes}
        for cell in row:
            axis = axes[cell.fact]
            allowed = 0
            for number in {axis.class_of(value) for value in cell.values}:
                allowed |= self.pattern(axis, number)
            matching &= allowed
        return matching

    def context_of(self, cell: int) -> dict[str, str]:
        """Return one complete context of a cell: the first value of each class."""
        return {axis.fact.id: axis.classes[cell // axis.stride % len(axis.classes)][0] for axis in self.axes}


def rows_of(edition: Edition, modality: str) -> tuple[NamedRow, ...]:
    """Name every row that bears on a modality: scope, recommendations, cautions, interpretations."""
    return tuple(
        NamedRow(owner, number, row.cells)
        for owner, rows in _owners(edition, modality)
        for number, row in enumerate(rows, start=1)
    )


def _owners(edition: Edition, modality: str) -> Iterator[tuple[str, tuple[Row, ...]]]:
    yield SCOPE, edition.scope.outside
    for recommendation in edition.recommendations:
        if modality in recommendation.strengths:
            yield recommendation.id, recommendation.rows
        for interpretation in recommendation.interpretations:
            if modality in interpretation.modalities:
                yield interpretation.id, interpretation.rows
    for caution in edition.cautions:
        if caution.modality == modality:
            yield caution.id, caution.rows


def space_of(edition: Edition, modality: str) -> Space:
    """Number the complete contexts of a modality; GuidelineError where there are more than MOST_CELLS."""
    cells = [cell for row in rows_of(edition, modality) for cell in row.cells]
    axes: list[Axis] = []
    size = 1
    for fact in edition.facts.values():
        told_apart = [frozenset(cell.values) for cell in cells if cell.fact == fact.id]
        if told_apart:
            if fact.presumption:
                told_apart.append(frozenset(fact.presumption.presumed_not))
            classes = _classes(fact, told_apart)
            axes.append(Axis(fact, classes, size))
            size *= len(classes)
    if size > MOST_CELLS:
        reason = f"{size} complete contexts for {modality}, of which at most {MOST_CELLS} can be proven"
        raise GuidelineError(edition.id, reason)
    return Space(modality, tuple(axes), size)


def _classes(fact: Fact, told_apart: list[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """Group a fact's values by the sets they are in, in domain order."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for value in fact.values:
        groups.setdefault(tuple(value in values for values in told_apart), []).append(value)
    return tuple(tuple(values) for values in groups.values())


def matches_of(edition: Edition, space: Space) -> dict[str, int]:
    """Evaluate every row of a modality over the whole space: row name to the cells it matches."""
    return {row.name: space.cells_of(row.cells) for row in rows_of(edition, space.modality)}


def one_class_rules(row: NamedRow, space: Space) -> Iterator[tuple[str, dict[str, int]]]:
    """Expand a row to rules with one class per cell: `<id>#<row>.<n>`, and fact to class number."""
    axes = {axis.fact.id: axis for axis in space.axes}
    choices = [
        [(cell.fact, number) for number in sorted({axes[cell.fact].class_of(value) for value in cell.values})]
        for cell in row.cells
    ]
    for n, chosen in enumerate(product(*choices), start=1):
        yield f"{row.name}.{n}", dict(chosen)
