"""A guideline as a PlanDefinition: an action per recommendation and caution, made of the edition."""

from engine.facts import Words
from engine.guideline import Caution, Edition, Interpretation, Recommendation
from fhir.r4.activities import activity_id
from fhir.r4.conditions import in_scope, unless_defeated, where
from fhir.r4.elements import Resource, canonical, coding, in_modality, said, strength_extension
from fhir.r4.published import citation_of, published, related_to

_TYPE = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_ADVISES = frozenset({"concordant", "concordant-if-weighed"})
"""What an order is called where the strength speaks for it: only then does an action lead to an activity."""


def plan_definition(edition: Edition, base: str) -> Resource:
    """Return the edition; `base` is the address that FHIR is served under.

    The conditions are exact for a patient of whom every fact is known; what follows where facts are missing, only the
    operation $apply tells.
    """
    usage = "\n\n".join(each.en for each in (*edition.limitations, edition.translation))
    usage_ko = "\n\n".join(each.ko for each in (*edition.limitations, edition.translation))
    return published(edition, base, "PlanDefinition", edition.id) | {
        "type": {"coding": [{"system": _TYPE, "code": "eca-rule"}]},
        "subjectCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}],
        },
        **said("usage", Words(usage, usage_ko)),
        **said("purpose", edition.scope.words),
        "relatedArtifact": related_to(edition),
        "library": [canonical(base, "Library", edition.id, edition.version)],
        "action": [
            *(_recommendation(edition, each, base) for each in edition.recommendations),
            *(_caution(edition, each) for each in edition.cautions),
        ],
    }


def _recommendation(edition: Edition, recommendation: Recommendation, base: str) -> Resource:
    return {
        "id": recommendation.id,
        "prefix": recommendation.id,
        **said("description", recommendation.words),
        "documentation": [
            citation_of(edition, recommendation.citation),
            *(_interpretation(each) for each in recommendation.interpretations),
        ],
        "condition": [in_scope(edition), where(recommendation.rows, edition.facts)],
        "groupingBehavior": "logical-group",
        "action": [_modality(edition, recommendation, modality, base) for modality in recommendation.strengths],
    }


def _modality(edition: Edition, recommendation: Recommendation, modality: str, base: str) -> Resource:
    strength = edition.strengths[recommendation.strengths[modality]]
    label = edition.modalities[modality].label
    action: Resource = {
        "extension": [strength_extension(edition, strength.id, recommendation.verb)],
        **said("title", label),
        **said("textEquivalent", in_modality(edition, strength.sentence, modality)),
        "code": [{"coding": [coding("modality", modality, label)]}],
    }
    gives_way = _gives_way(edition, recommendation.id, modality)
    if gives_way:
        action["condition"] = gives_way
    if strength.concordance in _ADVISES:
        action["definitionCanonical"] = canonical(
            base, "ActivityDefinition", activity_id(edition, modality), edition.version
        )
    return action


def _caution(edition: Edition, caution: Caution) -> Resource:
    (recommendation,) = (each for each in edition.recommendations if each.id == caution.recommendation)
    label = edition.modalities[caution.modality].label
    return {
        "id": caution.id,
        "prefix": caution.id,
        **said("title", label),
        **said("description", caution.words),
        "code": [{"coding": [coding("modality", caution.modality, label)]}],
        "documentation": [citation_of(edition, caution.citation)],
        "condition": [
            in_scope(edition),
            where(recommendation.rows, edition.facts),
            *_gives_way(edition, recommendation.id, caution.modality),
            where(caution.rows, edition.facts),
        ],
        "relatedAction": [{"actionId": caution.recommendation, "relationship": "concurrent"}],
    }


def _gives_way(edition: Edition, recommendation: str, modality: str) -> list[Resource]:
    """Return the condition that a recommendation is not defeated, where any other can defeat it."""
    defeaters = [
        each
        for each in edition.recommendations
        for defeat in each.defeats
        if (defeat.recommendation, defeat.modality) == (recommendation, modality)
    ]
    return [unless_defeated(defeaters)] if defeaters else []


def _interpretation(interpretation: Interpretation) -> Resource:
    words, reason = interpretation.words, interpretation.reason
    told = Words(f"{words.en} {reason.en}", f"{words.ko} {reason.ko}")
    return {"type": "justification", "label": interpretation.id, **said("display", told)}
