"""An answer in words: every strength, in both languages, from the edition's own words."""

from collections.abc import Callable

import pytest

from engine.answer.decide import DecidingEdition
from engine.answer.words import text_of
from engine.facts import Words

Known = Callable[..., list[int]]
WITHOUT_SYMPTOMS = {
    "care_setting": "screening-clinic",
    "fever": "no",
    "respiratory_symptoms": "no",
    "other_symptoms_or_signs": "no",
}


@pytest.fixture(scope="session")
def tell(ksr: DecidingEdition, known: Known) -> Callable[..., Words]:
    """Return a teller of the text on one modality for what is said."""

    def text(modality: str, order: str | None = None, **said: str | tuple[str, ...]) -> Words:
        return text_of(ksr.edition, ksr.advise(known(**said), order)[modality])

    return text


def test_text_of_a_recommendation_gives_its_statement_and_what_is_presumed(
    ksr: DecidingEdition, tell: Callable[..., Words]
) -> None:
    statement = next(each for each in ksr.edition.recommendations if each.id == "1.2")
    told = tell("cxr", care_setting="screening-clinic", respiratory_symptoms="yes")
    assert told.en == (
        f"A chest X-ray may be considered. Statement 1.2: {statement.words.en} "
        "Presumed, because not known: RT-PCR result: not positive."
    )
    assert statement.words.ko in told.ko


def test_text_of_a_caution_that_may_hold_is_told(ksr: DecidingEdition, tell: Callable[..., Words]) -> None:
    told = tell("cxr", care_setting="outpatient-safe-clinic", fever="yes")
    assert f"Caution: {ksr.edition.cautions[0].words.en}" in told.en
    assert f"주의: {ksr.edition.cautions[0].words.ko}" in told.ko


def test_text_of_silence_names_the_circumstances_and_what_is_known(tell: Callable[..., Words]) -> None:
    film = ("not-done", "pneumonia-definite")
    told = tell("ct", care_setting="emergency", chest_radiograph=film, rt_pcr="pending")
    assert "not recommended" not in told.en
    for part in (
        (
            "1.4.a (pneumonia in the clinician's judgement: not suspected, presumed; "
            "chest X-ray finding: not done or definite pneumonia)."
        ),
        "1.4.b (RT-PCR result: pending; clinical suspicion of COVID-19: not high, presumed).",
        "severity of illness: not critical, presumed; time to wait for the RT-PCR result: not known;",
    ):
        assert part in told.en


def test_text_of_an_unsettled_order_says_unless_and_asks(ksr: DecidingEdition, tell: Callable[..., Words]) -> None:
    told = tell("ct", "ct", **WITHOUT_SYMPTOMS)
    unless = ksr.edition.strengths["not-recommended"].unless.en.replace("{modality}", "chest CT")
    assert unless in told.en
    assert ksr.edition.facts["covid_suspicion"].question.en in told.en
    assert ksr.edition.facts["covid_suspicion"].question.ko in told.ko


def test_text_of_one_of_two_statements_gives_both(tell: Callable[..., Words]) -> None:
    told = tell(
        "ct", rt_pcr=("negative", "pending"), covid_suspicion="high", severity="critical", can_wait_for_rt_pcr="no"
    )
    assert "By one of these statements: Statement 1.4.b:" in told.en
    assert "Statement 1.4.c:" in told.en


def test_text_outside_the_scope_says_that_it_is_not_advice_against(
    ksr: DecidingEdition, tell: Callable[..., Words]
) -> None:
    told = tell("cxr", rt_pcr="positive")
    assert told.en.endswith(ksr.edition.scope.words.en)
    assert told.ko.endswith(ksr.edition.scope.words.ko)
