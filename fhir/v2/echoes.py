"""What a reply repeats of a message, between the usual signs; never a number that identifies a citizen."""

from collections.abc import Mapping
from typing import Final

from fhir.bundle.resident import may_be_resident
from fhir.v2.escapes import escaped
from fhir.v2.message import Repetition, Segment
from fhir.v2.patient_numbers import is_tellable

_REPEATED: Final[Mapping[str, tuple[int, ...]]] = {
    "PID": (3, 5, 7, 8),
    "PV1": (2, 19),
    "ORC": (2, 3),
    "OBR": (2, 3, 4, 31),
}
_NUMBERS: Final = frozenset({("PV1", 19), ("ORC", 2), ("ORC", 3), ("OBR", 2), ("OBR", 3)})
_USUAL: Final = {"E": "\\", "F": "|", "S": "^", "R": "~", "T": "&"}


def echo_of(segment: Segment) -> tuple[str, ...]:
    """Return the fields that a reply repeats, by position, the others empty."""
    fields = _REPEATED[segment.id]
    return tuple(field_of(segment, field) if field in fields else "" for field in range(1, max(fields) + 1))


def field_of(segment: Segment | None, field: int) -> str:
    """Return a field between the usual signs, without what may not be told."""
    repetitions = segment.repetitions(field) if segment is not None else ()
    return "~".join(_usual(one) for one in repetitions if segment is not None and _may_be_told(segment, field, one))


def _may_be_told(segment: Segment, field: int, one: Repetition) -> bool:
    if (segment.id, field) == ("PID", 3):
        return is_tellable(one)
    return (segment.id, field) not in _NUMBERS or not may_be_resident(one.text() or "")


def _usual(one: Repetition) -> str:
    return "^".join("&".join(escaped(part, "\\", _USUAL) for part in component) for component in one.components)
