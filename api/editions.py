"""An edition as a JSON document: everything its authors wrote, words and rows side by side."""

from collections.abc import Iterable

from api.answers import Document
from engine.facts import Cell, Fact, Words
from engine.guideline import Caution, Edition, Interpretation, Modality, Recommendation, Row, Strength
from engine.thresholds import Quantity, Threshold, Thresholds


def edition_summary(edition: Edition) -> Document:
    """Return what names an edition."""
    return {
        "id": edition.id,
        "version": edition.version,
        "digest": edition.digest,
        "status": edition.status,
        "title": words(edition.title),
        "publisher": words(edition.publisher),
        "citation": edition.citation,
        "doi": edition.doi or None,
        "dates": [
            {"date": each.date, "event": each.event, "source": each.source or None, "used": each.used}
            for each in edition.dates
        ],
        "later": [{"title": words(each.title), "year": each.year, "citation": each.citation} for each in edition.later],
    }


def edition_document(edition: Edition) -> Document:
    """Return a whole edition; a row is a list of cells joined by AND, rows are joined by OR."""
    return edition_summary(edition) | {
        "intended_use": words(edition.intended_use),
        "limitations": [words(each) for each in edition.limitations],
        "translation": words(edition.translation),
        "scope": {"words": words(edition.scope.words), "outside": _rows(edition.scope.outside)},
        "modalities": [_modality(each) for each in edition.modalities.values()],
        "strengths": [_strength(each) for each in edition.strengths.values()],
        "recommendations": [_recommendation(each) for each in edition.recommendations],
        "cautions": [_caution(each) for each in edition.cautions],
        "lifts": [{"order": each.order, "answer": each.answer, "facts": sorted(each.facts)} for each in edition.lifts],
        "facts": [_fact(each) for each in edition.facts.values()],
        "thresholds": _thresholds(edition.thresholds),
    }


def words(both: Words) -> Document:
    """Return words in both languages."""
    return {"en": both.en, "ko": both.ko}


def _modality(modality: Modality) -> Document:
    return {
        "id": modality.id,
        "label": words(modality.label),
        "silence": words(modality.silence),
        "named_in_silence": list(modality.named_in_silence),
    }


def _strength(strength: Strength) -> Document:
    return {
        "id": strength.id,
        "label": words(strength.label),
        "sentence": words(strength.sentence),
        "unless": words(strength.unless),
        "concordance": strength.concordance,
    }


def _recommendation(recommendation: Recommendation) -> Document:
    return {
        "id": recommendation.id,
        "words": words(recommendation.words),
        "verb": recommendation.verb,
        "citation": recommendation.citation,
        "strengths": dict(recommendation.strengths),
        "rows": _rows(recommendation.rows),
        "defeats": [{"id": each.recommendation, "modality": each.modality} for each in recommendation.defeats],
        "interpretations": [_interpretation(each) for each in recommendation.interpretations],
    }


def _interpretation(interpretation: Interpretation) -> Document:
    return {
        "id": interpretation.id,
        "words": words(interpretation.words),
        "reason": words(interpretation.reason),
        "modalities": list(interpretation.modalities),
        "rows": _rows(interpretation.rows),
    }


def _caution(caution: Caution) -> Document:
    return {
        "id": caution.id,
        "recommendation": caution.recommendation,
        "modality": caution.modality,
        "words": words(caution.words),
        "citation": caution.citation,
        "concordance": caution.concordance,
        "rows": _rows(caution.rows),
    }


def _fact(fact: Fact) -> Document:
    presumption = fact.presumption
    return {
        "id": fact.id,
        "name": words(fact.name),
        "question": words(fact.question),
        "values": [{"value": value, "label": words(fact.labels[value])} for value in fact.values],
        "presumption": {
            "not": list(presumption.presumed_not),
            "unless": [_cell(each) for each in presumption.unless],
            "reason": words(presumption.reason),
        }
        if presumption
        else None,
    }


def _thresholds(thresholds: Thresholds) -> Document:
    return {
        "quantities": [_quantity(each) for each in thresholds.quantities.values()],
        "limits": [_limit(each) for each in thresholds.thresholds],
        "windows_seconds": {name: int(window.total_seconds()) for name, window in thresholds.windows.items()},
    }


def _quantity(quantity: Quantity) -> Document:
    return {
        "id": quantity.id,
        "name": words(quantity.name),
        "unit": quantity.unit,
        "lowest": f"{quantity.lowest:f}",
        "highest": f"{quantity.highest:f}",
    }


def _limit(limit: Threshold) -> Document:
    return {
        "quantity": limit.measurement,
        "comparison": limit.comparison,
        "limit": f"{limit.limit:f}",
        "fact": limit.fact,
        "value": limit.value,
        "source": words(limit.source),
    }


def _rows(rows: Iterable[Row]) -> list[list[Document]]:
    return [[_cell(cell) for cell in row.cells] for row in rows]


def _cell(cell: Cell) -> Document:
    return {"fact": cell.fact, "values": list(cell.values)}
