"""What a message says of the patient besides orders and results: the date of birth, and diagnoses that are symptoms."""

from collections.abc import Iterable, Iterator

from fhir.bundle.observations import SYMPTOM_FACTS
from fhir.v2.concepts import meant
from fhir.v2.mapping import map_segments
from fhir.v2.message import Segment
from fhir.v2.numbering import key_of
from fhir.v2.scope import Scope
from fhir.v2.statements import Statement
from fhir.v2.tables import rank_of
from fhir.v2.telling import Telling
from fhir.valuesets.loader import read_codebook

_BOOK = read_codebook("circumstances", *SYMPTOM_FACTS, "symptoms")
_RECORD_NUMBER = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}],
}


def tell_patient(telling: Telling, subject: str | None) -> Iterator[Statement]:
    """Tell the number that the patient is known by here, and the date of birth."""
    segment = telling.message.first("PID")
    if segment is not None:
        mapped = map_segments("Patient", {"PID": (segment,)}, Scope(telling.site))
        system, _, value = (subject or "").rpartition("|")
        numbers = [{"type": _RECORD_NUMBER, "system": system, "value": value}] if subject is not None else []
        content = {"identifier": numbers} | mapped.content
        fields = {"": f"PID[{segment.number}]", "identifier": segment.place(3)} | mapped.fields
        yield telling.state("Patient", "PATIENT", content, fields, until=telling.for_days("patient"))


def tell_diagnoses(telling: Telling, diagnoses: Iterable[Segment]) -> Iterator[Statement]:
    """Tell of the diagnoses of the visit that are symptoms, or a pregnancy."""
    header = telling.message.segments[:1]
    for segment in diagnoses:
        mapped = map_segments("Condition", {"DG1": (segment,), "MSH": header}, Scope(telling.site))
        topics = {code_set.topic for code_set in meant(mapped.content.get("code"), _BOOK)}
        if topics:
            code = mapped.content["code"]["coding"][0]
            key = f"{key_of('DG1')}|{telling.visit or ''}|{key_of(code['system'], code['code'])}"
            time = mapped.content.get("recordedDate")
            until = (
                telling.for_days("pregnancy", time) if "circumstances" in topics else telling.until("symptoms", time)
            )
            verified = mapped.content.get("verificationStatus", {"coding": [{"code": ""}]})["coding"][0]["code"]
            fields = {"": f"DG1[{segment.number}]"} | mapped.fields
            yield telling.state("Condition", key, mapped.content, fields, rank=rank_of(verified), until=until)
