"""The shape of an edition, for those who read it."""

from pydantic import BaseModel, Field

from api.http.contract.answer import Words
from api.http.contract.thresholds import Thresholds


class Cell(BaseModel):
    """A fact having one of some values."""

    fact: str
    values: list[str]


Rows = list[list[Cell]]


class PublicationDate(BaseModel):
    """A date that a source gives; exactly one of them is used."""

    date: str
    event: str
    source: str | None
    used: bool


class LaterEdition(BaseModel):
    """A later edition that is known to exist."""

    title: Words
    year: str
    citation: str


class EditionSummary(BaseModel):
    """What names an edition."""

    id: str
    version: str
    digest: str
    status: str
    title: Words
    publisher: Words
    citation: str
    doi: str | None
    dates: list[PublicationDate]
    later: list[LaterEdition]


class Shelf(BaseModel):
    """The guidelines at hand."""

    active: str = Field(description="Used where a request names none")
    guidelines: list[EditionSummary]


class Scope(BaseModel):
    """What the edition is about, and the rows of those outside it."""

    words: Words
    outside: Rows


class Modality(BaseModel):
    """A kind of examination, with what is said where the guideline is silent."""

    id: str
    label: Words
    silence: Words
    named_in_silence: list[str]


class Strength(BaseModel):
    """An answer: its label, its sentence, and what an order against it is called."""

    id: str
    label: Words
    sentence: Words
    unless: Words
    concordance: str


class Defeat(BaseModel):
    """A recommendation that no longer governs where this one matches."""

    id: str
    modality: str


class Interpretation(BaseModel):
    """A choice that the published words left open, with its reason."""

    id: str
    words: Words
    reason: Words
    modalities: list[str]
    rows: Rows


class Recommendation(BaseModel):
    """One numbered statement: words and rows that mean the same."""

    id: str
    words: Words
    verb: str
    citation: str
    strengths: dict[str, str] = Field(description="Strength by modality")
    rows: Rows = Field(description="Joined by OR; the cells of a row by AND")
    defeats: list[Defeat]
    interpretations: list[Interpretation]


class Caution(BaseModel):
    """A use for which a recommendation is not meant."""

    id: str
    recommendation: str
    modality: str
    words: Words
    citation: str
    concordance: str
    rows: Rows


class Lift(BaseModel):
    """The presumptions that an order takes away from an answer."""

    order: str
    answer: str
    facts: list[str]


class Value(BaseModel):
    """One value of a fact."""

    value: str
    label: Words


class Presumption(BaseModel):
    """The values that an unasked fact is presumed not to have, unless one of the cells is known to hold."""

    presumed_not: list[str] = Field(alias="not")
    unless: list[Cell]
    reason: Words


class Fact(BaseModel):
    """One thing to be known of a patient; facts stand in asking order."""

    id: str
    name: Words
    question: Words
    values: list[Value]
    presumption: Presumption | None


class Edition(EditionSummary):
    """A whole edition: everything its authors wrote."""

    intended_use: Words
    limitations: list[Words]
    translation: Words
    scope: Scope
    modalities: list[Modality]
    strengths: list[Strength]
    recommendations: list[Recommendation]
    cautions: list[Caution]
    lifts: list[Lift]
    facts: list[Fact]
    thresholds: Thresholds
