"""A stable local name of the patient, of which the log keeps only a pseudonym."""

from fhir.bundle.concepts import names
from fhir.bundle.elements import Identifier
from fhir.bundle.resident import may_be_resident
from fhir.bundle.select import Record
from fhir.valuesets.loader import read_codebook

_TYPES = read_codebook("statuses")
_LONGEST = 200


def name_subject(record: Record) -> str | None:
    """Return the medical record number as system|value, else the id; never a Korean resident registration number."""
    patient = record.patient
    numbers = patient.resource.identifier if patient else ()
    known = sorted(f"{number.system or ''}|{number.value}" for number in numbers if _is_record_number(number))
    given = patient.resource.id if patient else (record.name or "").removeprefix("Patient/")
    candidates = (*known, given) if given and not may_be_resident(given) else known
    return next((name for name in candidates if len(name) <= _LONGEST), None)


def _is_record_number(number: Identifier) -> bool:
    if not number.value or number.use == "old" or may_be_resident(number.value):
        return False
    return "medical-record-number" in names(number.type, _TYPES)
