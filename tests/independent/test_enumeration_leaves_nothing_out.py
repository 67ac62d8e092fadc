"""Arrays over the facts read give what tuples over all facts give: the quick enumeration is the literal one."""

import itertools
from math import prod
from typing import Any

import pytest

from tests.independent.complete_contexts_judged import Judgement, judge
from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, MODALITIES
from tests.independent.random_contexts import complete_requests, random_requests
from tests.independent.semantics_by_enumeration import NOT_SETTLED, advise, presumed_away, what_is_known

MOST_CONTEXTS = 600


def plainly(facts: dict[str, Any], order: str | None, modality: str, *, presume: bool) -> dict[str, Any]:
    """Steps 1 to 5, 7 and 8 with one tuple per complete context and loops."""
    known = what_is_known(facts)
    away = presumed_away(known, modality, order, presume=presume)
    judged = {
        values: judge(dict(zip(FACTS, values, strict=True)), modality) for values in itertools.product(*known.values())
    }
    taken = {values: {f for f, v in zip(FACTS, values, strict=True) if v in away.get(f, ())} for values in judged}
    agree = {values: judgement for values, judgement in judged.items() if not taken[values]}
    strengths = {judgement.strength for judgement in agree.values()}
    strength = next(iter(strengths)) if len(strengths) == 1 else NOT_SETTLED
    sets = [taken[values] for values, judgement in judged.items() if judgement.strength != strength]
    smallest = [one for one in sets if not any(other < one for other in sets)] if strength != NOT_SETTLED else []
    every = frozenset.intersection(*(judgement.governing for judgement in agree.values()))
    some = frozenset.union(*(judgement.governing for judgement in agree.values()))
    cautioned = ["1.3.rule-out" in judgement.cautions for judgement in agree.values()]
    return {
        "strength": strength,
        "ask": [fact for place, fact in enumerate(FACTS) if matters(agree, place)],
        "presumed": [fact for fact in FACTS if any(fact in one for one in smallest)],
        "recommendations": sorted(every),
        "possible": sorted(some - every),
        "defeated": defeats(list(agree.values())),
        "cautions": [{"id": "1.3.rule-out", "holds": "yes" if all(cautioned) else "possible"}]
        if any(cautioned)
        else [],
    }


def defeats(judged: list[Judgement]) -> list[dict[str, str]]:
    """Give {id, by}: the id loses in every context, and the defeater matches in one at least."""
    names = ["1.1", "1.2", "1.3", "1.4.a", "1.4.b", "1.4.c"]
    found = []
    for name in names:
        if all(any(loser == name for loser, _ in judgement.beaten) for judgement in judged):
            found += [
                {"id": name, "by": by} for by in names if any((name, by) in judgement.beaten for judgement in judged)
            ]
    return found


def matters(agree: dict[tuple[str, ...], Judgement], place: int) -> bool:
    """Tell whether two of the contexts that differ in the fact at this place alone give different strengths."""
    strengths: dict[tuple[str, ...], set[str]] = {}
    for values, judgement in agree.items():
        strengths.setdefault(values[:place] + values[place + 1 :], set()).add(judgement.strength)
    return any(len(found) > 1 for found in strengths.values())


@pytest.mark.parametrize("modality", MODALITIES)
def test_arrays_agree_with_tuples_over_all_facts(modality: str) -> None:
    few = (one for one in random_requests(7) if prod(map(len, what_is_known(one["facts"]).values())) <= MOST_CONTEXTS)
    for one in itertools.islice(few, 250):
        order, presume = one.get("order", {}).get("modality"), one.get("presume", True)
        expected = plainly(one["facts"], order, modality, presume=presume)
        found = advise(one["facts"], order, presume=presume)[modality]
        assert {key: found[key] for key in expected} == expected, one


def test_random_requests_are_the_same_for_the_same_seed_and_reach_both_ends() -> None:
    first, again = (list(itertools.islice(random_requests(3), 500)) for _ in range(2))
    stated = [sum(len(values) == 1 for values in what_is_known(one["facts"]).values()) for one in first]
    assert first == again
    assert (min(stated), max(stated)) == (0, len(FACTS))


def test_complete_requests_are_all_different_and_all_there_are() -> None:
    seen = {tuple(one["facts"].values()) for one in complete_requests()}
    assert len(seen) == prod(map(len, FACTS.values())) == 864_000
