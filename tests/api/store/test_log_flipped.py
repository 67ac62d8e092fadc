"""One changed byte in anything that is hashed is found, and the record it stands in is named."""

from pathlib import Path

import pytest

from api.store.port import Finding
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from engine.errors import LogError
from engine.log.merkle import HASH_SIZE
from tests.api.store.damage import SIZE, Tampering, tampering
from tests.api.store.invented_entries import PATIENCE, Clock

# What each record has of its own: a change in one says nothing of another, so all are changed at once.
OWN = [("record", "header"), ("payload", "salt"), ("payload", "bytes")]
# What takes part in the tree: changed one at a time.
SHARED = [("record", "leaf"), ("record", "subtrees")]


def flipped(data: bytes, at: int, mask: int = 1) -> bytes:
    """Return data with one byte changed."""
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def ids(somebody: Tampering) -> dict[int, str]:
    """Return the id of each record."""
    return {int(str(seq)): str(record_id) for seq, record_id in somebody.run("SELECT seq, id FROM record")}


@pytest.mark.parametrize(("table", "column"), OWN)
def test_every_byte_of_what_a_record_has_of_its_own(made: Path, somebody: Tampering, table: str, column: str) -> None:
    whole, names = somebody.blobs(table, column), ids(somebody)
    assert len(whole) == SIZE
    for at in range(max(map(len, whole.values()))):
        changed = {key: flipped(value, at, 1 << at % 8) for key, value in whole.items() if at < len(value)}
        somebody.put(table, column, changed)
        named = {(finding.index, finding.id) for finding in verify_database(made).findings}
        assert named == {(key, names[key]) for key in changed}
        somebody.put(table, column, whole)
    assert verify_database(made).holds


@pytest.mark.parametrize(("table", "column"), SHARED)
def test_every_byte_of_the_tree(made: Path, somebody: Tampering, table: str, column: str) -> None:
    whole, names = somebody.blobs(table, column), ids(somebody)
    assert sum(map(len, whole.values())) == HASH_SIZE * (SIZE if column == "leaf" else SIZE - SIZE.bit_count())
    for key, value in whole.items():
        for at in range(len(value)):
            somebody.put(table, column, {key: flipped(value, at, 1 << at % 8)})
            first = key if column == "leaf" else key + 1 - (2 << at // HASH_SIZE)
            expected = (
                "the header does not give the leaf's hash"
                if column == "leaf"
                else f"the hash over records {first} to {key} is not the one of its halves"
            )
            assert Finding(expected, key, names[key]) in verify_database(made).findings
            somebody.put(table, column, {key: value})
    assert verify_database(made).holds


def test_every_byte_of_every_head(made: Path, somebody: Tampering) -> None:
    whole = somebody.blobs("head", "root")
    assert len(whole) == 12
    for size, root in whole.items():
        for at in range(HASH_SIZE):
            somebody.put("head", "root", {size: flipped(root, at, 1 << at % 8)})
            expected = (Finding(f"the head of {size} records is not the one of its records"),)
            assert verify_database(made).findings == expected
        somebody.put("head", "root", {size: root})
    assert verify_database(made).holds


@pytest.mark.long
@pytest.mark.parametrize(("table", "column"), OWN)
def test_every_byte_of_what_a_record_has_of_its_own_alone(
    made: Path, somebody: Tampering, table: str, column: str
) -> None:
    whole, names = somebody.blobs(table, column), ids(somebody)
    for key, value in whole.items():
        for at in range(len(value)):
            somebody.put(table, column, {key: flipped(value, at)})
            named = {(finding.index, finding.id) for finding in verify_database(made).findings}
            assert named == {(key, names[key])}
            somebody.put(table, column, {key: value})


def hashed_blobs(path: Path) -> list[tuple[int, bytes]]:
    """Return everything that is hashed, as it stands in the file, with the index of the record it ends with."""
    with tampering(path) as somebody:
        own = [blob for table, column in [*OWN, *SHARED] for blob in somebody.blobs(table, column).items()]
        return own + [(size - 1, root) for size, root in somebody.blobs("head", "root").items()]


def test_bytes_changed_in_the_file_itself(made: Path) -> None:
    blobs, whole = hashed_blobs(made), made.read_bytes()
    for index, value in blobs:
        head = Finding(f"the head of {index + 1} records is not the one of its records")
        for at in {0, len(value) // 2, len(value) - 1} if value else ():
            # Everywhere, as SQLite leaves copies behind in free space when it moves a row.
            made.write_bytes(whole.replace(value, flipped(value, at, 0x80)))
            findings = verify_database(made).findings
            assert index in {finding.index for finding in findings} or findings == (head,)
    made.write_bytes(whole)
    assert verify_database(made).holds


def records_read(path: Path) -> object:
    """Return what the log gives when it is read, or that it refuses to."""
    try:
        with SqliteLog(path, Clock(), PATIENCE) as log:
            return list(log.records())
    except LogError as refusal:
        return type(refusal)


@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_any_byte_of_the_file_changed_is_found_or_changes_nothing(made: Path, mask: int) -> None:
    """Between the records lie bytes that mean nothing, such as free space. All of the header, a sample of the rest."""
    whole, copy = made.read_bytes(), made.with_name("copy.db")
    records = records_read(made)
    held = 0
    for at in [*range(100), *range(100, len(whole), 211)]:
        copy.write_bytes(flipped(whole, at, mask))
        if verify_database(copy).holds:
            held += 1
            assert records_read(copy) == records
        for leftover in ("copy.db-wal", "copy.db-shm"):
            copy.with_name(leftover).unlink(missing_ok=True)
    assert held > 0
