"""Whatever stands on an order: the response is one that the specification allows, and nothing breaks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from fhir.hooks.cards import plan_cards
from fhir.hooks.invariants import flaws_of_response
from fhir.hooks.limits import Limits
from fhir.hooks.respond import Answer, respond
from tests.fhir.hooks.recorded_hooks import (
    DECISION,
    NEGATIVE_BUT_SUSPECTED,
    RULE_OUT,
    VISITOR,
    Document,
    page,
    recorded,
)
from tests.fhir.invented_bundles import form, order

OPTIONS = {"film-not-definite": "after-weighing", "none-of-these": "not-recommended"}
DOCUMENTS = [
    recorded("cxr", VISITOR),
    recorded("cxr", RULE_OUT),
    recorded("ct", VISITOR, options=OPTIONS),
    recorded("ct", NEGATIVE_BUT_SUSPECTED),
]
WORDS = ["id", "url", "linkId", "item", "answer", "status", "reference", "coding", "system", "code", "contained"]
TEXTS = [
    "q1",
    "#q1",
    "QuestionnaireResponse/q1",
    "completed",
    "ct-circumstance",
    "purpose",
    "urn:imaging-cds:purpose",
    "",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=10,
)
MEMBERS = ["extension", "reasonCode", "reasonReference", "supportingInfo", "contained", "subject", "encounter", "text"]


def response_to(document: Document, sent: bytes, forms: dict[str, bytes]) -> Document:
    """The response to an order and forms as they were sent."""
    plan = plan_cards(document, DECISION, page(), shown_before=frozenset(), limits=Limits())
    document = {**document, "hook": {**document["hook"], "cards": plan.cards}}
    held = {name: Raw(form) for name, form in forms.items()}
    told: Document = json.loads(respond([Answer(document, DECISION, Raw(sent), held)], page()))
    return told


@pytest.mark.parametrize("document", DOCUMENTS, ids=["not-recommended", "caution", "unsettled", "local-safety"])
@given(members=st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4), form=JSON)
def test_any_members_are_answered_within_the_rules(document: Document, members: dict[str, Any], form: Any) -> None:  # noqa: ANN401  any JSON
    sent = json.dumps({**order(), **members}).encode()
    told = response_to(document, sent, {"QuestionnaireResponse/q1": json.dumps(form).encode()})
    assert flaws_of_response(told) == []
    assert len(told["cards"]) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=["not-recommended", "caution", "unsettled", "local-safety"])
@pytest.mark.parametrize(
    "sent",
    [
        b'{"resourceType":"ServiceRequest","id":"s1","extension":[{"url":"\xff"}]}',
        b'{"resourceType":"ServiceRequest","id":"s1","\xff":1}',
        b'{"resourceType":"ServiceRequest","id":"\xff"}',
    ],
)
def test_order_that_is_not_utf_8_is_not_written_again(document: Document, sent: bytes) -> None:
    told = response_to(document, sent, {})
    assert flaws_of_response(told) == []
    assert "systemActions" not in told


def test_form_that_is_not_utf_8_is_not_written_again() -> None:
    sent = order("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    answered = json.dumps({**form(ct_circumstance="not-known"), "language": "??"}).encode().replace(b"??", b"\xff\xfe")
    told = response_to(
        recorded("ct", VISITOR, options=OPTIONS), json.dumps(sent).encode(), {"QuestionnaireResponse/q1": answered}
    )
    suggested = [each["actions"][0]["resource"] for each in told["cards"][0]["suggestions"]]
    assert [[held["id"] for held in each["contained"]] for each in suggested] == [["imaging-cds-answers"]] * 2
