"""The order held against the advice, and the reminders of local safety beside it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest

from engine.answer.decide import DecidingEdition
from engine.context import RESOURCE, STATED, Circumstances, Gathered, PatientContext, Reading, weigh
from engine.safety import LocalSafety
from engine.thresholds import Measurement

Context = Callable[..., PatientContext]


@pytest.fixture(scope="session")
def context(ksr: DecidingEdition) -> Context:
    """Return a maker of contexts from stated facts."""

    def make(
        order: str | None = None,
        circumstances: Circumstances | None = None,
        measured: dict[str, str] | None = None,
        resources: dict[str, str] | None = None,
        **said: str,
    ) -> PatientContext:
        readings = [Reading(name, (value,), STATED, f"#/facts/{name}") for name, value in said.items()]
        readings += [Reading(name, (value,), RESOURCE, "Observation/1") for name, value in (resources or {}).items()]
        numbers = [Measurement(name, Decimal(value), "#/measurements") for name, value in (measured or {}).items()]
        gathered = Gathered(tuple(readings), tuple(numbers), circumstances or Circumstances(), order=order)
        edition = ksr.edition
        return weigh(gathered, edition.facts, edition.thresholds, datetime(2020, 4, 7, tzinfo=UTC))

    return make


@pytest.mark.parametrize(
    ("said", "order", "concordance"),
    [
        ({"care_setting": "outpatient-safe-clinic", "fever": "yes", "purpose": "diagnosis"}, "cxr", "concordant"),
        ({"care_setting": "outpatient-safe-clinic", "fever": "yes"}, "cxr", "concordant"),
        (
            {"care_setting": "outpatient-safe-clinic", "fever": "yes", "purpose": "rule-out-covid-pneumonia"},
            "cxr",
            "discordant",
        ),
        ({"care_setting": "screening-clinic", "respiratory_symptoms": "yes"}, "cxr", "concordant"),
        ({"covid_suspicion": "high", "rt_pcr": "negative"}, "ct", "concordant-if-weighed"),
        (
            {
                "care_setting": "screening-clinic",
                "fever": "no",
                "respiratory_symptoms": "no",
                "other_symptoms_or_signs": "no",
            },
            "cxr",
            "discordant",
        ),
        ({"care_setting": "emergency"}, "cxr", "no-criteria"),
        ({"rt_pcr": "positive"}, "ct", "out-of-scope"),
        ({}, "ct", "undetermined"),
        ({}, None, None),
    ],
)
def test_concordance_of_an_order(
    ksr: DecidingEdition,
    safety: LocalSafety,
    context: Context,
    said: dict[str, str],
    order: str | None,
    concordance: str | None,
) -> None:
    decision = ksr.decide(context(order, **said), safety)
    assert (decision.order, decision.concordance) == (order, concordance)


def notes(ksr: DecidingEdition, safety: LocalSafety, context: PatientContext) -> set[str]:
    return {note.id for note in ksr.decide(context, safety).notes}


@pytest.mark.parametrize(
    ("saturation", "rate", "setting"),
    list(product(("93", "94", None), ("21", "22", None), ("emergency", "outpatient-safe-clinic"))),
)
def test_abnormal_breathing_is_noted_where_the_answer_could_reassure(
    ksr: DecidingEdition, safety: LocalSafety, context: Context, saturation: str | None, rate: str | None, setting: str
) -> None:
    measured = {"oxygen_saturation": saturation, "respiratory_rate": rate}
    told = notes(
        ksr,
        safety,
        context(
            care_setting=setting,
            fever="yes",
            pneumonia_suspected="yes",
            chest_radiograph="pneumonia-not-definite",
            measured={name: value for name, value in measured.items() if value},
        ),
    )
    is_abnormal = saturation == "93" or rate == "22"
    # At the safe clinic the film is recommended and the CT can be done: nothing there reassures.
    assert ("assess-now" in told) == (is_abnormal and setting == "emergency")


@pytest.mark.parametrize("severity", ["none", "mild", "moderate", "severe", "critical"])
def test_severity_is_noted_from_severe(
    ksr: DecidingEdition, safety: LocalSafety, context: Context, severity: str
) -> None:
    told = notes(ksr, safety, context(care_setting="emergency", severity=severity))
    assert ("assess-now" in told) == (severity in ("severe", "critical"))


@pytest.mark.parametrize(("age", "expected"), [(17, True), (18, False), (None, False)])
def test_young_age_is_noted_on_a_ct(
    ksr: DecidingEdition, safety: LocalSafety, context: Context, age: int | None, expected: bool
) -> None:
    ordered = notes(ksr, safety, context("ct", Circumstances(age_years=age)))
    assert ("under-18" in ordered) == expected
    assert "under-18" not in notes(ksr, safety, context(None, Circumstances(age_years=age)))


def test_resource_that_says_otherwise_is_noted(ksr: DecidingEdition, safety: LocalSafety, context: Context) -> None:
    agreed = notes(ksr, safety, context(rt_pcr="negative", resources={"rt_pcr": "negative"}))
    contradicted = notes(ksr, safety, context(rt_pcr="negative", resources={"rt_pcr": "positive"}))
    assert contradicted - agreed == {"rt-pcr-contradicted"}


def test_notes_never_change_a_strength(ksr: DecidingEdition, safety: LocalSafety, context: Context) -> None:
    plain = ksr.decide(context("ct", care_setting="emergency"), safety)
    noted = ksr.decide(context("ct", Circumstances(5, "yes", "yes"), care_setting="emergency"), safety)
    assert noted.notes != plain.notes
    assert noted.advice == plain.advice
