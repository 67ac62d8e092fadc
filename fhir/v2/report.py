"""A decision as it goes back to the hospital: one ORU^R01 that answers one order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class ReportTo:
    """To whom it is reported: MSH-5, MSH-6 as they are to be read, MSH-18, the language of the words, MSH-11.

    charset: "UNICODE UTF-8" or "KS X 1001". from_facility: MSH-4.
    """

    application: str
    facility: str
    charset: str
    language: Literal["en", "ko"]
    processing_id: str
    from_facility: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    """What is repeated of the order, as it was written, between the usual signs.

    patient, visit: fields of PID and PV1 by number. requested: OBR-4. reasons: the repetitions of OBR-31.
    """

    patient: Mapping[int, str]
    visit: Mapping[int, str]
    placer: str
    filler: str
    requested: str
    reasons: tuple[str, ...]


def report(  # noqa: PLR0913  what was decided, when, to whom it goes, and what it answers
    document: Mapping[str, Any],
    decision_id: str,
    recorded_at: datetime,
    to: ReportTo,
    echo: Echo,
    *,
    corrects: bool,
) -> bytes:
    """Return the report of a decision; ValueError where nothing was decided of an order."""
    raise NotImplementedError
