"""The answers that the contract works out by hand, in full."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.answer.decide import DecidingEdition

WITHOUT_SYMPTOMS = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}
EXCEPTIONS = ("rt_pcr", "covid_suspicion", "pneumonia_suspected", "severity", "urgent_procedure")
CT_QUESTIONS = (
    "rt_pcr",
    "covid_suspicion",
    "pneumonia_suspected",
    "chest_radiograph",
    "severity",
    "urgent_procedure",
    "can_wait_for_rt_pcr",
)
FIRST_QUESTIONS = ("care_setting", "fever", "respiratory_symptoms", "other_symptoms_or_signs")
SILENT, ASKING, AGAINST = "no-statement", "needs-information", "not-recommended"

# said, order, then for each modality: strength, ask, presumed, presumably, recommendations
WORKED: list[tuple[dict[str, Any], str | None, tuple[object, ...], tuple[object, ...]]] = [
    (
        WITHOUT_SYMPTOMS,
        None,
        (AGAINST, (), ("visit_reason", "rt_pcr", "severity"), None, ("1.1",)),
        (AGAINST, (), ("visit_reason", *EXCEPTIONS), None, ("1.1",)),
    ),
    (
        WITHOUT_SYMPTOMS,
        "ct",
        (AGAINST, (), ("visit_reason", "rt_pcr", "severity"), None, ("1.1",)),
        (ASKING, CT_QUESTIONS, (), AGAINST, ()),
    ),
    (
        {"care_setting": "screening-clinic", "fever": "yes"},
        None,
        (ASKING, ("respiratory_symptoms",), (), None, ()),
        (SILENT, (), EXCEPTIONS, None, ()),
    ),
    (
        {"care_setting": "outpatient-safe-clinic", "fever": "yes"},
        None,
        ("recommended", (), ("rt_pcr",), None, ("1.3",)),
        (SILENT, (), EXCEPTIONS, None, ()),
    ),
    (
        {"care_setting": "emergency", "covid_suspicion": "high"},
        None,
        (SILENT, (), ("rt_pcr",), None, ()),
        (ASKING, ("rt_pcr",), (), None, ()),
    ),
    (
        {"care_setting": "intensive-care", "rt_pcr": "pending", "can_wait_for_rt_pcr": "no"},
        None,
        (SILENT, (), (), None, ()),
        (ASKING, ("severity", "urgent_procedure"), (), None, ()),
    ),
    (
        {"care_setting": "emergency", "covid_suspicion": "high", "rt_pcr": "negative"},
        "ct",
        (SILENT, (), (), None, ()),
        ("after-weighing", (), (), None, ("1.4.b",)),
    ),
    (
        {"care_setting": "inpatient", "rt_pcr": "positive"},
        None,
        ("out-of-scope", (), (), None, ()),
        ("out-of-scope", (), (), None, ()),
    ),
    ({}, None, (ASKING, FIRST_QUESTIONS, (), None, ()), (ASKING, FIRST_QUESTIONS, (), None, ())),
]


@pytest.mark.parametrize(("said", "order", "cxr", "ct"), WORKED)
def test_worked_answer(
    ksr: DecidingEdition,
    known: Callable[..., list[int]],
    said: dict[str, Any],
    order: str | None,
    cxr: tuple[object, ...],
    ct: tuple[object, ...],
) -> None:
    advice = ksr.advise(known(**said), order)
    told = {
        modality: (each.strength, each.ask, each.presumed, each.presumably, each.recommendations)
        for modality, each in advice.items()
    }
    assert told == {"cxr": cxr, "ct": ct}


def test_nothing_known_and_nothing_presumed_asks_for_every_fact_that_can_matter(
    ksr: DecidingEdition, known: Callable[..., list[int]]
) -> None:
    advice = ksr.advise(known(), presume=False)
    assert advice["cxr"].ask == (*FIRST_QUESTIONS[:1], "visit_reason", *FIRST_QUESTIONS[1:], "rt_pcr", "severity")
    assert advice["ct"].ask == (*FIRST_QUESTIONS[:1], "visit_reason", *FIRST_QUESTIONS[1:], *CT_QUESTIONS)
