"""The complete decision table of one modality: for every complete context, what governs and how strongly."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import EngineFault, GuidelineError
from engine.guideline import NO_STATEMENT, OUT_OF_SCOPE, SCOPE, Edition, Recommendation
from engine.rows import NamedRow, Space, matches_of, rows_of, space_of


@dataclass(frozen=True, slots=True)
class Table:
    """Sets of cells (a bit per complete context) of one modality."""

    space: Space
    rows: tuple[NamedRow, ...]
    row_matches: Mapping[str, int]
    """Row name to the in-scope cells it matches."""
    matches: Mapping[str, int]
    """Recommendation, caution or interpretation id to the in-scope cells where any of its rows matches."""
    defeaters: Mapping[str, tuple[str, ...]]
    """Recommendation id to those that defeat it here."""
    governs: Mapping[str, int]
    """Recommendation id to the cells where it matches and is not defeated."""
    strengths: Mapping[str, int]
    """Strength to its cells; every cell has exactly one."""


def tabulate(edition: Edition, space: Space, matches: Mapping[str, int]) -> Table:
    """Build a modality's table from row matches (ours, or those of durable-rules).

    GuidelineError: a row that can never match, a cycle of defeats, two strengths in one context.
    """
    rows = rows_of(edition, space.modality)
    outside = 0
    for row in rows:
        if row.owner == SCOPE:
            outside |= matches[row.name]
    in_scope = space.everything & ~outside
    row_matches = {row.name: matches[row.name] & in_scope for row in rows if row.owner != SCOPE}
    _refuse_dead_rows(rows, row_matches)
    by_owner: dict[str, int] = {}
    for row in rows:
        if row.owner != SCOPE:
            by_owner[row.owner] = by_owner.get(row.owner, 0) | row_matches[row.name]
    speaking = [each for each in edition.recommendations if space.modality in each.strengths]
    defeaters = _defeaters(speaking, space.modality)
    governs = {each.id: by_owner[each.id] & ~_union(by_owner, defeaters.get(each.id, ())) for each in speaking}
    strengths = _strengths(space, speaking, governs)
    spoken = _union(strengths, tuple(strengths))
    strengths |= {NO_STATEMENT: in_scope & ~spoken, OUT_OF_SCOPE: outside}
    return Table(space, rows, row_matches, by_owner, defeaters, governs, strengths)


def compare(modality: str, ours: Mapping[str, int], theirs: Mapping[str, int]) -> None:
    """Refuse an edition on which durable-rules and our evaluator differ: EngineFault with the first such row."""
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            message = f"{modality}: durable-rules and the independent evaluator differ on row {name}"
            raise EngineFault(message)


def refuse_contradictions(edition: Edition) -> None:
    """Check over every complete context that the edition has one answer, and that every row can matter."""
    for modality in edition.modalities:
        space = space_of(edition, modality)
        tabulate(edition, space, matches_of(edition, space))


def _refuse_dead_rows(rows: tuple[NamedRow, ...], row_matches: Mapping[str, int]) -> None:
    for row in rows:
        if row_matches.get(row.name) == 0:
            raise GuidelineError(row.owner, f"row {row.number} can never match a patient in scope")


def _union(sets: Mapping[str, int], keys: tuple[str, ...]) -> int:
    cells = 0
    for key in keys:
        cells |= sets[key]
    return cells


def _defeaters(speaking: list[Recommendation], modality: str) -> dict[str, tuple[str, ...]]:
    """Return who defeats whom for a modality; GuidelineError where that goes round in a circle."""
    ids = {each.id for each in speaking}
    defeats = {
        each.id: [one.recommendation for one in each.defeats if one.modality == modality and one.recommendation in ids]
        for each in speaking
    }
    for start, defeated in defeats.items():
        reached = list(defeated)
        for each in reached:
            reached += [further for further in defeats[each] if further not in reached]
        if start in reached:
            raise GuidelineError(start, f"defeats itself for {modality}, by way of {', '.join(reached)}")
    return {
        each.id: tuple(other.id for other in speaking if each.id in defeats[other.id])
        for each in speaking
        if any(each.id in defeats[other.id] for other in speaking)
    }


def _strengths(space: Space, speaking: list[Recommendation], governs: Mapping[str, int]) -> dict[str, int]:
    """Return each strength's cells; GuidelineError where two recommendations disagree, with an example."""
    strengths: dict[str, int] = {}
    for i, one in enumerate(speaking):
        mine = one.strengths[space.modality]
        for other in speaking[:i]:
            both = governs[one.id] & governs[other.id]
            if both and other.strengths[space.modality] != mine:
                example = space.context_of((both & -both).bit_length() - 1)
                told = ", ".join(f"{fact} {value}" for fact, value in example.items())
                reason = f"contradicts {other.id} for {space.modality}, and neither defeats the other, as for: {told}"
                raise GuidelineError(one.id, reason)
        strengths[mine] = strengths.get(mine, 0) | governs[one.id]
    return strengths
