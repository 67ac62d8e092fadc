"""Step 3 of the specification: what every complete context gives, each judged once and on its own."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.independent.ksr_kstr_2020_typed_by_hand import CAUTIONS, FACTS, OUT_OF_SCOPE, RECOMMENDATIONS, Cells


@dataclass(frozen=True)
class Judgement:
    """Step 3: what one complete context gives for one modality; `beaten` holds pairs (defeated id, defeater)."""

    strength: str
    governing: frozenset[str] = frozenset()
    beaten: frozenset[tuple[str, str]] = frozenset()
    cautions: frozenset[str] = frozenset()


def matches(cells: Cells, context: Mapping[str, str]) -> bool:
    """Tell whether every cell holds the context's value."""
    return all(context[fact] in values for fact, values in cells.items())


def judge(context: Mapping[str, str], modality: str) -> Judgement:
    """Step 3, on a context that gives one value at least to each fact that is `read` for the modality."""
    if matches(OUT_OF_SCOPE, context):
        return Judgement("out-of-scope")
    speaking = {name: rec for name, rec in RECOMMENDATIONS.items() if modality in rec.strength}
    matching = {name: rec for name, rec in speaking.items() if any(matches(row, context) for row in rec.rows)}
    beaten = frozenset(
        (name, by) for name in matching for by, rec in matching.items() if (name, modality) in rec.defeats
    )
    governing = frozenset(matching) - {name for name, _ in beaten}
    strengths = {matching[name].strength[modality] for name in governing} or {"no-statement"}
    (strength,) = strengths  # two would be a conflict, which a guideline is refused for
    mine = {name: caution for name, caution in CAUTIONS.items() if caution.modality == modality}
    holding = frozenset(
        name for name, caution in mine.items() if caution.where in matching and matches(caution.cells, context)
    )
    return Judgement(strength, governing, beaten, holding)


def read(modality: str) -> tuple[str, ...]:
    """Give the facts that `judge` can look at for a modality, in asking order; contexts are enumerated over these.

    Leaving out the others changes nothing. `judge` gives equal judgements to contexts that are equal on these facts,
    and the contexts of a step are a product of one non-empty set per fact, so the judgements over all facts and over
    these are the same set (steps 4, 6, 8). Changing another fact alone changes no strength, so it is never asked (step
    5). A context of step 7 with another fact presumed away has a twin that differs only in having a value of it that
    was kept: the same strength, a smaller set; so no set that contains no other has that fact in it.
    """
    rows = [row for rec in RECOMMENDATIONS.values() if modality in rec.strength for row in rec.rows]
    rows += [caution.cells for caution in CAUTIONS.values() if caution.modality == modality]
    return tuple(fact for fact in FACTS if any(fact in cells for cells in [*rows, OUT_OF_SCOPE]))


@dataclass(frozen=True)
class Space:
    """Every complete context of a modality: an axis per fact, a place per value; `at` numbers each one's judgement."""

    facts: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    at: NDArray[np.int64]

    def part(self, values: Mapping[str, Iterable[str]]) -> NDArray[np.int64]:
        """Give the numbers of the judgements of the contexts whose every fact has one of these values."""
        places = [[FACTS[fact].index(value) for value in values[fact]] for fact in self.facts]
        return self.at[np.ix_(*places)]

    def judged(self, part: NDArray[np.int64]) -> set[Judgement]:
        """Give the different judgements in a part."""
        return {self.judgements[number] for number in np.flatnonzero(np.bincount(part.ravel()))}


@cache
def space(modality: str) -> Space:
    """Judge every complete context of a modality; product and array both run through the last fact fastest."""
    facts = read(modality)
    contexts = itertools.product(*(FACTS[fact] for fact in facts))
    all_judged = [judge(dict(zip(facts, values, strict=True)), modality) for values in contexts]
    numbers = {judgement: number for number, judgement in enumerate(dict.fromkeys(all_judged))}
    at = np.array([numbers[judgement] for judgement in all_judged]).reshape([len(FACTS[fact]) for fact in facts])
    return Space(facts, tuple(numbers), at)
