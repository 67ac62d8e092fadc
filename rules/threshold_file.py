"""The shape of thresholds.yaml, and the numbers made of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, TypeAdapter

from engine.errors import GuidelineError
from engine.thresholds import Quantity, Threshold, Thresholds
from rules.pieces import Domains, Id, Name, Part, Text, WordsPart, cell_of, refuse_repeated, written_as

WINDOWS = ("vital_signs", "symptoms", "rt_pcr", "chest_radiograph")
"""The kinds of reading that grow old; each needs a window, because none may count for ever."""

Number = Annotated[
    str, AfterValidator(written_as(r"[0-9]{1,6}(\.[0-9]{1,6})?", "must be a decimal number, such as 37.5"))
]
Length = Annotated[
    str, AfterValidator(written_as(r"[1-9][0-9]{0,3} [hd]", "must be hours or days, such as 24 h or 14 d"))
]


class QuantityPart(Part):
    """A kind of measurement, its unit, and between which numbers it can be one."""

    id: Name
    name: WordsPart
    unit: Text
    lowest: Number
    highest: Number


class ThresholdPart(Part):
    """A limit, and the value of a fact that it means."""

    measurement: Name
    comparison: Literal["at-least", "below"]
    limit: Number
    fact: Name
    value: Id
    source: WordsPart


class WindowPart(Part):
    """How far back one kind of reading counts."""

    id: Name
    length: Length
    source: WordsPart


class ThresholdsPart(Part):
    """The whole file."""

    quantities: list[QuantityPart]
    thresholds: list[ThresholdPart]
    windows: list[WindowPart]


THRESHOLDS = TypeAdapter(ThresholdsPart)


def thresholds_of(part: ThresholdsPart, domains: Domains) -> Thresholds:
    """Return the numbers; GuidelineError where one is out of its range, or speaks of what is not declared."""
    refuse_repeated((each.id for each in part.quantities), "quantities")
    refuse_repeated((each.id for each in part.windows), "windows")
    quantities = {each.id: _quantity_of(each) for each in part.quantities}
    windows = {each.id: _length_of(each.length) for each in part.windows}
    if set(windows) != set(WINDOWS):
        different = ", ".join(sorted(set(windows) ^ set(WINDOWS)))
        raise GuidelineError("windows", f"must be exactly {', '.join(WINDOWS)}; look at {different}")
    return Thresholds(quantities, tuple(_threshold_of(each, quantities, domains) for each in part.thresholds), windows)


def _quantity_of(part: QuantityPart) -> Quantity:
    lowest, highest = Decimal(part.lowest), Decimal(part.highest)
    if lowest >= highest:
        raise GuidelineError(part.id, "lowest must be below highest")
    return Quantity(part.id, part.name.words(), part.unit, lowest, highest)


def _threshold_of(part: ThresholdPart, quantities: dict[str, Quantity], domains: Domains) -> Threshold:
    if part.measurement not in quantities:
        known = ", ".join(quantities)
        raise GuidelineError(part.measurement, f"thresholds: this is not a quantity; the quantities are {known}")
    cell = cell_of(part.fact, [part.value], domains, part.measurement, "thresholds")
    limit = Decimal(part.limit)
    if not quantities[part.measurement].is_plausible(limit):
        raise GuidelineError(part.measurement, f"thresholds: {limit} is not between lowest and highest")
    return Threshold(part.measurement, limit, part.comparison, cell.fact, cell.values[0], part.source.words())


def _length_of(length: str) -> timedelta:
    number, unit = length.split(" ")
    return timedelta(hours=int(number)) if unit == "h" else timedelta(days=int(number))
