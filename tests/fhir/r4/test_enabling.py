"""A question of the form is hidden only where its answer could not change what is advised."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.answer.decide import DecidingEdition
from engine.context import STATED, Gathered, Reading, weigh
from engine.facts import Cell, Presumption, Words
from engine.guideline import Edition
from fhir.r4.enabling import enabling
from tests.fhir.r4.invented_records import NOW, edition, library

EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "care_setting": {},
    "visit_reason": {"care_setting": ("screening-clinic",)},
    "fever": {"care_setting": ("screening-clinic", "outpatient-safe-clinic")},
    "respiratory_symptoms": {"care_setting": ("screening-clinic", "outpatient-safe-clinic")},
    "other_symptoms_or_signs": {"care_setting": ("screening-clinic",)},
    "rt_pcr": {},
    "covid_suspicion": {"rt_pcr": ("negative",)},
    "pneumonia_suspected": {},
    "chest_radiograph": {"pneumonia_suspected": ("yes",)},
    "severity": {"care_setting": ("screening-clinic",), "rt_pcr": ("not-done", "pending", "inconclusive")},
    "urgent_procedure": {"care_setting": ("screening-clinic",), "rt_pcr": ("not-done", "pending", "inconclusive")},
    "can_wait_for_rt_pcr": {"severity": ("critical",), "urgent_procedure": ("yes",)},
    "purpose": {"care_setting": ("outpatient-safe-clinic",)},
}


@pytest.mark.parametrize("fact", EXPECTED)
def test_question_is_asked_under_those_before_it(fact: str) -> None:
    assert enabling(edition(), fact) == EXPECTED[fact]


def test_every_question_is_held_against_its_expectation() -> None:
    assert list(EXPECTED) == list(edition().facts)


def giving_way(under: str) -> Edition:
    """The edition, in which the presumption about severity gives way under one value of a fact alone."""
    facts = dict(edition().facts)
    words = Words("invented", "지어냄")
    for name, fact in facts.items():
        facts[name] = replace(fact, presumption=None)
    unless = (Cell(under, facts[under].values[:1]),)
    facts["severity"] = replace(facts["severity"], presumption=Presumption(("critical",), unless, words))
    return replace(edition(), facts=type(edition().facts)(facts.values()))


def test_fact_under_which_a_presumption_gives_way_is_asked_wherever_that_fact_matters() -> None:
    assert enabling(giving_way("purpose"), "purpose") == {
        "care_setting": ("screening-clinic", "outpatient-safe-clinic"),
        "can_wait_for_rt_pcr": ("no",),
    }


def test_fact_under_which_a_presumption_gives_way_is_always_asked_where_nothing_is_asked_before_it() -> None:
    of_severity = replace(giving_way("care_setting"), cautions=(), recommendations=edition().recommendations[3:])
    assert enabling(of_severity, "care_setting") == {}


def test_fact_of_no_row_is_asked() -> None:
    assert enabling(replace(edition(), cautions=()), "purpose") == {}


@cache
def deciding() -> DecidingEdition:
    return library().deciding(edition())


def advised(answers: dict[str, str], order: str | None) -> object:
    """What is advised, as far as it can be shown on an order: strengths, cautions and what is presumed of it."""
    readings = tuple(Reading(fact, (value,), STATED, f"#/{fact}") for fact, value in answers.items())
    context = weigh(Gathered(readings=readings, order=order), library().facts, edition().thresholds, NOW)
    decision = deciding().decide(context, library().safety, presume=True, explain=False)
    advice = decision.advice.values()
    return decision.concordance, [(each.strength, each.presumably, each.cautions) for each in advice]


def is_asked(fact: str, answers: dict[str, str]) -> bool:
    conditions = EXPECTED[fact]
    return not conditions or any(
        earlier not in answers or answers[earlier] in values for earlier, values in conditions.items()
    )


@given(data=st.data(), order=st.sampled_from([None, "cxr", "ct"]))
def test_answer_to_a_hidden_question_would_change_nothing(data: st.DataObject, order: str | None) -> None:
    answers: dict[str, str] = {}
    hidden = []
    for name, fact in edition().facts.items():
        if not is_asked(name, answers):
            hidden.append(name)
        elif data.draw(st.booleans(), label=name):
            answers[name] = data.draw(st.sampled_from(fact.values), label=name)
    for name in hidden:
        for value in edition().facts[name].values:
            assert advised(answers | {name: value}, order) == advised(answers, order), name
