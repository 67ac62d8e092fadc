"""The elements that several resources share: words in two languages, codes of our own, canonical addresses."""

from typing import Any

from engine.facts import Words
from engine.guideline import Edition

Resource = dict[str, Any]

CODES = "urn:imaging-cds:"
"""The code systems of this project: this, and what its codes are values of."""

_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
_STRENGTH = "http://hl7.org/fhir/StructureDefinition/cqf-strengthOfRecommendation"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def said(element: str, words: Words) -> Resource:
    """Return an element in English, with the Korean words beside it.

    >>> list(said("title", Words(en="yes", ko="예")))
    ['title', '_title']
    """
    parts = [{"url": "lang", "valueCode": "ko"}, {"url": "content", "valueString": words.ko}]
    return {element: words.en, f"_{element}": {"extension": [{"url": _TRANSLATION, "extension": parts}]}}


def words_of(document: Resource) -> Words:
    """Return words as a record holds them."""
    return Words(document["en"], document["ko"])


def coding(of: str, code: str, label: Words | None = None) -> Resource:
    """Return a code of our own."""
    return {"system": f"{CODES}{of}", "code": code} | (said("display", label) if label else {})


def strength_extension(edition: Edition, strength: str, text: str) -> Resource:
    """Return the extension that tells how strongly: in the panel's own verb, for which there is no grade."""
    concept = {"coding": [coding("strength", strength, edition.strengths[strength].label)], "text": text}
    return {"url": _STRENGTH, "valueCodeableConcept": concept}


def in_modality(edition: Edition, sentence: Words, modality: str) -> Words:
    """Return a sentence of the edition about one of its modalities."""
    label = edition.modalities[modality].label
    return Words(sentence.en.replace("{modality}", label.en), sentence.ko.replace("{modality}", label.ko))


def canonical(base: str, kind: str, name: str, version: str) -> str:
    """Return the address of one version of a definition.

    >>> canonical("https://imaging.example/fhir", "Library", "invented", "2020.1")
    'https://imaging.example/fhir/Library/invented|2020.1'
    """
    return f"{base}/{kind}/{name}|{version}"


def absent(reason: str) -> Resource:
    """Return what stands in the place of an element that must be there and is not."""
    return {"extension": [{"url": _ABSENT, "valueCode": reason}]}
