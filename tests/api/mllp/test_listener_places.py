"""When all places are taken the quietest idle connection makes room, and whoever stops the listener loses nothing."""

import asyncio
import socket
from contextlib import ExitStack
from dataclasses import replace

import pytest

from api.mllp.places import Places, Visit
from tests.api.mllp.conftest import Wire
from tests.api.mllp.listening import GENTLE, Kept, Speaking, acknowledgement, message, mllp


def visit(left: list[str], name: str, heard: float, said: int = 0, *, is_idle: bool = True) -> Visit:
    """A connection that notes when it is sent away."""
    return Visit(lambda: left.append(name), heard, said, is_idle)


def test_quietest_that_waits_for_nothing_makes_room() -> None:
    left: list[str] = []
    places = Places(4)
    for each in (
        visit(left, "busy", 1, is_idle=False),
        visit(left, "quiet", 2, 9),
        visit(left, "silent", 4),
        visit(left, "lively", 3, 9),
    ):
        assert places.take(each)
    taken = [places.take(visit(left, "new", 5, is_idle=False)) for _ in range(4)]
    assert (taken, left, len(places)) == ([True, True, True, False], ["silent", "quiet", "lively"], 4)


def test_place_is_given_up_once() -> None:
    places, one = Places(1), visit([], "one", 0)
    assert places.take(one)
    places.give_up(one)
    places.give_up(one)
    assert list(places) == []


def test_live_sender_is_served_beside_150_idle_connections(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, connections=16))
    live = wire.connect(running)
    with ExitStack() as idle:
        for number in range(150):
            idle.enter_context(Speaking(running.address, wire.client))
            if number % 10 == 0:
                assert live.ask(message(str(number))) == acknowledgement("AA", str(number))
        assert wire.connect(running).ask(message("new")) == acknowledgement("AA", "new")
        assert live.ask(message("last")) == acknowledgement("AA", "last")
        assert running.counts.open() <= 17
    assert running.counts.ends("evicted") >= 130
    assert running.counts.ends("refused") == 0


def test_newcomer_is_refused_where_everybody_is_in_mid_frame(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, connections=2))
    first, second = wire.connect(running), wire.connect(running)
    for each in (first, second):
        # The answer to the one before shows that the beginning of the next has come.
        each.send(mllp(message("1")) + b"\x0bMSH")
        assert each.answers(1) == [acknowledgement("AA", "1")]
    third = wire.connect(running)
    assert third.is_closed()
    assert running.counts.ends("refused") == 1
    first.send(b"|^~\\&|\x1c\r")
    assert len(first.answers(1)) == 1


def test_failing_receiver_promises_nothing_and_is_told(wire: Wire) -> None:
    running = wire.listen()
    speaking = wire.connect(running)
    assert speaking.ask(message("0")) == acknowledgement("AA", "0")
    running.kept.failing = RuntimeError("an invented name")
    assert speaking.ask(message("1")) == b""
    running.kept.failing = None
    assert wire.connect(running).ask(message("1")) == acknowledgement("AA", "1")
    assert [line["error"] for line in running.lines("hl7-not-received")] == ["RuntimeError"]
    assert "invented name" not in running.written.getvalue()


def test_failing_refusal_ends_the_connection(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, frame=100))
    running.kept.failing = RuntimeError()
    speaking = wire.connect(running)
    speaking.send(b"\x0b" + b"x" * 200)
    assert speaking.is_closed()
    assert [line["error"] for line in running.lines("hl7-not-received")] == ["RuntimeError"]


def test_what_is_being_received_is_answered_when_the_listener_stops(wire: Wire) -> None:
    kept = Kept(gate=asyncio.Event())
    running = wire.listen(kept=kept)
    asking, halfway, idle = wire.connect(running), wire.connect(running), wire.connect(running)
    asking.send(mllp(message("1")))
    while not kept.portions:
        pass
    running.open_gate()
    assert asking.answers(1) == [acknowledgement("AA", "1")]
    halfway.send(mllp(message("2")) + b"\x0b" + message("3"))
    assert halfway.answers(1) == [acknowledgement("AA", "2")]
    running.stop()
    assert idle.is_closed()
    halfway.send(b"\x1c\r")
    assert halfway.answers(2) == [acknowledgement("AA", "3")]
    running.wait()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(running.address)


def test_who_does_not_finish_is_left_when_the_listener_stops(wire: Wire) -> None:
    running = wire.listen(replace(GENTLE, finish_seconds=0.2))
    halfway = wire.connect(running)
    halfway.send(mllp(message("2")) + b"\x0b" + message("3"))
    assert halfway.answers(1) == [acknowledgement("AA", "2")]
    running.stop()
    running.wait()
    assert halfway.is_closed()
    assert running.kept.bodies == [message("2")]
