"""Numbers reach their canonical unit exactly, on their own side of every limit, and nothing huge is computed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from engine.thresholds import crossed
from fhir.bundle.units import UNITS, read_number, to_canonical, unit_code
from tests.fhir.invented_bundles import edition, known, quantity, read, reasons

LIMIT = Decimal("37.5")


@pytest.mark.parametrize(
    ("fahrenheit", "celsius"),
    [("99.4", "37.4444"), ("99.5", "37.5000"), ("99.6", "37.5555"), ("99.49999", "37.4999"), ("32", "0.0000")],
)
def test_fahrenheit_is_rounded_down_to_a_grid_that_holds_the_limits(fahrenheit: str, celsius: str) -> None:
    assert to_canonical("body_temperature", Decimal(fahrenheit), "[degF]") == Decimal(celsius)


@given(st.decimals(min_value=70, max_value=115, places=8))
def test_fahrenheit_stays_on_its_side_of_the_limit(fahrenheit: Decimal) -> None:
    celsius = to_canonical("body_temperature", fahrenheit, "[degF]")
    assert celsius is not None
    assert (celsius >= LIMIT) == (fahrenheit >= Decimal("99.5"))


@pytest.mark.parametrize(
    ("name", "unit", "value"),
    [
        ("body_temperature", "Cel", "37.50"),
        ("oxygen_saturation", "%", "93"),
        ("oxygen_saturation", "%{O2}", "93"),
        ("respiratory_rate", "/min", "22"),
        ("respiratory_rate", "{breaths}/min", "22"),
        ("respiratory_rate", "1/min", "22"),
        ("respiratory_rate", "min-1", "22"),
    ],
)
def test_canonical_unit_keeps_the_number(name: str, unit: str, value: str) -> None:
    assert to_canonical(name, Decimal(value), unit) == Decimal(value)


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("body_temperature", "37", "K"),
        ("body_temperature", "37", "%"),
        ("body_temperature", "37", ""),
        ("oxygen_saturation", "0.97", "1"),
        ("heart_rate", "60", "/min"),
        ("body_temperature", "NaN", "Cel"),
        ("body_temperature", "Infinity", "[degF]"),
        ("body_temperature", "1E+999999999", "[degF]"),
        ("body_temperature", "1E-999999999", "[degF]"),
        ("body_temperature", "37." + "1" * 40, "Cel"),
    ],
)
def test_what_is_no_measurement_has_no_canonical_number(name: str, value: str, unit: str) -> None:
    assert to_canonical(name, Decimal(value), unit) is None


def test_every_unit_that_is_named_is_read() -> None:
    read_in = {name: {unit for unit in units if to_canonical(name, Decimal(40), unit)} for name, units in UNITS.items()}
    assert read_in == {name: set(units) for name, units in UNITS.items()}
    assert set(UNITS) == set(edition().thresholds.quantities)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (b"37.50", Decimal("37.50")),
        (b"-1", Decimal(-1)),
        (b"3.75e1", Decimal("37.5")),
        (b"1e999999999", None),
        (b"1e9999", None),
        (b'"37.5"', None),
        (b"true", None),
        (b"null", None),
        (b"{}", None),
        (b"9" * 65, None),
        (b"", None),
    ],
)
def test_only_a_json_number_that_somebody_could_measure_is_read(written: bytes, number: Decimal | None) -> None:
    assert read_number(Raw(written)) == number


@pytest.mark.parametrize(
    ("code", "text", "unit"),
    [("Cel", "whatever", "Cel"), (None, "℃", "Cel"), (None, "°F", "[degF]"), (None, "%", "%"), (None, None, None)],
)
def test_unit_is_the_code_else_what_people_write(code: str | None, text: str | None, unit: str | None) -> None:
    assert unit_code(code, text) == unit


# Below, at and above each limit; the limits themselves are guideline content.
AROUND = [
    ("8310-5", "Cel", "37.4", ("yes", "no"), "fever"),
    ("8310-5", "Cel", "37.5", ("yes",), "fever"),
    ("8310-5", "Cel", "37.6", ("yes",), "fever"),
    ("8310-5", "[degF]", "99.4", ("yes", "no"), "fever"),
    ("8310-5", "[degF]", "99.5", ("yes",), "fever"),
    ("8310-5", "[degF]", "99.6", ("yes",), "fever"),
    ("59408-5", "%", "93.9", ("yes",), "other_symptoms_or_signs"),
    ("59408-5", "%", "94", ("yes", "no"), "other_symptoms_or_signs"),
    ("59408-5", "%", "94.1", ("yes", "no"), "other_symptoms_or_signs"),
    ("9279-1", "/min", "21.9", ("yes", "no"), "other_symptoms_or_signs"),
    ("9279-1", "/min", "22", ("yes",), "other_symptoms_or_signs"),
    ("9279-1", "/min", "22.1", ("yes",), "other_symptoms_or_signs"),
]


@pytest.mark.parametrize(("code", "unit", "value", "meant", "fact"), AROUND)
def test_number_around_a_limit_becomes_the_fact(
    code: str, unit: str, value: str, meant: tuple[str, ...], fact: str
) -> None:
    gathered = read(quantity(code, float(value), unit))
    assert known(gathered, fact) == meant
    assert bool(crossed(gathered.measurements, edition().thresholds)) == (meant == ("yes",))
    assert reasons(gathered) == []
