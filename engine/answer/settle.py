"""Whether every context that may be the patient's has one answer; if not, what to ask; if so, on what it rests.

Steps 4, 5 and 7 of what a decision means, computed on sets of cells instead of one context at a time: the
contexts that may be the patient's are an AND over the facts, and each question is an AND more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.answer.possible import Presumable, Presuming, presuming_of
from engine.guideline import NEEDS_INFORMATION, Edition
from engine.rows import Axis
from engine.table import Table


@dataclass(frozen=True, slots=True)
class Settling:
    """One state of knowledge, settled or not, for one modality."""

    strength: str
    cells: int
    """The contexts that may be the patient's, after presumptions."""
    known_cells: int
    """Those that agree with what is known alone."""
    masks: tuple[int, ...]
    active: tuple[Presumable, ...]

    @property
    def is_settled(self) -> bool:
        """Whether there is one answer."""
        return self.strength != NEEDS_INFORMATION


@dataclass(frozen=True, slots=True)
class Settler:
    """A modality's table, made ready for requests."""

    table: Table
    presuming: Presuming
    everything: int
    strengths: tuple[tuple[str, int, int], ...]
    """Each strength with the cells that have it, and those that lack it."""
    patterns: tuple[tuple[int, dict[int, int]], ...]
    """Per axis, the number of its fact, and: mask of values to the cells that have one of them."""
    pattern_of: Mapping[int, dict[int, int]]
    """The same by the number of the fact."""
    differing: tuple[tuple[int, str, dict[int, int]], ...]
    """Per axis, the number and id of its fact, and: mask of values to the cells that differ from a neighbour."""

    def cells(self, masks: Sequence[int]) -> int:
        """Return the contexts in which every fact has one of the values left to it."""
        cells = self.everything
        for index, pattern in self.patterns:
            cells &= pattern[masks[index]]
        return cells

    def settle(self, known: Sequence[int], order: str | None, *, presume: bool = True) -> Settling:
        """Return the one strength that all contexts left have, or that information is needed."""
        active = self.presuming.active(known, order, presume=presume)
        masks = list(known)
        known_cells = cells = self.cells(known)
        for each in active:
            masks[each.index] = each.kept
            cells &= self.pattern_of[each.index][each.kept]
        return Settling(self.strength_of(cells), cells, known_cells, tuple(masks), active)

    def strength_of(self, cells: int) -> str:
        """Return the strength that a non-empty set of contexts agrees on, or needs-information."""
        strength, _, lacking = next(each for each in self.strengths if cells & each[1])
        return NEEDS_INFORMATION if cells & lacking else strength

    def ask(self, settling: Settling) -> tuple[str, ...]:
        """Return the facts that can still make a difference by themselves, in asking order."""
        if settling.is_settled:
            return ()
        return tuple(
            fact for index, fact, differing in self.differing if settling.cells & differing[settling.masks[index]]
        )

    def presumed(self, settling: Settling) -> tuple[str, ...]:
        """Return the presumptions a settled answer rests on, in asking order.

        Among the contexts that agree with what is known alone and have another strength, each is told by the set
        of facts that it has presumed away; the answer rests on the facts of the smallest of those sets.
        """
        if not settling.is_settled or not settling.active:
            return ()
        others = settling.known_cells & ~self.table.strengths[settling.strength]
        if not others:
            return ()
        resting: set[int] = set()
        away, kept = self._away_and_kept(settling.active)
        size = 0
        # With nothing presumed away a context would be among those that agree, so this ends.
        while others:
            size += 1
            found = [each for each in combinations(range(len(away)), size) if self._exactly(others, each, away, kept)]
            for each in found:
                resting.update(each)
                # A set that contains a smaller one says nothing more.
                others &= ~_all_of(others, each, away)
        return tuple(settling.active[i].fact for i in sorted(resting))

    @staticmethod
    def _exactly(others: int, chosen: tuple[int, ...], away: Sequence[int], kept: Sequence[int]) -> int:
        for i, (gone, stays) in enumerate(zip(away, kept, strict=True)):
            others &= gone if i in chosen else stays
        return others

    def _away_and_kept(self, active: tuple[Presumable, ...]) -> tuple[list[int], list[int]]:
        kept = [self.pattern_of[each.index][each.kept] for each in active]
        return [self.everything & ~cells for cells in kept], kept


def _all_of(cells: int, chosen: tuple[int, ...], sets: Sequence[int]) -> int:
    for i in chosen:
        cells &= sets[i]
    return cells


class _Patterns(dict[int, int]):
    """The cells of each mask of values, computed when first asked for."""

    def __init__(self, axis: Axis, classes: Sequence[int]) -> None:
        super().__init__()
        self._parts = [(axis.fact.mask(values), cells) for values, cells in zip(axis.classes, classes, strict=True)]

    def __missing__(self, mask: int) -> int:
        cells = 0
        for values, pattern in self._parts:
            if values & mask:
                cells |= pattern
        self[mask] = cells
        return cells


class _Differing(dict[int, int]):
    """For each mask of values: the cells where moving along the axis, within the mask, changes the strength."""

    def __init__(self, axis: Axis, classes: Sequence[int], strengths: Mapping[str, int]) -> None:
        super().__init__()
        self._parts = [axis.fact.mask(values) for values in axis.classes]
        self._pairs = {
            (u, v): classes[u] & ~_same(classes[u], (v - u) * axis.stride, strengths)
            for u, v in combinations(range(len(classes)), 2)
        }

    def __missing__(self, mask: int) -> int:
        cells = 0
        for (u, v), differing in self._pairs.items():
            if self._parts[u] & mask and self._parts[v] & mask:
                cells |= differing
        self[mask] = cells
        return cells


def _same(cells: int, shift: int, strengths: Mapping[str, int]) -> int:
    """Return the cells that have the strength of the cell `shift` further on."""
    same = 0
    for having in strengths.values():
        same |= cells & having & (having >> shift)
    return same


def settler_of(edition: Edition, table: Table) -> Settler:
    """Make a modality's table ready for requests."""
    order = {fact: i for i, fact in enumerate(edition.facts)}
    axes = table.space.axes
    classes = [[table.space.pattern(axis, i) for i in range(len(axis.classes))] for axis in axes]
    patterns = tuple((order[axis.fact.id], _Patterns(axis, each)) for axis, each in zip(axes, classes, strict=True))
    return Settler(
        table,
        presuming_of(edition, table.space.modality, [axis.fact for axis in axes]),
        table.space.everything,
        tuple((each, having, table.space.everything & ~having) for each, having in table.strengths.items() if having),
        patterns,
        dict(patterns),
        tuple(
            (order[axis.fact.id], axis.fact.id, _Differing(axis, each, table.strengths))
            for axis, each in zip(axes, classes, strict=True)
        ),
    )
