"""What holds of every answer, whatever is known."""

import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import rules
from api.answers import payload_of
from engine.answer.advice import Advice
from engine.answer.decide import DecidingEdition
from engine.context import Gathered, Reading, weigh
from engine.guideline import NEEDS_INFORMATION
from engine.log.canonical import canonical_bytes
from engine.rows import matches_of, space_of
from engine.safety import LocalSafety
from rules.shelf import read_edition

FOLDER = Path(rules.__path__[0])


@cache
def deciding() -> DecidingEdition:
    parts = [
        (FOLDER / each).read_bytes() for each in ("guidelines/ksr-kstr-2020.yaml", "facts.yaml", "thresholds.yaml")
    ]
    edition = read_edition(parts[0], parts[1], parts[2], "ksr-kstr-2020.yaml")
    return DecidingEdition(edition, {each: matches_of(edition, space_of(edition, each)) for each in edition.modalities})


FACTS = tuple(deciding().edition.facts.values())
ORDERS = st.sampled_from([None, "cxr", "ct"])


@st.composite
def knowledge(draw: st.DrawFn) -> list[int]:
    """Return a state of knowledge: of each fact nothing, one value, or some of them."""
    return [
        draw(
            st.one_of(
                st.just(fact.all_values), st.sampled_from(sorted(fact.bits.values())), st.integers(1, fact.all_values)
            )
        )
        for fact in FACTS
    ]


@st.composite
def learning(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Return a state of knowledge and one in which one fact more, or more of one fact, is known."""
    before = draw(knowledge())
    index = draw(st.integers(0, len(FACTS) - 1))
    left = [bit for bit in FACTS[index].bits.values() if bit & before[index]]
    some = draw(st.lists(st.sampled_from(left), min_size=1, unique=True))
    return before, [*before[:index], sum(some), *before[index + 1 :]]


def is_settled(advice: Advice) -> bool:
    return advice.strength != NEEDS_INFORMATION


@given(knowledge(), ORDERS, st.booleans())
def test_ask_is_empty_exactly_when_the_answer_is_settled(known: list[int], order: str | None, presume: bool) -> None:
    for advice in deciding().advise(known, order, presume=presume).values():
        assert (advice.ask == ()) == is_settled(advice)


@given(knowledge(), ORDERS, st.data())
def test_settled_answer_is_the_answer_of_every_completion(
    known: list[int], order: str | None, data: st.DataObject
) -> None:
    advice = deciding().advise(known, order)
    for modality, each in advice.items():
        if is_settled(each):
            # The masks are what steps 1 and 2 leave; presumed values are away from them.
            complete = [
                data.draw(st.sampled_from([bit for bit in fact.bits.values() if bit & mask]))
                for fact, mask in zip(FACTS, each.masks, strict=True)
            ]
            assert deciding().advise(complete, order)[modality].strength == each.strength


@given(learning(), ORDERS, st.booleans())
def test_learning_keeps_a_settled_answer_that_presumes_nothing(
    states: tuple[list[int], list[int]], order: str | None, presume: bool
) -> None:
    before, after = (deciding().advise(known, order, presume=presume) for known in states)
    for modality, each in before.items():
        if is_settled(each) and not each.presumed:
            assert after[modality].strength == each.strength


@given(knowledge(), ORDERS)
def test_presumed_is_empty_exactly_when_settled_without_presuming(known: list[int], order: str | None) -> None:
    advice, strict = deciding().advise(known, order), deciding().advise(known, order, presume=False)
    for modality, each in advice.items():
        if is_settled(each):
            assert (each.presumed == ()) == is_settled(strict[modality])
        else:
            assert each.presumed == ()


@given(knowledge())
def test_order_lifts_presumptions_for_its_own_modality_alone(known: list[int]) -> None:
    plain, film, scan = (deciding().advise(known, order) for order in (None, "cxr", "ct"))
    assert plain["cxr"] == scan["cxr"]
    assert plain["ct"] == film["ct"]
    if plain["ct"].strength != scan["ct"].strength:
        assert scan["ct"].strength == NEEDS_INFORMATION
        assert scan["ct"].presumably == plain["ct"].strength


@given(knowledge(), ORDERS)
def test_recommendations_and_possible_never_share_an_id(known: list[int], order: str | None) -> None:
    for advice in deciding().advise(known, order).values():
        assert set(advice.recommendations).isdisjoint(advice.possible)


@given(knowledge(), ORDERS)
def test_would_change_settles_on_what_it_says(known: list[int], order: str | None) -> None:
    for modality, advice in deciding().advise(known, order, explain=True).items():
        for change in advice.would_change or ():
            index = [fact.id for fact in FACTS].index(change.fact)
            for value in change.values:
                changed = [*known[:index], FACTS[index].bits[value], *known[index + 1 :]]
                assert deciding().advise(changed, order)[modality].strength == change.strength != advice.strength


@given(knowledge(), st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(known: list[int], chance: random.Random) -> None:
    readings = [
        Reading(fact.id, fact.read_mask(mask), "stated", f"#/facts/{fact.id}")
        for fact, mask in zip(FACTS, known, strict=True)
        if mask != fact.all_values
    ]
    shuffled = list(readings)
    chance.shuffle(shuffled)
    edition, safety, now = deciding().edition, LocalSafety("", b"", ()), datetime(2020, 4, 7, tzinfo=UTC)
    told = []
    for each in (readings, shuffled):
        context = weigh(Gathered(tuple(each)), edition.facts, edition.thresholds, now)
        document = payload_of(edition, safety, context, deciding().decide(context, safety))
        told.append(canonical_bytes({part: document[part] for part in ("advice", "facts", "notes")}))
    assert told[0] == told[1]
