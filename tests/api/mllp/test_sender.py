"""A sender loses nothing, keeps its order, and says the same again until it is answered."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.hl7_settings import Tls
from api.mllp.link import Patience
from api.mllp.sender import MOST_RETRIES
from api.store.hl7_values import Due
from tests.api.mllp.certificates import Authority, authority
from tests.api.mllp.destinations import (
    CLOSE,
    Destination,
    Reply,
    Waiting,
    agreed,
    coded,
    given,
    send,
    sendings,
    told,
    until,
)
from tests.api.mllp.listening import SECONDS, acknowledgement, message, mllp


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What is closed when the test ends."""
    with ExitStack() as opened:
        yield opened


def listening(stack: ExitStack, *replies: Reply, port: int = 0, tls: Tls | None = None) -> Destination:
    """A destination that is closed when the test ends."""
    destination = Destination(*replies, port=port, tls=tls)
    stack.callback(destination.close)
    return destination


def test_messages_are_sent_in_order_on_one_connection(stack: ExitStack) -> None:
    destination, queue = listening(stack), Waiting(*"abcde")
    counts, _ = send(queue, destination.port)
    assert queue.done == [(each, "sent") for each in "abcde"]
    assert destination.heard == [message(each) for each in "abcde"]
    assert (destination.connections, sendings(counts, "sent")) == (1, 5)


@pytest.mark.parametrize("code", ["AA", "CA"])
def test_message_that_is_accepted_is_taken_off(stack: ExitStack, code: str) -> None:
    queue = Waiting("a")
    send(queue, listening(stack, coded(code)).port)
    assert queue.done == [("a", "sent")]


@pytest.mark.parametrize("code", ["AR", "CR"])
def test_message_that_is_rejected_is_set_aside_and_the_next_is_sent(stack: ExitStack, code: str) -> None:
    queue = Waiting("a", "b")
    counts, _ = send(queue, listening(stack, coded(code)).port)
    assert queue.done == [("a", f"answered-{code}"), ("b", "sent")]
    assert sendings(counts, "set-aside") == 1


@pytest.mark.parametrize("code", ["AE", "CE"])
def test_message_that_is_in_error_is_sent_again_before_any_other(stack: ExitStack, code: str) -> None:
    destination, queue = listening(stack, coded(code), coded(code)), Waiting("a", "b")
    counts, _ = send(queue, destination.port)
    assert queue.done == [("a", "sent"), ("b", "sent")]
    assert destination.heard == [message(each) for each in "aaab"]
    assert queue.failures == [f"answered-{code}"] * 2
    assert sendings(counts, "again") == 2


def test_message_that_stays_in_error_is_set_aside(stack: ExitStack) -> None:
    destination, queue = listening(stack, *[coded("AE")] * (MOST_RETRIES + 1)), Waiting("a", "b")
    send(queue, destination.port)
    assert queue.done == [("a", "answered-AE"), ("b", "sent")]
    assert len(destination.heard) == MOST_RETRIES + 2


@pytest.mark.parametrize(
    "garbage",
    [mllp(b"hello"), b"HTTP/1.1 400", mllp(b""), mllp(b"MSH|^~\\&|\rMSA|OK|a"), b"\x0b" + b"x" * 100_000],
)
def test_answer_that_cannot_be_read_is_an_error(stack: ExitStack, garbage: bytes) -> None:
    destination, queue = listening(stack, given(garbage)), Waiting("a")
    _, written = send(queue, destination.port)
    assert queue.done == [("a", "sent")]
    assert queue.failures == ["answer-not-readable"]
    assert destination.heard == [message("a")] * 2
    assert "hello" not in written


def test_answer_to_an_earlier_message_is_passed_over(stack: ExitStack) -> None:
    late = mllp(acknowledgement("AR", "before"))
    destination, queue = listening(stack, lambda heard: late + agreed(heard)), Waiting("a")
    send(queue, destination.port)
    assert (queue.done, queue.failures) == ([("a", "sent")], [])


def test_answer_to_another_message_alone_is_an_error(stack: ExitStack) -> None:
    destination, queue = listening(stack, given(mllp(acknowledgement("AA", "other")))), Waiting("a")
    send(queue, destination.port, Patience(answer=0.3))
    assert (queue.done, queue.failures) == ([("a", "sent")], ["answer-to-another"])


@pytest.mark.parametrize("reply", [given(CLOSE), given(None)], ids=["ends", "says-nothing"])
def test_destination_that_does_not_answer_is_tried_for_ever(stack: ExitStack, reply: Reply) -> None:
    destination, queue = listening(stack, *[reply] * (MOST_RETRIES + 3)), Waiting("a", "b")
    counts, _ = send(queue, destination.port, Patience(answer=0.1))
    assert (queue.done, queue.failures) == ([("a", "sent"), ("b", "sent")], [])
    assert destination.heard == [*[message("a")] * (MOST_RETRIES + 4), message("b")]
    assert sendings(counts, "unreachable") == MOST_RETRIES + 3


