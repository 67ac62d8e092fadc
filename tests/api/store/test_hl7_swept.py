"""What every store removes when it is swept, and what it keeps."""

from datetime import datetime, timedelta

from api.store.hl7_port import Hl7Store
from api.store.hl7_state import KEPT, SWEPT_AT_ONCE, TROUBLE_KEPT
from api.store.hl7_values import Changes, Outgoing, Received
from tests.api.store.invented_arrivals import NOW, Sending, answer, drained, statement, waiting

INSTANT = timedelta(microseconds=1)
ORDER = "ORC|HIS|17"


def ids_left(store: Hl7Store, messages: list[Received]) -> list[str]:
    """Return the ids of those messages that are still there."""
    return [message.id for message in messages if store.received(message.id) is not None]


def outcomes(store: Hl7Store, messages: list[Received]) -> list[str]:
    """Return what becomes of messages that come in."""
    return [receipt.outcome for receipt in store.receive(messages)]


def test_messages_that_are_done_go_after_thirty_days_and_the_refused_after_ninety(store: Hl7Store) -> None:
    assert timedelta(days=30) == KEPT
    assert timedelta(days=90) == TROUBLE_KEPT
    sending = Sending()
    states = [sending.message(state="done"), sending.message(state="refused"), sending.message(), sending.message()]
    store.receive(states)
    done, refused, waits, newest = (message.id for message in states)
    for now, left in (
        (NOW + KEPT, [done, refused, waits, newest]),
        (NOW + KEPT + INSTANT, [refused, waits, newest]),
        (NOW + TROUBLE_KEPT, [refused, waits, newest]),
        (NOW + TROUBLE_KEPT + INSTANT, [waits, newest]),
    ):
        store.sweep(now)
        assert ids_left(store, states) == left


def test_what_waits_is_never_swept_and_goes_thirty_days_after_it_is_done(store: Hl7Store) -> None:
    message = waiting(store, Sending().message())
    waiting(store, Sending("newer").message())
    settled = NOW + timedelta(days=1000)
    store.sweep(settled)
    assert store.settle(message.seq, Changes(settled))
    store.sweep(settled + KEPT)
    assert store.received(message.id) is not None
    store.sweep(settled + KEPT + INSTANT)
    assert store.received(message.id) is None


def test_no_seq_is_given_twice(store: Hl7Store) -> None:
    sending = Sending()
    messages = [sending.message(state="done") for _ in range(3)]
    store.receive(messages)
    store.sweep(NOW + KEPT + INSTANT)
    assert ids_left(store, messages) == [messages[2].id]
    assert waiting(store, sending.message()).seq == 4


def test_a_message_that_was_swept_is_new_when_it_comes_again(store: Hl7Store) -> None:
    sending = Sending()
    first, again = sending.message("17", b"same", state="done"), sending.message("17", b"same")
    assert outcomes(store, [first, sending.message(), again]) == ["stored", "stored", "replayed"]
    store.sweep(NOW + KEPT + INSTANT)
    assert outcomes(store, [again]) == ["stored"]


def test_a_long_backlog_is_swept_whole(store: Hl7Store) -> None:
    sending = Sending()
    messages = [sending.message(state="done") for _ in range(2 * SWEPT_AT_ONCE + 2)]
    store.receive(messages)
    store.sweep(NOW + KEPT + INSTANT)
    assert ids_left(store, messages) == [messages[-1].id]


def test_statements_go_when_they_can_matter_no_more(store: Hl7Store) -> None:
    one = store.subject("HIS|1")
    until = {"short": NOW, "long": NOW + timedelta(days=1)}
    drained(store, keep=[(one, statement(key, until=time)) for key, time in until.items()])
    store.sweep(NOW)
    assert sorted(each.key for each in store.kept_of(one)) == ["long", "short"]
    store.sweep(NOW + INSTANT)
    assert [each.key for each in store.kept_of(one)] == ["long"]
    assert store.subjects_of_order("short") == ()


def test_an_answer_goes_thirty_days_after_it_was_given_but_not_before_its_order(store: Hl7Store) -> None:
    one, far = store.subject("HIS|1"), NOW + timedelta(days=60)
    drained(store, keep=[(one, statement(ORDER, until=far))], told=[(one, answer()), (one, answer("ORC|HIS|18"))])
    for now, left in (
        (NOW + KEPT, [answer(), answer("ORC|HIS|18")]),
        (NOW + KEPT + INSTANT, [answer()]),
        (far, [answer()]),
        (far + INSTANT, []),
    ):
        store.sweep(now)
        assert store.answers_of(one) == left


def test_the_queue_forgets_what_is_sent_and_never_what_waits(store: Hl7Store) -> None:
    def add(at: datetime) -> None:
        drained(store, at=at, outgoing=[Outgoing("his", f"decision-{number}", b"") for number in range(4)])

    add(NOW)
    heads = []
    for _ in range(2):
        head = store.outgoing("his", NOW)
        assert head is not None
        heads.append(head.seq)
        (store.sent(head.seq, NOW) if len(heads) == 1 else store.set_aside(head.seq, "reject", NOW))
    store.sweep(NOW + KEPT)
    add(NOW)
    assert store.depths().outgoing == {"his": 2}
    store.sweep(NOW + KEPT + INSTANT)
    add(NOW + KEPT)  # the one that was sent is new again: a decision is not recorded twice, so nobody adds it
    assert store.depths().outgoing == {"his": 3}
    assert store.depths().set_aside == {"his": 1}
    store.sweep(NOW + TROUBLE_KEPT + INSTANT)
    assert store.depths().set_aside == {}
    assert store.depths().outgoing == {"his": 3}
