"""Feedback is read as clients send it: unknown members are passed over, and what is wrong is named, never repeated."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Flaw, InputError
from fhir.hooks.feedback import Feedback, Reason, read_feedback

CARD = "4e0a3a1e-3283-4575-ab82-028d55fe2719"
SUGGESTION = "e56e1945-20b3-4393-8503-a1a20fd73152"
TIME = datetime(2026, 11, 22, 6, tzinfo=UTC)
ACCEPTED = {
    "card": CARD,
    "outcome": "accepted",
    "acceptedSuggestions": [{"id": SUGGESTION}],
    "outcomeTimestamp": "2026-11-22T06:00:00Z",
}
OVERRIDDEN = {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2026-11-22T15:00:00.000+09:00"}
REASON = {"system": "urn:invented", "code": "b", "display": "what was shown"}


def body(*told: object) -> bytes:
    """A request with feedback on cards."""
    return json.dumps({"feedback": told, "unknown": 1}).encode()


def flaws(sent: bytes) -> tuple[str, tuple[Flaw, ...]]:
    """The problem and the flaws that a request is refused for."""
    with pytest.raises(InputError) as refused:
        read_feedback(sent)
    return refused.value.problem, refused.value.flaws


def test_accepted_card_is_read_with_its_suggestions() -> None:
    assert read_feedback(body(ACCEPTED)) == (Feedback(CARD, "accepted", (SUGGESTION,), None, None, TIME),)


def test_overridden_card_is_read_with_reason_and_comment() -> None:
    told = OVERRIDDEN | {"overrideReason": {"reason": REASON, "userComment": " why ", "more": 1}, "more": [1]}
    assert read_feedback(body(told)) == (Feedback(CARD, "overridden", (), Reason("urn:invented", "b"), "why", TIME),)


@pytest.mark.parametrize(
    ("override", "reason", "comment"),
    [
        (None, None, None),
        ({}, None, None),
        ({"reason": None, "userComment": None}, None, None),
        ({"reason": {"display": "no code"}, "userComment": "  "}, None, None),
        ({"reason": {"code": "b"}}, Reason(None, "b"), None),
        ({"userComment": "a" * 2001}, None, "a" * 2000),
    ],
)
def test_override_may_say_little(override: object, reason: Reason | None, comment: str | None) -> None:
    (told,) = read_feedback(body(OVERRIDDEN | {"overrideReason": override}))
    assert (told.override_reason, told.user_comment) == (reason, comment)


def test_what_belongs_to_the_other_outcome_is_passed_over() -> None:
    (accepted,) = read_feedback(body(ACCEPTED | {"overrideReason": {"reason": REASON}}))
    (overridden,) = read_feedback(body(OVERRIDDEN | {"acceptedSuggestions": [{"id": "no uuid"}]}))
    assert (accepted.override_reason, overridden.accepted_suggestions) == (None, ())


def test_accepted_without_suggestions_is_still_accepted() -> None:
    told = {name: value for name, value in ACCEPTED.items() if name != "acceptedSuggestions"}
    assert read_feedback(body(told))[0].accepted_suggestions == ()


def test_uuids_are_read_alike_and_once() -> None:
    (told,) = read_feedback(body(ACCEPTED | {"card": CARD.upper(), "acceptedSuggestions": [{"id": SUGGESTION}] * 2}))
    assert (told.card, told.accepted_suggestions) == (CARD, (SUGGESTION,))


def test_several_cards_are_read_in_their_order() -> None:
    assert [told.outcome for told in read_feedback(body(ACCEPTED, OVERRIDDEN))] == ["accepted", "overridden"]


WRONG: list[tuple[dict[str, Any], str, str, tuple[str, ...]]] = [
    ({"card": None}, "card", "missing-field", ()),
    ({"card": ""}, "card", "missing-field", ()),
    ({"card": "no uuid"}, "card", "wrong-type", ()),
    ({"outcome": None}, "outcome", "missing-field", ("accepted", "overridden")),
    ({"outcome": "ignored"}, "outcome", "unknown-value", ("accepted", "overridden")),
    ({"outcomeTimestamp": None}, "outcomeTimestamp", "missing-field", ()),
    ({"outcomeTimestamp": "2026-11-22T06:00:00"}, "outcomeTimestamp", "wrong-type", ()),
    ({"outcomeTimestamp": "today"}, "outcomeTimestamp", "wrong-type", ()),
    ({"outcomeTimestamp": "0001-01-01T00:00:00+14:00"}, "outcomeTimestamp", "wrong-type", ()),
    ({"outcome": "accepted", "acceptedSuggestions": [{"id": "x"}]}, "acceptedSuggestions/0/id", "wrong-type", ()),
    ({"outcome": "accepted", "acceptedSuggestions": [{}]}, "acceptedSuggestions/0/id", "missing-field", ()),
    ({"overrideReason": {"reason": {"code": "b" * 201}}}, "overrideReason/reason/code", "too-long", ()),
    (
        {"overrideReason": {"reason": {"code": "b", "system": "b" * 201}}},
        "overrideReason/reason/system",
        "too-long",
        (),
    ),
]


@pytest.mark.parametrize(("elements", "place", "code", "allowed"), WRONG, ids=[str(wrong[0])[:60] for wrong in WRONG])
def test_flaw_is_named_by_its_place(elements: dict[str, Any], place: str, code: str, allowed: tuple[str, ...]) -> None:
    expected = ("malformed-feedback", (Flaw(f"#/feedback/1/{place}", code, allowed),))
    assert flaws(body(ACCEPTED, OVERRIDDEN | elements)) == expected


def test_all_flaws_are_named_at_once() -> None:
    _, found = flaws(body({}, {}))
    assert [flaw.pointer for flaw in found] == [
        f"#/feedback/{index}/{name}" for index in (0, 1) for name in ("card", "outcome", "outcomeTimestamp")
    ]


@pytest.mark.parametrize("sent", [b"{}", b'{"feedback": []}', b'{"feedback": null}'])
def test_nothing_told_is_refused(sent: bytes) -> None:
    assert flaws(sent) == ("malformed-feedback", (Flaw("#/feedback", "missing-field"),))


@pytest.mark.parametrize(
    ("sent", "problem", "pointer", "code"),
    [
        (b"[]", "malformed-feedback", "#", "wrong-type"),
        (b'{"feedback": 7}', "malformed-feedback", "#/feedback", "wrong-type"),
        (b'{"feedback": [{"card": 7}]}', "malformed-feedback", "#/feedback/0/card", "wrong-type"),
        (
            b'{"feedback": [{"acceptedSuggestions": [{"id": 7}]}]}',
            "malformed-feedback",
            "#/feedback/0/acceptedSuggestions/0/id",
            "wrong-type",
        ),
        (b'{"feedback": ', "malformed-json", "#", "malformed-json"),
        (b'{"feedback": [{"card": "\xff"}]}', "malformed-json", "#", "malformed-json"),
        (b'{"more": ' + b"[" * 5000 + b"]" * 5000 + b"}", "too-deep", "#", "too-deep"),
    ],
    ids=["array", "number", "card", "suggestion", "cut", "not-utf-8", "deep"],
)
def test_body_of_a_wrong_shape_is_refused(sent: bytes, problem: str, pointer: str, code: str) -> None:
    assert flaws(sent) == (problem, (Flaw(pointer, code),))


SCALARS = st.none() | st.text(max_size=4) | st.integers()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6))
def test_anything_but_feedback_is_refused_with_its_places(told: object) -> None:
    problem, found = flaws(body({"card": told, "outcome": told, "acceptedSuggestions": told, "outcomeTimestamp": told}))
    assert problem == "malformed-feedback"
    assert {flaw.pointer.startswith("#/feedback/0/") for flaw in found} == {True}


def test_published_feedback_is_read(corpus: Path) -> None:
    folder = corpus / "cds-hooks" / "hl7-spec"
    told = [read_feedback(name.read_bytes())[0] for name in sorted(folder.glob("2[234]-*.json"))]
    assert [(each.outcome, each.override_reason, each.user_comment) for each in told] == [
        ("accepted", None, None),
        ("overridden", None, None),
        (
            "overridden",
            Reason("https://example.com/cds-hooks/override-reason-system", "d7ecf885"),
            "A comment entered by the clinician.",
        ),
    ]
