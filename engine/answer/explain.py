"""Why: which recommendations govern, by which rows, against what, and what would change the answer."""

from collections.abc import Sequence

from engine.answer.advice import Because, CautionHolds, Change, Defeated
from engine.answer.settle import Settler, Settling
from engine.facts import Fact
from engine.guideline import Edition


class Explainer:
    """The explanations of one modality's answers."""

    def __init__(self, edition: Edition, settler: Settler) -> None:
        self._settler = settler
        table = settler.table
        modality = table.space.modality
        self._facts = tuple(edition.facts.values())
        self._index = {fact: i for i, fact in enumerate(edition.facts)}
        # Where a caution's recommendation does not govern, there is nothing to be cautious about.
        self._cautions = [
            (caution.id, table.matches[caution.id] & table.governs[caution.recommendation])
            for caution in edition.cautions
            if caution.modality == modality
        ]
        self._interpretations = [
            (each.id, table.matches[each.id])
            for recommendation in edition.recommendations
            for each in recommendation.interpretations
            if modality in each.modalities
        ]
        everything = table.space.everything
        self._governing = [(each, cells, everything & ~cells) for each, cells in table.governs.items()]
        self._rows = {
            owner: [(row, table.row_matches[row.name]) for row in table.rows if row.owner == owner]
            for owner in table.governs
        }
        self._told_apart = [self._told_apart_of(edition, fact) for fact in self._facts]

    def governing(self, cells: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the recommendations that govern in every context, and those that do in some."""
        certain: list[str] = []
        possible: list[str] = []
        for each, governed, not_governed in self._governing:
            if cells & governed:
                (possible if cells & not_governed else certain).append(each)
        return tuple(certain), tuple(possible)

    def defeated(self, cells: int) -> tuple[Defeated, ...]:
        """Return the recommendations that match and are defeated in every context, with who defeats them in any."""
        table = self._settler.table
        return tuple(
            Defeated(each, by)
            for each, defeaters in table.defeaters.items()
            if not cells & ~(table.matches[each] & ~table.governs[each])
            for by in defeaters
            if cells & table.matches[by]
        )

    def cautions(self, cells: int) -> tuple[CautionHolds, ...]:
        """Return the cautions that hold in every context, or in some."""
        return tuple(
            CautionHolds(each, "possible" if cells & ~holding else "yes")
            for each, holding in self._cautions
            if cells & holding
        )

    def interpretations(self, cells: int) -> tuple[str, ...]:
        """Return the interpretations that bear on any of the contexts."""
        return tuple([each for each, bearing in self._interpretations if cells & bearing])

    def because(self, recommendations: Sequence[str], settling: Settling) -> tuple[Because, ...]:
        """Return the rows by which each governing recommendation matches.

        A row that matches in every context is the reason; only where none does, those that match in some.
        """
        reasons: list[Because] = []
        for each in recommendations:
            rows = [row for row, matching in self._rows[each] if not settling.cells & ~matching]
            rows = rows or [row for row, matching in self._rows[each] if settling.cells & matching]
            reasons += [
                Because(each, row.number, {cell.fact: self._left(cell.fact, settling.masks) for cell in row.cells})
                for row in rows
            ]
        return tuple(reasons)

    def _left(self, fact: str, masks: Sequence[int]) -> tuple[str, ...]:
        index = self._index[fact]
        return self._facts[index].read_mask(masks[index])

    def would_change(
        self, known: Sequence[int], settling: Settling, presumed: Sequence[str], order: str | None, *, presume: bool
    ) -> tuple[Change, ...]:
        """Return each change of one known or presumed fact that settles on another strength, in asking order."""
        changes: list[Change] = []
        active = {each.index: each for each in settling.active}
        for index, fact in enumerate(self._facts):
            mask = known[index]
            if mask & (mask - 1) == 0:
                others = fact.all_values & ~mask
            elif fact.id in presumed:
                others = fact.all_values & ~active[index].kept
            else:
                continue
            found: dict[str, int] = {}
            for group in self._told_apart[index]:
                if group & others:
                    changed = [*known[:index], group & -group, *known[index + 1 :]]
                    strength = self._settler.settle(changed, order, presume=presume)
                    if strength.is_settled and strength.strength != settling.strength:
                        found[strength.strength] = found.get(strength.strength, 0) | (group & others)
            changes += [Change(fact.id, fact.read_mask(values), strength) for strength, values in found.items()]
        return tuple(changes)

    def _told_apart_of(self, edition: Edition, fact: Fact) -> tuple[int, ...]:
        """Group a fact's values, as masks, by all that could make one differ from another here."""
        axis = next((axis for axis in self._settler.table.space.axes if axis.fact.id == fact.id), None)
        unless = [
            cell
            for other in edition.facts.values()
            if other.presumption
            for cell in other.presumption.unless
            if cell.fact == fact.id
        ]
        groups: dict[tuple[object, ...], int] = {}
        for value in fact.values:
            kind = (axis and axis.class_of(value), *(value in cell.values for cell in unless))
            groups[kind] = groups.get(kind, 0) | fact.bits[value]
        return tuple(groups.values()) if len(groups) > 1 else ()