def test_destination_that_delays_is_waited_for(stack: ExitStack) -> None:
    gate = threading.Event()

    def slowly(heard: bytes) -> bytes | None:
        gate.wait(0.2)
        return agreed(heard)

    destination, queue = listening(stack, slowly), Waiting("a", "b")
    send(queue, destination.port)
    assert destination.heard == [message("a"), message("b")]


def test_destination_that_restarts_loses_nothing(stack: ExitStack) -> None:
    queue = Waiting(*"abcdef")
    first = Destination(agreed, agreed, given(CLOSE))
    restarted: list[Destination] = []

    def restart() -> None:
        until(lambda: len(first.heard) == 3)
        first.close()
        restarted.append(Destination(port=first.port))

    beside = threading.Thread(target=restart)
    beside.start()
    send(queue, first.port)
    beside.join(SECONDS)
    stack.callback(restarted[0].close)
    assert queue.done == [(each, "sent") for each in "abcdef"]
    heard = first.heard + restarted[0].heard
    assert list(dict.fromkeys(heard)) == [message(each) for each in "abcdef"]
    assert heard.count(message("c")) >= 2


def test_destination_that_ended_an_idle_connection_is_connected_to_anew(stack: ExitStack) -> None:
    destination = listening(stack)
    queue = Waiting("a", "b")
    original = queue.sent

    def sent(seq: int, now: datetime) -> None:
        original(seq, now)
        queue.retry_at = now + timedelta(seconds=0.1)

    queue.sent = sent  # type: ignore[method-assign]
    send(queue, destination.port, Patience(idle=0.01))
    assert (queue.done, destination.connections) == ([("a", "sent"), ("b", "sent")], 2)


def test_store_that_is_busy_is_asked_again(stack: ExitStack) -> None:
    queue = Waiting("a")
    queue.unavailable = 2
    _, written = send(queue, listening(stack).port)
    assert queue.done == [("a", "sent")]
    assert [line["reason"] for line in told(written) if line["event"] == "hl7-queue-waits"] == ["busy", "busy"]


def test_two_senders_to_one_destination_send_each_message_once_and_in_order(stack: ExitStack) -> None:
    ids = [f"{number}" for number in range(20)]
    queue, heard = Waiting(*ids), list[bytes]()
    senders = []
    for _ in range(2):
        one = listening(stack)  # a connection has its own of what is one destination, so that both are served at once
        one.heard = heard
        senders.append(threading.Thread(target=send, args=(queue, one.port)))
    for each in senders:
        each.start()
    for each in senders:
        each.join(SECONDS)
    assert queue.done == [(each, "sent") for each in ids]
    assert heard == [message(each) for each in ids]


def test_sender_waits_while_another_sends(stack: ExitStack) -> None:
    destination, queue = listening(stack), Waiting("a")
    with queue.sending_lock("his") as is_ours:
        beside = threading.Thread(target=send, args=(queue, destination.port))
        beside.start()
        beside.join(0.1)
        assert (is_ours, destination.heard, queue.done) == (True, [], [])
    beside.join(SECONDS)
    assert queue.done == [("a", "sent")]


def test_message_that_is_damaged_is_set_aside_unsent_and_the_next_is_sent(stack: ExitStack) -> None:
    destination, queue = listening(stack), Waiting("a", "b")
    queue.due[0] = replace(queue.due[0], content=b"", is_damaged=True)
    counts, _ = send(queue, destination.port)
    assert queue.done == [("a", "damaged"), ("b", "sent")]
    assert destination.heard == [message("b")]
    assert sendings(counts, "set-aside") == 1


def test_sending_is_told_without_what_it_says(stack: ExitStack) -> None:
    queue = Waiting("a")
    queue.due = [Due(0, "his", "a", message("a", "HONG^GILDONG"), 0)]
    _, written = send(queue, listening(stack, coded("AR")).port)
    (line,) = told(written)
    assert (line["event"], line["destination"], line["control_id"], line["reason"]) == (
        "hl7-set-aside",
        "his",
        "a",
        "answered-AR",
    )
    assert "HONG" not in written


def test_destination_under_tls_is_shown_our_certificate(stack: ExitStack, own: Tls, sender: Tls) -> None:
    destination, queue = listening(stack, tls=own), Waiting("a", "b")
    send(queue, destination.port, tls=sender)
    assert queue.done == [("a", "sent"), ("b", "sent")]


def test_destination_that_is_not_whom_we_trust_gets_nothing(
    stack: ExitStack, trusted: Authority, tmp_path: Path
) -> None:
    other = authority(tmp_path / "other").vouch("his", "127.0.0.1")
    for theirs in (other, trusted.vouch("misnamed", "his.example")):
        destination, queue = listening(stack, tls=theirs), Waiting("a")
        ours = Tls(trusted.file)
        send(queue, destination.port, tls=ours, enough=lambda counts: sendings(counts, "unreachable") > 1)
        assert (destination.heard, queue.done) == ([], [])
