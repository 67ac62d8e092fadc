"""Which fields a message must have, each because something here rests on it; looked at before it is acknowledged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fhir.v2.contents import Contents, Group
from fhir.v2.kinds import ORDERS, TAKEN
from fhir.v2.opened import Opened
from fhir.v2.patient_numbers import is_numbered, usable
from fhir.v2.refusal import REQUIRED_FIELD, SEGMENT_SEQUENCE, UNKNOWN_KEY, MessageRefused

BEGINS: Final = frozenset({"NW", "XO", "RP"})
"""ORC-1 of what is ordered anew or in another way, so that it has to be said what."""
SPEAKS_OF: Final = frozenset({"CA", "CR", "DC", "DR", "OC", "OD", "SC"})
"""ORC-1 of what is said of an order that was sent before, so that its number is enough."""

UNUSABLE: Final = "unusable-number"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field that must be there: in which kinds of messages, why, where it is missing, and as which error."""

    field: str
    kinds: frozenset[str]
    why: str
    missing: Callable[[Contents], Iterator[str]]
    error: str = REQUIRED_FIELD
    reason: str = "missing"


def check(opened: Opened) -> None:
    """Let pass a message that holds what is needed of it; raises MessageRefused at the first field that is missing."""
    contents = Contents(opened)
    for each in REQUIREMENTS:
        if not each.kinds.isdisjoint((opened.header.code, opened.header.kind)):
            for place in each.missing(contents):
                raise MessageRefused("AE", each.error, place, each.reason)


def _unnamed(contents: Contents) -> Iterator[str]:
    named = contents.patients[:1]
    if not (named and named[0].is_numbered) and _must_name(contents):
        yield named[0].place if named else "PID-3"


def _unusable(contents: Contents) -> Iterator[str]:
    return (each.place for each in contents.patients[:1] if not each.numbers and _must_name(contents))


def _must_name(contents: Contents) -> bool:
    """Tell whether anything is said that is kept by the patient's number, and not by an order's alone."""
    groups = contents.groups() if contents.header.code in ORDERS else []
    return not groups or not all(each.control in SPEAKS_OF for each in groups)


def _other_patients(contents: Contents) -> Iterator[str]:
    named = contents.patients
    others = (each for each in named[1:] if each.numbers != named[0].numbers)
    return (each.place for each in others if each.numbers.isdisjoint(named[0].numbers))


def _orders(contents: Contents) -> Iterator[str]:
    if not contents.groups():
        yield "ORC"


def _controls(contents: Contents) -> Iterator[str]:
    return (each.place(1) for each in contents.all("ORC") if not each.has(1))


def _numbers(contents: Contents) -> Iterator[str]:
    return (_place(each, 2) for each in contents.groups() if not each.numbers())


def _details(contents: Contents) -> Iterator[str]:
    return ("OBR" for each in contents.groups() if each.control in BEGINS and not each.details)


def _services(contents: Contents) -> Iterator[str]:
    begun = (each for each in contents.groups() if each.control in BEGINS)
    rows = (row for each in begun for row in each.details if row.fields[0] == "OBR")
    return (row.place(4) for row in rows if not row.has(4))


def _observations(contents: Contents) -> Iterator[str]:
    rows = (each for each in contents.all("OBX") if each.has(5) or each.has(11))
    return (each.place(3) for each in rows if not each.has(3))


def _merged(contents: Contents) -> Iterator[str]:
    rows = contents.segments("MRG")
    if not rows:
        yield "MRG-1"
    yield from (each.place(1) for each in rows if not is_numbered(each, 1))


def _merges(contents: Contents) -> Iterator[str]:
    return (each.place(1) for each in list(contents.all("MRG"))[1:])


def _given_up(contents: Contents) -> Iterator[str]:
    return (each.place(1) for each in contents.segments("MRG") if not usable(each, 1))


def _place(group: Group, field: int) -> str:
    row = group.common or group.details[0]
    return row.place(field)


REQUIREMENTS: Final = (
    Requirement(
        "PID-3",
        frozenset(TAKEN),
        "What is said is kept by the patient's number. PID-2 or PID-4 do where it is empty; none is needed where all "
        "that is said is of orders that were sent before, by their numbers.",
        _unnamed,
    ),
    Requirement(
        "PID-3",
        frozenset(TAKEN),
        "A message by which nothing could be kept is not acknowledged as stored: a number of the patient is of type "
        "MR, PI or PT or untyped, else of any other type but a citizen's, a visit's, an account's or a specimen's.",
        _unusable,
        UNKNOWN_KEY,
        UNUSABLE,
    ),
    Requirement(
        "PID-3",
        frozenset(TAKEN),
        "A message of several patients is refused, so that nothing of one is ever taken for another's: each PID shares "
        "a number, with who gave it, with the first.",
        _other_patients,
        UNKNOWN_KEY,
        "another-patient",
    ),
    Requirement(
        "ORC",
        ORDERS,
        "A message of orders that holds none says nothing.",
        _orders,
        SEGMENT_SEQUENCE,
    ),
    Requirement("ORC-1", ORDERS, "It says whether the order is new, changed or cancelled.", _controls),
    Requirement(
        "ORC-2",
        ORDERS,
        "Without ORC-2, ORC-3, OBR-2 or OBR-3 an order cannot be changed or cancelled, nor an answer be given to it.",
        _numbers,
    ),
    Requirement("OBR", ORDERS, "A new or changed order says what is ordered.", _details, SEGMENT_SEQUENCE),
    Requirement("OBR-4", ORDERS, "A new or changed order says what is ordered.", _services),
    Requirement(
        "OBX-3", frozenset(TAKEN), "A value, or its status, without what was observed has no meaning.", _observations
    ),
    Requirement("MRG-1", frozenset({"ADT^A40"}), "It is the number that is given up.", _merged),
    Requirement(
        "MRG-1",
        frozenset({"ADT^A40"}),
        "One merge a message: another one would not be honoured.",
        _merges,
        SEGMENT_SEQUENCE,
        "second-merge",
    ),
    Requirement(
        "MRG-1",
        frozenset({"ADT^A40"}),
        "A number that nothing is kept by cannot be given up.",
        _given_up,
        UNKNOWN_KEY,
        UNUSABLE,
    ),
)
"""What is looked at, in this order; docs tell it."""
