"""The questions of a guideline as Questionnaires (SDC): the two that come with an order, and the whole form."""

from collections.abc import Mapping

from engine.facts import Fact, Facts, Words
from engine.guideline import Edition
from fhir.r4.elements import Resource, coding, said
from fhir.r4.enabling import enabling
from fhir.r4.published import computable_name, published
from fhir.valuesets.questions import read_ct_circumstance

ORDER_QUESTIONS = "imaging-order-questions"
PURPOSE = "purpose"

_PROFILE = {"profile": ["http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"]}
_TITLE = Words(en="Questions asked with an order of chest imaging", ko="흉부 영상검사 처방 시 질문")
_DESCRIPTION = Words(
    en="The purpose is asked with every order of chest imaging, the circumstance with orders of chest CT alone.",
    ko="검사 목적은 모든 흉부 영상검사 처방에서, 시행 사유는 흉부 CT 처방에서만 묻습니다.",
)


def order_questions(facts: Facts, base: str, version: str) -> Resource:
    """Return the two questions that no record answers: what the imaging is for, and why it is to be a CT."""
    asked = read_ct_circumstance()
    options = {code: option.label for code, option in asked.options.items()}
    return {
        "resourceType": "Questionnaire",
        "id": ORDER_QUESTIONS,
        "meta": _PROFILE,
        "language": "en",
        "url": f"{base}/Questionnaire/{ORDER_QUESTIONS}",
        "version": version,
        "name": computable_name(ORDER_QUESTIONS),
        **said("title", _TITLE),
        "status": "active",
        "subjectType": ["Patient"],
        **said("description", _DESCRIPTION),
        "item": [_of_fact(facts[PURPOSE]), _choice(asked.link_id, asked.text, options)],
    }


def whole_form(edition: Edition, base: str) -> Resource:
    """Return every fact of an edition, in asking order; link ids are the facts', as answers are read again."""
    return published(edition, base, "Questionnaire", edition.id) | {
        "meta": _PROFILE,
        "subjectType": ["Patient"],
        "item": [_of_fact(fact) | _enabled(edition, fact) for fact in edition.facts.values()],
    }


def _of_fact(fact: Fact) -> Resource:
    return _choice(fact.id, fact.question, fact.labels)


def _choice(link_id: str, text: Words, options: Mapping[str, Words]) -> Resource:
    return {
        "linkId": link_id,
        **said("text", text),
        "type": "choice",
        "required": False,
        "repeats": False,
        "answerOption": [{"valueCoding": coding(link_id, code, label)} for code, label in options.items()],
    }


def _enabled(edition: Edition, fact: Fact) -> Resource:
    conditions = [
        condition
        for earlier, values in enabling(edition, fact.id).items()
        for condition in (
            *({"question": earlier, "operator": "=", "answerCoding": coding(earlier, value)} for value in values),
            {"question": earlier, "operator": "exists", "answerBoolean": False},
        )
    ]
    return {"enableWhen": conditions, "enableBehavior": "any"} if conditions else {}
