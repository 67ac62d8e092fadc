"""What must hold between the statements of an edition, beyond the shape of each."""

from collections.abc import Iterator

from engine.errors import GuidelineError
from engine.guideline import ADDED_STRENGTHS, Edition, Interpretation, Recommendation, Row
from rules.pieces import refuse_unknown


def refuse_flaws(edition: Edition) -> None:
    """Raise GuidelineError for the first statement that does not fit the others."""
    _check_dates(edition)
    _check_strengths(edition)
    _check_lifts(edition)
    for recommendation in edition.recommendations:
        _check_claims(edition, recommendation)
        _check_defeats(edition, recommendation)
        for interpretation in recommendation.interpretations:
            _check_interpretation(edition, recommendation, interpretation)
    _check_cautions(edition)
    _check_silence(edition)


def _check_dates(edition: Edition) -> None:
    used = [each.date for each in edition.dates if each.used]
    if len(used) != 1:
        raise GuidelineError(edition.id, f"dates: exactly one is used: true, not {len(used)}")


def _check_strengths(edition: Edition) -> None:
    for added in ADDED_STRENGTHS:
        if added not in edition.strengths:
            raise GuidelineError(edition.id, f"strengths: {added} has no words: add it, the program says it")


def _check_lifts(edition: Edition) -> None:
    for lift in edition.lifts:
        refuse_unknown([lift.order], edition.modalities, edition.id, "lifts: order")
        refuse_unknown([lift.answer], edition.modalities, edition.id, "lifts: answer")
        presumed = [fact.id for fact in edition.facts.values() if fact.presumption]
        refuse_unknown(sorted(lift.facts), presumed, edition.id, "lifts: presumed facts")


def _check_claims(edition: Edition, recommendation: Recommendation) -> None:
    verbs = [each for each in edition.strengths if each not in ADDED_STRENGTHS]
    for modality, strength in recommendation.strengths.items():
        refuse_unknown([strength], verbs, recommendation.id, f"strengths: {modality}")


def _check_defeats(edition: Edition, recommendation: Recommendation) -> None:
    """Both must speak of the modality: a defeat elsewhere could never be told from none."""
    for defeat in recommendation.defeats:
        for each in (recommendation.id, defeat.recommendation):
            _check_speaks(edition, each, defeat.modality, recommendation.id, "defeats")
    if len(set(recommendation.defeats)) < len(recommendation.defeats):
        raise GuidelineError(recommendation.id, "defeats: the same one stands twice: keep one")


def _check_speaks(edition: Edition, recommendation: str, modality: str, owner: str, place: str) -> None:
    by_id = {each.id: each for each in edition.recommendations}
    refuse_unknown([recommendation], by_id, owner, f"{place}: recommendation")
    refuse_unknown([modality], edition.modalities, owner, f"{place}: modality")
    if modality not in by_id[recommendation].strengths:
        raise GuidelineError(owner, f"{place}: {recommendation} does not speak of {modality}")


def _check_interpretation(edition: Edition, recommendation: Recommendation, interpretation: Interpretation) -> None:
    """An interpretation must not ask for facts on which no answer depends."""
    refuse_unknown(list(interpretation.modalities), recommendation.strengths, interpretation.id, "modalities")
    for modality in interpretation.modalities:
        mentioned = {cell.fact for row in _deciding_rows(edition, modality) for cell in row.cells}
        for number, row in enumerate(interpretation.rows, start=1):
            for cell in row.cells:
                if cell.fact not in mentioned:
                    reason = f"row {number}: no answer on {modality} depends on {cell.fact}"
                    raise GuidelineError(interpretation.id, reason)


def _deciding_rows(edition: Edition, modality: str) -> Iterator[Row]:
    yield from edition.scope.outside
    for recommendation in edition.recommendations:
        if modality in recommendation.strengths:
            yield from recommendation.rows
    for caution in edition.cautions:
        if caution.modality == modality:
            yield from caution.rows


def _check_cautions(edition: Edition) -> None:
    for caution in edition.cautions:
        _check_speaks(edition, caution.recommendation, caution.modality, caution.id, "caution")


def _check_silence(edition: Edition) -> None:
    for modality in edition.modalities.values():
        for each in modality.named_in_silence:
            _check_speaks(edition, each, modality.id, modality.id, "named_in_silence")
