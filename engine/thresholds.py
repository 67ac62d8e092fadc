"""When a measured number becomes a fact, and how far back what is read still counts.

The numbers are guideline content (rules/thresholds.yaml, each with its source); only the comparing is here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.facts import Words


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit at which a measurement means a value of a fact; a normal value alone means nothing."""

    measurement: str
    limit: Decimal
    comparison: str
    fact: str
    value: str
    source: Words

    def is_crossed(self, value: Decimal) -> bool:
        """Tell whether a number in the measurement's canonical unit is abnormal ("at-least" or "below")."""
        return value >= self.limit if self.comparison == "at-least" else value < self.limit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of measurement: its canonical UCUM unit and what a living patient can have."""

    id: str
    name: Words
    unit: str
    lowest: Decimal
    highest: Decimal

    def is_plausible(self, value: Decimal) -> bool:
        """Tell whether a number can be a measurement at all; anything else is not read."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of rules/thresholds.yaml."""

    quantities: Mapping[str, Quantity]
    thresholds: tuple[Threshold, ...]
    windows: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number read in its quantity's canonical unit, with where it stood and when it was taken."""

    quantity: str
    value: Decimal
    path: str
    time: datetime | None = None


def crossed(measurements: Iterable[Measurement], thresholds: Thresholds) -> tuple[tuple[Measurement, Threshold], ...]:
    """Pair each measurement with each threshold that it crosses."""
    return tuple(
        (measurement, threshold)
        for measurement in measurements
        for threshold in thresholds.thresholds
        if threshold.measurement == measurement.quantity and threshold.is_crossed(measurement.value)
    )
