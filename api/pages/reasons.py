"""Why an answer is what it is, in words: statements with what matched, presumptions, cautions, interpretations."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.answers import Document
from api.pages.phrasing import Phrasing
from engine.guideline import NO_STATEMENT, Edition, Recommendation


@dataclass(frozen=True, slots=True)
class Matched:
    """One fact that a statement looks at: what it is, what it is presumed not to be (`negated`), or "" if not known."""

    name: str
    values: str
    presumed: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A numbered statement that governs (or may), paraphrased, with the facts that matched."""

    id: str
    words: str
    verb: str
    citation: str
    certain: bool
    matched: tuple[Matched, ...]


@dataclass(frozen=True, slots=True)
class Presumed:
    """What was presumed not to be, and why that may be presumed."""

    name: str
    values: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """How the published words were read, and why so."""

    id: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class CautionTold:
    """A use for which the statement is not meant; certain, or possible as long as something is not known."""

    words: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Another value of one fact, and the answer that it would settle on."""

    name: str
    values: str
    label: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that is told of one modality's answer beside the answer itself."""

    statements: tuple[Statement, ...]
    spoken_of: tuple[Statement, ...]
    defeated: tuple[tuple[str, str], ...]
    cautions: tuple[CautionTold, ...]
    presumed: tuple[Presumed, ...]
    interpretations: tuple[Read, ...]
    changes: tuple[Changed, ...]


def reasons_of(
    modality: str, advice: Document, known: Mapping[str, Sequence[str]], edition: Edition, phrasing: Phrasing
) -> Reasons:
    """Return the reasons of one modality's recorded advice; `known` is what was known of each fact, if anything."""
    silent = edition.modalities[modality].named_in_silence if advice["strength"] == NO_STATEMENT else ()
    holding = {each["id"]: each["holds"] for each in advice["cautions"]}
    governing = [*advice["recommendations"], *advice["possible"]]
    return Reasons(
        statements=tuple(
            _statement(each, advice, _matched(each.id, advice, known, phrasing), phrasing)
            for each in sorted(edition.recommendations, key=lambda each: each.id in advice["possible"])
            if each.id in governing
        ),
        spoken_of=tuple(
            _statement(each, advice, _looked_at(each, advice, known, edition, phrasing), phrasing)
            for each in edition.recommendations
            if each.id in silent
        ),
        defeated=tuple((each["id"], each["by"]) for each in advice["defeated"]),
        cautions=tuple(
            CautionTold(phrasing.say(each.words), holding[each.id] == "yes")
            for each in edition.cautions
            if each.id in holding
        ),
        presumed=tuple(_presumed(fact, edition, phrasing) for fact in advice["presumed"]),
        interpretations=tuple(
            Read(each.id, phrasing.say(each.words), phrasing.say(each.reason))
            for recommendation in edition.recommendations
            for each in recommendation.interpretations
            if each.id in advice["interpretations"]
        ),
        changes=tuple(_changed(change, edition, phrasing) for change in advice.get("would_change", ())),
    )


def _statement(
    statement: Recommendation, advice: Document, matched: Iterable[Matched], phrasing: Phrasing
) -> Statement:
    return Statement(
        id=statement.id,
        words=phrasing.say(statement.words),
        verb=statement.verb,
        citation=statement.citation,
        certain=statement.id in advice["recommendations"],
        matched=tuple(matched),
    )


def _matched(statement: str, advice: Document, known: Collection[str], phrasing: Phrasing) -> Iterator[Matched]:
    """Return the facts of the rows that matched; rows joined by OR may both match, and share facts."""
    rows = [because["facts"] for because in advice["because"] if because["id"] == statement]
    values = {fact: values for row in rows for fact, values in row.items()}
    # A record's keys are sorted; people expect the asking order.
    for fact in sorted(values, key=list(phrasing.facts).index):
        yield Matched(phrasing.name(fact), phrasing.values(fact, values[fact]), fact not in known)


def _looked_at(
    statement: Recommendation,
    advice: Document,
    known: Mapping[str, Sequence[str]],
    edition: Edition,
    phrasing: Phrasing,
) -> Iterator[Matched]:
    """Return what is known of each fact that a statement which does not apply looks at."""
    for fact in dict.fromkeys(cell.fact for row in statement.rows for cell in row.cells):
        if fact in known:
            yield Matched(phrasing.name(fact), phrasing.values(fact, known[fact]), presumed=False)
        elif fact in advice["presumed"]:
            presumed = _presumed(fact, edition, phrasing)
            yield Matched(presumed.name, presumed.values, presumed=True, negated=True)
        else:
            yield Matched(phrasing.name(fact), "", presumed=False)


def _presumed(fact: str, edition: Edition, phrasing: Phrasing) -> Presumed:
    presumption = edition.facts[fact].presumption
    return Presumed(
        name=phrasing.name(fact),
        values=phrasing.values(fact, presumption.presumed_not) if presumption else "",
        reason=phrasing.say(presumption.reason) if presumption else "",
    )


def _changed(change: Document, edition: Edition, phrasing: Phrasing) -> Changed:
    return Changed(
        name=phrasing.name(change["fact"]),
        values=phrasing.values(change["fact"], change["values"]),
        label=phrasing.say(edition.strengths[change["strength"]].label),
    )
