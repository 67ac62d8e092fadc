"""The shape of an answer, for those who read it; the program itself tells answers from their records."""

from typing import Literal

from pydantic import BaseModel, Field


class Words(BaseModel):
    """The same words in English and in Korean."""

    en: str
    ko: str


class GuidelineName(BaseModel):
    """The edition that the answer comes from."""

    id: str
    version: str
    digest: str = Field(description="SHA-256 of the edition's canonical bytes: sha256:…")


class Defeated(BaseModel):
    """A recommendation that matches and gives way to another."""

    id: str
    by: str


class CautionHolds(BaseModel):
    """A use for which the recommendation is not meant."""

    id: str
    holds: Literal["yes", "possible"]


class Because(BaseModel):
    """The row of a governing recommendation that matched, and what of the patient matched it."""

    id: str
    row: int
    facts: dict[str, str | list[str]]


class Change(BaseModel):
    """Other values of one fact that would settle on another strength."""

    fact: str
    values: list[str]
    strength: str


class Advice(BaseModel):
    """What the guideline says of one modality."""

    strength: str = Field(
        description="The panel's verb; or no-statement (never not-recommended), out-of-scope, needs-information"
    )
    recommendations: list[str] = Field(description="Those that govern whatever else is true")
    possible: list[str] = Field(description="Those that may govern")
    defeated: list[Defeated]
    cautions: list[CautionHolds]
    ask: list[str] = Field(description="The facts that can still change the answer; empty when it is settled")
    presumed: list[str] = Field(description="The presumptions that the answer rests on")
    presumably: str | None = Field(description="Of an order that needs information: its answer with presumptions")
    because: list[Because]
    interpretations: list[str]
    text: Words
    would_change: list[Change] = Field(default=[], description="Only where the request says explain")


class Note(BaseModel):
    """A reminder of local safety, apart from the guideline; it never changes a strength."""

    id: str
    source: Literal["local-safety"]
    text: Words


class OrderAgainstAdvice(BaseModel):
    """What was ordered, held against the advice."""

    modality: str
    concordance: str


class Provenance(BaseModel):
    """What one source said of one fact."""

    fact: str
    values: list[str]
    origin: Literal["stated", "measurement", "reported", "resource"] = Field(alias="from")
    path: str = Field(description="The field of the request, or the resource and field of the bundle")
    time: str | None
    because: str


class Unread(BaseModel):
    """Something that was there and could not be read: what it says is not known."""

    path: str
    reason: str


class Receipt(BaseModel):
    """The record's place in the log, and the log's size when it was written."""

    index: int
    size: int


class ShownCard(BaseModel):
    """A card that was shown, by the uuid that feedback names it by."""

    kind: str
    uuid: str


class Hook(BaseModel):
    """The call of CDS Hooks that a decision was made for."""

    hook: str
    order: str | None = Field(description="The order, by type and id")
    rating: Literal["appropriate", "not-appropriate", "no-criteria-apply"] | None
    topic: list[str] = Field(description="Why the order was in topic")
    because: str = Field(description="Why the guideline was not consulted, where it was not")
    sources: dict[str, Literal["absent", "empty", "present", "partial", "failed"]]
    warnings: list[str] = Field(description="What was sloppy in the call")
    cards: list[ShownCard]


class Message(BaseModel):
    """The HL7 v2 message that gave rise to a decision."""

    message: str = Field(description="The message, by the id it was stored under; the provenance names it too")
    kind: str = Field(description="Its type and event, such as ORM^O01")
    control: str | None = Field(description="What it asked of the order (ORC-1), where it is the order's own message")
    topic: list[str] = Field(description="Why the order was in topic; empty where it was not, or nobody asked")
    warnings: list[str] = Field(description="What was assumed in reading it")


class Answer(BaseModel):
    """A decision that is on record. Later versions add keys, and never change or remove one."""

    id: str
    recorded_at: str
    recorded: bool
    guideline: GuidelineName
    advice: dict[str, Advice] = Field(description="One advice per modality")
    notes: list[Note]
    order: OrderAgainstAdvice | None
    as_of: str = Field(description="What time windows count back from")
    facts: dict[str, str | list[str]] = Field(description="What was taken as known; a list is one of several")
    provenance: list[Provenance]
    unread: list[Unread]
    demonstration: bool
    receipt: Receipt
    applicability: Literal["applicable", "not-applicable"] = Field(
        default="applicable", description="Only of CDS Hooks and HL7 v2: whether the guideline was consulted"
    )
    hook: Hook | None = Field(default=None, description="Only of a call of CDS Hooks")
    hl7: Message | None = Field(default=None, description="Only of HL7 v2")
