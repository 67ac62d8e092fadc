"""What every queue does: in order for each destination, once for each id, and a head that waits holds the rest back."""

from collections.abc import Callable
from datetime import timedelta

from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Depths, Due, Outgoing, Trouble
from tests.api.store.invented_arrivals import NOW, drained

SOON = NOW + timedelta(seconds=30)


def outgoing(number: int, destination: str = "his") -> Outgoing:
    """Return a message to send."""
    return Outgoing(destination, f"decision-{number}", f"MSH|ORU|{number}".encode())


def due(store: Hl7Store, destination: str = "his") -> Due:
    """Return what is to be sent now."""
    found = store.outgoing(destination, NOW)
    assert found is not None
    return found


def test_messages_go_out_in_order_for_each_destination(open_store: Callable[[], Hl7Store]) -> None:
    drained(open_store(), outgoing=[outgoing(1), outgoing(2), outgoing(3, "ris")])
    drained(open_store(), outgoing=[outgoing(4), outgoing(5, "ris")])
    store = open_store()
    sent = []
    for destination in ("his", "ris"):
        while (head := store.outgoing(destination, NOW)) is not None:
            assert (head.destination, head.attempts) == (destination, 0)
            sent.append((destination, head.id, head.content))
            store.sent(head.seq, NOW)
    assert sent == [
        ("his", "decision-1", b"MSH|ORU|1"),
        ("his", "decision-2", b"MSH|ORU|2"),
        ("his", "decision-4", b"MSH|ORU|4"),
        ("ris", "decision-3", b"MSH|ORU|3"),
        ("ris", "decision-5", b"MSH|ORU|5"),
    ]
    assert store.outgoing("unknown", NOW) is None


def test_what_is_added_again_is_sent_once(store: Hl7Store) -> None:
    drained(store, outgoing=[outgoing(1), outgoing(1), outgoing(1, "ris")])
    store.sent(due(store).seq, NOW)
    drained(store, outgoing=[outgoing(1)])
    assert store.outgoing("his", NOW) is None
    assert due(store, "ris").id == "decision-1"


def test_a_head_that_waits_for_its_retry_holds_the_rest_back(store: Hl7Store) -> None:
    drained(store, outgoing=[outgoing(1), outgoing(2), outgoing(3, "ris")])
    head = due(store)
    store.failed(head.seq, "connection-refused", SOON)
    assert store.outgoing("his", NOW) is None
    assert store.outgoing("his", SOON - timedelta(microseconds=1)) is None
    assert store.outgoing("his", SOON) == Due(head.seq, "his", "decision-1", b"MSH|ORU|1", 1)
    store.failed(head.seq, "connection-refused", NOW)
    assert due(store).attempts == 2
    assert due(store, "ris").id == "decision-3"
    store.sent(head.seq, NOW)
    assert due(store).id == "decision-2"


def test_a_message_that_is_set_aside_lets_the_rest_through(store: Hl7Store) -> None:
    drained(store, outgoing=[outgoing(1), outgoing(2)])
    head = due(store)
    store.set_aside(head.seq, "application-reject", SOON)
    assert due(store).id == "decision-2"
    assert store.depths() == Depths(0, None, outgoing={"his": 1}, set_aside={"his": 1})
    assert store.troubles() == [Trouble("decision-1", "his", SOON, "application-reject")]


def test_what_is_off_the_queue_stays_off(store: Hl7Store) -> None:
    drained(store, outgoing=[outgoing(1), outgoing(2)])
    first = due(store)
    store.sent(first.seq, NOW)
    store.failed(first.seq, "late", SOON)
    store.set_aside(first.seq, "late", SOON)
    assert store.depths() == Depths(0, None, outgoing={"his": 1})
    second = due(store)
    store.set_aside(second.seq, "application-reject", NOW)
    store.sent(second.seq, SOON)
    store.failed(second.seq, "late", SOON)
    assert store.troubles() == [Trouble("decision-2", "his", NOW, "application-reject")]
    assert store.outgoing("his", SOON) is None
