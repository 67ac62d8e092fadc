"""What senders do to a listener, by mistake or on purpose: it answers what it can, in order, within bounds."""

import socket
import struct
from contextlib import suppress
from dataclasses import replace

import hl7.client
import pytest

from api.hl7_frame import Frame
from api.mllp.limits import MIB
from tests.api.mllp.conftest import Wire
from tests.api.mllp.listening import GENTLE, Kept, Speaking, acknowledgement, message, mllp

HASTY = replace(GENTLE, idle=0.3, frame_seconds=0.3, linger_seconds=0.3)
NAME = "HONG^GILDONG"


def numbered(count: int) -> list[bytes]:
    """Messages of one sender."""
    return [message(str(number)) for number in range(count)]


def agreed(count: int) -> list[bytes]:
    """Their acknowledgements."""
    return [acknowledgement("AA", str(number)) for number in range(count)]


def reset(speaking: Speaking) -> None:
    """End a connection the hard way."""
    speaking.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    speaking.socket.close()


def test_message_is_handed_over_with_its_sender_and_answered(wire: Wire) -> None:
    running = wire.listen()
    assert wire.connect(running).ask(message("1")) == acknowledgement("AA", "1")
    names = frozenset({"his.example"}) if wire.is_tls else frozenset[str]()
    assert running.kept.portions == [[Frame(message("1"), names, "127.0.0.1")]]


def test_partial_writes_are_put_together(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    for at in range(len(mllp(message("1")))):
        speaking.send(mllp(message("1"))[at : at + 1])
    assert speaking.answers(1) == agreed(2)[1:]
    assert running.kept.bodies == [message("1")]


def test_lone_vertical_tab_may_be_followed_by_its_message(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(b"\x0b")
    assert wire.connect(running).ask(message("0")) == acknowledgement("AA", "0")
    speaking.send(message("1") + b"\x1c\r")
    assert speaking.answers(1) == [acknowledgement("AA", "1")]


@pytest.mark.parametrize("count", [2, 100])
def test_pipelined_frames_are_all_answered_in_order(wire: Wire, count: int) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(b"".join(map(mllp, numbered(count))))
    assert speaking.answers(count) == agreed(count)
    assert running.kept.bodies == numbered(count)
    assert max(map(len, running.kept.portions)) <= GENTLE.batch


def test_pipelined_frames_are_taken_together(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(b"".join(map(mllp, numbered(100))))
    speaking.answers(100)
    assert len(running.kept.portions) < 100


def test_portion_is_bounded_in_bytes_too(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, batch_bytes=500))
    speaking = wire.connect(running)
    speaking.send(b"".join(map(mllp, numbered(50))))
    assert speaking.answers(50) == agreed(50)
    assert all(sum(len(frame.raw) for frame in portion) <= 500 for portion in running.kept.portions)


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"MSH|^~\\&|no mark\r", b"\x00" * 100])
def test_garbage_ends_the_connection_and_nothing_else(wire: Wire, garbage: bytes) -> None:
    running = wire.listen()
    speaking, other = wire.connect(running), wire.connect(running)
    speaking.send(garbage)
    assert speaking.is_closed()
    assert other.ask(message("1")) == acknowledgement("AA", "1")
    assert (running.kept.bodies, running.counts.ends("garbage")) == ([message("1")], 1)


def test_message_before_garbage_is_answered(wire: Wire) -> None:
    speaking = wire.connect(wire.listen())
    speaking.send(mllp(message("1")) + b"garbage")
    assert speaking.answers(2) == [acknowledgement("AA", "1")]


