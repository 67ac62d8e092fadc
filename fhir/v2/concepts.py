"""Fields that hold codes, or texts of a closed list, as FHIR's concepts."""

import re
from typing import Final

from msgspec import convert

from fhir.bundle.concepts import meanings
from fhir.bundle.elements import CodeableConcept
from fhir.bundle.order import modality_of
from fhir.bundle.site import SiteMap
from fhir.v2.codings import Json, codings, is_known
from fhir.v2.message import Segment
from fhir.v2.scope import Place, Scope, text_at
from fhir.v2.tables import look_up
from fhir.valuesets.loader import Codebook, CodeSet, read_texts

_FLAG: Final = re.compile(r"[A-Z+<>-]{1,4}")
_V2: Final = "http://terminology.hl7.org/CodeSystem/v2-"
_RT_PCR: Final = "urn:imaging-cds:rt-pcr"
_PURPOSE: Final = "purpose"


def concept_of(segment: Segment, field: int, site: SiteMap, own: str = "", *, unnamed: bool = False) -> Json | None:
    """Return one concept of all that a field repeats, so that what contradicts itself stays side by side."""
    told = [coding for one in segment.repetitions(field) for coding in codings(one, site, own, unnamed=unnamed)]
    return {"coding": list({(each["system"], each["code"]): each for each in told}.values())} if told else None


def meant(concept: Json | None, book: Codebook) -> frozenset[CodeSet]:
    """Return the sets that the codes of a concept belong to."""
    return frozenset(meanings(convert(concept, CodeableConcept), book)) if concept is not None else frozenset()


def known_coding(concept: Json, book: Codebook, site: SiteMap) -> tuple[str, str]:
    """Return system and code of the coding that a concept is known by, in whatever order they stand."""
    codings = ((each["system"], each["code"]) for each in concept["coding"])
    return min(codings, key=lambda each: (book.find(*each) is None, not is_known("|".join(each), site), each))


def modality(concept: Json | None, site: SiteMap) -> str | None:
    """Return the modality of chest imaging that a concept means."""
    return modality_of((convert(concept, CodeableConcept),), site) if concept is not None else None


def concept(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return a coded field; a code without its system only where the site map knows it."""
    return concept_of(segment, place.field, scope.site)


def order_code(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return what is ordered or reported; a code that stands alone is a local one."""
    return concept_of(segment, place.field, scope.site, unnamed=True)


def known_order(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return what is ordered, if it is chest imaging."""
    told = order_code(segment, place, scope)
    return told if modality(told, scope.site) is not None else None


def site_order(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return what the site takes for an order of its own; a modality alone is not an examination of the chest."""
    told = order_code(segment, place, scope) or {"coding": []}
    table = [{"system": f"{_V2}0074", "code": text_at(segment, place)}]
    kept = [one for one in (*told["coding"], *table) if f"{one['system']}|{one['code']}" in scope.site.orders]
    return {"coding": kept} if kept else None


def reasons(segment: Segment, place: Place, scope: Scope) -> list[Json]:
    """Return each repetition as a concept; a reason is coded, or it is none."""
    told = [list(codings(one, scope.site, _PURPOSE)) for one in segment.repetitions(place.field)]
    return [{"coding": each} for each in told if each]


def diagnosis(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return a diagnosis; before 2.4 the field before it may name the code system."""
    told = concept_of(segment, place.field, scope.site)
    code, system = segment.text(place.field), segment.text(place.field - 1)
    if told is None and code and system:
        named = Segment(segment.id, segment.number, (f"{code}^^{system}",))
        return concept_of(named, 1, scope.site)
    return told


def known_text(segment: Segment, place: Place, scope: Scope) -> Json | None:
    """Return what a text means that is one of a closed list; any other text is kept nowhere."""
    repetitions = segment.repetitions(place.field)
    written = (repetitions[0].text() or "").strip() if len(repetitions) == 1 else ""
    if "rt_pcr" in scope.topics:
        meant = scope.site.result_texts.get(written) or read_texts("rt_pcr_results").get(written.casefold())
        return {"coding": [{"system": _RT_PCR, "code": meant}]} if meant else None
    answer = look_up("yes_no", written)
    return {"coding": [{"system": f"{_V2}0136", "code": answer}]} if answer else None


def interpretations(segment: Segment, place: Place, scope: Scope) -> list[Json]:
    """Return the interpretations; a bare code is of table 0078."""
    told = []
    for one in segment.repetitions(place.field):
        named = list(codings(one, scope.site))
        bare = one.text() if one.text(3) is None else None
        if bare is not None and not named and _FLAG.fullmatch(bare):
            named = [{"system": f"{_V2}0078", "code": bare}]
        told += [{"coding": named}] if named else []
    return told
