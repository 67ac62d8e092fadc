"""The shape of a guideline's file: words and rows side by side, every text in both languages."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from rules.pieces import Id, Name, Part, RowPart, Text, WordsPart, written_as


def _real_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date, such as 2020-04-07") from None
    return text


Day = Annotated[
    str,
    AfterValidator(written_as(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "must be a date, such as 2020-04-07")),
    AfterValidator(_real_date),
]
Year = Annotated[str, AfterValidator(written_as(r"[0-9]{4}", "must be a year, such as 2022"))]
Sentence = Annotated[
    str,
    AfterValidator(written_as(r"[^{}]*\{modality\}[^{}]*", "must hold {modality} once, and no other braces")),
]


class SentencePart(WordsPart):
    """A sentence about one modality, in English and in Korean."""

    en: Sentence
    ko: Sentence


class DatePart(Part):
    """One of the dates that sources give."""

    date: Day
    event: Text
    source: Text
    used: Literal["true", "false"]


class LaterPart(Part):
    """A later edition that is known to exist."""

    title: WordsPart
    year: Year
    citation: Text


class ScopePart(Part):
    """What the edition is about, and the rows of patients outside it."""

    words: WordsPart
    outside: list[RowPart]


class ModalityPart(Part):
    """A modality, and what is said where the guideline is silent on it."""

    id: Id
    label: WordsPart
    silence: WordsPart
    named_in_silence: list[Id] = Field(default_factory=list)


class StrengthPart(Part):
    """A strength in words, and what an order against it is called."""

    id: Id
    label: WordsPart
    sentence: SentencePart
    unless: SentencePart
    concordance: Literal[
        "concordant", "concordant-if-weighed", "discordant", "no-criteria", "out-of-scope", "undetermined"
    ]


class LiftPart(Part):
    """The presumptions that an order takes away from the answer on one modality."""

    order: Id
    answer: Id
    facts: list[Name] = Field(min_length=1)


class DefeatPart(Part):
    """The recommendation that gives way, for one modality."""

    recommendation: Id
    modality: Id


class InterpretationPart(Part):
    """A choice that the published words left open."""

    id: Id
    words: WordsPart
    reason: WordsPart
    modalities: list[Id] = Field(min_length=1)
    rows: list[RowPart] = Field(min_length=1)


class RecommendationPart(Part):
    """One numbered statement."""

    id: Id
    words: WordsPart
    verb: Text
    citation: Text
    strengths: dict[str, Id] = Field(min_length=1)
    rows: list[RowPart] = Field(min_length=1)
    defeats: list[DefeatPart] = Field(default_factory=list)
    interpretations: list[InterpretationPart] = Field(default_factory=list)


class CautionPart(Part):
    """A use for which a recommendation is not meant."""

    id: Id
    recommendation: Id
    modality: Id
    words: WordsPart
    citation: Text
    concordance: Literal["concordant", "concordant-if-weighed", "discordant"]
    rows: list[RowPart] = Field(min_length=1)


class GuidelinePart(Part):
    """The whole file."""

    id: Id
    version: Id
    status: Literal["draft", "active", "retired"]
    title: WordsPart
    publisher: WordsPart
    citation: Text
    doi: Text
    dates: list[DatePart]
    later: list[LaterPart] = Field(default_factory=list)
    intended_use: WordsPart
    limitations: list[WordsPart] = Field(min_length=1)
    translation: WordsPart
    scope: ScopePart
    modalities: list[ModalityPart] = Field(min_length=1)
    strengths: list[StrengthPart] = Field(min_length=1)
    lifts: list[LiftPart] = Field(default_factory=list)
    recommendations: list[RecommendationPart] = Field(min_length=1)
    cautions: list[CautionPart] = Field(default_factory=list)


GUIDELINE = TypeAdapter(GuidelinePart)
