"""What every log does for many at once: threads, readers, editions that all want to record, and the end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from api.store.port import Appended, Log
from engine.errors import LogUnavailable
from engine.log.record import HeaderError, Kind, edition_digest
from tests.api.store.invented_entries import EDITION, EDITION_DIGEST, Inventor, found, header_of

NOW = "2026-11-22T06:00:00.123Z"


def test_an_edition_is_recorded_once(open_log: Callable[[], Log]) -> None:
    log = open_log()
    assert log.append_edition_once(EDITION_DIGEST, EDITION, "cli") == Appended(EDITION_DIGEST, 0, 1, NOW)
    again = Appended(EDITION_DIGEST, 0, 1, NOW, replayed=True)
    assert log.append_edition_once(EDITION_DIGEST, EDITION, "json") == again
    assert open_log().append_edition_once(EDITION_DIGEST, EDITION, "json") == again
    assert log.size() == 1
    assert log.edition(EDITION_DIGEST) == EDITION
    header = header_of(log, EDITION_DIGEST)
    assert (header.kind, header.edition, header.door) == (Kind.EDITION, EDITION_DIGEST, "cli")
    assert log.verify().holds


def test_an_edition_that_many_threads_record_is_one_record(log: Log) -> None:
    with ThreadPoolExecutor(16) as threads:
        calls = [threads.submit(log.append_edition_once, EDITION_DIGEST, EDITION, "json") for _ in range(16)]
        answers = [call.result() for call in calls]
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * 15
    assert {(answer.index, answer.size) for answer in answers} == {(0, 1)}
    assert log.size() == 1


def test_an_edition_under_a_digest_that_is_not_its_own_is_refused(log: Log) -> None:
    with pytest.raises(HeaderError, match=r"^edition: "):
        log.append_edition_once(edition_digest(b"other"), EDITION, "cli")
    assert log.size() == 0


def test_a_record_of_another_kind_is_no_edition(log: Log, inventor: Inventor) -> None:
    log.append(replace(inventor.entry(), id=EDITION_DIGEST))
    assert log.edition(EDITION_DIGEST) is None


def test_threads_that_append_at_once_share_one_tree(log: Log) -> None:
    def appends(name: str) -> list[Appended]:
        inventor = Inventor(name)
        return [log.append(inventor.entry(episode=name)) for _ in range(25)]

    with ThreadPoolExecutor(16) as threads:
        appended = [each for one in threads.map(appends, map("thread-{}".format, range(16))) for each in one]
    assert sorted(each.index for each in appended) == list(range(400))
    assert all(found(log, each.id).index == each.index < each.size <= 400 for each in appended)
    assert all(found(log, each.id).size == each.size for each in appended)
    assert log.verify().holds


def test_reading_sees_what_was_answered_while_others_append(log: Log, inventor: Inventor) -> None:
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(log.append, inventor.entry()) for _ in range(200)]
        for each in waiting:
            assert found(log, each.result().id).index == each.result().index
    assert log.verify().holds


def test_a_log_that_can_append_is_ready(log: Log, inventor: Inventor) -> None:
    log.check_ready()
    log.append(inventor.entry())
    log.check_ready()
    assert log.size() == 1


def test_a_closed_log_neither_appends_nor_reads(open_log: Callable[[], Log], inventor: Inventor) -> None:
    log = open_log()
    log.append(inventor.entry())
    log.close()
    log.close()
    for asked in (
        lambda: log.append(inventor.entry()),
        lambda: log.append_many([inventor.entry()]),
        lambda: log.append_edition_once(EDITION_DIGEST, EDITION, "cli"),
        log.check_ready,
        log.size,
        lambda: log.read("invented-0"),
        lambda: log.find_named("card"),
        lambda: log.latest("0" * 64, Kind.DECISION),
        lambda: list(log.records()),
    ):
        with pytest.raises(LogUnavailable, match="the log is closed"):
            asked()
    assert open_log().size() == 1


def test_closing_writes_what_was_submitted(open_log: Callable[[], Log], inventor: Inventor) -> None:
    with open_log() as log:
        waiting = [log.submit(inventor.entry()) for _ in range(50)]
    assert [each.result(timeout=0).index for each in waiting] == list(range(50))
    assert open_log().size() == 50


def test_what_is_submitted_cannot_be_cancelled(log: Log, inventor: Inventor) -> None:
    waiting = log.submit(inventor.entry())
    assert not waiting.cancel()
    assert waiting.result().index == 0
