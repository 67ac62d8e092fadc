"""The answers to the order questions that a message holds: the form that goes with its order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from fhir.v2.codings import OWN, Json, codings
from fhir.v2.groups import present
from fhir.v2.mapping import map_segments
from fhir.v2.message import Segment
from fhir.v2.orders import Ordered
from fhir.v2.scope import Scope
from fhir.v2.statements import Statement
from fhir.v2.tables import look_up
from fhir.v2.telling import Telling
from fhir.valuesets.loader import read_code_sets
from fhir.valuesets.questions import read_ct_circumstance

_LINK: Final = re.compile(r"[a-z][a-z_-]{0,63}")
_CODED: Final = frozenset({"CE", "CWE", "CNE", "CF"})
_YES_NO: Final = "http://terminology.hl7.org/CodeSystem/v2-0136"
_VOID: Final = frozenset({"entered-in-error", "cancelled"})
_UNREADABLE: Final[Json] = {"valueCoding": {"system": "urn:imaging-cds:unreadable"}}
"""In place of an answer that is none of the question's: it is told to be unread."""
_WORDS: Final = frozenset(read_ct_circumstance().options) | {one.name for one in read_code_sets("purpose")}
"""What an answer may be that is sent as a text."""


def link_of(segment: Segment) -> str | None:
    """Return the question that an OBX answers, if it is one of this project's."""
    code, system = segment.text(3), "".join((segment.text(3, 3) or "").split()).upper()
    is_asked = system == OWN or (not system and (segment.text(29) or "").strip().upper() == "QST")
    return code if is_asked and code is not None and _LINK.fullmatch(code) else None


def tell_answers(telling: Telling, order: Ordered, answers: Sequence[Segment]) -> Iterator[Statement]:
    """Tell what was answered with an order, all of it at once: it takes the place of earlier answers."""
    if not answers:
        return
    sources = {"ORC": present(order.group.orc), "MSH": telling.message.segments[:1], "OBX": answers}
    mapped = map_segments("QuestionnaireResponse", sources, Scope(telling.site))
    items, fields = _items(answers, telling)
    content = {"status": "completed", "item": items} | mapped.content
    places = {"": f"OBX[{answers[0].number}]"} | mapped.fields | fields
    until = telling.for_days("order")
    yield telling.state("QuestionnaireResponse", order.key, content, places, until=until)


def _items(answers: Iterable[Segment], telling: Telling) -> tuple[list[Json], dict[str, str]]:
    by_link: dict[str, list[Json]] = {}
    fields: dict[str, str] = {}
    for segment in answers:
        link = link_of(segment) or ""
        told = [] if _is_void(segment) else list(_answers(segment, link, telling))
        if not told and not _is_void(segment) and segment.raw(5):
            told = [_UNREADABLE]
        if told:
            by_link.setdefault(link, []).extend(told)
            fields.setdefault(f"item[{link}]", segment.place(5))
    return [{"linkId": link, "answer": told} for link, told in by_link.items()], fields


def _is_void(segment: Segment) -> bool:
    return segment.is_null(5) or look_up("result_status", segment.text(11)) in _VOID


def _answers(segment: Segment, link: str, telling: Telling) -> Iterator[Json]:
    for one in segment.repetitions(5):
        if (segment.text(2) or "").strip().upper() in _CODED:
            first = next(codings(one, telling.site, link, unnamed=True), None)
            if first is not None:
                is_named = one.text(3) is not None
                yield {"valueCoding": first if is_named else {"code": first["code"]}}
        else:
            word = (one.text() or "").strip()
            answer = look_up("yes_no", word)
            if word in _WORDS:
                yield {"valueCoding": {"code": word}}
            elif answer is not None:
                yield {"valueCoding": {"system": _YES_NO, "code": answer}}
