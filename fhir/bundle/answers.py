"""The answers to the questions asked with the imaging order, as values of facts or options of a question."""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from engine.context import Unread
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names
from fhir.bundle.elements import CodeableConcept, Coding
from fhir.bundle.moments import Moment
from fhir.bundle.parts import Answer, Item
from fhir.bundle.raw import Found
from fhir.bundle.references import relative
from fhir.valuesets.loader import read_codebook
from fhir.valuesets.questions import read_ct_circumstance

_YES_NO = read_codebook("answers")
_ANSWERED = frozenset({"completed", "amended"})
_SYSTEM = "urn:imaging-cds:"
_NOTHING = timedelta(0)


class Answered(Struct, frozen=True, gc=False):
    """A question by its link id, and the codes that it was answered with."""

    link_id: str
    codes: tuple[str, ...]
    path: str
    moment: Moment | None


def read_answers(chart: Chart) -> Iterator[Answered | Unread]:
    """Tell the answers, in the forms that support the order, to Q2 and to questions whose link id is a fact."""
    if chart.order is None:
        return
    asked = frozenset((*chart.facts, read_ct_circumstance().link_id))
    order = chart.order.found
    forms: dict[int, Found] = {}  # each once, however often it is referred to
    for index, reference in enumerate(order.resource.supporting_info):
        found = chart.record.addresses.find(reference, order, "QuestionnaireResponse")
        if found is not None:
            forms[id(found)] = found
        elif relative(reference.reference or "").startswith("QuestionnaireResponse/"):
            yield Unread(order.at(f"supportingInfo[{index}]"), "the bundle does not hold what it refers to")
    for found in forms.values():
        yield from _read_form(chart, found, asked)


def _read_form(chart: Chart, found: Found, asked: frozenset[str]) -> Iterator[Answered | Unread]:
    authored = chart.moment(found.resource.authored)
    if found.resource.status not in _ANSWERED:
        yield Unread(found.at("status"), "it is not completed")
        return
    if authored is not None and authored.earliest > chart.as_of:
        return
    if authored is not None and _is_of_another_order(chart, authored):
        yield Unread(found.at("authored"), "it was answered long before the order")
        return
    for item in _items(found):
        if item.link_id in asked and item.answer:
            codes = tuple(_code(item.link_id, answer) for answer in item.answer)
            path = found.at(f"item[{item.link_id}]")
            if None in codes:
                yield Unread(path, "it is not answered with a code of the question")
            else:
                yield Answered(item.link_id, tuple(code for code in codes if code), path, authored)


def _is_of_another_order(chart: Chart, authored: Moment) -> bool:
    """Tell whether the answers are older than any that belong to this order, which a copied order may still name."""
    ordered = chart.order.authored if chart.order else None
    asked = ordered.earliest if ordered else chart.as_of
    return asked - authored.latest > chart.thresholds.windows.get("symptoms", _NOTHING)


def _items(found: Found) -> Iterator[Item]:
    """Walk through all items, however deep, in their order."""
    waiting = list(reversed(found.resource.item))
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(reversed(item.item))


def _code(link_id: str, answer: Answer) -> str | None:
    if answer.value_boolean is not None:
        return "yes" if answer.value_boolean else "no"
    coding = answer.value_coding or Coding()
    if coding.system in {None, _SYSTEM + link_id}:
        return coding.code
    return next(iter(names(CodeableConcept((coding,)), _YES_NO)), None)
