"""Feedback is recorded beside the decision that the card came from, once however often it is told."""

from typing import Any

import pytest

from engine.log.record import Kind
from tests.api.http.asking import Running
from tests.api.http.hook_calls import SERVICE, answer, call, post, recorded, suspected

FEEDBACK = f"{SERVICE}/feedback"
WHEN = "2026-11-22T15:00:00+09:00"


def feedback(card: str, **elements: object) -> dict[str, Any]:
    """Return one piece of feedback, on an overridden card."""
    return {"card": card, "outcome": "overridden", "outcomeTimestamp": WHEN} | elements


def shown(service: Running) -> dict[str, Any]:
    """Return a card that was shown."""
    (card,) = answer(service, call(suspected("ct")))["cards"]
    found: dict[str, Any] = card
    return found


def test_accepted_suggestion_is_recorded_beside_its_decision(own_service: Running) -> None:
    card = shown(own_service)
    accepted = [{"id": card["suggestions"][0]["uuid"]}]
    told = {"feedback": [feedback(card["uuid"], outcome="accepted", acceptedSuggestions=accepted)]}
    assert (post(own_service, told, FEEDBACK).status, post(own_service, told, FEEDBACK).status) == (200, 200)
    (decision,), (record,) = recorded(own_service), recorded(own_service, Kind.FEEDBACK)
    header = record.pop("header")
    assert record == {
        "card": card["uuid"],
        "kind": "needs-information",
        "decision": decision["header"]["id"],
        "client": "local",
        "outcome": "accepted",
        "accepted_suggestions": [accepted[0]["id"]],
        "override_reason": None,
        "user_comment": None,
        "outcome_timestamp": "2026-11-22T06:00:00.000Z",
    }
    assert [header[name] for name in ("episode", "subject", "edition")] == [
        decision["header"][name] for name in ("episode", "subject", "edition")
    ]


def test_reason_for_overriding_is_recorded_without_what_it_was_called(own_service: Running) -> None:
    card = shown(own_service)
    reason = card["overrideReasons"][0]
    override = {"reason": reason, "userComment": "as discussed"}
    post(own_service, {"feedback": [feedback(card["uuid"], overrideReason=override)]}, FEEDBACK)
    (record,) = recorded(own_service, Kind.FEEDBACK)
    assert (record["override_reason"], record["user_comment"]) == (
        {"system": reason["system"], "code": reason["code"]},
        "as discussed",
    )


def test_later_feedback_on_a_card_supersedes_the_earlier(own_service: Running) -> None:
    card = shown(own_service)["uuid"]
    told = [feedback(card), feedback(card, outcomeTimestamp="2026-11-22T16:00:00+09:00")]
    post(own_service, {"feedback": told}, FEEDBACK)
    earlier, later = recorded(own_service, Kind.FEEDBACK)
    assert later["header"]["supersedes"] == earlier["header"]["id"]


def test_feedback_on_a_card_that_is_not_ours_is_recorded_as_such(own_service: Running) -> None:
    post(own_service, {"feedback": [feedback("3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c12")]}, FEEDBACK)
    (record,) = recorded(own_service, Kind.FEEDBACK)
    assert (record["decision"], record["kind"], record["header"]["episode"]) == (None, None, None)


@pytest.mark.parametrize("told", [{}, {"feedback": []}, {"feedback": [feedback("x")]}, {"feedback": {"card": 1}}])
def test_feedback_that_cannot_be_read_is_refused_whole(own_service: Running, told: dict[str, Any]) -> None:
    answered = post(own_service, told, FEEDBACK)
    assert (answered.status, answered.document["resourceType"]) == (400, "OperationOutcome")
    assert recorded(own_service, Kind.FEEDBACK) == []
