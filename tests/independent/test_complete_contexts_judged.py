"""Complete contexts are judged over the facts that can matter; the strengths are as many as counted by hand."""

from collections import Counter

from tests.independent.complete_contexts_judged import read, space
from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, MODALITIES

COMPLETE = 864_000


def strengths(modality: str) -> Counter[str]:
    """Count the complete contexts per strength; one over the facts read stands for as many over all facts."""
    judged = space(modality)
    names = (judged.judgements[number].strength for number in judged.at.ravel())
    return Counter({name: count * COMPLETE // judged.at.size for name, count in Counter(names).items()})


def test_strengths_of_films_are_those_counted_by_hand() -> None:
    # 1/5 is out of scope. Of the rest: 1.3 on 1/6 * 3/4, 1.2 on 1/6 * 1/2, 1.1 on 1/6 * 2/3 * 1/8 * 4/5.
    assert strengths("cxr") == {
        "out-of-scope": 172_800,
        "recommended": 86_400,
        "may-be-considered": 57_600,
        "not-recommended": 7_680,
        "no-statement": 539_520,
    }


def test_strengths_of_ct_are_those_counted_by_hand() -> None:
    # 1/5 is out of scope. Of the rest, 1.4 is on 7/12 where RT-PCR is negative (1/4) and on 5/12 elsewhere (3/4), 22/48
    # in all; and 1.4 leaves alone 55/96 of the 7,680 where 1.1 matches.
    assert strengths("ct") == {
        "out-of-scope": 172_800,
        "after-weighing": 316_800,
        "not-recommended": 4_400,
        "no-statement": 370_000,
    }


def test_facts_read_leave_out_those_that_cannot_matter() -> None:
    not_read = {modality: [fact for fact in FACTS if fact not in read(modality)] for modality in MODALITIES}
    films = ["covid_suspicion", "pneumonia_suspected", "chest_radiograph", "urgent_procedure", "can_wait_for_rt_pcr"]
    assert not_read == {"cxr": films, "ct": ["purpose"]}
