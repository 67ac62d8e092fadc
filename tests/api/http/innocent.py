"""Requests that can be answered, of an invented patient whose name must be told to nobody."""

from typing import Any

CANARY = "HongGildongInvented"
LOINC = "http://loinc.org"
WHEN = "2020-04-07T09:00:00+09:00"

REQUESTS: list[dict[str, Any]] = [
    {},
    {"facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"}},
    {
        "facts": {"care_setting": ["inpatient", "intensive-care"], "rt_pcr": "pending", "severity": None},
        "explain": True,
    },
    {
        "guideline": "ksr-kstr-2020",
        "facts": {"care_setting": "outpatient-safe-clinic", "purpose": "rule-out-covid-pneumonia"},
        "measurements": {
            "body_temperature": {"value": 37.5, "unit": "Cel"},
            "oxygen_saturation": {"value": 93, "unit": "%"},
            "respiratory_rate": {"value": 22, "unit": "/min"},
        },
        "circumstances": {"age_years": 34, "pregnant": "no", "recent_ct": "not-known"},
        "order": {"modality": "cxr"},
        "as_of": WHEN,
        "subject": CANARY,
        "episode": CANARY,
        "presume": True,
        "explain": False,
    },
    {"facts": {"covid_suspicion": "high", "rt_pcr": "negative"}, "order": {"modality": "ct"}, "presume": False},
]


def _of(kind: str, **rest: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"resourceType": kind, "id": f"invented-{kind.lower()}", **rest}


def _bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources],
    }


def _code(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": CANARY}], "text": CANARY}


_SUBJECT = {"reference": "Patient/invented-patient", "display": CANARY}
PATIENT = _of(
    "Patient",
    name=[{"family": CANARY, "given": [CANARY]}],
    identifier=[{"system": "urn:invented", "value": CANARY}],
    birthDate="1986-01-01",
    gender="female",
)
ENCOUNTER = _of(
    "Encounter",
    status="in-progress",
    subject=_SUBJECT,
    period={"start": WHEN},
    **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}},
)
TEMPERATURE = _of(
    "Observation",
    status="final",
    subject=_SUBJECT,
    code=_code(LOINC, "8310-5"),
    effectiveDateTime=WHEN,
    valueQuantity={"value": 38.2, "unit": CANARY, "system": "http://unitsofmeasure.org", "code": "Cel"},
    note=[{"text": CANARY}],
)
RT_PCR = {
    **TEMPERATURE,
    "id": "invented-rt-pcr",
    "code": _code(LOINC, "94500-6"),
    "valueCodeableConcept": _code("http://snomed.info/sct", "260415000"),
    "valueQuantity": None,
}
del RT_PCR["valueQuantity"]
ORDER = _of(
    "ServiceRequest",
    status="active",
    intent="order",
    subject=_SUBJECT,
    authoredOn="2020-04-07T10:00:00+09:00",
    code=_code(LOINC, "24627-2"),
    reasonCode=[{"text": CANARY}],
    supportingInfo=[{"reference": "QuestionnaireResponse/invented-questionnaireresponse"}],
)
FILM = _of(
    "DiagnosticReport",
    status="final",
    subject=_SUBJECT,
    code=_code(LOINC, "36643-5"),
    effectiveDateTime=WHEN,
    conclusion=CANARY,
)
ANSWERS = _of(
    "QuestionnaireResponse",
    status="completed",
    subject=_SUBJECT,
    authored=WHEN,
    item=[{"linkId": "purpose", "text": CANARY, "answer": [{"valueCoding": {"code": "diagnosis", "display": CANARY}}]}],
)

BUNDLES: list[dict[str, Any]] = [
    _bundle(),
    _bundle(PATIENT, TEMPERATURE),
    _bundle(PATIENT, ENCOUNTER, TEMPERATURE, RT_PCR, ORDER, FILM, ANSWERS),
    {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "bundle", "resource": _bundle(PATIENT, ENCOUNTER, RT_PCR)},
            {"name": "fever", "valueCode": "no"},
            {"name": "severity", "valueString": "mild"},
        ],
    },
]
