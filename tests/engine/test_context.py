"""Stated facts beat measured numbers, which beat resources; what disagrees stays possible."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest

from engine.context import MEASUREMENT, RESOURCE, STATED, Gathered, Reading, weigh
from engine.thresholds import Measurement
from tests.engine.small_edition import FACTS, THRESHOLDS

NOW = datetime(2020, 4, 7, tzinfo=UTC)


def known(gathered: Gathered, fact: str = "pain") -> tuple[str, ...]:
    return weigh(gathered, FACTS, THRESHOLDS, NOW).facts[fact].values


def said(origin: str, *values: str) -> Reading:
    return Reading("pain", values, origin, "#/invented")


@pytest.mark.parametrize(
    ("stated", "measured", "resource"), list(product((None, "yes", "no"), (True, False), (None, "yes", "no")))
)
def test_weigh_takes_the_source_of_the_highest_standing(
    stated: str | None, measured: bool, resource: str | None
) -> None:
    readings = [said(STATED, stated)] if stated else []
    readings += [said(RESOURCE, resource)] if resource else []
    measurements = (Measurement("warmth", Decimal("38.2"), "#/warmth"),) if measured else ()
    expected = stated or ("yes" if measured else resource)
    assert known(Gathered(tuple(readings), measurements)) == ((expected,) if expected else ("yes", "no"))


def test_weigh_keeps_both_values_where_equals_disagree() -> None:
    assert known(Gathered((said(RESOURCE, "yes"), said(RESOURCE, "no")))) == ("yes", "no")


def test_weigh_passes_over_a_source_that_leaves_every_value_possible() -> None:
    assert known(Gathered((said(STATED, "no", "yes"), said(RESOURCE, "no")))) == ("no",)


@pytest.mark.parametrize(("value", "expected"), [("37.4", ("yes", "no")), ("37.5", ("yes",)), ("37.6", ("yes",))])
def test_weigh_of_a_normal_number_says_nothing(value: str, expected: tuple[str, ...]) -> None:
    assert known(Gathered(measurements=(Measurement("warmth", Decimal(value), "#/warmth"),))) == expected


def test_weigh_keeps_every_reading_and_the_derived_ones() -> None:
    reading = said(STATED, "no")
    context = weigh(
        Gathered((reading,), (Measurement("warmth", Decimal(38), "#/warmth", NOW),)), FACTS, THRESHOLDS, NOW
    )
    derived = Reading("pain", ("yes",), MEASUREMENT, "#/warmth", NOW, "at-least 37.5")
    assert context.readings == (reading, derived)
