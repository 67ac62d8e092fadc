"""What the client is asked to send along, what each search may tell, and how it is asked of a FHIR server."""

import re
from collections.abc import Iterable, Mapping

from fhir.hooks.request import HookRequest
from fhir.valuesets.loader import read_code_sets

_OF_PATIENT = "patient={{context.patientId}}"
_NO_RESULT = frozenset({"antigen", "antibody", "not-specific"})
_RT_PCR = ",".join(
    f"http://loinc.org|{code}"
    for code_set in read_code_sets("rt_pcr")
    if code_set.name not in _NO_RESULT
    for system, code in sorted(code_set.codes)
    if system == "loinc"
)
_SYMPTOMS = "http://loinc.org|75325-1,http://loinc.org|95419-8"
TEMPLATES: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "encounter": "Encounter/{{context.encounterId}}",
    "laboratory": f"Observation?{_OF_PATIENT}&category=laboratory&_sort=-date&_count=50",
    "rt-pcr": f"Observation?{_OF_PATIENT}&code={_RT_PCR}&_sort=-date&_count=10",
    "vital-signs": f"Observation?{_OF_PATIENT}&category=vital-signs&_sort=-date&_count=50",
    "symptoms": f"Observation?{_OF_PATIENT}&code={_SYMPTOMS}&_sort=-date&_count=20",
    "conditions": f"Condition?{_OF_PATIENT}&encounter={{{{context.encounterId}}}}&_count=50",
    "reports": f"DiagnosticReport?{_OF_PATIENT}&_sort=-date&_count=20",
    "orders": f"ServiceRequest?{_OF_PATIENT}&status=active&_sort=-authored&_count=50",
    "answers": f"QuestionnaireResponse?{_OF_PATIENT}&_sort=-authored&_count=10",
}
"""Searches that CDS Hooks 2.0 allows in prefetch: one token each of the context's own ids, and nothing computed."""

FEEDS: Mapping[str, frozenset[str]] = {
    "encounter": frozenset({"care_setting", "visit_reason"}),
    "laboratory": frozenset({"rt_pcr"}),
    "rt-pcr": frozenset({"rt_pcr"}),
    "vital-signs": frozenset({"fever", "other_symptoms_or_signs"}),
    "symptoms": frozenset({"fever", "respiratory_symptoms", "other_symptoms_or_signs"}),
    "conditions": frozenset({"fever", "respiratory_symptoms", "other_symptoms_or_signs"}),
    "reports": frozenset({"rt_pcr", "chest_radiograph"}),
    "orders": frozenset({"rt_pcr"}),
}
"""The facts that each search may tell; the answers to the questions are nobody's duty to have."""

COVERED_BY: Mapping[str, str] = {"rt-pcr": "laboratory", "laboratory": "rt-pcr"}
"""Where the one is whole, nothing of RT-PCR is missing for want of the other; fifty values may be of one day."""

TOPICAL = ("encounter", "laboratory", "rt-pcr", "orders")
"""The searches that tell whether the guideline is consulted at all."""


def queries(request: HookRequest, keys: Iterable[str]) -> dict[str, str]:
    """Return what to ask a FHIR server for these keys; a search needs the ids that it names."""
    ids = {"patientId": request.patient, "encounterId": request.encounter}
    return {
        key: re.sub(r"\{\{context\.(\w+)\}\}", lambda token: ids[token[1]] or "", TEMPLATES[key])
        for key in keys
        if request.encounter or "encounterId" not in TEMPLATES[key]
    }
