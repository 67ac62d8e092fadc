"""Each examination that a guideline speaks of as an ActivityDefinition, with the codes that it is proposed under."""

from engine.guideline import Edition
from fhir.r4.elements import Resource, canonical, said
from fhir.r4.published import published, related_to
from fhir.valuesets.loader import read_systems, read_yaml


def activity_id(edition: Edition, modality: str) -> str:
    """Return the id of a modality's definition; FHIR's ids have no more than 64 characters."""
    return f"{edition.id}-{modality}"[-64:]


def examination(edition: Edition, modality: str) -> Resource:
    """Return the modality as a concept: the codes of standard systems where it has some, and its label."""
    systems = read_systems()
    codes = read_yaml("proposals.yaml").get(modality, {"codes": {}})["codes"]
    codings = [{"system": systems[name].addresses[0], "code": code} for name, code in codes.items()]
    return ({"coding": codings} if codings else {}) | said("text", edition.modalities[modality].label)


def activity_definition(edition: Edition, modality: str, base: str) -> Resource:
    """Return what is done where the guideline advises a modality: an order is proposed, never placed."""
    return published(edition, base, "ActivityDefinition", activity_id(edition, modality)) | {
        **said("title", edition.modalities[modality].label),
        "relatedArtifact": related_to(edition),
        "library": [canonical(base, "Library", edition.id, edition.version)],
        "kind": "ServiceRequest",
        "intent": "proposal",
        "code": examination(edition, modality),
    }
