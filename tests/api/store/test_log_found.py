"""How a record is found without its id: by a name, as the newest of an episode; and what is recorded once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.store.port import Appended, Log, RecordExists
from engine.log.record import Kind
from tests.api.store.invented_entries import Inventor, found, hashed

NOW = "2026-11-22T06:00:00.123Z"
CARD = "8d6f8a2e-0000-5000-8000-000000000001"


def test_a_record_is_found_by_each_of_its_names(log: Log, inventor: Inventor) -> None:
    log.append(inventor.entry(names=(CARD, "other", CARD)))
    log.append(inventor.entry(names=("second",)))
    assert log.find_named(CARD) == log.find_named("other") == found(log, "invented-0")
    assert log.find_named("second") == found(log, "invented-1")
    assert log.find_named("invented-0") is None
    assert log.verify().holds


def test_the_newest_record_of_a_name_is_found(open_log: Callable[[], Log], inventor: Inventor) -> None:
    log = open_log()
    log.append_many([inventor.entry(names=(CARD,)), inventor.entry(names=(CARD,)), inventor.entry()])
    assert log.find_named(CARD) == found(log, "invented-1")
    log.append(inventor.entry(names=(CARD,)))
    assert log.find_named(CARD) == open_log().find_named(CARD) == found(log, "invented-3")


@pytest.mark.parametrize("name", ["", "other", "\ud800", "\x00", "환자", "x" * 1_000_000])
def test_any_text_can_be_a_name(log: Log, inventor: Inventor, name: str) -> None:
    log.append(inventor.entry(names=(CARD,)))
    assert log.find_named(name) is None
    log.append(inventor.entry(names=(name,)))
    assert log.find_named(name) == found(log, "invented-1")


def test_the_newest_record_of_an_episode_is_found_by_its_kind(log: Log, inventor: Inventor) -> None:
    episode = hashed("visit") or ""
    assert log.latest(episode, Kind.DECISION) is None
    log.append_many(
        [
            inventor.entry(episode="visit"),
            inventor.entry(Kind.FEEDBACK, episode="visit"),
            inventor.entry(episode="visit"),
            inventor.entry(episode="another"),
            inventor.entry(),
        ]
    )
    assert log.latest(episode, Kind.DECISION) == found(log, "invented-2")
    assert log.latest(episode, Kind.FEEDBACK) == found(log, "invented-1")
    assert log.latest(episode, Kind.ACCESS) is None


@pytest.mark.parametrize("episode", ["", "visit", "\ud800", "x" * 1_000_000])
def test_what_is_no_episode_has_no_record(log: Log, inventor: Inventor, episode: str) -> None:
    log.append(inventor.entry(episode="visit"))
    assert log.latest(episode, Kind.DECISION) is None


def test_what_is_recorded_once_is_told_where_it_is(log: Log, inventor: Inventor) -> None:
    entry = inventor.entry(Kind.FEEDBACK, names=("first",), once=True)
    assert log.submit(entry).result() == Appended("invented-0", 0, 1, NOW)
    log.append(inventor.entry())
    again = replace(entry, salt=bytes(32), names=("again",))
    assert log.submit(again).result() == Appended("invented-0", 0, 1, NOW, replayed=True)
    assert log.append(again) == Appended("invented-0", 0, 1, NOW, replayed=True)
    assert found(log, "invented-0").salt == entry.salt
    assert log.find_named("again") is None
    assert log.size() == 2
    assert log.verify().holds


def test_what_is_recorded_once_in_one_commit_is_one_record(log: Log, inventor: Inventor) -> None:
    entry = inventor.entry(once=True)
    told = [Appended("invented-0", 0, 1, NOW), Appended("invented-0", 0, 1, NOW, replayed=True)]
    assert log.append_many([entry, entry]) == told
    assert log.size() == 1


def test_a_record_that_was_made_once_is_in_the_way_of_another_with_its_id(log: Log, inventor: Inventor) -> None:
    entry = inventor.entry(once=True)
    log.append(entry)
    with pytest.raises(RecordExists):
        log.append(replace(entry, once=False))
