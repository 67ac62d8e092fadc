"""What coded concepts mean, by the value sets and as the site map writes them."""

from collections.abc import Iterator

from fhir.bundle.elements import CodeableConcept
from fhir.valuesets.loader import Codebook, CodeSet

_NONE: frozenset[str] = frozenset()


def meanings(concept: CodeableConcept | None, book: Codebook) -> Iterator[CodeSet]:
    """Walk through the sets that the codes of a concept belong to."""
    if concept is not None:
        for coding in concept.coding:
            code_set = book.find(coding.system, coding.code)
            if code_set is not None:
                yield code_set


def names(concept: CodeableConcept | None, book: Codebook) -> frozenset[str]:
    """Return the names of the sets that the codes of a concept belong to."""
    if concept is None:
        return _NONE
    codings = concept.coding
    if len(codings) == 1:  # as nearly always
        code_set = book.find(codings[0].system, codings[0].code)
        return _NONE if code_set is None else code_set.alone
    return frozenset(code_set.name for code_set in meanings(concept, book))


def site_keys(concept: CodeableConcept | None) -> Iterator[str]:
    """Walk through the codes of a concept as the site map writes them."""
    if concept is not None:
        for coding in concept.coding:
            yield f"{coding.system or ''}|{coding.code or ''}"