def test_stray_line_ends_between_frames_mean_nothing(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(b"\r" + mllp(message("0")) + b"\r\n\r\n" + mllp(message("1")) + b"\n")
    assert speaking.answers(2) == agreed(2)
    assert speaking.ask(message("2")) == acknowledgement("AA", "2")


@pytest.mark.parametrize("charset", ["euc-kr", "cp949", "utf-8"])
def test_korean_bytes_are_handed_over_as_they_came(wire: Wire, charset: str) -> None:
    running = wire.listen()
    body = message("1", "홍길동 흉부 전산화단층촬영 " + ("똠방각하" if charset != "euc-kr" else ""), charset)
    assert wire.connect(running).ask(body) == acknowledgement("AA", "1")
    assert running.kept.bodies == [body]


@pytest.mark.parametrize("text", ["\r\r\rZZZ|1", "a\x1cb", "\x1c\n", "\x0bMSH", "\x1c\x1c "])
def test_odd_bytes_within_a_message_do_not_part_it(wire: Wire, text: str) -> None:
    running = wire.listen()
    assert wire.connect(running).ask(message("1", text)) == acknowledgement("AA", "1")
    assert running.kept.bodies == [message("1", text)]


def test_empty_frame_is_answered(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    assert speaking.ask(b"") == acknowledgement("AR", "")
    assert speaking.ask(message("1")) == acknowledgement("AA", "1")


def test_acknowledgement_is_not_answered(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(mllp(message("0").replace(b"ORM^O01", b"ACK")) + mllp(message("1")))
    assert speaking.answers(1) == [acknowledgement("AA", "1")]
    assert len(running.kept.bodies) == 2


@pytest.mark.parametrize("size", [100_000, MIB])
def test_large_frame_is_taken(wire: Wire, size: int) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    body = message("1", "x" * (size - len(message("1"))))
    assert (len(body), speaking.ask(body)) == (size, acknowledgement("AA", "1"))
    assert running.kept.bodies == [body]
    assert speaking.ask(message("2")) == acknowledgement("AA", "2")


@pytest.mark.parametrize("size", [MIB + 1, 10 * MIB])
def test_frame_that_is_too_big_is_refused_by_name_and_ends_the_connection(wire: Wire, size: int) -> None:
    running = wire.listen(replace(GENTLE, linger_seconds=0.5))
    speaking = wire.connect(running)
    speaking.send(mllp(message("0")))
    speaking.send(mllp(message("big", "x" * (size - len(message("big"))))))
    assert speaking.answers(3) == [acknowledgement("AA", "0"), acknowledgement("AR", "big")]
    assert running.kept.bodies == [message("0")]
    assert [reason for _, reason in running.kept.refused] == ["too-big"]
    assert running.counts.ends("too-big") == 1


def test_large_frames_take_turns(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, large_frames=1))
    body = message("1", "x" * 300_000)
    first, second = wire.connect(running), wire.connect(running)
    first.send(mllp(body)[:200_000])
    second.send(mllp(body)[:200_000])
    assert wire.connect(running).ask(message("0")) == acknowledgement("AA", "0")
    for speaking in (first, second):
        speaking.send(mllp(body)[200_000:])
    assert (first.answers(1), second.answers(1)) == ([acknowledgement("AA", "1")], [acknowledgement("AA", "1")])
    assert sorted(running.kept.bodies) == sorted([message("0"), body, body])


def test_slow_sender_has_a_frame_time_and_is_told(wire: Wire) -> None:
    running = wire.listen(replace(HASTY, idle=20))
    speaking = wire.connect(running)
    body = b"\x0b" + message("slow", NAME * 1000)
    sent = 0
    speaking.socket.settimeout(0.02)
    answer = b""
    while sent < len(body) and not answer:
        # Each byte comes soon after the one before: only the frame as a whole is late.
        speaking.send(body[sent : sent + 60])
        sent += 60
        try:
            answer = speaking.socket.recv(4096)
        except TimeoutError:
            continue
    assert answer == mllp(acknowledgement("AR", "slow"))
    assert [reason for _, reason in running.kept.refused] == ["timeout"]
    assert running.kept.bodies == []


@pytest.mark.parametrize("stray", [b"", b"\r\n"])
def test_silent_connection_is_closed_after_its_time(wire: Wire, stray: bytes) -> None:
    running = wire.listen(replace(HASTY, frame_seconds=20))
    speaking = wire.connect(running)
    speaking.send(stray)
    assert speaking.is_closed()
    assert running.counts.ends("idle") == 1


def test_line_ends_do_not_keep_a_connection_alive(wire: Wire) -> None:
    running = wire.listen(replace(HASTY, frame_seconds=20))
    speaking = wire.connect(running)
    speaking.socket.settimeout(0.02)
    ended = False
    while not ended:
        try:
            speaking.send(b"\r")
            ended = speaking.socket.recv(10) == b""
        except TimeoutError:
            continue
        except OSError:
            ended = True
    assert running.counts.ends("idle") == 1


def test_half_closed_connection_is_still_taken_from(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    speaking.send(mllp(message("1")))
    if wire.is_tls:
        # TLS as Python speaks it has no half-closed connections: the message is kept, its answer may be lost.
        speaking.socket.close()
        assert wire.connect(running).ask(message("2")) == acknowledgement("AA", "2")
    else:
        speaking.socket.shutdown(socket.SHUT_WR)
        assert speaking.answers(2) == [acknowledgement("AA", "1")]
    assert running.kept.bodies[0] == message("1")


@pytest.mark.parametrize("end", [reset, lambda speaking: speaking.socket.close()])
def test_connection_that_ends_in_mid_frame_hands_nothing_over(wire: Wire, end: object) -> None:
    running = wire.listen()
    speaking, other = wire.connect(running), wire.connect(running)
    speaking.send(mllp(message("0")))
    assert speaking.answers(1) == agreed(1)
    speaking.send(b"\x0b" + message("1"))
    assert callable(end)
    end(speaking)
    assert other.ask(message("2")) == acknowledgement("AA", "2")
    running.stop()
    running.wait()
    assert running.kept.bodies == [message("0"), message("2")]
    assert running.counts.ends("reset") == 1


def test_sender_that_takes_no_answers_is_given_up(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, frame_seconds=0.3), Kept(padding=100_000))
    speaking = wire.connect(running)
    speaking.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    burst = b"".join(map(mllp, numbered(500)))
    with suppress(OSError):
        while True:
            speaking.send(burst)
    assert wire.connect(running).ask(message("1")).startswith(acknowledgement("AA", "1"))
    assert running.counts.ends("timeout") == 1


def test_client_that_others_wrote_is_served(wire: Wire) -> None:
    if wire.is_tls:
        return
    running = wire.listen()
    with hl7.client.MLLPClient(*running.address) as theirs:
        answers = [theirs.send_message(hl7.parse(message(str(n)).decode())) for n in range(3)]
    assert answers == list(map(mllp, agreed(3)))


def test_nothing_of_a_message_is_told_but_its_codes(wire: Wire) -> None:
    running = wire.listen(replace(HASTY, idle=20))
    speaking = wire.connect(running)
    speaking.ask(message("17", NAME))
    speaking.ask(message("1").replace(b"HIS", NAME.encode()).replace(b"ORM^O01", b"900101-1234567 A"))
    speaking.send(b"\x0b" + message("18", NAME))
    assert speaking.answers(1) == [acknowledgement("AR", "18")]
    running.stop()
    running.wait()
    told = running.lines("hl7-message")
    assert told[0] == {
        "application": "HIS",
        "facility": "KUMC",
        "message": "ORM^O01",
        "control_id": "17",
        "size": 81,
        "digest": told[0]["digest"],
        "code": "AA",
    }
    assert told[1]["message"] == "?"
    assert running.lines("hl7-message-given-up")[0]["reason"] == "timeout"
    assert "900101" not in running.written.getvalue()
    assert running.counts.frames("AA") == 2
