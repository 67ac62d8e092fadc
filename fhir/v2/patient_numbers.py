"""Which numbers in PID and MRG may stand for the patient, by their types and by their form."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from fhir.bundle.resident import may_be_resident
from fhir.v2.message import Repetition, Segment

PREFERRED: Final = ("MR", "PI", "PT", "")
"""The types that are chosen first, in this order; any other that may stand for a patient comes after them."""

_LONGEST: Final = 150
_NATIONAL: Final = "NN"


@cache
def excluded() -> Mapping[str, frozenset[str]]:
    """Return the types that stand for no patient: `civil`, which identify a citizen, and `others`.

    >>> "VN" in excluded()["others"], "DL" in excluded()["civil"]
    (True, True)
    """
    written: Mapping[str, list[str]] = yaml.load(
        files(__package__).joinpath("patient_numbers.yaml").read_bytes(),
        Loader=yaml.CBaseLoader,  # noqa: S506  it makes text alone
    )
    return {name: frozenset(kinds) for name, kinds in written.items()}


def is_civil(value: str, kind: str) -> bool:
    """Tell whether a number identifies a citizen, by its type or its form.

    >>> is_civil("7", "nnkor"), is_civil("900101-1234567", "MR"), is_civil("0099000223440", "PI")
    (True, True, False)
    """
    named = kind.strip().upper()
    return named in excluded()["civil"] or named.startswith(_NATIONAL) or may_be_resident(value)


def is_tellable(number: Repetition) -> bool:
    """Tell whether a number may be kept and repeated: it is one, and no citizen's."""
    value = value_of(number)
    return bool(value) and len(value) <= _LONGEST and "|" not in value and not is_civil(value, number.text(5) or "")


def usable(segment: Segment, *fields: int) -> list[Repetition]:
    """Return the numbers that may stand for the patient, of the first of the fields that holds any."""
    several = ([one for one in segment.repetitions(field) if _is_usable(one)] for field in fields)
    return next((found for found in several if found), [])


def fields_of(segment: Segment) -> tuple[int, ...]:
    """Return the fields of PID that name the patient: PID-3, or what stood for it before where that is empty."""
    return (3,) if segment.raw(3).strip() else (2, 4)


def is_numbered(segment: Segment, *fields: int) -> bool:
    """Tell whether any of the fields holds a number, usable or not."""
    return any(value_of(one) for field in fields for one in segment.repetitions(field))


def value_of(number: Repetition) -> str:
    """Return the number itself, empty where there is none."""
    return (number.text() or "").strip()


def rank_of(number: Repetition) -> int:
    """Return how far a number stands behind those of better types."""
    kind = _kind(number)
    return PREFERRED.index(kind) if kind in PREFERRED else len(PREFERRED)


def _is_usable(number: Repetition) -> bool:
    return is_tellable(number) and _kind(number) not in excluded()["others"]


def _kind(number: Repetition) -> str:
    return (number.text(5) or "").strip().upper()
