"""Facts, numbers and times in the words and habits of one language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_gmt
from babel.numbers import format_decimal

from engine.facts import Fact, Words
from engine.guideline import Edition
from engine.thresholds import Quantity

UNITS = {"Cel": Words(en="°C", ko="°C"), "%": Words(en="%", ko="%"), "/min": Words(en="per minute", ko="회/분")}
"""How people write a UCUM unit; any other is shown as it is."""

_OR = Words(en=" or ", ko=" 또는 ")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Says things in a language, times in the site's zone, and facts by the labels of their catalogue."""

    language: str
    zone: ZoneInfo
    facts: Mapping[str, Fact]
    quantities: Mapping[str, Quantity]

    def say(self, words: Words) -> str:
        """Return the words in this language."""
        return words.read_in(self.language)

    def name(self, fact: str) -> str:
        """Return what a fact is called; its id where nobody declares it any more."""
        return self.say(self.facts[fact].name) if fact in self.facts else fact

    def question(self, fact: str) -> str:
        """Return the question that asks for a fact."""
        return self.say(self.facts[fact].question) if fact in self.facts else fact

    def values(self, fact: str, values: str | Iterable[str]) -> str:
        """Return what a fact is or may be: "negative or pending"."""
        each = [values] if isinstance(values, str) else values
        return self.say(_OR).join(self._label(fact, value) for value in each)

    def quantity(self, quantity: str) -> str:
        """Return what a measurement is called."""
        return self.say(self.quantities[quantity].name) if quantity in self.quantities else quantity

    def unit(self, quantity: str) -> str:
        """Return the unit of a measurement as people write it."""
        unit = self.quantities[quantity].unit if quantity in self.quantities else ""
        return self.say(UNITS[unit]) if unit in UNITS else unit

    def number(self, number: str | Decimal) -> str:
        """Return a number as it is written in this language.

        >>> Phrasing("en", ZoneInfo("Asia/Seoul"), {}, {}).number("37.50")
        '37.5'
        """
        return format_decimal(Decimal(number), locale=self.language, decimal_quantization=False)

    def measured(self, quantity: str, number: str | Decimal) -> str:
        """Return a number with its unit."""
        joint = "" if self.unit(quantity) == "%" else " "
        return f"{self.number(number)}{joint}{self.unit(quantity)}"

    def month_of(self, edition: Edition) -> str:
        """Return the month of an edition's publication, by the one of its dates that is used: "April 2020"."""
        used = next(date.date for date in edition.dates if date.used)
        return format_skeleton("yMMMM", datetime.fromisoformat(used), tzinfo=None, locale=self.language)

    def time(self, time: str) -> str:
        """Return a recorded time (RFC 3339) as the site's clocks show it.

        >>> Phrasing("en", ZoneInfo("Asia/Seoul"), {}, {}).time("2026-11-22T06:00:00.123Z")
        'November 22, 2026 15:00 (GMT+09:00)'
        """
        here = datetime.fromisoformat(time).astimezone(self.zone)
        day = format_date(here, "long", locale=self.language)
        return (
            f"{day} {format_time(here, 'HH:mm', locale=self.language)} ({get_timezone_gmt(here, locale=self.language)})"
        )

    def _label(self, fact: str, value: str) -> str:
        labels = self.facts[fact].labels if fact in self.facts else {}
        return self.say(labels[value]) if value in labels else value
