"""What goes wrong with one message is that message's alone, is never lost, and is never passed over in silence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.feed.receive import MOST_MESSAGES, NotStored
from engine.errors import LogDamaged, LogUnavailable
from tests.api.feed.feeding import Feed, codes
from tests.api.feed.talk import PATIENT, answer, order, rt_pcr
from tests.api.store.damage import tampering

TOLD = [answer("ct-circumstance", "negative-but-suspected")]
ANOTHER = PATIENT.replace("INVENTED-1", "INVENTED-2")


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    """A feed with nothing in it."""
    with Feed(tmp_path) as running:
        yield running


def fail(*_: Any) -> Any:  # noqa: ANN401
    """Fail, as a program does that has a fault."""
    raise ZeroDivisionError


def unavailable(*_: Any, **__: Any) -> Any:  # noqa: ANN401
    """Be out of order, as a disk is."""
    raise LogUnavailable("invented")


def reasons(feed: Feed) -> list[str | None]:
    """Return why messages were refused after they were stored."""
    return [each.reason for each in feed.store.troubles()]


@pytest.mark.parametrize("is_sent_again", [True, False], ids=["sent-again", "retaken"])
def test_message_that_the_program_failed_on_is_decided_when_it_is_taken_again(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, *, is_sent_again: bool
) -> None:
    asked = order(control="A1", told=TOLD)
    first = feed.send(asked)
    with monkeypatch.context() as faulty:
        faulty.setattr(type(feed.taking), "tell", fail)
        assert feed.drain.catch_up() == 1
    assert (reasons(feed), feed.decisions(), feed.drain.catch_up()) == (["internal"], [], 0)
    if is_sent_again:
        assert feed.send(asked) == first
    else:
        assert len(feed.store.retake()) == 1
    assert feed.drain.catch_up() == 1
    assert (reasons(feed), len(feed.decisions()), len(feed.sent())) == ([], 1, 1)


def test_message_that_fails_at_settling_is_refused_and_the_next_is_taken(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed.send(order(placer="P1", told=TOLD), order(placer="P2", told=TOLD))
    settle, calls = type(feed.store).settle, list[int]()

    def fail_once(*arguments: Any) -> bool:  # noqa: ANN401
        calls.append(1)
        return settle(*arguments) if len(calls) > 1 else fail()

    monkeypatch.setattr(type(feed.store), "settle", fail_once)
    assert feed.drain.catch_up() == 2
    assert (reasons(feed), len(feed.sent())) == (["internal"], 1)


def test_message_that_is_damaged_holds_up_no_other_and_is_mended_by_sending_it_again(
    feed: Feed, tmp_path: Path
) -> None:
    feed.send(order(control="A1", told=TOLD), order(control="A2", placer="P2", told=TOLD))
    with tampering(tmp_path / "log.db") as somebody:
        somebody.run("UPDATE hl7_inbox SET message = x'00' WHERE seq = 1")
    assert feed.drain.catch_up() == 2
    assert (reasons(feed), len(feed.decisions())) == (["damaged"], 1)
    feed.store.retake()
    assert feed.drain.catch_up() == 1
    assert reasons(feed) == ["damaged"]
    assert codes(feed.send(order(control="A1", told=TOLD))) == ["AA"]
    assert feed.drain.catch_up() == 1
    assert (reasons(feed), len(feed.decisions())) == ([], 2)


@pytest.mark.parametrize(
    "change", ["UPDATE hl7_kept SET sealed = x'00'", "UPDATE hl7_answer SET sealed = x'00'"], ids=["kept", "answers"]
)
def test_patient_of_whom_something_is_damaged_holds_up_no_other(feed: Feed, tmp_path: Path, change: str) -> None:
    feed.feed(order(told=TOLD))
    with tampering(tmp_path / "log.db") as somebody:
        somebody.run(change)
    feed.feed(rt_pcr(), order(placer="P2", told=TOLD, patient=ANOTHER))
    assert (reasons(feed), len(feed.decisions())) == (["damaged"], 2)
    assert "INVENTED" not in feed.messages.getvalue()


@pytest.mark.parametrize("error", [LogUnavailable, LogDamaged])
def test_database_that_cannot_be_used_as_a_whole_stops_and_refuses_nothing(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def stops(*_: Any) -> Any:  # noqa: ANN401
        raise error("invented")

    feed.send(order(told=TOLD))
    with monkeypatch.context() as broken:
        broken.setattr(type(feed.store), "kept_of", stops)
        with pytest.raises(error):
            feed.drain.catch_up()
    assert (reasons(feed), len(feed.store.waiting())) == ([], 1)


@pytest.mark.parametrize("accept", ["NE", "SU"])
def test_sender_that_wants_to_hear_of_no_error_is_parted_from_where_nothing_is_stored(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    asked = order(accept=accept, result="NE")
    with monkeypatch.context() as patched:
        patched.setattr(type(feed.store), "receive", unavailable)
        with pytest.raises(NotStored):
            feed.send(asked)
    assert [each.outcome for each in feed.told] == ["unavailable"]
    assert feed.store.waiting() == []
    assert codes(feed.send(asked)) == [{"NE": "", "SU": "CA"}[accept]]


@pytest.mark.parametrize("accept", ["AL", "ER"])
def test_sender_that_wants_to_hear_of_errors_is_told(feed: Feed, monkeypatch: pytest.MonkeyPatch, accept: str) -> None:
    monkeypatch.setattr(type(feed.store), "receive", unavailable)
    assert codes(feed.send(order(accept=accept, result="NE"))) == ["CE"]


@pytest.mark.parametrize("mark", [b"", b"\x0b"])
def test_frame_of_more_messages_than_are_taken_at_once_is_refused_whole(feed: Feed, mark: bytes) -> None:
    parts = [mark + order(control=f"B{number}") for number in range(MOST_MESSAGES + 1)]
    (answer_,) = feed.send(b"BHS|^~\\&|HIS\r" + b"".join(parts))
    assert codes([answer_]) == ["AE"]
    assert "MSH^501|207^" in answer_
    assert "too-many-messages" in answer_
    assert f"at most {MOST_MESSAGES}." in answer_
    assert feed.store.waiting() == []


def test_frame_of_as_many_messages_as_are_taken_at_once_is_taken(feed: Feed) -> None:
    parts = [order(control=f"B{number}") for number in range(MOST_MESSAGES)]
    (answer_,) = feed.send(b"FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + b"".join(parts))
    assert answer_.count("MSA|AA|") == MOST_MESSAGES
    assert feed.store.depths().waiting == MOST_MESSAGES
