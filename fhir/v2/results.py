"""What a message says was observed: results, symptoms, answers asked at order entry, vital signs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fhir.bundle.observations import SYMPTOM_FACTS, TOPICS
from fhir.v2.answers import link_of
from fhir.v2.codings import Json
from fhir.v2.concepts import concept_of, known_coding, meant
from fhir.v2.groups import Group, present
from fhir.v2.mapping import Mapped, map_segments
from fhir.v2.message import Segment
from fhir.v2.numbering import key_of, order_numbers
from fhir.v2.replaced import VOID, part_of, withdraw_answers
from fhir.v2.scope import Scope
from fhir.v2.statements import Statement
from fhir.v2.tables import rank_of
from fhir.v2.telling import Telling
from fhir.valuesets.loader import read_codebook

_BOOK: Final = read_codebook(*TOPICS)
_ASKED: Final = frozenset({"intensive_care", "symptoms", *SYMPTOM_FACTS})
"""What is asked at order entry: its state is often left out, and it was so when the order was made."""

_CORRECTED: Final = frozenset({"corrected", "amended"})
_WINDOWS: Final = {
    "rt_pcr": "rt_pcr",
    "measurements": "vital_signs",
    "intensive_care": "vital_signs",
    "severity": "vital_signs",
}
_FIRST_FILLER: Final = (3, 3, 2, 2)
_MANY: Final = frozenset({"symptom"})
"""Questions of which every value is an answer of its own."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One Observation, or that earlier ones do not stand, and what it is about."""

    statement: Statement
    topics: frozenset[str]


def tell_observations(telling: Telling, group: Group, *, is_order: bool) -> Iterator[Observed]:
    """Tell of every OBX of a group that says something; `is_order` where the group orders, and does not report."""
    for segment in group.all("OBX"):
        if link_of(segment) is None:
            yield from _tell(telling, group, segment, is_order=is_order)


def number_of(group: Group, telling: Telling) -> str | None:
    """Return the number of a report: the filler's, else the placer's."""
    segments = (group.obr, group.orc, group.obr, group.orc)
    numbers = order_numbers(segments, _FIRST_FILLER, telling.site, telling.message.header)
    return next((each.key for each in numbers), None)


def ordered_in(group: Group, telling: Telling) -> Json | None:
    """Return what a report says was ordered (OBR-4)."""
    return concept_of(group.obr, 4, telling.site, unnamed=True) if group.obr is not None else None


def topics_of(code: Json | None, telling: Telling) -> frozenset[str]:
    """Return what a code is about, as far as anybody asks."""
    keys = (f"{each['system']}|{each['code']}" for each in code["coding"]) if code is not None else ()
    scales = {"severity"} if any(key in telling.site.severity_scales for key in keys) else set()
    return frozenset(code_set.topic for code_set in meant(code, _BOOK)) | scales


def _tell(telling: Telling, group: Group, segment: Segment, *, is_order: bool) -> Iterator[Observed]:
    code = concept_of(segment, 3, telling.site)
    topics = topics_of(code, telling)
    if code is None or not topics:
        return
    mapped = _map(telling, group, segment, topics, is_order=is_order)
    _settle_status(mapped, segment, topics)
    if _is_nothing(mapped, segment):
        return
    question = _question(telling, group, segment, code)
    number = number_of(group, telling)
    if question and number is not None and _is_anew(mapped):
        yield Observed(withdraw_answers(telling, question, segment), frozenset())
    for each, suffix in _one_by_one(mapped.content, code):
        content = each | part_of(number, ordered_in(group, telling), question)
        key = _key(telling, group, segment, code, content, suffix, topics)
        fields = {"": f"OBX[{segment.number}]", "value": segment.place(5)} | mapped.fields
        until = _until(telling, topics, content)
        rank = rank_of(content["status"])
        yield Observed(telling.state("Observation", key, content, fields, rank=rank, until=until), topics)


