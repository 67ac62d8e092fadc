"""A stable local name of the patient, of which the log keeps only a pseudonym."""

import re

from fhir.bundle.concepts import names
from fhir.bundle.elements import Identifier
from fhir.bundle.select import Record
from fhir.valuesets.loader import read_codebook

_TYPES = read_codebook("statuses")
_RESIDENT_NUMBER = re.compile(r"\d{6}-?[0-9]\d{6}")
_LONGEST = 200


def name_subject(record: Record) -> str | None:
    """Return the medical record number as system|value, else the id; never a Korean resident registration number."""
    patient = record.patient
    numbers = patient.resource.identifier if patient else ()
    known = sorted(f"{number.system or ''}|{number.value}" for number in numbers if _is_record_number(number))
    given = patient.resource.id if patient else (record.name or "").removeprefix("Patient/")
    candidates = (*known, given) if given and not _RESIDENT_NUMBER.fullmatch(given) else known
    return next((name for name in candidates if len(name) <= _LONGEST), None)


def _is_record_number(number: Identifier) -> bool:
    if not number.value or number.use == "old" or _RESIDENT_NUMBER.fullmatch(number.value):
        return False
    return "medical-record-number" in names(number.type, _TYPES)
