"""What is told of a record that a hook made: keys are added to the answer, and no other door's answer changes."""

from datetime import UTC, datetime

import pytest

from api.advise import Decider
from api.answers import Document, is_not_applicable, payload_not_applicable, tell
from api.library import Library, read_library
from api.requests import read_request

AS_OF = datetime(2026, 11, 22, 6, tzinfo=UTC)
HOW: Document = {"presume": True, "explain": False, "demonstration": False}
HOOK: Document = {
    "hook": "order-sign",
    "instance": None,
    "client": "invented-client",
    "order": "ServiceRequest/1",
    "rating": "appropriate",
    "cards": [{"kind": "local-safety", "uuid": "u", "indicator": "info", "digest": "d"}],
    "withheld": [{"kind": "caution", "digest": "d", "why": "limit"}],
    "topic": ["reason"],
    "because": "",
    "sources": {"laboratory": "empty"},
    "warnings": ["user-missing"],
}


@pytest.fixture(scope="module")
def library() -> Library:
    """The project's own guideline."""
    return read_library(None, "ksr-kstr-2020")


@pytest.fixture(scope="module")
def decided(library: Library) -> Document:
    """What is recorded of a decision."""
    asked = read_request({"order": {"modality": "ct"}}, library.facts, library.find(None).thresholds, ("cxr", "ct"))
    return Decider(library, lambda: AS_OF).decide(asked)


def not_applicable(library: Library, order: str | None) -> Document:
    """What is recorded where the guideline was not consulted."""
    return HOW | payload_not_applicable(library.find(None), library.safety, AS_OF, order)


def told(record: Document) -> Document:
    """What is told of a record."""
    return tell(record, id="1", recorded_at="2026-11-22T06:00:00.000Z", receipt={"index": 0, "size": 1})


def test_what_was_not_consulted_has_a_decisions_keys_and_says_nothing(library: Library, decided: Document) -> None:
    record = not_applicable(library, "cxr")
    assert record.keys() - decided.keys() == {"applicability"}
    assert decided.keys() <= record.keys()
    assert record["order"] == {"modality": "cxr", "concordance": "not-applicable"}
    assert not_applicable(library, None)["order"] is None
    said_nothing = {name: record[name] for name in ("facts", "advice", "notes", "readings", "measurements", "unread")}
    assert [bool(said) for said in said_nothing.values()] == [False] * 6
    assert (is_not_applicable(record), is_not_applicable(decided)) == (True, False)


def test_another_doors_answer_is_as_it_was(decided: Document) -> None:
    assert {"applicability", "hook"}.isdisjoint(told(decided))


def test_a_hooks_answer_tells_order_rating_and_cards_and_no_more(library: Library, decided: Document) -> None:
    answer = told(decided)
    hook = {
        "hook": "order-sign",
        "order": "ServiceRequest/1",
        "rating": "appropriate",
        "topic": ["reason"],
        "because": "",
        "sources": {"laboratory": "empty"},
        "warnings": ["user-missing"],
        "cards": [{"kind": "local-safety", "uuid": "u"}],
    }
    of_hook = told(decided | {"applicability": "applicable", "hook": HOOK})
    assert of_hook == answer | {"applicability": "applicable", "hook": hook}
    silent = told(not_applicable(library, None))
    assert (silent["applicability"], "hook" in silent, silent["advice"]) == ("not-applicable", False, {})
    assert answer.keys() < silent.keys()
