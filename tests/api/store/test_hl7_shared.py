"""Who waits for a store in a file: for its lock, for a commit with others, for whoever drains; and the end."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from api.security.sealing import Sealer
from api.store.filelock import FileLock
from api.store.hl7_port import Hl7Store
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Changes, Subject
from engine.errors import LogDamaged, LogUnavailable
from tests.api.store.invented_arrivals import NOW, SITE_KEY, Sending, waiting
from tests.api.store.invented_entries import PATIENCE


def opened(path: Path, patience: float = PATIENCE) -> SqliteHl7Store:
    """Open a store."""
    return SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), patience)


def wait_until(store: SqliteHl7Store, count: int) -> None:
    """Return when so many wait to be written."""
    while len(store._database.writer._jobs) < count:  # noqa: SLF001  # nothing else tells it before it is written
        time.sleep(0.001)


def test_threads_that_receive_at_once_lose_nothing(store: Hl7Store) -> None:
    def receives(name: str) -> list[str]:
        sending = Sending(name)
        return [receipt.outcome for _ in range(25) for receipt in store.receive([sending.message()])]

    with ThreadPoolExecutor(16) as threads:
        outcomes = [each for one in threads.map(receives, map("thread-{}".format, range(16))) for each in one]
    assert outcomes == ["stored"] * 400
    stored = store.waiting(most=1000)
    assert [message.seq for message in stored] == list(range(1, 401))
    for thread in range(16):
        own = [message.id for message in stored if message.id.startswith(f"thread-{thread}-")]
        assert own == [f"thread-{thread}-id-{number}" for number in range(25)]


def test_what_waits_for_the_lock_is_written_when_it_is_free(path: Path) -> None:
    sending = Sending()
    with (
        opened(path) as store,
        closing(FileLock(path.with_name("log.db.lock"))) as other,
        ThreadPoolExecutor(20) as threads,
    ):
        messages = [sending.message() for _ in range(20)]
        with other.held():
            calls = [threads.submit(store.receive, [message]) for message in messages]
            wait_until(store, 20)
            assert store.waiting() == []
        assert [call.result()[0].outcome for call in calls] == ["stored"] * 20
        assert {message.id for message in store.waiting()} == {message.id for message in messages}


def test_a_lock_that_another_holds_is_refused_in_time_and_taken_later(path: Path) -> None:
    sending = Sending()
    with opened(path, patience=0.2) as store, closing(FileLock(path.with_name("log.db.lock"))) as other:
        message = sending.message()
        store.receive([message])
        with other.held():
            with ThreadPoolExecutor(4) as threads:
                for call in [threads.submit(store.receive, [sending.message()]) for _ in range(4)]:
                    with pytest.raises(LogUnavailable, match="the log's lock is held, or its disk does not answer"):
                        call.result()
            with pytest.raises(LogUnavailable, match="another process holds the log's lock"):
                opened(path, patience=0.1)
            assert [each.id for each in store.waiting()] == [message.id]
        again = sending.message()
        assert store.receive([again])[0].outcome == "stored"
        assert [each.id for each in store.waiting()] == [message.id, again.id]  # of those that were refused, none is


def test_a_database_that_another_program_keeps_locked_is_refused_in_time(path: Path) -> None:
    sending = Sending()
    with opened(path, patience=0.2) as store:
        with closing(apsw.Connection(str(path))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LogUnavailable, match=r"^the database cannot be used now \(BusyError\)$"):
                store.receive([sending.message()])
            other.execute("ROLLBACK")
        assert store.receive([sending.message()])[0].outcome == "stored"


def test_a_database_that_a_newer_program_has_brought_on_is_not_written(path: Path) -> None:
    with opened(path) as store:
        with closing(apsw.Connection(str(path))) as other:
            other.pragma("user_version", 99)
        with pytest.raises(LogUnavailable, match="the log is at version 99"):
            store.receive([Sending().message()])
    with pytest.raises(LogUnavailable):
        opened(path)


def test_a_file_that_was_replaced_is_neither_read_nor_written(path: Path) -> None:
    with opened(path) as store:
        path.rename(path.with_name("moved.db"))
        path.touch()
        for ask in (store.waiting, store.depths, lambda: store.receive([Sending().message()])):
            with pytest.raises(LogUnavailable, match="the database file was replaced while the log was open"):
                ask()
        path.with_name("moved.db").rename(path)
        assert store.receive([Sending().message()])[0].outcome == "stored"


def test_a_file_that_is_no_database_is_damage(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Invented Patient" * 100)
    with pytest.raises(LogDamaged, match=r"^the database file is damaged \(NotADBError\): verify the log$"):
        opened(path)


def test_a_lock_that_the_system_does_not_give_refuses_and_the_next_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(37, "No locks available")

    sending = Sending()
    with opened(path) as store:
        with monkeypatch.context() as failing:
            failing.setattr("api.store.filelock.fcntl.flock", fails)
            with pytest.raises(
                LogUnavailable, match=r"^the file of the log cannot be used now \(No locks available\)$"
            ):
                store.receive([sending.message()])
        assert store.receive([sending.message()])[0].outcome == "stored"


def test_a_store_that_fails_in_another_way_tells_nothing_of_what_was_written(path: Path) -> None:
    class Failing(Sealer):
        def open(self, *_: bytes) -> bytes:
            raise RuntimeError("Invented Patient")

    sending = Sending()
    with SqliteHl7Store(path, SITE_KEY, Failing(SITE_KEY), PATIENCE) as store:
        store.receive([sending.message("17", b"same")])
        with pytest.raises(LogUnavailable, match=r"^the writer of HL7 v2 messages failed \(RuntimeError\)$"):
            store.receive([sending.message("17", b"same")])
        assert store.receive([sending.message()])[0].outcome == "stored"


def test_one_drains_at_a_time(open_store: Callable[[], Hl7Store]) -> None:
    store, other = open_store(), open_store()
    with store.drain_lock() as mine:
        with store.drain_lock() as again, other.drain_lock(0.05) as elsewhere:
            assert (mine, again, elsewhere) == (True, False, False)
        assert store.receive([Sending().message()])[0].outcome == "stored"
    with other.drain_lock() as later:
        assert later


def test_whoever_waits_to_drain_does_when_the_other_is_done(open_store: Callable[[], Hl7Store]) -> None:
    store, other, asked = open_store(), open_store(), threading.Event()

    def drains() -> bool:
        asked.set()
        with other.drain_lock(PATIENCE) as mine:
            return mine

    with ThreadPoolExecutor(1) as threads:
        with store.drain_lock():
            waits = threads.submit(drains)
            asked.wait(PATIENCE)
            assert not waits.done()
        assert waits.result()


def test_one_sends_to_a_destination_at_a_time(open_store: Callable[[], Hl7Store]) -> None:
    store, other = open_store(), open_store()
    with (
        store.sending_lock("his") as mine,
        other.sending_lock("his") as again,
        other.sending_lock("ris") as elsewhere,
        other.drain_lock() as drains,
    ):
        assert (mine, again, elsewhere, drains) == (True, False, True, True)
    with other.sending_lock("his") as later:
        assert later


def test_a_lock_that_the_system_does_not_give_is_nobodys(store: Hl7Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("api.store.filelock.fcntl.flock", fails)
    for lock in (store.drain_lock(), store.sending_lock("his")):
        with pytest.raises(LogUnavailable, match=r"cannot be used now \(No locks available\)$"), lock:
            pytest.fail("the lock was given")


def test_a_lock_that_its_holder_lets_go_is_had(open_store: Callable[[], Hl7Store]) -> None:
    store = open_store()
    for _ in range(3):
        with store.drain_lock() as mine:
            assert mine
    with pytest.raises(ZeroDivisionError), store.drain_lock():
        _ = 1 / 0
    with store.drain_lock() as mine:
        assert mine


def test_a_closed_store_neither_reads_nor_writes(open_store: Callable[[], Hl7Store]) -> None:
    store, one = open_store(), Subject("0" * 64)
    message = waiting(store, Sending().message())
    store.close()
    store.close()
    asks: list[Callable[[], object]] = [
        store.waiting,
        store.depths,
        store.troubles,
        lambda: store.received(message.id),
        lambda: store.kept_of(one),
        lambda: store.answers_of(one),
        lambda: store.subjects_of_order("ORC|HIS|17"),
        lambda: store.outgoing("his", NOW),
        lambda: store.receive([Sending("late").message()]),
        lambda: store.settle(message.seq, Changes(NOW)),
        lambda: store.sent(1, NOW),
        lambda: store.failed(1, "late", NOW),
        lambda: store.set_aside(1, "late", NOW),
        lambda: store.sweep(NOW),
        store.retake,
        store.resend,
    ]
    for ask in asks:
        with pytest.raises(LogUnavailable, match=r"^the store of HL7 v2 messages is closed$"):
            ask()
    assert open_store().waiting() == [message]


def test_closing_writes_what_waits(path: Path) -> None:
    sending = Sending()
    store = opened(path)
    with closing(FileLock(path.with_name("log.db.lock"))) as other, ThreadPoolExecutor(9) as threads:
        with other.held():
            calls = [threads.submit(store.receive, [sending.message()]) for _ in range(8)]
            wait_until(store, 8)
            ends = threads.submit(store.close)
        ends.result()
        assert [call.result()[0].outcome for call in calls] == ["stored"] * 8
    assert sorted(file.name for file in path.parent.iterdir()) == ["log.db", "log.db.lock"]
    with opened(path) as again:
        assert again.depths().waiting == 8


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_is_refused_and_harms_nothing(path: Path) -> None:
    with opened(path) as store:
        message = waiting(store, Sending().message())
        child = os.fork()
        if child == 0:
            refused = 0
            for ask in (store.waiting, lambda: store.receive([Sending("child").message()])):
                try:
                    ask()
                except LogUnavailable:
                    refused += 1
            store.close()
            os._exit(0 if refused == 2 else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert store.waiting() == [message]
        assert store.receive([Sending("parent").message()])[0].outcome == "stored"
