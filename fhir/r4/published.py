"""What names and dates every definition that is made of an edition."""

import re

from engine.guideline import Edition
from fhir.r4.elements import CODES, Resource, said

_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_DOI = "https://doi.org/"


def published(edition: Edition, base: str, kind: str, name: str) -> Resource:
    """Return the head of a definition: its id, address, version, title, status, date and publisher."""
    return {
        "resourceType": kind,
        "id": name,
        "language": "en",
        "url": f"{base}/{kind}/{name}",
        "identifier": [{"system": f"{CODES}edition-digest", "value": edition.digest}],
        "version": edition.version,
        "name": computable_name(name),
        **said("title", edition.title),
        "status": edition.status,
        "date": next(each.date for each in edition.dates if each.used),
        **said("publisher", edition.publisher),
        **said("description", edition.intended_use),
    }


def computable_name(name: str) -> str:
    """Return a name that programs can use as an identifier.

    >>> computable_name("ksr-kstr-2020"), computable_name("2020.a")
    ('KsrKstr2020', 'G2020A')
    """
    joined = "".join(part.capitalize() for part in _NOT_OF_A_NAME.split(name))
    return joined if joined[:1].isalpha() else f"G{joined}"


def citation_of(edition: Edition, citation: str) -> Resource:
    """Return a place in what was published."""
    return {"type": "citation", "citation": citation} | ({"url": f"{_DOI}{edition.doi}"} if edition.doi else {})


def related_to(edition: Edition) -> list[Resource]:
    """Return what was published, and later editions that are known."""
    later = [{"type": "successor", **said("display", each.title), "citation": each.citation} for each in edition.later]
    return [citation_of(edition, edition.citation), *later]
