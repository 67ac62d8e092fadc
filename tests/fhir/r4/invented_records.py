"""Records of decisions about invented patients, made by the program and never appended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from api.advise import Decider
from api.answers import Document, payload_not_applicable
from api.library import Library, read_library
from api.requests import read_request
from engine.guideline import Edition
from engine.log.canonical import canonical_bytes, read_canonical
from fhir.r4.recorded import Recorded

BASE = "https://imaging.example/fhir"
PLAN = f"{BASE}/PlanDefinition/ksr-kstr-2020|2020-04.1"
ID = "01929b5e-0000-7000-8000-000000000001"
TIME = "2020-04-07T03:00:00.123Z"
NOW = datetime(2020, 4, 7, 3, tzinfo=UTC)
COMMITMENT = "c" * 64


@cache
def library() -> Library:
    """The guidelines that come with the program."""
    return read_library(None, "ksr-kstr-2020")


def edition() -> Edition:
    """The guideline."""
    return library().find(None)


def recorded(asked: Mapping[str, Any], **header: Any) -> Recorded:  # noqa: ANN401 - fields of a header
    """The record of a decision on a request of facts."""
    request = read_request(dict(asked), library().facts, edition().thresholds, tuple(edition().modalities))
    return of_document(Decider(library(), lambda: NOW).decide(request), **header)


def not_applicable(order: str | None) -> Recorded:
    """The record of an order that the guideline was not consulted about."""
    document = payload_not_applicable(edition(), library().safety, NOW, order)
    return of_document(document | {"hook": {"client": "invented-client"}}, door="cds-hooks")


def of_document(document: Document, **header: Any) -> Recorded:  # noqa: ANN401 - fields of a header
    """The record of a document, as it is read back."""
    told = {"id": ID, "time": TIME, "door": "http-facts", "subject": None, "subject_key": None, "supersedes": None}
    stored: Any = read_canonical(canonical_bytes(document))
    return Recorded(told | {"commitment": COMMITMENT} | header, stored, 41, 42, BASE)


def english(resource: Any) -> Any:  # noqa: ANN401 - JSON
    """A resource without the elements that hold its words in Korean."""
    if isinstance(resource, dict):
        return {name: english(each) for name, each in resource.items() if not name.startswith("_")}
    return [english(each) for each in resource] if isinstance(resource, list) else resource


KINDS: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "discordant film": {
        "facts": {
            "care_setting": "screening-clinic",
            "fever": "no",
            "respiratory_symptoms": "no",
            "other_symptoms_or_signs": "no",
        },
        "order": {"modality": "cxr"},
    },
    "unsettled CT, presumably not": {
        "facts": {
            "care_setting": "screening-clinic",
            "fever": "no",
            "respiratory_symptoms": "no",
            "other_symptoms_or_signs": "no",
        },
        "order": {"modality": "ct"},
    },
    "caution that holds": {
        "facts": {
            "care_setting": "outpatient-safe-clinic",
            "fever": "yes",
            "purpose": "rule-out-covid-pneumonia",
        },
        "order": {"modality": "cxr"},
    },
    "caution that may hold": {"facts": {"care_setting": "outpatient-safe-clinic", "fever": "yes"}},
    "may be considered": {"facts": {"care_setting": "screening-clinic", "respiratory_symptoms": "yes"}},
    "after weighing, with notes": {
        "facts": {"care_setting": "emergency", "covid_suspicion": "high", "rt_pcr": "negative", "severity": "severe"},
        "measurements": {"oxygen_saturation": {"value": 90, "unit": "%"}},
        "circumstances": {"age_years": 12, "pregnant": "yes"},
        "order": {"modality": "ct"},
    },
    "by one of two statements": {
        "facts": {
            "care_setting": ["inpatient", "emergency"],
            "covid_suspicion": "high",
            "rt_pcr": ["negative", "pending"],
            "severity": "critical",
            "can_wait_for_rt_pcr": "no",
        },
        "order": {"modality": "ct"},
    },
    "silence": {"facts": {"care_setting": "inpatient", "pneumonia_suspected": "no"}},
    "out of scope": {"facts": {"rt_pcr": "positive"}, "order": {"modality": "ct"}},
    "presumes nothing": {"presume": False, "facts": {"care_setting": "inpatient"}, "explain": True},
}
"""Requests that are answered in every way there is."""
