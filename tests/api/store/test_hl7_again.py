"""What is tried again: messages that were refused after they were acknowledged, and messages that were set aside."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Changes, Depths, Due, Outgoing, Receipt, StoredMessage
from tests.api.store.invented_arrivals import NOW, Sending, drained, waiting

LATER = NOW + timedelta(days=100)


def refused(store: Hl7Store, sending: Sending, control_id: str | None = None) -> StoredMessage:
    """Receive a message, and refuse it when it is taken."""
    message = waiting(store, sending.message(control_id, b"same"))
    assert store.settle(message.seq, Changes(NOW, "refused", "internal"))
    return message


def test_a_message_that_was_refused_at_taking_waits_again_when_it_comes_again(store: Hl7Store) -> None:
    sending = Sending()
    first = refused(store, sending, "17")
    next_one = waiting(store, sending.message())
    again = sending.message("17", b"same")
    assert store.receive([again, again]) == [Receipt(first.id, b"MSA|AA|17|0", "replayed")] * 2
    retaken = replace(first, seq=next_one.seq + 1)
    assert store.waiting() == [next_one, retaken]
    assert store.depths() == Depths(2, NOW)
    assert not store.settle(first.seq, Changes(NOW))
    assert store.settle(retaken.seq, Changes(NOW))
    assert store.receive([again])[0].outcome == "replayed"
    assert store.waiting() == [next_one]


@pytest.mark.parametrize("state", ["refused", "done"])
def test_a_message_that_was_never_to_be_taken_is_not_when_it_comes_again(
    store: Hl7Store, state: Literal["refused", "done"]
) -> None:
    sending = Sending()
    message = sending.message("17", b"same", state=state)
    store.receive([message])
    assert store.receive([sending.message("17", b"same")]) == [Receipt(message.id, message.answer, "replayed")]
    assert store.retake() == []
    assert store.retake(message.id) == []
    assert store.waiting() == []


def test_refused_messages_are_retaken_one_or_all_in_order_behind_what_waits(store: Hl7Store) -> None:
    sending = Sending()
    first, second, third = (refused(store, sending) for _ in range(3))
    waits = waiting(store, sending.message())
    assert store.retake("unknown") == []
    assert store.retake(waits.id) == []
    assert store.retake(second.id) == [second.id]
    assert store.retake() == [first.id, third.id]
    assert store.retake() == []
    assert [each.id for each in store.waiting()] == [waits.id, second.id, first.id, third.id]
    assert [each.reason for each in store.waiting()] == [None] * 4
    assert store.troubles() == []
    store.sweep(LATER)
    assert len(store.waiting()) == 4


def test_what_was_set_aside_is_sent_again_in_its_old_place_with_new_attempts(store: Hl7Store) -> None:
    drained(store, outgoing=[Outgoing("his", f"decision-{number}", b"MSH|%d" % number) for number in range(4)])
    drained(store, outgoing=[Outgoing("ris", "decision-1", b"MSH|ris")])
    store.failed(1, "answered-AE", NOW)
    for seq in (1, 2, 5):
        store.set_aside(seq, "answered-AE", NOW)
    store.sent(3, NOW)
    assert store.resend("decision-2") == []
    assert store.resend("decision-3") == []
    assert store.resend("decision-1") == [("his", "decision-1"), ("ris", "decision-1")]
    assert store.outgoing("his", NOW) == Due(2, "his", "decision-1", b"MSH|1", 0)
    assert store.resend() == [("his", "decision-0")]
    assert store.resend() == []
    assert store.outgoing("his", NOW) == Due(1, "his", "decision-0", b"MSH|0", 0)
    assert store.depths() == Depths(0, None, outgoing={"his": 3, "ris": 1})
    store.sweep(LATER)
    assert store.depths().outgoing == {"his": 3, "ris": 1}


def test_a_batch_that_is_stored_whole_or_not_at_all(store: Hl7Store) -> None:
    sending = Sending()
    known = refused(store, sending, "1")
    fresh, other, again = sending.message("2"), sending.message("1", b"other"), sending.message("1", b"same")
    assert store.receive([fresh, again, fresh, other], whole=True) == [
        Receipt(fresh.id, b"", "withheld"),
        Receipt(known.id, b"", "withheld"),
        Receipt(fresh.id, b"", "withheld"),
        Receipt(other.id, b"", "conflict"),
    ]
    assert store.received(fresh.id) is None
    assert store.waiting() == []
    outcomes = [each.outcome for each in store.receive([fresh, again], whole=True)]
    assert outcomes == ["stored", "replayed"]
    assert [each.id for each in store.waiting()] == [fresh.id, known.id]


def test_a_batch_that_is_not_asked_to_be_whole_stores_what_it_can(store: Hl7Store) -> None:
    sending = Sending()
    store.receive([sending.message("1", b"one")])
    fresh = sending.message("2")
    receipts = store.receive([sending.message("1", b"other"), fresh])
    assert [each.outcome for each in receipts] == ["conflict", "stored"]
    assert store.received(fresh.id) is not None
