"""From what is known to the values each fact may have: steps 1 and 2 of what a decision means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.facts import Fact
from engine.guideline import Edition


@dataclass(frozen=True, slots=True)
class Presumable:
    """A presumption compiled to bits: which fact it narrows, to what, unless which cells are known to hold."""

    fact: str
    index: int
    everything: int
    kept: int
    unless: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Presuming:
    """The presumptions that bear on one modality, and those which an order of which modality lifts."""

    presumable: tuple[Presumable, ...]
    lifted: Mapping[str, frozenset[int]]

    def active(self, known: Sequence[int], order: str | None, *, presume: bool) -> tuple[Presumable, ...]:
        """Return the presumptions that narrow something, given the mask known of each fact."""
        if not presume:
            return ()
        lifted = self.lifted.get(order or "", frozenset())
        active: list[Presumable] = []
        for each in self.presumable:
            if known[each.index] == each.everything and each.index not in lifted:
                for index, cell in each.unless:
                    if known[index] & ~cell == 0:
                        break
                else:
                    active.append(each)
        return tuple(active)


def presuming_of(edition: Edition, modality: str, mentioned: Sequence[Fact]) -> Presuming:
    """Compile the presumptions of the facts that a modality's rows mention."""
    order = {fact: i for i, fact in enumerate(edition.facts)}
    lifted: dict[str, frozenset[int]] = {}
    for lift in edition.lifts:
        if lift.answer == modality:
            lifted[lift.order] = lifted.get(lift.order, frozenset()) | {order[fact] for fact in lift.facts}
    return Presuming(
        tuple(
            Presumable(
                fact.id,
                order[fact.id],
                fact.all_values,
                fact.all_values & ~fact.mask(fact.presumption.presumed_not),
                tuple(
                    (order[cell.fact], edition.facts[cell.fact].mask(cell.values)) for cell in fact.presumption.unless
                ),
            )
            for fact in mentioned
            if fact.presumption
        ),
        lifted,
    )
