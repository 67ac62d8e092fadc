"""Whose message it is: one number of the patient with who gave it, and never one that identifies a citizen."""

from fhir.bundle.site import SiteMap
from fhir.v2.message import Message, Repetition, Segment
from fhir.v2.numbering import system_of
from fhir.v2.patient_numbers import fields_of, rank_of, usable, value_of
from fhir.v2.refusal import APPLICATION_ERROR, MessageRefused

_Ranked = set[tuple[int, str]]
"""Numbers by which a patient is named: how far each stands behind, and "system|value"."""


def subject_of(message: Message, site: SiteMap) -> str | None:
    """Return "system|value" of the patient: the best of all numbers, whatever the order of PIDs and of repetitions.

    Raises MessageRefused where the message is about two: where a PID shares no number with the first.
    """
    named = [(segment, _ranked(segment, fields_of(segment), site, message)) for segment in message.all("PID")]
    for segment, numbers in named[1:]:
        if numbers != named[0][1] and _names(numbers).isdisjoint(_names(named[0][1])):
            raise MessageRefused("AE", APPLICATION_ERROR, segment.place(3), "two-patients")
    return _best(set().union(*(numbers for _, numbers in named)))


def merged_of(message: Message, site: SiteMap) -> str | None:
    """Return the number that is given up, in a message that merges two patients."""
    segment = message.first("MRG")
    return _best(_ranked(segment, (1,), site, message)) if segment is not None else None


def _best(numbers: _Ranked) -> str | None:
    return min(numbers)[1] if numbers else None


def _names(numbers: _Ranked) -> set[str]:
    return {name for _, name in numbers}


def _ranked(segment: Segment, fields: tuple[int, ...], site: SiteMap, message: Message) -> _Ranked:
    own = _own(site, message)
    return {(rank_of(number), _named(number, own, site)) for number in usable(segment, *fields)}


def _named(number: Repetition, own: str, site: SiteMap) -> str:
    return f"{system_of(number.text(4), number.text(4, 2), site) or own}|{value_of(number)}"


def _own(site: SiteMap, message: Message) -> str:
    """Return who gives a number that stands alone: as the site says, else the facility that sends it."""
    facility = message.header.facility.partition(message.header.delimiters.component)[0]
    return site.local_authority or system_of(facility.strip() or None, None, site) or "urn:hl7v2"
