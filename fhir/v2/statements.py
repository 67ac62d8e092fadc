"""What a message tells of one patient: statements to be kept, orders to be answered, and nothing that names anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said of a patient: a FHIR resource, or what is folded into one when it is read.

    kind: the type of the resource; or one of those that are no resources: "Visit" (an event of a visit), "OrderState"
    (how far an order has come), "OrderNumber" (another number of it), "Withdrawal" (what was said before is void).
    key: the same key of one subject is the same thing said again. visit: "authority|number".
    said: when the message was written. rank: which of two counts that were said at once. until: after this it can
    matter to no window. content: JSON without names, addresses or texts. fields: by element of FHIR, the place in the
    message that it came from; under "" the segment.
    """

    kind: str
    key: str
    visit: str | None
    said: datetime
    rank: int
    until: datetime
    content: bytes
    fields: Mapping[str, str]

    @property
    def precedence(self) -> tuple[datetime, int, bytes]:
        """What decides between two statements of one kind and key, whichever came first: the greater counts."""
        return self.said, self.rank, sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class OrderTold:
    """One order of an order message: what is asked of it (ORC-1), its key, and its numbers as they were written.

    is_imaging: False of a laboratory's, whose RT-PCR is pending then, and of one that nothing says to be imaging.
    """

    control: str
    key: str
    placer: str
    filler: str
    is_imaging: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one message tells.

    kind, event: MSH-9. subject: "system|value" of the patient, None where no number may stand for them. merged: the
    number that is given up for it. echo: what a reply repeats, fields by position in the usual signs: "PID", and under
    the key of an order its "ORC" and "OBR" as "<key>/ORC" and "<key>/OBR". warnings: slugs.
    """

    kind: str
    event: str
    subject: str | None
    merged: str | None
    statements: tuple[Statement, ...]
    orders: tuple[OrderTold, ...]
    said: datetime
    echo: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A statement, and the message that it came with: MSH-10, and MSH-9 as people write it."""

    statement: Statement
    message_id: str
    message_kind: str

    @property
    def source(self) -> str:
        """The message as provenance names it: its kind and its id."""
        return f"{self.message_kind}/{self.message_id}"
