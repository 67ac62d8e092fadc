"""Records as an order in an EHR leaves them, of an invented patient."""

from typing import Any

from api.answers import payload_not_applicable
from api.store.port import Entry
from engine.log.canonical import canonical_bytes
from engine.log.record import Kind
from tests.api.pages.clinic import NOW, Visitor

CARD = "8d6f8a2e-0000-5000-8000-000000000001"
HOOK: dict[str, Any] = {
    "hook": "order-select",
    "instance": None,
    "client": "local",
    "mode": "on",
    "language": "ko",
    "order": "ServiceRequest/draft-1",
    "topic": ["setting"],
    "because": "",
    "sources": {"patient": "present"},
    "warnings": [],
    "rating": None,
    "rt_pcr_ordered": False,
    "options": {},
    "cards": [{"kind": "needs-information", "uuid": CARD, "indicator": "info", "digest": "0" * 64}],
    "withheld": [],
}
HOW = {"presume": True, "explain": False, "demonstration": False}


def append(visitor: Visitor, document: dict[str, Any]) -> str:
    """Put a hook's record in the log, and return its id."""
    number = f"0192-hook-{visitor.advisor.log.size()}"
    digest = document["guideline"]["digest"]
    payload = canonical_bytes(document)
    visitor.advisor.log.append(Entry(Kind.DECISION, number, "cds-hooks", payload, bytes(32), edition=digest))
    return number


def append_applicable(visitor: Visitor, modality: str = "ct") -> str:
    """Record a decision about an order, of which a resource and a measurement tell some facts."""
    visitor.decide_json(
        {
            "facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "no"},
            "measurements": {"oxygen_saturation": {"value": 97, "unit": "%"}},
            "order": {"modality": modality},
        }
    )
    document = visitor.documents[-1]
    for reading in document["readings"]:
        if reading["from"] == "stated":
            reading |= {"from": "resource", "path": "Encounter/visit#location", "time": "2026-11-22T05:00:00.000Z"}
    return append(visitor, document | {"applicability": "applicable", "hook": HOOK})


def append_not_applicable(visitor: Visitor, modality: str | None = "cxr", because: str = "") -> str:
    """Record that the guideline was not consulted."""
    library = visitor.advisor.library
    document = payload_not_applicable(library.find(None), library.safety, NOW, modality)
    return append(visitor, document | HOW | {"hook": HOOK | {"cards": [], "topic": [], "because": because}})
