"""Selects the resources of the bundle's one patient."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.context import Unread
from engine.errors import Flaw, InputError
from fhir.bundle.elements import Reference
from fhir.bundle.raw import Found, Pile
from fhir.bundle.references import Addresses, points_to, relative
from fhir.bundle.searches import WHOLE, Searches

_OF_NOBODY = frozenset({"Location", "Patient"})
"""What is about no patient but referred to, and the patient."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the bundle holds of its one patient; without a Patient, `name` is how the resources refer to them.

    `unread` takes what turns out not to be readable; `unreadable` are the types of which something was not. The first
    `drafts` entries are what is being ordered now.
    """

    patient: Found | None
    name: str | None
    found: Mapping[str, list[Found]]
    addresses: Addresses
    unread: list[Unread]
    unreadable: frozenset[str]
    searches: Searches = field(default=WHOLE)
    drafts: int = 0


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a request is about where something beside the resources says so.

    Of the first `drafts` entries, one that names no patient is about this one, with all that it contains.
    """

    id: str
    drafts: int = 0


def select_patient(pile: Pile, pointer: str, whose: Whose | None = None, searches: Searches = WHOLE) -> Record:
    """Keep what belongs to the one patient; InputError where there are two, or another than it is about."""
    if whose is None:
        patient = _only_patient(pile.found["Patient"], pointer)
        name = None if patient else _only_name(pile, pointer)
    else:
        patient = _this_patient(pile, whose, pointer)
        name = f"Patient/{whose.id}"
    drafts = whose.drafts if whose else 0
    one = _One(patient, name, _numbers(patient), drafts)
    found = {kind: founds and [each for each in founds if one.owns(each, pile)] for kind, founds in pile.found.items()}
    # What has no type that can be read may be of any.
    unreadable = frozenset(pile.found if "" in pile.unreadable else pile.unreadable)
    return Record(patient, name, found, Addresses(found), pile.unread, unreadable, searches, drafts)


def _only_patient(patients: list[Found], pointer: str) -> Found | None:
    if len({(patient.full_url, patient.resource.id) for patient in patients}) > 1:
        raise InputError("two-patients", Flaw(pointer, "two-patients"))
    return patients[0] if patients else None


def _this_patient(pile: Pile, whose: Whose, pointer: str) -> Found | None:
    """Return the Patient of the id, wherever it stands; one without an id may be anybody, and is not looked at."""
    named = [patient for patient in pile.found["Patient"] if patient.resource.id]
    if any(patient.resource.id != whose.id for patient in named):
        raise InputError("two-patients", Flaw(pointer, "two-patients"))
    nameless = (patient for patient in pile.found["Patient"] if not patient.resource.id)
    pile.unread.extend(Unread(patient.at("id"), "it does not say which patient it is") for patient in nameless)
    return named[0] if named else None


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


@dataclass(frozen=True, slots=True)
class _One:
    """The one patient: as a Patient, or by the name that resources call them."""

    patient: Found | None
    name: str | None
    numbers: frozenset[tuple[str, str]]
    drafts: int

    def owns(self, found: Found, pile: Pile) -> bool:
        """Tell whether a resource is theirs, noting one that is not."""
        if found.kind in _OF_NOBODY:
            return True
        subject = getattr(found.resource, "subject", None)
        if subject is not None and self.patient is not None and subject.reference == self.patient.full_url is not None:
            return True  # as in most bundles
        subjects = tuple(_subjects(found))
        is_named = self.name is not None and self.name in _names(found)
        names_nobody = not any(each.reference or each.identifier for each in subjects)
        is_draft = names_nobody and (found.holder or found).number < self.drafts
        if is_named or is_draft or any(self._is_meant(each, found) for each in subjects):
            return True
        if not subjects:
            pile.unreadable.add(found.kind)  # it may be theirs
        pile.unread.append(Unread(found.name, "it is of another patient" if subjects else "it names no patient"))
        return False

    def _is_meant(self, subject: Reference, found: Found) -> bool:
        if self.patient is None:
            return False
        number = subject.identifier
        is_numbered = subject.reference is None and number is not None and (number.system, number.value) in self.numbers
        return is_numbered or points_to(subject, found, self.patient)


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
