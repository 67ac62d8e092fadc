"""What operators are told of messages and connections: counts and codes, and nothing of what a message says."""

from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from api.hl7_frame import Damage
from api.mllp.counts import Counts, Event
from api.mllp.glance import answer_of, digest_of, glance
from api.watch.failures import kind_of, places_of

_NO_CODE = "none"


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of what happens in the journal, and counts it."""

    journal: FilteringBoundLogger
    counts: Counts

    def message(self, raw: bytes, answer: bytes, seconds: float) -> None:
        """Tell of a message that was answered."""
        seen, code = glance(raw), _code_of(answer)
        self.counts.count_frame(code, len(raw), seconds)
        self.journal.info(
            "hl7-message",
            application=seen.application,
            facility=seen.facility,
            message=seen.kind,
            control_id=seen.control_id,
            size=len(raw),
            digest=digest_of(raw),
            code=code,
            milliseconds=round(seconds * 1000, 1),
        )

    def given_up(self, head: bytes, size: int, answer: bytes, why: Damage) -> None:
        """Tell of a message that was never received whole."""
        seen, code = glance(head), _code_of(answer)
        self.counts.count_frame(code, size, 0)
        self.journal.warning(
            "hl7-message-given-up",
            application=seen.application,
            facility=seen.facility,
            control_id=seen.control_id,
            size=size,
            code=code,
            reason=why,
        )

    def not_received(self, failure: BaseException) -> None:
        """Tell that messages could not be kept, so that they were not answered."""
        self.journal.error("hl7-not-received", error=kind_of(failure), at=places_of(failure))

    def sending(self, destination: str, raw: bytes, outcome: str, reason: str) -> None:
        """Tell of an attempt to send."""
        self.counts.count_sending(destination, outcome)
        tell = self.journal.info if outcome == "sent" else self.journal.warning
        tell(
            f"hl7-{outcome}",
            destination=destination,
            control_id=glance(raw).control_id,
            size=len(raw),
            digest=digest_of(raw),
            reason=reason,
        )

    def ended(self, why: Event, address: str, error: str | None = None) -> None:
        """Tell that a connection was ended for a reason."""
        self.counts.count_end(why)
        self.journal.info("hl7-connection-ended", reason=why, peer=address, error=error)


def _code_of(answer: bytes) -> str:
    said = answer_of(answer)
    return said.code if said else _NO_CODE