def _map(telling: Telling, group: Group, segment: Segment, topics: frozenset[str], *, is_order: bool) -> Mapped:
    is_asked = bool(topics & _ASKED) and "rt_pcr" not in topics
    sources = {"OBX": (segment,), "OBR": present(group.obr)}
    if "rt_pcr" in topics:
        sources["SPM"] = group.collected(segment)
    if is_asked and is_order:
        sources |= {"ORC": present(group.orc), "MSH": telling.message.segments[:1]}
    mapped = map_segments("Observation", sources, Scope(telling.site, topics))
    if segment.raw(11) == "" and is_asked and mapped.content.get("status", "registered") == "registered":
        mapped.content["status"] = "final"
    return mapped


def _settle_status(mapped: Mapped, segment: Segment, topics: frozenset[str]) -> None:
    """Give a status: what is deleted is void, and an answer whose state says only that it was asked is given."""
    content = mapped.content
    if segment.is_null(5):
        content["status"] = "entered-in-error"
        mapped.fields["status"] = segment.place(5)
    is_empty = segment.raw(5) == "" and "interpretation" not in content
    if is_empty and content.get("status") in _CORRECTED:  # what was said before is wrong, and what is right is not said
        content["status"] = "entered-in-error"
    is_answered = segment.text(11) == "O" and segment.text(29) == "QST"
    if is_answered and topics & _ASKED and content["status"] == "registered":
        content["status"] = "final"
    content.setdefault("status", "unknown")


def _is_nothing(mapped: Mapped, segment: Segment) -> bool:
    """Tell whether a result has come and no value was sent, which says nothing of the value."""
    is_empty = segment.raw(5) == "" and "interpretation" not in mapped.content
    return is_empty and mapped.content["status"] in {"final", "unknown"}


def _one_by_one(content: dict[str, Any], code: Json) -> Iterator[tuple[dict[str, Any], str]]:
    """Walk through the answers of a question that takes several, each by itself; else through the one."""
    value = content.get("valueCodeableConcept")
    if value is None or not _takes_many(code):
        yield content, ""
        return
    for each in value["coding"]:
        yield content | {"valueCodeableConcept": {"coding": [each]}}, key_of(each["system"], each["code"])


def _key(  # noqa: PLR0913, PLR0917  a key is made of all that tells two results apart
    telling: Telling,
    group: Group,
    segment: Segment,
    code: Json,
    content: dict[str, Any],
    value: str,
    topics: frozenset[str],
) -> str:
    number = number_of(group, telling)
    system, own = known_coding(code, _BOOK, telling.site)
    sub = (segment.text(4) or "").strip()
    is_timed = number is None or "measurements" in topics
    time = content.get("effectiveDateTime", telling.said.isoformat()) if is_timed else ""
    return f"{key_of('OBX')}|{number or ''}|{key_of(system, own, sub, '' if sub else value, time)}"


def _takes_many(code: Json) -> bool:
    return any(code_set.name in _MANY for code_set in meant(code, _BOOK))


def _question(telling: Telling, group: Group, segment: Segment, code: Json) -> str:
    """Return the key of a question that takes several answers, which have keys of their own; empty of any other."""
    if not _takes_many(code) or (segment.text(4) or "").strip():
        return ""
    return f"{number_of(group, telling)}|{key_of(*known_coding(code, _BOOK, telling.site))}"


def _is_anew(mapped: Mapped) -> bool:
    """Tell whether an answer takes the place of all that were given before: it is corrected, or none is given."""
    content = mapped.content
    return content["status"] in _CORRECTED or (content["status"] in VOID and "valueCodeableConcept" not in content)


def _until(telling: Telling, topics: frozenset[str], content: dict[str, Any]) -> datetime:
    time = content.get("effectiveDateTime")
    if "circumstances" in topics:
        return telling.for_days("pregnancy", time)
    return max(telling.until(_WINDOWS.get(topic, "symptoms"), time) for topic in topics)
