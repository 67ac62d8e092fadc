"""An edition made of the documents of a guideline, its facts and its thresholds."""

from engine.facts import Facts
from engine.guideline import (
    SCOPE,
    Caution,
    Defeat,
    Edition,
    Interpretation,
    LaterEdition,
    Lift,
    Modality,
    PublicationDate,
    Recommendation,
    Scope,
    Strength,
)
from engine.thresholds import Thresholds
from rules.fact_file import domains_of
from rules.guideline_file import (
    CautionPart,
    GuidelinePart,
    InterpretationPart,
    ModalityPart,
    RecommendationPart,
    StrengthPart,
)
from rules.pieces import Domains, refuse_repeated, refuse_unknown, rows_of


def edition_of(part: GuidelinePart, facts: Facts, thresholds: Thresholds) -> Edition:
    """Return the edition, as yet without canonical bytes; refuse rows of what is not declared, and ids used twice."""
    _refuse_repeated_ids(part)
    domains = domains_of(facts)
    modalities = {each.id: _modality_of(each) for each in part.modalities}
    return Edition(
        id=part.id,
        version=part.version,
        digest="",
        canonical=b"",
        status=part.status,
        title=part.title.words(),
        publisher=part.publisher.words(),
        citation=part.citation,
        doi=part.doi,
        dates=tuple(PublicationDate(each.date, each.event, each.used == "true", each.source) for each in part.dates),
        later=tuple(LaterEdition(each.title.words(), each.year, each.citation) for each in part.later),
        intended_use=part.intended_use.words(),
        limitations=tuple(each.words() for each in part.limitations),
        translation=part.translation.words(),
        scope=Scope(part.scope.words.words(), rows_of(part.scope.outside, domains, SCOPE)),
        facts=facts,
        modalities=modalities,
        strengths={each.id: _strength_of(each) for each in part.strengths},
        recommendations=tuple(_recommendation_of(each, domains, list(modalities)) for each in part.recommendations),
        cautions=tuple(_caution_of(each, domains) for each in part.cautions),
        lifts=tuple(Lift(each.order, each.answer, frozenset(each.facts)) for each in part.lifts),
        thresholds=thresholds,
    )


def _refuse_repeated_ids(part: GuidelinePart) -> None:
    refuse_repeated((each.id for each in part.modalities), "modalities")
    refuse_repeated((each.id for each in part.strengths), "strengths")
    statements = [SCOPE]
    for each in part.recommendations:
        statements += [each.id, *(interpretation.id for interpretation in each.interpretations)]
    statements += [each.id for each in part.cautions]
    refuse_repeated(statements, f"recommendations, interpretations, cautions and the reserved id {SCOPE}")


def _modality_of(part: ModalityPart) -> Modality:
    return Modality(part.id, part.label.words(), part.silence.words(), tuple(part.named_in_silence))


def _strength_of(part: StrengthPart) -> Strength:
    return Strength(part.id, part.label.words(), part.sentence.words(), part.unless.words(), part.concordance)


def _recommendation_of(part: RecommendationPart, domains: Domains, modalities: list[str]) -> Recommendation:
    refuse_unknown(list(part.strengths), modalities, part.id, "strengths")
    return Recommendation(
        id=part.id,
        words=part.words.words(),
        verb=part.verb,
        citation=part.citation,
        # In the order of the modalities, in whatever order they were written.
        strengths={each: part.strengths[each] for each in modalities if each in part.strengths},
        rows=rows_of(part.rows, domains, part.id),
        defeats=tuple(Defeat(each.recommendation, each.modality) for each in part.defeats),
        interpretations=tuple(_interpretation_of(each, domains) for each in part.interpretations),
    )


def _interpretation_of(part: InterpretationPart, domains: Domains) -> Interpretation:
    return Interpretation(
        part.id,
        part.words.words(),
        part.reason.words(),
        tuple(part.modalities),
        rows_of(part.rows, domains, part.id),
    )


def _caution_of(part: CautionPart, domains: Domains) -> Caution:
    return Caution(
        id=part.id,
        recommendation=part.recommendation,
        modality=part.modality,
        words=part.words.words(),
        citation=part.citation,
        concordance=part.concordance,
        rows=rows_of(part.rows, domains, part.id),
    )
