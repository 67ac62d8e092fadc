"""Selects the resources of the bundle's one patient."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.context import Unread
from engine.errors import Flaw, InputError
from fhir.bundle.elements import Reference
from fhir.bundle.raw import Found, Pile
from fhir.bundle.references import Addresses, points_to, relative

_OF_NOBODY = frozenset({"Location", "Patient"})
"""What is about no patient but referred to, and the patient."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the bundle holds of its one patient; without a Patient, `name` is how the resources refer to them.

    `unread` takes what turns out not to be readable; `unreadable` are the types of which something was not.
    """

    patient: Found | None
    name: str | None
    found: Mapping[str, list[Found]]
    addresses: Addresses
    unread: list[Unread]
    unreadable: frozenset[str]


def select_patient(pile: Pile, pointer: str) -> Record:
    """Keep what belongs to the bundle's one patient; InputError where it holds two."""
    patients = pile.found["Patient"]
    if any(_identity(patient) != _identity(patients[0]) for patient in patients[1:]):
        raise InputError("two-patients", Flaw(pointer, "two-patients"))
    patient = patients[0] if patients else None
    name = None if patient else _only_name(pile, pointer)
    numbers = _numbers(patient)
    found = {
        kind: founds and [one for one in founds if _belongs(one, patient, numbers, pile)]
        for kind, founds in pile.found.items()
    }
    return Record(patient, name, found, Addresses(found), pile.unread, frozenset(pile.unreadable))


def _identity(patient: Found) -> tuple[str | None, str | None]:
    return patient.full_url, patient.resource.id


def _only_name(pile: Pile, pointer: str) -> str | None:
    """Return the one patient whom all resources name, where there is no Patient."""
    named = {name for founds in pile.found.values() for found in founds for name in _names(found)}
    if len(named) > 1:
        raise InputError("two-patients", Flaw(pointer, "two-patients"))
    return next(iter(named), None)


def _numbers(patient: Found | None) -> frozenset[tuple[str, str]]:
    """Return the numbers by which resources may refer to the patient instead of an address."""
    identifiers = patient.resource.identifier if patient else ()
    return frozenset((number.system, number.value) for number in identifiers if number.system and number.value)


def _is_numbered(subject: Reference, numbers: frozenset[tuple[str, str]]) -> bool:
    number = subject.identifier
    return subject.reference is None and number is not None and (number.system, number.value) in numbers


def _belongs(found: Found, patient: Found | None, numbers: frozenset[tuple[str, str]], pile: Pile) -> bool:
    if found.kind in _OF_NOBODY:
        return True
    subject = getattr(found.resource, "subject", None)
    if subject is not None and patient is not None and subject.reference == patient.full_url is not None:
        return True  # as in most bundles
    subjects = tuple(_subjects(found))
    if patient is None:
        is_theirs = any(_names(found))
    else:
        is_theirs = any(points_to(each, found, patient) or _is_numbered(each, numbers) for each in subjects)
    if is_theirs:
        return True
    pile.unread.append(Unread(found.name, "it is of another patient" if subjects else "it names no patient"))
    return False


def _subjects(found: Found) -> Iterator[Reference]:
    if found.kind == "Appointment":
        actors = (part.actor for part in found.resource.participant)
        yield from (actor for actor in actors if actor is not None)
    elif found.kind not in _OF_NOBODY and found.resource.subject is not None:
        yield found.resource.subject
    elif found.holder is not None:
        yield from _subjects(found.holder)


def _names(found: Found) -> Iterator[str]:
    """The patients whom a resource names by address; who else takes part in an appointment is none."""
    for subject in _subjects(found):
        if subject.reference is not None and not subject.reference.startswith("#"):
            name = relative(subject.reference)
            if found.kind != "Appointment" or name.startswith("Patient/"):
                yield name
