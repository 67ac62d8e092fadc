"""What every log does with what it is given, whatever database holds it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from api.store.drafting import LARGEST_PAYLOAD
from api.store.port import Appended, Log, RecordExists, Report, StoredRecord
from engine.log.merkle import EMPTY_ROOT
from engine.log.record import Header, HeaderError, Kind, commitment
from tests.api.store.invented_entries import EDITION_DIGEST, Clock, Inventor, found, hashed, header_of
from tests.engine.log.tree_by_definition import tree_hash

NOW = "2026-11-22T06:00:00.123Z"


def test_an_empty_log_holds(log: Log) -> None:
    assert log.size() == 0
    assert log.verify() == Report(0, EMPTY_ROOT, 0, ())
    assert log.verify().holds
    assert list(log.records()) == []
    assert log.read("invented-0") is None
    assert log.edition(EDITION_DIGEST) is None


def test_an_appended_record_is_read_back(log: Log, inventor: Inventor) -> None:
    entry = inventor.entry(subject="patient", episode="visit")
    assert log.append(entry) == Appended("invented-0", 0, 1, NOW, replayed=False)
    header = Header(
        kind=Kind.DECISION,
        id="invented-0",
        time=NOW,
        door="json",
        subject=hashed("patient"),
        subject_key=entry.subject_key,
        edition=EDITION_DIGEST,
        episode=hashed("visit"),
        supersedes=None,
        commitment=commitment(entry.salt, entry.payload),
    )
    assert log.read("invented-0") == StoredRecord(0, 1, header.encode(), entry.payload, entry.salt)
    assert log.size() == 1


@pytest.mark.parametrize("record_id", ["", "other", "not an id", "\ud800", "\x00", "x" * 1_000_000])
def test_an_id_that_no_record_has_is_not_found(log: Log, inventor: Inventor, record_id: str) -> None:
    log.append(inventor.entry())
    assert log.read(record_id) is None
    assert log.edition(record_id) is None


@pytest.mark.parametrize("payload", [b"", b"\x00\xff\xfe", "환자".encode(), bytes(1_000_000)])
def test_any_payload_is_read_back(log: Log, inventor: Inventor, payload: bytes) -> None:
    log.append(inventor.entry(payload=payload))
    assert found(log, "invented-0").payload == payload
    assert log.verify().holds


def test_the_root_is_that_of_the_headers(log: Log, inventor: Inventor) -> None:
    for count in (1, 2, 5, 3, 70):
        log.append_many([inventor.entry() for _ in range(count)])
        headers = [record.header for record in log.records()]
        assert log.verify() == Report(len(headers), tree_hash(headers), 0, ())


def test_many_are_appended_in_order_up_to_256_to_a_commit(log: Log, inventor: Inventor) -> None:
    log.append(inventor.entry())
    appended = log.append_many([inventor.entry() for _ in range(600)])
    assert [each.index for each in appended] == list(range(1, 601))
    assert [each.size for each in appended] == [257] * 256 + [513] * 256 + [601] * 88
    assert [record.size for record in log.records()] == [1] + [each.size for each in appended]
    assert log.append_many([]) == []


def test_records_are_streamed_from_anywhere_and_by_kind(log: Log, inventor: Inventor) -> None:
    kinds = [list(Kind)[1 + number % 8] for number in range(700)]
    log.append_many([inventor.entry(kind) for kind in kinds])
    assert [record.index for record in log.records()] == list(range(700))
    assert [record.index for record in log.records(start=256)] == list(range(256, 700))
    assert [record.index for record in log.records(start=700)] == []
    for kind in Kind:
        of_kind = [index for index, each in enumerate(kinds) if each is kind]
        assert [record.index for record in log.records(kind=kind)] == of_kind
        assert [record.index for record in log.records(start=9, kind=kind)] == [each for each in of_kind if each >= 9]


def test_a_later_record_of_an_episode_supersedes_the_one_before(open_log: Callable[[], Log]) -> None:
    first, inventor = open_log(), Inventor()
    appended = first.append_many(
        [
            inventor.entry(episode="a"),
            inventor.entry(episode="b"),
            inventor.entry(episode="a"),
            inventor.entry(Kind.FEEDBACK, episode="a"),
            inventor.entry(),
        ]
    )
    appended.append(first.append(inventor.entry(episode="a")))
    first.close()
    again = open_log()
    appended.append(again.append(inventor.entry(Kind.FEEDBACK, episode="a")))
    appended.append(again.append(inventor.entry(episode="c")))
    superseded = [header_of(again, each.id).supersedes for each in appended]
    assert superseded == [None, None, "invented-0", None, None, "invented-2", "invented-3", None]
    assert again.verify().holds


def test_the_time_of_the_log_never_goes_back(log: Log, inventor: Inventor, clock: Clock) -> None:
    times = []
    for step in (0, 5, -3600, 1, 3605):
        clock.advance(timedelta(seconds=step))
        times.append(log.append(inventor.entry()).time)
    assert times == [NOW, *["2026-11-22T06:00:05.123Z"] * 3, "2026-11-22T06:00:11.123Z"]
    assert log.verify().holds


def test_the_time_is_told_in_utc(log: Log, inventor: Inventor, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 8, 30, tzinfo=timezone(timedelta(hours=9)))
    assert log.append(inventor.entry()).time == "2026-11-22T23:30:00.000Z"


def test_a_record_that_exists_is_not_appended_again(log: Log, inventor: Inventor) -> None:
    entry = inventor.entry()
    log.append(entry)
    with pytest.raises(RecordExists):
        log.append(replace(entry, payload=b"other"))
    assert found(log, entry.id).payload == entry.payload
    assert log.size() == 1


def test_one_refused_of_many_keeps_none_of_the_others_out(log: Log, inventor: Inventor) -> None:
    entries = [inventor.entry() for _ in range(3)]
    with pytest.raises(RecordExists):
        log.append_many([entries[0], entries[1], entries[0], entries[2]])
    assert [record.index for record in log.records()] == [0, 1, 2]
    assert [found(log, entry.id).index for entry in entries] == [0, 1, 2]
    assert log.verify().holds


ILL_FORMED: dict[str, Any] = {
    "id": "not an id",
    "door": "JSON",
    "subject": "Invented Patient",
    "episode": "encounter 17",
    "edition": "1.0",
    "subject_key": "key",
    "salt": b"short",
    "payload": bytes(LARGEST_PAYLOAD + 1),
    "kind": "decision",
}


@pytest.mark.parametrize("name", ILL_FORMED)
def test_an_entry_of_another_form_is_refused_alone(log: Log, inventor: Inventor, name: str) -> None:
    with pytest.raises(HeaderError, match=rf"^{name}: ") as refusal:
        log.submit(replace(inventor.entry(), **{name: ILL_FORMED[name]}))
    assert "Patient" not in str(refusal.value)
    assert log.append(inventor.entry()).index == 0
