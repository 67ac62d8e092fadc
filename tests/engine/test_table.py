"""What makes an edition refused, and that durable-rules is held against our own evaluator."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.answer.decide import DecidingEdition
from engine.errors import EngineFault, GuidelineError
from engine.facts import Cell, Facts, Presumption
from engine.guideline import NO_STATEMENT, OUT_OF_SCOPE, Edition, Scope
from engine.rows import matches_of, one_class_rules, rows_of, space_of
from engine.table import compare, refuse_contradictions, tabulate
from tests.engine.small_edition import FACTS, both, edition, fact, row, says

DO, DO_NOT = {"film": "do"}, {"film": "do-not"}


def refused(bad: Edition) -> str:
    with pytest.raises(GuidelineError) as caught:
        refuse_contradictions(bad)
    return str(caught.value)


def test_contradiction_without_a_defeat_is_refused_with_an_example() -> None:
    bad = edition(says("1", DO, row(size="small")), says("2", DO_NOT, row(pain="no")))
    assert refused(bad) == ("2: contradicts 1 for film, and neither defeats the other, as for: size small, pain no")


def test_contradiction_with_a_defeat_is_accepted() -> None:
    good = edition(says("1", DO, row(size="small")), says("2", DO_NOT, row(pain="no"), defeats=(("1", "film"),)))
    refuse_contradictions(good)


def test_contradiction_outside_the_scope_is_accepted() -> None:
    one, other = says("1", DO, row(size=("small", "medium"))), says("2", DO_NOT, row(size=("small", "large")))
    assert (
        refused(edition(one, other)) == "2: contradicts 1 for film, and neither defeats the other, as for: size small"
    )
    refuse_contradictions(edition(one, other, scope=Scope(both("scope"), (row(size="small"),))))


def test_same_strength_twice_is_no_contradiction() -> None:
    refuse_contradictions(edition(says("1", DO, row(size="small")), says("2", DO, row(pain="no"))))


@pytest.mark.parametrize("rows", [(row(size="small", colour="red"),), (row(size="small"), row(colour="red"))])
def test_row_that_can_never_match_is_refused(rows: tuple[object, ...]) -> None:
    bad = edition(says("1", DO, *rows), scope=Scope(both("scope"), (row(colour="red"),)))  # type: ignore[arg-type]
    assert refused(bad) == f"1: row {len(rows)} can never match a patient in scope"


def test_defeats_in_a_circle_are_refused() -> None:
    bad = edition(
        says("1", DO, row(size="small"), defeats=(("2", "film"),)),
        says("2", DO_NOT, row(size="small"), defeats=(("3", "film"),)),
        says("3", DO, row(size="small"), defeats=(("1", "film"),)),
    )
    assert refused(bad) == "1: defeats itself for film, by way of 2, 3, 1"


def test_defeats_in_a_circle_of_two_modalities_are_accepted() -> None:
    strengths = {"film": "do", "scan": "do-not"}
    others = {"film": "do-not", "scan": "do"}
    refuse_contradictions(
        edition(
            says("1", strengths, row(size="small"), defeats=(("2", "film"),)),
            says("2", others, row(size="small"), defeats=(("1", "scan"),)),
        )
    )


def test_defeat_of_what_does_not_speak_of_the_modality_defeats_nothing() -> None:
    made = edition(
        says("1", DO, row(size="small"), defeats=(("2", "film"),)), says("2", {"scan": "do"}, row(pain="no"))
    )
    space = space_of(made, "film")
    assert tabulate(made, space, matches_of(made, space)).defeaters == {}


def test_defeated_recommendation_still_defeats() -> None:
    made = edition(
        says("1", DO, row(size="small")),
        says("2", DO_NOT, row(size="small"), defeats=(("1", "film"),)),
        says("3", DO, row(size="small"), defeats=(("2", "film"),)),
    )
    space = space_of(made, "film")
    table = tabulate(made, space, matches_of(made, space))
    small = space.cells_of([Cell("size", ("small",))])
    assert (table.governs["1"], table.governs["2"], table.governs["3"]) == (0, 0, small)
    assert table.strengths == {"do": small, "do-not": 0, NO_STATEMENT: space.everything & ~small, OUT_OF_SCOPE: 0}


def test_space_beyond_a_million_contexts_is_refused() -> None:
    many = Facts(fact(f"f{i}", *(f"v{j}" for j in range(10))) for i in range(7))
    cells = [{f"f{i}": f"v{j}" for i in range(7)} for j in range(9)]
    bad = edition(*(says(str(n), DO, row(**each)) for n, each in enumerate(cells)), facts=many)
    assert refused(bad) == "invented: 10000000 complete contexts for film, of which at most 1000000 can be proven"


def test_space_merges_values_that_nothing_tells_apart() -> None:
    space = space_of(edition(says("1", DO, row(size="small", pain="no"))), "film")
    assert [axis.classes for axis in space.axes] == [(("small",), ("medium", "large")), (("yes",), ("no",))]


def test_space_keeps_apart_what_a_presumption_tells_apart() -> None:
    presumed = Presumption(("large",), (), both("unasked"))
    sized = fact("size", "small", "medium", "large", presumption=presumed)
    made = edition(says("1", DO, row(size="small")), facts=Facts((sized, FACTS["pain"], FACTS["colour"])))
    assert [axis.classes for axis in space_of(made, "film").axes] == [(("small",), ("medium",), ("large",))]


def test_row_is_expanded_to_one_class_a_cell() -> None:
    made = edition(
        says("1", DO, row(size=("small", "large"), colour=("red", "green"))), says("2", DO, row(size="small"))
    )
    space = space_of(made, "film")
    named = rows_of(made, "film")[0]
    assert list(one_class_rules(named, space)) == [
        ("1#1.1", {"size": 0, "colour": 0}),
        ("1#1.2", {"size": 2, "colour": 0}),
    ]


@pytest.mark.parametrize("theirs", [{"1#1": 1}, {"1#1": 3, "2#1": 0}, {}])
def test_difference_between_the_evaluators_refuses_the_edition(theirs: dict[str, int]) -> None:
    with pytest.raises(EngineFault, match="film: durable-rules and the independent evaluator differ on row"):
        compare("film", {"1#1": 3}, theirs)


def test_edition_without_a_table_for_each_modality_is_refused() -> None:
    with pytest.raises(EngineFault, match="invented: a table for each modality is needed"):
        DecidingEdition(edition(says("1", DO, row(size="small"))), {})


def test_edition_whose_table_differs_is_refused(ksr: DecidingEdition) -> None:
    tables = {modality: matches_of(ksr.edition, space_of(ksr.edition, modality)) for modality in ("cxr", "ct")}
    tables["ct"] = {**tables["ct"], "1.4.b#1": tables["ct"]["1.4.b#1"] ^ 1}
    with pytest.raises(EngineFault, match=r"ct: .* differ on row 1.4.b#1"):
        DecidingEdition(ksr.edition, tables)


def test_every_single_changed_cell_of_a_row_is_noticed(known: Callable[..., list[int]], ksr: DecidingEdition) -> None:
    """Change one cell of one row and the table changes: no cell of the guideline is idle."""
    assert known() == [each.all_values for each in ksr.edition.facts.values()]
    for i, recommendation in enumerate(ksr.edition.recommendations):
        for j, each in enumerate(recommendation.rows):
            for k in range(len(each.cells)):
                fewer = replace(each, cells=each.cells[:k] + each.cells[k + 1 :])
                rows = (*recommendation.rows[:j], fewer, *recommendation.rows[j + 1 :])
                changed = replace(recommendation, rows=rows)
                others = ksr.edition.recommendations
                mutant = replace(ksr.edition, recommendations=(*others[:i], changed, *others[i + 1 :]))
                assert _strengths(mutant) != _strengths(ksr.edition)


def _strengths(made: Edition) -> object:
    try:
        return {
            modality: tabulate(made, space, matches_of(made, space)).strengths
            for modality in made.modalities
            for space in [space_of(made, modality)]
        }
    except GuidelineError as error:
        return str(error)
