"""A guideline's rules as a Library: the edition's canonical bytes, attached, and the facts that they are about."""

from base64 import b64encode
from hashlib import sha1

from engine.facts import Fact
from engine.guideline import Edition
from fhir.r4.elements import Resource, said
from fhir.r4.published import published, related_to

_TYPE = "http://terminology.hl7.org/CodeSystem/library-type"


def library(edition: Edition, base: str) -> Resource:
    """Return the rules of an edition; their SHA-256, which records name, is the identifier."""
    # FHIR wants this hash, for finding out that a copy is broken; nothing rests on it.
    checksum = sha1(edition.canonical, usedforsecurity=False).digest()
    return published(edition, base, "Library", edition.id) | {
        "type": {"coding": [{"system": _TYPE, "code": "logic-library"}]},
        "relatedArtifact": related_to(edition),
        "parameter": [_parameter(fact) for fact in edition.facts.values()],
        "content": [
            {
                "contentType": "application/json",
                "data": b64encode(edition.canonical).decode(),
                "size": len(edition.canonical),
                "hash": b64encode(checksum).decode(),
                "title": f"{edition.id} {edition.version}",
            }
        ],
    }


def _parameter(fact: Fact) -> Resource:
    return {"name": fact.id, "use": "in", "min": 0, "max": "1", **said("documentation", fact.question), "type": "code"}
