"""Numbers as FHIR and UCUM write them, in the canonical unit of their quantity."""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_FLOOR, Context, Decimal

from msgspec import Raw

_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_LONGEST = 64  # characters of a number; a measurement has a few
_DIGITS = 30  # of a number, as far as anybody measures
_MAGNITUDES = range(-9, 10)  # powers of ten that a measurement can have
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_GRID = Decimal("0.0001")
_EXACT = Context(prec=80)

_BODY_TEMPERATURE: Mapping[str, Callable[[Decimal], Decimal]] = {
    "Cel": lambda value: value,
    # The grid is finer than any limit, and rounding down keeps every number on its side of a limit.
    "[degF]": lambda value: _EXACT.divide(_EXACT.multiply(_EXACT.subtract(value, 32), 5), 9).quantize(
        _GRID, ROUND_FLOOR, _EXACT
    ),
}
_CONVERSIONS: Mapping[str, Mapping[str, Callable[[Decimal], Decimal]]] = {
    "body_temperature": _BODY_TEMPERATURE,
    "oxygen_saturation": {"%": lambda value: value},
    "respiratory_rate": {"/min": lambda value: value, "1/min": lambda value: value, "min-1": lambda value: value},
}
"""By quantity and UCUM unit, without annotations."""

UNITS: Mapping[str, tuple[str, ...]] = {quantity: tuple(units) for quantity, units in _CONVERSIONS.items()}
"""The UCUM units that each quantity is read in."""

_WRITTEN = {
    **dict.fromkeys(("°C", "℃", "degC"), "Cel"),
    **dict.fromkeys(("°F", "℉", "degF"), "[degF]"),
    **dict.fromkeys(("breaths/min", "breaths/minute", "breaths per minute"), "/min"),
}
"""Units as people write them, where a quantity gives no code."""


def to_canonical(quantity_id: str, value: Decimal, unit: str) -> Decimal | None:
    """Return a number in its quantity's canonical unit, or nothing where the unit or the number is none for it.

    >>> to_canonical("body_temperature", Decimal("99.5"), "[degF]")
    Decimal('37.5000')
    >>> to_canonical("respiratory_rate", Decimal(22), "{breaths}/min")
    Decimal('22')
    """
    convert = _CONVERSIONS.get(quantity_id, {}).get(_ANNOTATION.sub("", unit) if "{" in unit else unit)
    is_measured = value.is_finite() and value.adjusted() in _MAGNITUDES and len(value.as_tuple().digits) <= _DIGITS
    return convert(value) if convert is not None and is_measured else None


def read_number(raw: Raw) -> Decimal | None:
    """Return a JSON number exactly; nothing for what is no number, or one that no measurement has."""
    written = bytes(raw)
    if len(written) > _LONGEST or not _NUMBER.fullmatch(written):
        return None
    return Decimal(written.decode())


def unit_code(code: str | None, written: str | None) -> str | None:
    """Return the UCUM unit: its code, else what people write for it.

    >>> unit_code(None, "°C")
    'Cel'
    """
    return code if code is not None else _WRITTEN.get(written or "", written)
