"""A decision as a GuidanceResponse: answered, or which data it still needs."""

from typing import Any

from engine.facts import Words
from engine.guideline import Edition
from fhir.r4.elements import Resource, coding, said, words_of
from fhir.r4.outputs import OUTPUTS, outputs
from fhir.r4.recorded import PRODUCT, Recorded

MESSAGES = "messages"
"""The id of what the evaluation says, where it is contained."""

_NOT_APPLICABLE = Words(
    en="The guideline was not consulted: nothing that was sent is about COVID-19.",
    ko="COVID-19에 관한 내용이 없어 지침을 적용하지 않았습니다.",
)


def guidance_response(recorded: Recorded, edition: Edition) -> Resource:
    """Return the decision, its outputs and messages contained; `edition` is the one that the record names."""
    inner = contained(recorded, edition)
    head = {"resourceType": "GuidanceResponse", "id": recorded.id, "contained": inner}
    return head | response(recorded, edition)


def contained(recorded: Recorded, edition: Edition) -> list[Resource]:
    """Return what the response refers to: outputs where there are any, messages where there is something to say."""
    issues = _issues(recorded, edition)
    inner = [outputs(recorded)] if recorded.is_applicable else []
    return inner + ([{"resourceType": "OperationOutcome", "id": MESSAGES, "issue": issues}] if issues else [])


def response(recorded: Recorded, edition: Edition) -> Resource:
    """Return the elements of the response."""
    asked = recorded.asked
    told: Resource = {
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{recorded.id}"}],
        "moduleCanonical": recorded.plan,
        "status": "data-required" if asked else "success",
        **recorded.subject,
        "occurrenceDateTime": recorded.time,
        "performer": {"display": f"{PRODUCT} {recorded.document['engine']}"},
    }
    if recorded.is_applicable:
        told["note"] = [said("text", words_of(each["text"])) for each in _texts(recorded)]
        told["outputParameters"] = {"reference": f"#{OUTPUTS}"}
    if asked or not recorded.is_applicable:
        told["evaluationMessage"] = [{"reference": f"#{MESSAGES}"}]
    if asked:
        told["dataRequirement"] = [_requirement(edition, fact) for fact in asked]
    return told


def _texts(recorded: Recorded) -> list[Any]:
    return [*recorded.document["advice"].values(), *recorded.document["notes"]]


def _issues(recorded: Recorded, edition: Edition) -> list[Resource]:
    if not recorded.is_applicable:
        return [_issue("informational", "not-applicable", _NOT_APPLICABLE)]
    return [_issue("required", fact, edition.facts[fact].question) for fact in recorded.asked]


def _issue(kind: str, code: str, words: Words) -> Resource:
    details = {"coding": [coding("message", code)], **said("text", words)}
    return {"severity": "information", "code": kind, "details": details}


def _requirement(edition: Edition, fact: str) -> Resource:
    """Return what is asked for: an answer to the question of the fact, with one of its codes."""
    declared = edition.facts[fact]
    codes = [coding(fact, value, declared.labels[value]) for value in declared.values]
    return {
        "id": fact,
        "type": "QuestionnaireResponse",
        "mustSupport": ["item.linkId", "item.answer.value"],
        "codeFilter": [{"path": "item.answer.value", "code": codes}],
    }
