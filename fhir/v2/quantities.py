"""Numbers with their units as FHIR's quantities."""

import re
from decimal import Decimal
from typing import Final

from fhir.v2.codings import Json
from fhir.v2.message import Segment
from fhir.v2.scope import Place, Scope
from fhir.v2.tables import read_tables

_NUMBER: Final = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?", re.ASCII)
_UNIT: Final = re.compile(r"[^\s]{1,20}")
_LONGEST: Final = 40  # characters of a number
_UCUM: Final = "http://unitsofmeasure.org"
_COMPARATORS: Final = frozenset({"<", "<=", ">=", ">"})


def quantity(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return a number with its unit (OBX-6); of a structured one, a bound as such and no range."""
    first = next(iter(segment.repetitions(place.field)), None)
    if first is None or ("measurements" not in scope.topics and segment.text(2) == "ST"):
        return None
    sign = None
    written = first.text()
    if segment.text(2) == "SN":
        sign, written = first.text(1), first.text(2)
        if first.text(3) is not None or sign not in {None, "=", *_COMPARATORS}:
            return None
    number = number_of(written)
    if number is None:
        return None
    told: Json = {"value": number} | _unit(segment)
    return told | ({"comparator": sign} if sign in _COMPARATORS else {})


def number_of(written: str | None) -> Decimal | None:
    """Return a number as HL7 writes it.

    >>> number_of("+037.80"), number_of(".5"), number_of("1e3")
    (Decimal('37.80'), Decimal('0.5'), None)
    """
    parts = _NUMBER.fullmatch(written.strip()) if written and len(written) <= _LONGEST else None
    if parts is None or not (parts[2] or parts[3]):
        return None
    return Decimal(f"{parts[1].replace('+', '')}{parts[2].lstrip('0') or '0'}.{parts[3] or ''}".rstrip("."))


def _unit(segment: Segment) -> Json:
    """Return the unit that is known for what it is; a text is none."""
    written = (segment.text(6) or "").strip()
    code = read_tables()["units"].get("".join(written.upper().split()))
    if code is None and (segment.text(6, 3) or "").strip().upper() == "UCUM" and _UNIT.fullmatch(written):
        code = written
    return {"unit": code, "system": _UCUM, "code": code} if code is not None else {}
