"""Whose message it is: one number of the patient with who gave it, and never one that identifies a citizen."""

from typing import Final

from fhir.bundle.site import SiteMap
from fhir.v2.message import Message, Repetition, Segment
from fhir.v2.numbering import has_resident_form, system_of
from fhir.v2.refusal import APPLICATION_ERROR, MessageRefused

_PREFERRED: Final = ("MR", "PI", "PT", "")
_NEVER: Final = frozenset({"SS", "NI", "PPN", "DL", "NNKOR", "RRN"})
_LONGEST: Final = 150
_OTHERS: Final = (2, 4)
"""Where numbers of the patient stood before PID-3."""


def subject_of(message: Message, site: SiteMap) -> str | None:
    """Return "system|value" of the patient; raises MessageRefused where the message is about two."""
    subjects = [(segment, subject_in(segment, site, message)) for segment in message.all("PID")]
    for segment, subject in subjects[1:]:
        if subject != subjects[0][1]:
            raise MessageRefused("AE", APPLICATION_ERROR, segment.place(3), "two-patients")
    return subjects[0][1] if subjects else None


def merged_of(message: Message, site: SiteMap) -> str | None:
    """Return the number that is given up, in a message that merges two patients."""
    segment = message.first("MRG")
    return _best(segment.repetitions(1), site, message) if segment is not None else None


def subject_in(segment: Segment, site: SiteMap, message: Message) -> str | None:
    """Return the number by which a PID names the patient: of PID-3, else of the fields that stood for it once."""
    if segment.raw(3):
        return _best(segment.repetitions(3), site, message)
    return next((known for field in _OTHERS if (known := _best(segment.repetitions(field), site, message))), None)


def is_usable(number: Repetition) -> bool:
    """Tell whether a number may stand for the patient."""
    value, kind = (number.text() or "").strip(), _kind(number)
    is_national = kind in _NEVER or kind.startswith("NN") or has_resident_form(value)
    return bool(value) and len(value) <= _LONGEST and "|" not in value and not is_national


def _best(numbers: tuple[Repetition, ...], site: SiteMap, message: Message) -> str | None:
    """Return the best number, whatever their order: by its type, then by who gave it."""
    usable = sorted(
        _ranked(number, site, message) for number in numbers if is_usable(number) and _is_of_patient(number)
    )
    return usable[0][1] if usable else None


def _is_of_patient(number: Repetition) -> bool:
    """Tell whether a number is one of a patient, and not of a visit or an account."""
    return _kind(number) in _PREFERRED


def _kind(number: Repetition) -> str:
    return (number.text(5) or "").strip().upper()


def _ranked(number: Repetition, site: SiteMap, message: Message) -> tuple[int, str]:
    rank = _PREFERRED.index(_kind(number))
    system = system_of(number.text(4), number.text(4, 2), site)
    return rank, f"{system or _own(site, message)}|{(number.text() or '').strip()}"


def _own(site: SiteMap, message: Message) -> str:
    """Return who gives a number that stands alone: as the site says, else the facility that sends it."""
    facility = message.header.facility.partition(message.header.delimiters.component)[0]
    return site.local_authority or system_of(facility.strip() or None, None, site) or "urn:hl7v2"
