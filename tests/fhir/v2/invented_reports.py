"""Invented decisions to be reported, and the orders that they answer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fhir.v2.report import Echo, ReportTo, report
from tests.fhir.r4.invented_records import KINDS, recorded

DECISION = "0192aaaa-0000-7000-8000-000000000001"
RECORDED_AT = datetime.fromisoformat("2020-04-07T12:00:05.123456+09:00")
TO = ReportTo("HIS", "KUMC", "UNICODE UTF-8", "en", "P")
ECHO = Echo(
    patient={3: "12345678^^^HIS&1.2.410.1&ISO^MR", 5: "홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A", 7: "19800101", 8: "F"},
    visit={2: "E", 19: "V100^^^HIS^VN"},
    placer="PO1001^HIS",
    filler="F77^RIS",
    requested="CT01^흉부 CT^99KMC",
    reasons=("R05^기침^KCD8", "Z11.5^^I10"),
)
ORDERED = {
    f"{kind}, {modality}": {**asked, "order": {"modality": modality}}
    for kind, asked in KINDS.items()
    for modality in ("cxr", "ct")
}
"""Requests for every kind of answer, as orders of either modality."""


def decided(kind: str) -> dict[str, Any]:
    """The document of a decision on an order."""
    return dict(recorded(ORDERED[kind]).document)


def answered(strength: str, concordance: str, **parts: Any) -> dict[str, Any]:  # noqa: ANN401  parts of an advice
    """A document of a strength and a concordance, whether or not a guideline brings them together."""
    advice = {"strength": strength, "cautions": [], "text": {"en": "It says so.", "ko": "그렇게 말합니다."}} | parts
    return {
        "guideline": {"id": "ksr-kstr-2020", "version": "2020-04.1", "digest": "sha256:0"},
        "as_of": "2020-04-07T03:00:00.000Z",
        "advice": {"ct": advice},
        "notes": [],
        "order": {"modality": "ct", "concordance": concordance},
        "demonstration": False,
    }


def told(document: Mapping[str, Any], to: ReportTo = TO, echo: Echo = ECHO, *, corrects: bool = False) -> bytes:
    """The report of a document."""
    return report(document, DECISION, RECORDED_AT, to, echo, corrects=corrects)


def repeated(**parts: Any) -> Echo:  # noqa: ANN401  parts of an echo
    """What is repeated of the invented order, some of it otherwise."""
    return replace(ECHO, **parts)
