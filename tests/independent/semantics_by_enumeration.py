"""What the specification says an answer is, computed from every complete context; the steps bear its numbers."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.independent.complete_contexts_judged import Judgement, Space, read, space
from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, MODALITIES, PRESUMPTIONS

Stated = Mapping[str, str | Sequence[str] | None]
Known = dict[str, tuple[str, ...]]
NOT_SETTLED = "needs-information"


def what_is_known(stated: Stated) -> Known:
    """Step 1: for every fact, the values it may still have, in domain order; left out or None = all of them."""
    known: Known = {}
    for fact, domain in FACTS.items():
        said = stated.get(fact)
        values = domain if said is None else (said,) if isinstance(said, str) else said
        known[fact] = tuple(value for value in domain if value in values)
    return known


def presumed_away(
    known: Known, modality: str, order: str | None, *, presume: bool, lift: bool = True
) -> dict[str, frozenset[str]]:
    """Step 2: the values taken away, per fact whose presumption is in force; `lift` false: no order lifts any."""
    in_force = {}
    for fact, presumption in PRESUMPTIONS.items():
        nothing_known = known[fact] == FACTS[fact]
        suspended = any(known[other] == (value,) for other, value in presumption.unless)
        lifted = lift and presumption.lifted_for_ct_when_ct_is_ordered and modality == "ct" and order == "ct"
        if presume and nothing_known and not suspended and not lifted:
            in_force[fact] = presumption.not_to_be
    return in_force


@lru_cache(maxsize=2**14)
def answer(
    modality: str, known: tuple[tuple[str, tuple[str, ...]], ...], away: frozenset[tuple[str, frozenset[str]]]
) -> dict[str, Any]:
    """Steps 4, 5, 7 and 8, from what is known of the facts read and what of it is presumed away."""
    here, before, gone = space(modality), dict(known), dict(away)
    after = {fact: [value for value in values if value not in gone.get(fact, ())] for fact, values in before.items()}
    part = here.part(after)
    judged = here.judged(part)
    strengths = {judgement.strength for judgement in judged}
    settled = len(strengths) == 1
    always, at_times = in_all(j.governing for j in judged), in_any(j.governing for j in judged)
    always_lost = in_all(frozenset(name for name, _ in j.beaten) for j in judged)
    holds, may_hold = in_all(j.cautions for j in judged), in_any(j.cautions for j in judged)
    return {
        "strength": strengths.pop() if settled else NOT_SETTLED,
        "ask": asked(here, part),
        "presumed": rests_on(here, before, gone, after) if settled else [],
        "recommendations": sorted(always),
        "possible": sorted(at_times - always),
        "defeated": [{"id": name, "by": by} for name, by in sorted(pairs(judged)) if name in always_lost],
        "cautions": [{"id": name, "holds": "yes" if name in holds else "possible"} for name in sorted(may_hold)],
    }


def in_all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Give what is in every one of the sets, of which there is at least one."""
    return frozenset.intersection(*sets)


def in_any(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """Give what is in one of the sets or more."""
    return frozenset().union(*sets)


def pairs(judged: Iterable[Judgement]) -> set[tuple[str, str]]:
    """Give every pair (defeated id, defeater) that some context has."""
    return {pair for judgement in judged for pair in judgement.beaten}


def asked(here: Space, part: NDArray[np.int64]) -> list[str]:
    """Step 5: a fact is asked when the strength is not the same all along some line that runs in its direction."""
    codes = sorted({judgement.strength for judgement in here.judgements})
    strength = np.array([codes.index(judgement.strength) for judgement in here.judgements])[part]
    return [fact for axis, fact in enumerate(here.facts) if (strength != strength.take([0], axis=axis)).any()]


def rests_on(
    here: Space, before: Known, gone: Mapping[str, frozenset[str]], after: Mapping[str, list[str]]
) -> list[str]:
    """Step 7: for each set of presumed facts, smallest first, look at the contexts where exactly these were taken away.

    The contexts that agree with step 1 fall apart into one part per such set; the set counts if its part holds another
    strength, and is passed over if it contains one that counts.
    """
    (settled_on,) = {judgement.strength for judgement in here.judged(here.part(after))}
    least: list[set[str]] = []
    presumed = [fact for fact in before if fact in gone]
    for size in range(1, len(presumed) + 1):
        for chosen in map(set, itertools.combinations(presumed, size)):
            if any(smaller <= chosen for smaller in least):
                continue
            values = {fact: gone[fact] if fact in chosen else after[fact] for fact in before}
            if any(judgement.strength != settled_on for judgement in here.judged(here.part(values))):
                least.append(chosen)
    return [fact for fact in before if any(fact in chosen for chosen in least)]


def advise_for(modality: str, known: Known, order: str | None, *, presume: bool, lift: bool = True) -> dict[str, Any]:
    """Steps 2 to 8 for one modality."""
    facts = read(modality)
    away = presumed_away(known, modality, order, presume=presume, lift=lift)
    said = answer(
        modality,
        tuple((fact, known[fact]) for fact in facts),
        frozenset((fact, away[fact]) for fact in facts if fact in away),
    )
    presumably = None
    if lift and modality == order and said["strength"] == NOT_SETTLED:  # step 6
        presumably = advise_for(modality, known, order, presume=presume, lift=False)["strength"]
    return {**said, "presumably": None if presumably == NOT_SETTLED else presumably}


def would_change(modality: str, known: Known, order: str | None, *, presume: bool) -> list[dict[str, Any]]:
    """Step 9: each single change that settles on a different strength."""
    now = advise_for(modality, known, order, presume=presume)
    found = []
    for fact, domain in FACTS.items():
        effects: dict[str, list[str]] = {}
        presumed = PRESUMPTIONS[fact].not_to_be if fact in now["presumed"] else frozenset()
        for value in domain:
            if value in presumed or (len(known[fact]) == 1 and value not in known[fact]):
                then = advise_for(modality, {**known, fact: (value,)}, order, presume=presume)["strength"]
                if then not in (NOT_SETTLED, now["strength"]):
                    effects.setdefault(then, []).append(value)
        found += [{"fact": fact, "values": values, "strength": strength} for strength, values in effects.items()]
    return found


def advise(
    facts: Stated, order: str | None = None, *, presume: bool = True, explain: bool = False
) -> dict[str, dict[str, Any]]:
    """Give the advice per modality, in the keys of the specification's JSON; `presumably` may be None."""
    known = what_is_known(facts)
    advice = {modality: advise_for(modality, known, order, presume=presume) for modality in MODALITIES}
    if explain:
        for modality in MODALITIES:
            advice[modality]["would_change"] = would_change(modality, known, order, presume=presume)
    return advice
