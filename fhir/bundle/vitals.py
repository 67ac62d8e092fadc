"""Vital signs: the numbers measured within the window and the encounter."""

from collections.abc import Iterator
from datetime import UTC, datetime

from engine.context import Unread
from engine.thresholds import Measurement, Threshold
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import meanings
from fhir.bundle.elements import Quantity
from fhir.bundle.moments import Moment
from fhir.bundle.observations import FINAL
from fhir.bundle.raw import Found
from fhir.bundle.units import read_number, to_canonical, unit_code
from fhir.valuesets.loader import read_codebook

_TOPIC = "measurements"
_BOOK = read_codebook(_TOPIC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_UCUM = "http://unitsofmeasure.org"


def read_vitals(chart: Chart) -> Iterator[Measurement | Unread]:
    """Tell, for each quantity, the newest number and the one furthest beyond each threshold."""
    measured: dict[str, list[Measurement]] = {}
    for one in _read_all(chart):
        if isinstance(one, Measurement):
            measured.setdefault(one.quantity, []).append(one)
        else:
            yield one
    for several in measured.values():
        yield from _telling(several, chart.thresholds.thresholds)


def _read_all(chart: Chart) -> Iterator[Measurement | Unread]:
    for one in chart.about(_TOPIC):
        for name in {code_set.name: None for code_set in one.sets if code_set.topic == _TOPIC}:
            yield from _read(chart, name, one.found, one.found.resource.value_quantity, "valueQuantity")
    for one in chart.about("components"):
        for index, component in enumerate(one.found.resource.component):
            for name in {code_set.name: None for code_set in meanings(component.code, _BOOK)}:
                field = f"component[{index}].valueQuantity"
                yield from _read(chart, name, one.found, component.value_quantity, field)


def _read(
    chart: Chart, quantity: str, found: Found, written: Quantity | None, field: str
) -> Iterator[Measurement | Unread]:
    observation = found.resource
    moment = chart.effective(observation)
    if moment is None:
        yield Unread(found.at("effective"), "it does not say when it was measured")
        return
    if not chart.is_within(moment, "vital_signs") or not chart.stay.covers(observation.encounter, found):
        return
    if observation.status not in FINAL:
        yield Unread(found.at("status"), "the measurement is not final")
    elif written is None or not written.value:
        yield Unread(found.at(field), "it has no number")
    else:
        yield _measure(chart, quantity, written, found.at(field), moment)


def _measure(chart: Chart, name: str, written: Quantity, path: str, moment: Moment) -> Measurement | Unread:
    if written.comparator is not None:
        return Unread(path, "it is a bound, not a number")
    number = read_number(written.value)
    if number is None:
        return Unread(f"{path}.value", "it is not a number that can be read")
    code = written.code if written.system in (_UCUM, None) else None
    unit = unit_code(code, written.unit)
    value = to_canonical(name, number, unit) if unit is not None else None
    if value is None:
        return Unread(path, "the unit is none of this quantity")
    quantity = chart.thresholds.quantities.get(name)
    if quantity is None or not quantity.is_plausible(value):
        return Unread(path, "no living patient has such a number")
    return Measurement(name, value, path, moment.earliest)


def _taken(one: Measurement) -> datetime:
    return one.time or _LONG_AGO


def _telling(several: list[Measurement], thresholds: tuple[Threshold, ...]) -> list[Measurement]:
    """Leave out what changes nothing: neither newest nor the most abnormal."""
    telling = [max(several, key=_taken)]
    for threshold in thresholds:
        if threshold.measurement == several[0].quantity:
            furthest = max if threshold.comparison == "at-least" else min
            extreme = furthest(several, key=lambda one: one.value)
            if extreme not in telling:
                telling.append(extreme)
    return telling
