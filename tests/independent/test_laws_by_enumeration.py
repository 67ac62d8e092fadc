"""The independent implementation keeps the laws of the specification."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.independent.complete_contexts_judged import judge
from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, MODALITIES, RECOMMENDATIONS
from tests.independent.semantics_by_enumeration import NOT_SETTLED, advise, presumed_away, what_is_known

Facts = dict[str, Any]

ROWS = [row for recommendation in RECOMMENDATIONS.values() for row in recommendation.rows]
STATED = st.fixed_dictionaries(
    {},
    optional={
        fact: st.one_of(st.none(), st.sampled_from(domain), st.lists(st.sampled_from(domain), min_size=1, unique=True))
        for fact, domain in FACTS.items()
    },
)
NEAR_A_ROW = st.builds(
    lambda row, stated: stated | {fact: sorted(row[fact]) for fact in row}, st.sampled_from(ROWS), STATED
)
CONTEXTS = st.one_of(STATED, NEAR_A_ROW)
ORDERS = st.sampled_from([None, "cxr", "ct"])
LAW = settings(max_examples=200)


@LAW
@given(CONTEXTS, ORDERS, st.booleans(), st.data())
def test_settled_answer_is_the_answer_of_every_completion(
    facts: Facts, order: str | None, presume: bool, data: st.DataObject
) -> None:
    advice, known = advise(facts, order, presume=presume), what_is_known(facts)
    for modality in MODALITIES:
        away = presumed_away(known, modality, order, presume=presume)
        kept = {fact: [v for v in values if v not in away.get(fact, ())] for fact, values in known.items()}
        completion = {fact: data.draw(st.sampled_from(values)) for fact, values in kept.items()}
        assert advice[modality]["strength"] in (NOT_SETTLED, judge(completion, modality).strength)


@LAW
@given(CONTEXTS, ORDERS, st.booleans(), st.data())
def test_learning_never_changes_a_settled_answer_that_presumes_nothing(
    facts: Facts, order: str | None, presume: bool, data: st.DataObject
) -> None:
    fact = data.draw(st.sampled_from(sorted(FACTS)))
    learnt = data.draw(st.lists(st.sampled_from(what_is_known(facts)[fact]), min_size=1, unique=True))
    before, after = advise(facts, order, presume=presume), advise({**facts, fact: learnt}, order, presume=presume)
    for modality in MODALITIES:
        if before[modality]["strength"] != NOT_SETTLED and before[modality]["presumed"] == []:
            assert after[modality]["strength"] == before[modality]["strength"]


@LAW
@given(CONTEXTS, ORDERS)
def test_nothing_is_presumed_exactly_when_it_settles_without_presuming(facts: Facts, order: str | None) -> None:
    presuming, without = advise(facts, order), advise(facts, order, presume=False)
    for modality in MODALITIES:
        if presuming[modality]["strength"] != NOT_SETTLED:
            assert (presuming[modality]["presumed"] == []) is (without[modality]["strength"] != NOT_SETTLED)


@LAW
@given(CONTEXTS, ORDERS, st.booleans())
def test_nothing_is_asked_exactly_when_settled(facts: Facts, order: str | None, presume: bool) -> None:
    for said in advise(facts, order, presume=presume).values():
        assert (said["ask"] == []) is (said["strength"] != NOT_SETTLED)
        assert said["ask"] == [] or said["presumed"] == said["recommendations"] == said["defeated"] == []


@LAW
@given(CONTEXTS, ORDERS, st.booleans())
def test_equal_contexts_give_equal_bytes_however_they_are_said(facts: Facts, order: str | None, presume: bool) -> None:
    said_fully = {fact: list(reversed(values)) for fact, values in reversed(what_is_known(facts).items())}
    answers = [advise(said, order, presume=presume, explain=True) for said in (facts, said_fully)]
    assert json.dumps(answers[0]) == json.dumps(answers[1])
