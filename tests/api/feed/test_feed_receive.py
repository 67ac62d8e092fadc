"""A message is on disk before it is acknowledged; the acknowledgement says stored, or which field is in the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.hl7_frame import Frame
from engine.errors import LogUnavailable
from tests.api.feed.feeding import Feed, codes
from tests.api.feed.talk import KIND, PATIENT, START, at, message, order, rt_pcr


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[Feed]:
    """A feed with nothing in it."""
    with Feed(tmp_path) as running:
        yield running


def test_message_is_stored_and_acknowledged(feed: Feed) -> None:
    assert codes(feed.send(order())) == ["AA"]
    assert [each.raw for each in feed.store.waiting()] != []
    assert [each.outcome for each in feed.told] == ["stored"]


def test_same_message_again_has_the_same_acknowledgement_and_is_stored_once(feed: Feed) -> None:
    first = feed.send(order(control="A1"))
    later = order(control="A1").replace(at(0).encode(), at(3).encode(), 1)
    assert later != order(control="A1")
    assert feed.send(later, later) == [*first, *first]
    assert len(feed.store.waiting()) == 1
    assert [each.outcome for each in feed.told] == ["stored", "replayed", "replayed"]


def test_line_ends_do_not_make_another_message(feed: Feed) -> None:
    first = feed.send(order(control="A1"))
    assert feed.send(order(control="A1").replace(b"\r", b"\r\n")) == first


def test_other_content_under_a_control_id_is_refused_and_the_first_stays(feed: Feed) -> None:
    feed.send(order(control="A1"))
    (answer,) = feed.send(order(control="A1", placer="P2"))
    assert codes([answer]) == ["AE"]
    assert "ERR||MSH^1^10|205^" in answer
    assert [b"P1^HIS" in each.raw for each in feed.store.waiting()] == [True]


def test_same_control_id_of_another_sender_is_another_message(feed: Feed) -> None:
    assert codes(feed.send(order(control="A1"), order(control="A1", application="LIS"))) == ["AA", "AA"]
    assert len(feed.store.waiting()) == 2


@pytest.mark.parametrize(
    ("accept", "result", "code"),
    [("", "", "AA"), ("AL", "NE", "CA"), ("SU", "AL", "CA"), ("ER", "NE", ""), ("NE", "AL", ""), ("", "NE", "CA")],
)
def test_success_is_acknowledged_as_the_sender_asks(feed: Feed, accept: str, result: str, code: str) -> None:
    assert codes(feed.send(order(accept=accept, result=result))) == [code]


@pytest.mark.parametrize(
    ("accept", "result", "code"),
    [("", "", "AE"), ("AL", "NE", "CE"), ("SU", "AL", ""), ("ER", "NE", "CE"), ("NE", "AL", ""), ("", "NE", "CE")],
)
def test_error_is_acknowledged_as_the_sender_asks(feed: Feed, accept: str, result: str, code: str) -> None:
    headless = message(KIND["ORM"], PATIENT, "orc|NW|P1", accept=accept, result=result)
    assert codes(feed.send(headless)) == [code]
    assert feed.store.waiting() == []


def test_test_message_is_refused_in_production_and_taken_elsewhere(feed: Feed, tmp_path: Path) -> None:
    (answer,) = feed.send(order(processing="T"))
    assert codes([answer]) == ["AR"]
    assert "ERR||MSH^1^11|202^" in answer
    with Feed(tmp_path, file=b'listen: {production: "false"}\n') as rehearsing:
        assert codes(rehearsing.send(order(processing="T"))) == ["AA"]


def test_sender_that_is_not_registered_is_refused(tmp_path: Path) -> None:
    with Feed(
        tmp_path, file=b"senders: [{application: HIS, facility: INVENTED}, {application: OLD, mode: off}]\n"
    ) as feed:
        assert codes(feed.send(order(), order(application="LIS"), order(application="OLD"))) == ["AA", "AR", "AR"]


def test_sender_must_show_the_certificate_that_it_is_registered_with(tmp_path: Path) -> None:
    tls = b"listen: {tls: {certificate: c.pem, key: k.pem, authorities: a.pem}}\n"
    senders = b"senders: [{application: HIS, facility: INVENTED, certificate: his.invented}]\n"
    with Feed(tmp_path, file=tls + senders) as feed:
        frames = [Frame(order(), names=frozenset(each)) for each in ({"his.invented"}, {"lis.invented"}, set())]
        answers = feed.receive(frames)
        assert codes(answers) == ["AA", "AR", "AR"]


def test_acknowledgement_is_never_acknowledged(feed: Feed) -> None:
    assert feed.send(message("ACK^O01^ACK", "MSA|AA|7"), message("ACK", "msa")) == ["", ""]
    assert [each.outcome for each in feed.told] == ["acknowledgement", "acknowledgement"]


def test_message_that_cannot_be_stored_is_told_so_and_may_be_sent_again(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        def refuse(_self: object, _batch: object) -> None:
            raise LogUnavailable("invented")

        patched.setattr(type(feed.store), "receive", refuse)
        assert codes(feed.send(order(control="A1"))) == ["AE"]
    assert codes(feed.send(order(control="A1"))) == ["AA"]
    assert [each.outcome for each in feed.told] == ["unavailable", "stored"]


def test_batch_is_stored_message_by_message_and_answered_as_a_batch(feed: Feed) -> None:
    parts = [order(control="B1"), rt_pcr(control="B2"), order(control="B3", processing="T")]
    head, tail = b"FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r", b"BTS|3\rFTS|1\r"
    (answer,) = feed.send(head + b"".join(parts) + tail)
    lines = answer.split("\r")
    assert (lines[0], lines[-2]) == ("BHS|^~\\&|IMAGING-CDS", "BTS|3")
    assert [line for line in lines if line.startswith("MSA")] == ["MSA|AA|B1", "MSA|AA|B2", "MSA|AR|B3"]
    assert len(feed.store.waiting()) == 2


def test_batch_that_counts_otherwise_is_refused_whole(feed: Feed) -> None:
    assert codes(feed.send(b"BHS|^~\\&|HIS\r" + order(control="B1") + b"BTS|2\r")) != ["AA"]
    assert feed.store.waiting() == []


def test_frame_that_is_given_up_is_answered_by_its_control_id(feed: Feed) -> None:
    answers = [feed.receiver.refuse(order(control="BIG")[:200], reason) for reason in ("too-big", "timeout")]
    assert codes([each.decode() for each in answers]) == ["AR", "AE"]
    assert ["|BIG\r" in each.decode() for each in answers] == [True, True]


def test_acknowledgement_tells_when(feed: Feed) -> None:
    assert feed.now > START
    (answer,) = feed.send(order())
    assert answer.split("|")[6] == feed.now.strftime("%Y%m%d%H%M%S.000%z")
