"""Whoever has the database and not the site key learns nothing of a patient, and changes nothing sealed unseen."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from api.security.sealing import Sealer
from api.store.hl7_port import Hl7Store
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Changes, Due, KeptStatement, OrderAnswer, Outgoing, Receipt, Received, RowDamaged
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogUnavailable
from tests.api.store.damage import SIZE, tampering
from tests.api.store.invented_arrivals import NOW, SITE_KEY, Sending, answer, drained, statement, waiting
from tests.api.store.invented_entries import PATIENCE, Clock

PATIENT = ["CANARY-PATIENT", "Canary^Invented", "홍길동", "CANARY-VISIT", "CANARY-ORDER", "CANARY-CONTROL", "94500-6"]
TABLES = {"hl7_inbox", "hl7_kept", "hl7_alias", "hl7_answer", "hl7_outgoing"}


def opened(path: Path) -> SqliteHl7Store:
    """Open a store."""
    return SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), PATIENCE)


def fill(store: Hl7Store) -> None:
    """Put something of an invented patient wherever something is kept."""
    number, name, korean, visit, order, control, code = PATIENT
    data = "|".join(PATIENT).encode() + "홍길동".encode("cp949")
    one, two = store.subject(f"urn:his|{number}"), store.subject(f"urn:his|{number}-old")
    message = Received("id-1", f"HIS|{name}", control, bytes(32), data, data, NOW)
    store.receive(
        [message, Received("id-2", f"HIS|{name}", control + "2", bytes(32), data, data, NOW, "refused", "slug")]
    )
    told = KeptStatement(
        "Observation", f"OBX|{order}|{code}", visit, NOW, 2, NOW, data, {korean: name}, control, "ORU^R01"
    )
    drained(
        store,
        keep=[(one, told), (two, told)],
        merges=[(two, one)],
        told=[(one, OrderAnswer(order, f"decision-{number}", name, korean, control))],
        outgoing=[Outgoing("his", f"decision-{number_}", data) for number_ in range(3)],
    )
    for take in (store.sent, lambda seq, now: store.set_aside(seq, "slug", now)):
        head = store.outgoing("his", NOW)
        assert head is not None
        take(head.seq, NOW)


def test_nothing_of_a_patient_is_in_the_files(path: Path) -> None:
    with opened(path) as store:
        fill(store)
        before = b"".join(file.read_bytes() for file in path.parent.iterdir())
    after = b"".join(file.read_bytes() for file in path.parent.iterdir())
    with closing(apsw.Connection(str(path))) as database:
        filled = {table for table in TABLES if database.execute(f"SELECT 1 FROM {table}").fetchone()}  # noqa: S608
    assert filled == TABLES
    assert path.with_name("log.db-wal").exists() is False
    for files in (before, after):
        assert b"id-1" in files
        for word in PATIENT:
            for form in (word.encode(), word.encode("cp949"), word.encode("utf-16-le"), word.encode().hex().encode()):
                assert form not in files
    assert b"CANARY" not in before + after
    assert b"canary" not in (before + after).lower()


def test_the_files_of_a_store_are_its_owners_alone(path: Path) -> None:
    with opened(path) as store:
        fill(store)
        with store.drain_lock():
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    names = ["log.db", "log.db-shm", "log.db-wal", "log.db.hl7.lock", "log.db.lock"]
    assert modes == dict.fromkeys(names, 0o600)


def test_the_log_beside_it_holds(made: Path) -> None:
    before = verify_database(made)
    with opened(made) as store:
        fill(store)
        assert verify_database(made) == before
    assert verify_database(made) == before
    with SqliteLog(made, Clock(), PATIENCE) as log:
        assert log.verify() == before
        assert log.size() == SIZE


def test_a_log_that_names_an_older_version_than_its_tables_are_of_is_found(made: Path) -> None:
    with closing(apsw.Connection(str(made))) as database:
        database.pragma("user_version", 2)
    assert [each.what for each in verify_database(made).findings] == [
        "the database says that it is a log of version 2, and it has what a later one has"
    ]
    with pytest.raises(LogUnavailable):
        opened(made)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hl7_kept SET subject = (SELECT other FROM hl7_alias WHERE other <> subject)",
        "UPDATE hl7_kept SET said = '2026-11-23T06:00:00.123456+00:00'",
        "UPDATE hl7_kept SET rank = 9",
        "UPDATE hl7_kept SET kind = 'Condition'",
        "UPDATE hl7_kept SET key = zeroblob(32)",
        "UPDATE hl7_kept SET sealed = x''",
        "UPDATE hl7_answer SET key = zeroblob(32)",
    ],
)
def test_what_was_moved_or_changed_is_not_read(path: Path, change: str) -> None:
    with opened(path) as store:
        one = store.subject("HIS|1")
        drained(store, keep=[(one, statement())], told=[(one, answer())], outgoing=[Outgoing("his", "decision-1", b"")])
        waiting(store, Sending().message())
        drained(store, merges=[(one, store.subject("HIS|2"))])
        with tampering(path) as somebody:
            somebody.run(change)

        def read() -> None:
            store.kept_of(one)
            store.answers_of(one)

        with pytest.raises(RowDamaged, match=r"^what is kept sealed "):
            read()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hl7_inbox SET message = answer WHERE seq = 2",
        "UPDATE hl7_inbox SET id = id || 'x' WHERE seq = 2",
        "UPDATE hl7_inbox SET message = x'' WHERE seq = 2",
    ],
)
def test_a_message_that_was_changed_is_known_to_be_and_holds_back_no_other(path: Path, change: str) -> None:
    sending = Sending()
    with opened(path) as store:
        messages = [waiting(store, sending.message()) for _ in range(3)]
        with tampering(path) as somebody:
            somebody.run(change)
        first, second, third = store.waiting()
        assert [first, third] == [messages[0], messages[2]]
        assert (second.seq, second.raw, second.sender, second.control_id, second.is_damaged) == (2, b"", "", "", True)
        assert store.received(second.id) == second


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hl7_outgoing SET destination = 'ris', id = 'decision-2'",
        "UPDATE hl7_outgoing SET content = x'00'",
    ],
)
def test_what_is_to_be_sent_and_was_changed_is_known_to_be(path: Path, change: str) -> None:
    with opened(path) as store:
        drained(store, outgoing=[Outgoing("his", "decision-1", b"MSH|ORU|1")])
        with tampering(path) as somebody:
            somebody.run(change)
        heads = [head for destination in ("his", "ris") if (head := store.outgoing(destination, NOW))]
        assert [(head.seq, head.content, head.is_damaged) for head in heads] == [(1, b"", True)]


@pytest.mark.parametrize("change", ["UPDATE hl7_inbox SET message = x'00'", "UPDATE hl7_inbox SET answer = x'00'"])
def test_a_damaged_message_that_comes_again_is_mended(path: Path, change: str) -> None:
    sending = Sending()
    first, again, other = (sending.message("17", body) for body in (b"same", b"same", b"other"))
    with opened(path) as store:
        store.receive([first])
        with tampering(path) as somebody:
            somebody.run(change)
        assert store.receive([again, other]) == [
            Receipt(first.id, again.answer, "replayed"),
            Receipt(other.id, b"", "conflict"),
        ]
        assert store.receive([first]) == [Receipt(first.id, again.answer, "replayed")]
        (stored,) = store.waiting()
        assert (stored.id, stored.raw, stored.is_damaged) == (first.id, b"same", False)


def test_another_site_key_reads_nothing(path: Path) -> None:
    with opened(path) as store:
        drained(store, keep=[(store.subject("HIS|1"), statement())], outgoing=[Outgoing("his", "decision-1", b"")])
        message = waiting(store, Sending().message())
        subject = store.subject("HIS|1")
    with SqliteHl7Store(path, bytes(32), Sealer(bytes(32)), PATIENCE) as other:
        assert other.subject("HIS|1") != subject
        assert other.kept_of(other.subject("HIS|1")) == []
        with pytest.raises(RowDamaged, match=r"^what is kept sealed was changed, or sealed under another site key$"):
            other.kept_of(subject)
        assert other.outgoing("his", NOW) == Due(1, "his", "decision-1", b"", 0, is_damaged=True)
        assert other.waiting() == [replace(message, sender="", control_id="", raw=b"", is_damaged=True)]


def test_damage_that_a_write_meets_refuses_it_and_no_other(path: Path) -> None:
    with opened(path) as store:
        one, later = store.subject("HIS|1"), NOW + timedelta(days=1)
        drained(store, keep=[(one, statement())])
        with tampering(path) as somebody:
            somebody.run("UPDATE hl7_kept SET sealed = x'01'")
        message = waiting(store, Sending().message())
        with pytest.raises(RowDamaged):
            store.settle(message.seq, Changes(NOW, keep=[(one, statement(content=b"other"))]))
        assert [each.id for each in store.waiting()] == [message.id]
        assert store.settle(message.seq, Changes(NOW, keep=[(one, statement(said=later))]))
        assert store.kept_of(one) == [statement(said=later)]
