"""Vital signs count within 24 hours and this encounter; only a number with a unit is one."""

from decimal import Decimal

import pytest

from engine.thresholds import Measurement
from tests.fhir.invented_bundles import (
    AS_OF,
    Resource,
    ago,
    concept,
    encounter,
    observation,
    quantity,
    read,
    reasons,
)

TEMPERATURE = "8310-5"
NO_TIME = [("Observation/o1#effective", "it does not say when it was measured")]


def numbers(*resources: Resource) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for measurement in read(*resources).measurements:
        found.setdefault(measurement.quantity, []).append(measurement.value)
    return found


def test_measurement_keeps_its_number_its_place_and_its_time() -> None:
    (measurement,) = read(quantity(TEMPERATURE, 37.2, "Cel", effectiveDateTime=ago(hours=1))).measurements
    assert measurement == Measurement(
        "body_temperature", Decimal("37.2"), "Observation/o1#valueQuantity", measurement.time
    )
    assert measurement.time is not None
    assert (AS_OF - measurement.time).total_seconds() == 3600


@pytest.mark.parametrize("code", ["8310-5", "8331-1", "8334-5", "8332-9", "8333-7", "8328-7", "8329-5"])
def test_temperature_counts_wherever_it_is_taken(code: str) -> None:
    assert numbers(quantity(code, 37, "Cel")) == {"body_temperature": [Decimal(37)]}


def test_two_codes_of_one_number_are_one_measurement() -> None:
    both = {"coding": [{"system": "http://loinc.org", "code": code} for code in ("59408-5", "2708-6")]}
    assert numbers(quantity("59408-5", 97, "%") | {"code": both}) == {"oxygen_saturation": [Decimal(97)]}


@pytest.mark.parametrize(
    ("hours", "count"), [(24.0, 1), (24.001, 0), (0.0, 1), (-0.001, 0)], ids=["at", "older", "now", "later"]
)
def test_vital_sign_counts_for_24_hours(hours: float, count: int) -> None:
    gathered = read(quantity(TEMPERATURE, 37, "Cel", effectiveDateTime=ago(hours=hours)))
    assert (len(gathered.measurements), reasons(gathered)) == (count, [])


@pytest.mark.parametrize(
    ("named", "count"), [({"reference": "Encounter/e1"}, 1), ({"reference": "Encounter/e2"}, 0), (None, 1)]
)
def test_vital_sign_counts_in_this_encounter(named: Resource | None, count: int) -> None:
    gathered = read(encounter(), quantity(TEMPERATURE, 37, "Cel", encounter=named))
    assert (len(gathered.measurements), reasons(gathered)) == (count, [])


UNREADABLE: dict[str, tuple[Resource, list[tuple[str, str]]]] = {
    "preliminary": ({"status": "preliminary"}, [("Observation/o1#status", "the measurement is not final")]),
    "in error": ({"status": "entered-in-error"}, [("Observation/o1#status", "the measurement is not final")]),
    "no time": ({"effectiveDateTime": None}, NO_TIME),
    "no quantity": ({"valueQuantity": None}, [("Observation/o1#valueQuantity", "it has no number")]),
    "no number": ({"valueQuantity": {"code": "Cel"}}, [("Observation/o1#valueQuantity", "it has no number")]),
    "bound": (
        {"valueQuantity": {"value": 35, "comparator": "<", "code": "Cel"}},
        [("Observation/o1#valueQuantity", "it is a bound, not a number")],
    ),
    "text": (
        {"valueQuantity": {"value": "37", "code": "Cel"}},
        [("Observation/o1#valueQuantity.value", "it is not a number that can be read")],
    ),
    "no unit": (
        {"valueQuantity": {"value": 37}},
        [("Observation/o1#valueQuantity", "the unit is none of this quantity")],
    ),
    "other unit": (
        {"valueQuantity": {"value": 37, "code": "%"}},
        [("Observation/o1#valueQuantity", "the unit is none of this quantity")],
    ),
    "unit of another system": (
        {"valueQuantity": {"value": 37, "code": "Cel", "system": "urn:invented"}},
        [("Observation/o1#valueQuantity", "the unit is none of this quantity")],
    ),
    "impossible": (
        {"valueQuantity": {"value": 98.6, "code": "Cel"}},
        [("Observation/o1#valueQuantity", "no living patient has such a number")],
    ),
}


@pytest.mark.parametrize("name", list(UNREADABLE))
def test_what_is_no_measurement_is_not_known(name: str) -> None:
    elements, unread = UNREADABLE[name]
    gathered = read(quantity(TEMPERATURE, 37, "Cel", **elements))
    assert (gathered.measurements, reasons(gathered)) == ((), unread)


@pytest.mark.parametrize("written", [{"unit": "°C"}, {"unit": "Celsius", "code": "Cel"}, {"code": "Cel"}])
def test_unit_is_read_from_its_code_or_from_what_people_write(written: Resource) -> None:
    assert numbers(quantity(TEMPERATURE, 37, "Cel", valueQuantity={"value": 37} | written)) == {
        "body_temperature": [Decimal(37)]
    }


def test_components_are_measurements_too() -> None:
    parts = [
        {"code": concept("9279-1"), "valueQuantity": {"value": 20, "code": "/min"}},
        {"code": concept("59408-5"), "valueQuantity": {"value": 97, "code": "kPa"}},
        {"code": concept("8867-4"), "valueQuantity": {"value": 80, "code": "/min"}},
    ]
    gathered = read(observation(concept("85353-1"), component=parts))
    assert [(one.quantity, one.path) for one in gathered.measurements] == [
        ("respiratory_rate", "Observation/o1#component[0].valueQuantity")
    ]
    assert reasons(gathered) == [
        ("Observation/o1#component[1].valueQuantity", "the unit is none of this quantity"),
    ]


def test_newest_and_most_abnormal_numbers_are_kept() -> None:
    taken = {1: 36.8, 2: 38.1, 3: 39.2, 4: 37.9, 5: 36.5}
    resources = [
        quantity(TEMPERATURE, value, "Cel", f"o{hours}", effectiveDateTime=ago(hours=hours))
        for hours, value in taken.items()
    ]
    assert numbers(*resources) == {"body_temperature": [Decimal("36.8"), Decimal("39.2")]}


def test_most_abnormal_saturation_is_the_lowest() -> None:
    resources = [quantity("59408-5", value, "%", f"o{value}") for value in (97, 88, 99)]
    assert numbers(*resources) == {"oxygen_saturation": [Decimal(97), Decimal(88)]}
