"""The appropriateness of an order, told on the order itself as the Argonaut profile for appropriate use does."""

from dataclasses import dataclass

from engine.guideline import Edition
from fhir.hooks.page import Page
from fhir.hooks.written import Order, items_of, members_of, raw_of, text_of, with_items

APPROPRIATE, NOT_APPROPRIATE, NO_CRITERIA_APPLY = "appropriate", "not-appropriate", "no-criteria-apply"
STRENGTHS = "urn:imaging-cds:strength"
"""The system of the panel's own verbs, a translation beside the three codes of the profile."""
RATINGS = "http://fhir.org/argonaut/CodeSystem/pama-rating"

_RATING = "http://fhir.org/argonaut/Extension/pama-rating"
_CONSULTED = f"{_RATING}-qcdsm-consulted"
_CONSULT = f"{_RATING}-consult-id"
_APPLIED = "http://fhir.org/argonaut/Extension/pama-rating-auc-applied"
_OURS = frozenset({_RATING, _CONSULTED, _CONSULT, _APPLIED})
_RATINGS_OF = {
    "concordant": APPROPRIATE,
    "concordant-if-weighed": APPROPRIATE,
    "discordant": NOT_APPROPRIATE,
    "no-criteria": NO_CRITERIA_APPLY,
    "out-of-scope": NO_CRITERIA_APPLY,
}


def rating_of(concordance: str | None) -> str | None:
    """Return the rating of an order by what it is against the advice; nothing while that is not settled.

    >>> rating_of("concordant-if-weighed"), rating_of("undetermined")
    ('appropriate', None)
    """
    return _RATINGS_OF.get(concordance or "")


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating, the decision it was found by, the strength it is a word for, and whether the guideline was applied.

    An order that a caution is against has no such strength: the examination is recommended, and this use of it is not.
    """

    code: str
    decision_id: str
    strength: str | None = None
    is_by_guideline: bool = True


def rating_by(edition: Edition, decision_id: str, code: str, strength: str) -> Rating:
    """Return a rating of an order, with the strength of the advice where both say the same."""
    is_same = rating_of(edition.strengths[strength].concordance) == code
    return Rating(code, decision_id, strength if is_same else None)


def rated(order: Order, rating: Rating, page: Page) -> Order:
    """Return the order with the rating in place of any earlier one, and every other field as it stands."""
    others = [raw for raw in items_of(order, "extension") if text_of(members_of(raw).get("url")) not in _OURS]
    return with_items(order, "extension", [*others, *(raw_of(each) for each in _extensions(rating, page))])


def _extensions(rating: Rating, page: Page) -> list[dict[str, object]]:
    coding = [{"system": RATINGS, "code": rating.code}]
    if rating.strength:
        coding.append({"system": STRENGTHS, "code": rating.strength})
    extensions: list[dict[str, object]] = [
        {"url": _RATING, "valueCodeableConcept": {"coding": coding}},
        {"url": _CONSULTED, "valueString": page.qcdsm},
        {"url": _CONSULT, "valueUri": f"urn:uuid:{rating.decision_id}"},
    ]
    if rating.is_by_guideline:
        extensions.append({"url": _APPLIED, "valueUri": page.criteria})
    return extensions
