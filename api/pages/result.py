"""What the result page shows of one recorded decision, in words: a pure function of the record and its edition."""

from dataclasses import dataclass

from api.answers import Document
from api.pages.phrasing import Phrasing
from api.pages.reasons import Reasons, reasons_of
from engine.guideline import NO_STATEMENT, OUT_OF_SCOPE, Edition


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is still to be answered."""

    fact: str
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one modality: what is seen first, and the reasons below it."""

    modality: str
    name: str
    strength: str
    label: str
    sentence: str
    presumably: str | None
    remark: str | None
    ask: tuple[Question, ...]
    reasons: Reasons
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything a result page shows but the interface's own words."""

    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    ordered: str | None
    concordance: str | None
    demonstration: bool


def result_of(document: Document, edition: Edition, phrasing: Phrasing) -> Result:
    """Return what is shown of a recorded decision; the edition is the one that the record names."""
    order = document["order"]
    return Result(
        verdicts=tuple(
            # A record's keys are sorted; the edition's order is the one that people expect.
            _verdict(modality, document["advice"][modality], document, edition, phrasing)
            for modality in edition.modalities
        ),
        notes=tuple(note["text"][phrasing.language] for note in document["notes"]),
        ordered=ordered_in(document, edition, phrasing),
        concordance=order["concordance"] if order else None,
        demonstration=document["demonstration"],
    )


def ordered_in(document: Document, edition: Edition, phrasing: Phrasing) -> str | None:
    """Return what was ordered, in words; None where nothing was that the edition has words for."""
    order = document["order"]
    modality = edition.modalities.get(order["modality"]) if order else None
    return phrasing.say(modality.label) if modality else None


def why_silent(document: Document) -> str:
    """Return why the guideline was not consulted, as the hook recorded it; else what the order says of it."""
    said = document.get("hook", {}).get("because")
    return said or ("not-in-topic" if document["order"] else "no-chest-imaging")


def _verdict(modality: str, advice: Document, document: Document, edition: Edition, phrasing: Phrasing) -> Verdict:
    name = phrasing.say(edition.modalities[modality].label)
    strength = edition.strengths[advice["strength"]]
    presumed = edition.strengths[advice["presumably"]] if advice["presumably"] else None
    return Verdict(
        modality=modality,
        name=name,
        strength=strength.id,
        label=phrasing.say(strength.label),
        sentence=phrasing.say(strength.sentence).replace("{modality}", name),
        presumably=phrasing.say(presumed.unless).replace("{modality}", name) if presumed else None,
        remark=_remark(strength.id, modality, edition, phrasing),
        ask=tuple(Question(fact, phrasing.question(fact)) for fact in advice["ask"]),
        reasons=reasons_of(modality, advice, document["facts"], edition, phrasing),
        text=advice["text"][phrasing.language],
    )


def _remark(strength: str, modality: str, edition: Edition, phrasing: Phrasing) -> str | None:
    """Say what silence and scope do not mean, so that neither is taken for advice."""
    if strength == NO_STATEMENT:
        return phrasing.say(edition.modalities[modality].silence)
    return phrasing.say(edition.scope.words) if strength == OUT_OF_SCOPE else None
