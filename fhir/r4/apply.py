"""What $apply of a guideline gives: a CarePlan that proposes, and never orders, what a decision's record says."""

from collections.abc import Iterator
from typing import Any

from engine.guideline import Edition
from fhir.r4.activities import activity_id, examination
from fhir.r4.elements import Resource, canonical, coding, in_modality, said, strength_extension, words_of
from fhir.r4.guidance import contained, response
from fhir.r4.published import citation_of
from fhir.r4.recorded import Recorded

_GUIDANCE = "guidance"
_REQUESTS = "requests"
_SDC = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"
_FOR, _AGAINST, _OPEN = frozenset({"concordant", "concordant-if-weighed"}), "discordant", "undetermined"
"""What an order of the modality is called; where the guideline is silent, nothing is proposed."""


def care_plan(recorded: Recorded, edition: Edition) -> Resource:
    """Return the plan, with all that it refers to contained; `edition` is the one that the record names."""
    proposals = dict(_proposals(recorded, edition))
    notes = [said("text", words_of(note["text"])) for note in recorded.document["notes"]]
    requests = {"resourceType": "RequestGroup", "id": _REQUESTS} | _requests(recorded, edition, list(proposals))
    guidance = {"resourceType": "GuidanceResponse", "id": _GUIDANCE} | response(recorded, edition)
    plan: Resource = {
        "resourceType": "CarePlan",
        "id": recorded.id,
        "language": "en",
        "contained": [requests, guidance, *contained(recorded, edition), *proposals.values()],
        "instantiatesCanonical": [recorded.plan],
        "status": "draft",
        "intent": "proposal",
        **said("title", edition.title),
        **recorded.required_subject,
        "created": recorded.time,
        "supportingInfo": [{"reference": f"#{_GUIDANCE}"}],
        "activity": [{"reference": {"reference": f"#{_REQUESTS}"}}],
    }
    return plan | ({"note": notes} if notes else {})


def _requests(recorded: Recorded, edition: Edition, modalities: list[str]) -> Resource:
    told: Resource = {
        "instantiatesCanonical": [recorded.plan],
        "status": "draft",
        "intent": "proposal",
        **recorded.subject,
        "authoredOn": recorded.time,
    }
    advice = recorded.document["advice"]
    actions = [_action(edition, modality, advice[modality]) for modality in modalities]
    return told | ({"action": actions} if actions else {})


def _action(edition: Edition, modality: str, advice: Any) -> Resource:  # noqa: ANN401 - a part of a record
    strength = edition.strengths[advice["strength"]]
    governing = {*advice["recommendations"], *advice["possible"]}
    citations = [citation_of(edition, each.citation) for each in edition.recommendations if each.id in governing]
    action: Resource = {
        "extension": [strength_extension(edition, strength.id, strength.label.en)],
        **said("title", in_modality(edition, strength.sentence, modality)),
        **said("description", words_of(advice["text"])),
        "code": [{"coding": [coding("modality", modality, edition.modalities[modality].label)]}],
        "resource": {"reference": f"#{modality}"},
    }
    return action | ({"documentation": citations} if citations else {})


def _proposals(recorded: Recorded, edition: Edition) -> Iterator[tuple[str, Resource]]:
    """Walk through what is proposed: to examine, not to examine, or to ask; by modality."""
    for modality, advice in recorded.document["advice"].items():
        concordance = edition.strengths[advice["strength"]].concordance
        if concordance in _FOR:
            yield modality, _examine(recorded, edition, modality)
        elif concordance == _AGAINST:
            yield modality, _examine(recorded, edition, modality) | {"doNotPerform": True}
        elif concordance == _OPEN:
            yield modality, _ask(recorded, edition, modality, advice["strength"])


def _examine(recorded: Recorded, edition: Edition, modality: str) -> Resource:
    activity = canonical(recorded.base, "ActivityDefinition", activity_id(edition, modality), edition.version)
    return {
        "resourceType": "ServiceRequest",
        "id": modality,
        "instantiatesCanonical": [activity],
        "status": "draft",
        "intent": "proposal",
        "code": examination(edition, modality),
        **recorded.required_subject,
        "authoredOn": recorded.time,
    }


def _ask(recorded: Recorded, edition: Edition, modality: str, strength: str) -> Resource:
    form = {"coding": [{"system": _SDC, "code": "questionnaire"}]}
    return {
        "resourceType": "Task",
        "id": modality,
        "status": "draft",
        "intent": "proposal",
        "code": {"coding": [{"system": _SDC, "code": "complete-questionnaire"}]},
        **said("description", in_modality(edition, edition.strengths[strength].sentence, modality)),
        **({"for": recorded.patient} if recorded.patient else {}),
        "authoredOn": recorded.time,
        "input": [{"type": form, "valueCanonical": recorded.definition("Questionnaire")}],
    }
