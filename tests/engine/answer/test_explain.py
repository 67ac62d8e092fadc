"""Why: governing and possible recommendations, defeats, cautions, rows, interpretations and changes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.compile import compile_edition
from engine.answer.advice import Because, CautionHolds, Change, Defeated
from engine.answer.decide import DecidingEdition
from engine.facts import Cell, Facts, Presumption
from engine.guideline import Edition
from engine.rows import matches_of, space_of
from tests.engine.small_edition import FACTS, both, edition, fact, row, says

Known = Callable[..., list[int]]
WITHOUT_SYMPTOMS = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}


def deciding(made: Edition) -> DecidingEdition:
    return DecidingEdition(made, {each: matches_of(made, space_of(made, each)) for each in made.modalities})


def masks(**said: str) -> list[int]:
    return [each.mask([said[name]]) if name in said else each.all_values for name, each in FACTS.items()]


def test_settled_answer_by_one_of_two_recommendations(ksr: DecidingEdition, known: Known) -> None:
    said = known(
        care_setting="emergency",
        rt_pcr=("negative", "pending"),
        covid_suspicion="high",
        severity="critical",
        can_wait_for_rt_pcr="no",
    )
    advice = ksr.advise(said)["ct"]
    assert (advice.strength, advice.recommendations, advice.possible) == ("after-weighing", (), ("1.4.b", "1.4.c"))
    assert advice.because == ()


def test_defeated_names_each_defeater_that_matches(ksr: DecidingEdition, known: Known) -> None:
    both_hold = known(
        **WITHOUT_SYMPTOMS,
        visit_reason="unspecified",
        severity="mild",
        rt_pcr="negative",
        covid_suspicion="high",
        pneumonia_suspected="yes",
        chest_radiograph="pneumonia-not-definite",
    )
    advice = ksr.advise(both_hold)
    assert advice["ct"].defeated == (Defeated("1.1", "1.4.a"), Defeated("1.1", "1.4.b"))
    assert advice["cxr"].defeated == ()
    assert (advice["cxr"].strength, advice["ct"].strength) == ("not-recommended", "after-weighing")


def test_defeated_is_empty_where_the_defeat_is_not_certain(ksr: DecidingEdition, known: Known) -> None:
    assert ksr.advise(known(**WITHOUT_SYMPTOMS, rt_pcr="negative"), "ct")["ct"].defeated == ()


@pytest.mark.parametrize(
    ("purpose", "holds"),
    [
        ({"purpose": "rule-out-covid-pneumonia"}, (CautionHolds("1.3.rule-out", "yes"),)),
        ({"purpose": "diagnosis"}, ()),
        ({}, (CautionHolds("1.3.rule-out", "possible"),)),
    ],
)
def test_caution_follows_the_purpose(
    ksr: DecidingEdition, known: Known, purpose: dict[str, str], holds: tuple[CautionHolds, ...]
) -> None:
    advice = ksr.advise(known(care_setting="outpatient-safe-clinic", fever="yes", **purpose))["cxr"]
    assert (advice.strength, advice.cautions) == ("recommended", holds)


def test_because_gives_each_row_that_matches_in_every_context(ksr: DecidingEdition, known: Known) -> None:
    advice = ksr.advise(known(care_setting="outpatient-safe-clinic", fever="yes", respiratory_symptoms="yes"))["cxr"]
    setting = {"care_setting": ("outpatient-safe-clinic",)}
    assert advice.because == (
        Because("1.3", 1, {**setting, "fever": ("yes",)}),
        Because("1.3", 2, {**setting, "respiratory_symptoms": ("yes",)}),
    )


def test_because_gives_the_rows_that_may_match_where_none_is_certain() -> None:
    made = deciding(edition(says("1", {"film": "do"}, row(size="small"), row(size=("medium", "large")))))
    assert made.advise(masks())["film"].because == (
        Because("1", 1, {"size": ("small", "medium", "large")}),
        Because("1", 2, {"size": ("small", "medium", "large")}),
    )


def test_because_of_a_presumed_fact_gives_the_values_left(ksr: DecidingEdition, known: Known) -> None:
    because = ksr.advise(known(**WITHOUT_SYMPTOMS))["cxr"].because
    assert because[0].facts["severity"] == ("none", "mild", "moderate", "severe")


def test_interpretation_is_told_where_it_bears(ksr: DecidingEdition, known: Known) -> None:
    alone = known(care_setting="screening-clinic", fever="yes", respiratory_symptoms="no")
    assert "1.2.fever-alone" in ksr.advise(alone)["cxr"].interpretations
    with_cough = known(care_setting="screening-clinic", fever="yes", respiratory_symptoms="yes")
    assert ksr.advise(with_cough)["cxr"].interpretations == ()


def test_out_of_scope_explains_nothing(ksr: DecidingEdition, known: Known) -> None:
    advice = ksr.advise(known(care_setting="inpatient", rt_pcr="positive", covid_suspicion="high"))["ct"]
    assert (advice.strength, advice.recommendations, advice.possible) == ("out-of-scope", (), ())
    assert (advice.defeated, advice.cautions, advice.because, advice.interpretations) == ((), (), (), ())


def test_would_change_groups_values_of_equal_effect_in_asking_order(ksr: DecidingEdition, known: Known) -> None:
    advice = ksr.advise(known(care_setting="screening-clinic", respiratory_symptoms="yes"), explain=True)["cxr"]
    assert advice.would_change == (
        Change("care_setting", ("outpatient-safe-clinic",), "recommended"),
        Change("care_setting", ("emergency", "inpatient", "intensive-care", "other"), "no-statement"),
        Change("rt_pcr", ("positive",), "out-of-scope"),
    )


def test_would_change_meets_an_unless(ksr: DecidingEdition, known: Known) -> None:
    """Being able to wait lets severity be presumed again, and the answer settle."""
    advice = ksr.advise(
        known(**WITHOUT_SYMPTOMS, visit_reason="epidemiological", can_wait_for_rt_pcr="no"), explain=True
    )
    assert advice["cxr"].strength == "needs-information"
    assert Change("can_wait_for_rt_pcr", ("yes",), "not-recommended") in (advice["cxr"].would_change or ())


def test_would_change_is_left_out_unless_asked_for(ksr: DecidingEdition, known: Known) -> None:
    assert ksr.advise(known())["cxr"].would_change is None


@pytest.mark.parametrize(("asked", "presumed"), [({}, ("pain",)), ({"size": "large"}, ()), ({"pain": "no"}, ())])
def test_presumption_narrows_only_what_nobody_knows(asked: dict[str, str], presumed: tuple[str, ...]) -> None:
    made = deciding(edition(says("1", {"film": "do"}, row(pain="yes", size=("small", "large")))))
    assert made.advise(masks(**asked))["film"].presumed == presumed


def test_presumed_unites_the_smallest_sets_only() -> None:
    """Two facts matter together; a third matters alone, and its sets with the others say nothing more."""
    away = Presumption(("yes",), (), both("unasked"))
    facts = Facts(fact(name, "yes", "no", presumption=away) for name in ("a", "b", "c", "d"))
    made = edition(
        says("1", {"film": "do"}, row(a="yes", b="yes")),
        says("2", {"film": "do-not"}, row(c="yes"), defeats=(("1", "film"),)),
        says("3", {"film": "do-not"}, row(c="yes", d="yes"), defeats=(("1", "film"),)),
        facts=facts,
    )
    nothing = [each.all_values for each in facts.values()]
    assert deciding(made).advise(nothing)["film"].presumed == ("a", "b", "c")


def test_compiled_edition_answers_as_the_independent_table(ksr: DecidingEdition, known: Known) -> None:
    independent = deciding(ksr.edition)
    assert independent.advise(known(**WITHOUT_SYMPTOMS), explain=True) == ksr.advise(
        known(**WITHOUT_SYMPTOMS), explain=True
    )


def test_small_edition_compiles_with_durable_rules() -> None:
    made = edition(says("1", {"film": "do"}, row(size=("small", "large"), colour=("red", "blue"))))
    small = compile_edition(replace(made, id="small"))
    assert small.advise(masks(size="large", colour="blue"))["film"].recommendations == ("1",)
    assert small.advise(masks(size="medium"))["film"].strength == "no-statement"
    assert small.edition.recommendations[0].rows[0].cells[0] == Cell("size", ("small", "large"))
