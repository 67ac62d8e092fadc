"""What every inbox does: store once, answer the same again, and give what waits in the order of arrival."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import pytest

from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Changes, Depths, Receipt, StoredMessage, Trouble
from engine.errors import LogUnavailable
from tests.api.store.invented_arrivals import NOW, SENDER, Sending, waiting

OTHER_SENDER = "HIS|INVENTED|127.0.0.2"


@pytest.fixture
def sending() -> Sending:
    """A source of messages."""
    return Sending()


def ids(store: Hl7Store, after: int = 0, most: int = 100) -> list[str]:
    """Return the ids of what waits."""
    return [message.id for message in store.waiting(after, most)]


def test_a_message_is_given_back_as_it_came(open_store: Callable[[], Hl7Store], sending: Sending) -> None:
    message = sending.message("17", b"MSH|\x00\xff\xed\x99\x98")
    assert open_store().receive([message]) == [Receipt(message.id, message.answer, "stored")]
    stored = StoredMessage(1, message.id, SENDER, "17", message.raw, NOW, "waiting", None)
    assert open_store().waiting() == [stored]
    assert open_store().received(message.id) == stored
    assert open_store().received("another") is None


def test_messages_wait_in_the_order_of_arrival(store: Hl7Store, sending: Sending) -> None:
    messages = [sending.message(received=NOW - timedelta(seconds=number)) for number in range(7)]
    store.receive(messages[:4])
    store.receive(messages[4:])
    names = [message.id for message in messages]
    assert ids(store) == names
    assert ids(store, most=3) == names[:3]
    assert ids(store, after=store.waiting()[2].seq) == names[3:]
    assert store.receive([]) == []


def test_the_same_message_is_answered_as_the_first_time(open_store: Callable[[], Hl7Store], sending: Sending) -> None:
    first, again = sending.message("17", b"same"), sending.message("17", b"same")
    assert open_store().receive([first, again]) == [
        Receipt(first.id, first.answer, "stored"),
        Receipt(first.id, first.answer, "replayed"),
    ]
    assert open_store().receive([again]) == [Receipt(first.id, first.answer, "replayed")]
    assert ids(open_store()) == [first.id]


def test_other_content_under_a_control_id_is_a_conflict_and_not_stored(store: Hl7Store, sending: Sending) -> None:
    first, other = sending.message("17", b"one"), sending.message("17", b"other")
    assert store.receive([first, other])[1] == Receipt(other.id, b"", "conflict")
    assert store.receive([other]) == [Receipt(other.id, b"", "conflict")]
    assert store.settle(store.waiting()[0].seq, Changes(NOW, "refused", "segment-lost"))
    assert store.receive([other]) == [Receipt(other.id, b"", "conflict")]
    assert store.received(other.id) is None


def test_a_control_id_is_its_senders_own(store: Hl7Store, sending: Sending) -> None:
    messages = [
        sending.message("17", b"one"),
        sending.message("17", b"one", sender=OTHER_SENDER),
        sending.message("|17", b"one", sender=SENDER),
        sending.message("17", b"one", sender=SENDER + "|"),
    ]
    assert [receipt.outcome for receipt in store.receive(messages)] == ["stored"] * 4


def test_a_message_that_was_refused_on_arrival_may_be_corrected(store: Hl7Store, sending: Sending) -> None:
    refused = sending.message("17", b"wrong", state="refused", reason="missing-pid-3")
    assert store.receive([refused]) == [Receipt(refused.id, refused.answer, "stored")]
    assert store.receive([sending.message("17", b"wrong")]) == [Receipt(refused.id, refused.answer, "replayed")]
    corrected = sending.message("17", b"right")
    assert store.receive([corrected]) == [Receipt(corrected.id, corrected.answer, "stored")]
    assert store.receive([sending.message("17", b"wrong")])[0].outcome == "conflict"
    assert ids(store) == [corrected.id]
    assert store.troubles() == [Trouble(refused.id, None, NOW, "missing-pid-3")]


def test_a_message_with_nothing_to_follow_does_not_wait(store: Hl7Store, sending: Sending) -> None:
    message = sending.message("17", b"one", state="done")
    assert store.receive([message])[0].outcome == "stored"
    assert ids(store) == []
    stored = store.received(message.id)
    assert stored is not None
    assert stored.state == "done"
    assert store.receive([sending.message("17", b"two")])[0].outcome == "conflict"


@pytest.mark.parametrize(("state", "reason"), [("done", None), ("refused", "segment-lost")])
def test_a_message_is_settled_once(
    store: Hl7Store, sending: Sending, state: Literal["done", "refused"], reason: str | None
) -> None:
    first, second = waiting(store, sending.message()), waiting(store, sending.message())
    changes = Changes(NOW, state, reason)
    assert store.settle(first.seq, changes)
    assert ids(store) == [second.id]
    assert store.received(first.id) == replace(first, state=state, reason=reason)
    assert not store.settle(first.seq, Changes(NOW, "done"))
    assert not store.settle(999, Changes(NOW, "done"))
    assert store.received(first.id) == replace(first, state=state, reason=reason)


def test_depths_and_troubles_count_what_waits_and_what_was_refused(store: Hl7Store, sending: Sending) -> None:
    assert store.depths() == Depths(0, None)
    later = NOW + timedelta(minutes=1)
    store.receive([sending.message(received=NOW), sending.message(received=later)])
    refused = [sending.message(state="refused", reason=reason) for reason in ("a", "a", "b", None)]
    store.receive(refused)
    assert store.depths() == Depths(2, NOW, refused={"a": 2, "b": 1, "": 1})
    first = store.waiting()[0]
    store.settle(first.seq, Changes(later, "refused", "b"))
    assert store.depths() == Depths(1, later, refused={"a": 2, "b": 2, "": 1})
    assert store.troubles(2) == [Trouble(first.id, None, later, "b"), Trouble(refused[0].id, None, NOW, "a")]
    assert len(store.troubles()) == 5


def test_an_id_that_is_there_refuses_its_batch_and_no_other(store: Hl7Store, sending: Sending) -> None:
    message = sending.message()
    store.receive([message])
    with pytest.raises(LogUnavailable, match=r"^the writer of HL7 v2 messages failed \(ConstraintError\)$"):
        store.receive([sending.message(), replace(message, control_id="another")])
    assert ids(store) == [message.id]
    assert store.receive([sending.message()])[0].outcome == "stored"


def test_a_time_without_its_zone_is_refused(store: Hl7Store, sending: Sending) -> None:
    with pytest.raises(ValueError, match=r"^a time without its zone$"):
        store.receive([sending.message(received=datetime(2026, 11, 22))])  # noqa: DTZ001  # what is refused
    assert ids(store) == []
