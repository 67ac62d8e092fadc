"""A token is remembered until it ends, by all processes together, and never as it is."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest

from api.security.seen_tokens import _SWEEP_EVERY, SeenTokens
from engine.errors import LogUnavailable

ROOT = Path(__file__).parents[3]
NOW = 1_790_000_000.0


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SeenTokens]:
    """A memory of a test's own."""
    memory = SeenTokens(tmp_path / "tokens")
    yield memory
    memory.close()


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    """What is in the file."""
    other = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return list(other.execute(question))
    finally:
        other.close()


def test_token_is_new_once(seen: SeenTokens) -> None:
    told = [seen.remember(token, NOW + 300, NOW) for token in ("a", "a", "b", "a", "b")]
    assert told == [True, False, True, False, False]


def test_token_is_remembered_after_a_restart(tmp_path: Path) -> None:
    for expected in (True, False):
        memory = SeenTokens(tmp_path / "tokens")
        assert memory.remember("a", NOW + 300, NOW) is expected
        memory.close()


def test_token_is_not_kept_as_it_is(seen: SeenTokens, tmp_path: Path) -> None:
    seen.remember("invented-jti", NOW, NOW)
    seen.close()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"invented-jti" not in files
    assert (tmp_path / "tokens").stat().st_mode & 0o777 == 0o600


def test_tokens_that_have_ended_are_swept_out(seen: SeenTokens, tmp_path: Path) -> None:
    for number in range(_SWEEP_EVERY):
        seen.remember(str(number), NOW + number % 2, NOW)
    seen.remember("last", NOW + 9, NOW + 0.5)
    assert rows(tmp_path / "tokens", "SELECT until, count(*) FROM seen GROUP BY until") == [
        (NOW + 1, _SWEEP_EVERY // 2),
        (NOW + 9, 1),
    ]


def test_token_that_many_ask_with_at_once_is_new_to_one(seen: SeenTokens, tmp_path: Path) -> None:
    other = SeenTokens(tmp_path / "tokens")
    with ThreadPoolExecutor(8) as threads:
        memories = [seen, other] * 20
        told = list(threads.map(lambda memory: memory.remember("a", NOW + 300, NOW), memories))
    other.close()
    assert told.count(True) == 1


def test_processes_share_what_they_remember(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from api.security.seen_tokens import SeenTokens\n"
        "seen = SeenTokens(Path(sys.argv[1])); sys.stdin.read(1)\n"
        "print(sum(seen.remember(str(number), 2e9, 1e9) for number in range(200)), seen.count_request('ehr', 1))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "tokens")]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    told = [process.communicate()[0].split() for process in started]
    assert sum(int(new) for new, _ in told) == 200
    assert sorted(requests for _, requests in told) == ["1", "2", "3"]


def test_requests_are_counted_by_client_and_minute(seen: SeenTokens, tmp_path: Path) -> None:
    asked = [("a", 1), ("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 2)]
    assert [seen.count_request(*each) for each in asked] == [1, 2, 1, 1, 1, 2]
    kept = rows(tmp_path / "tokens", "SELECT client, minute, requests FROM asked ORDER BY client")
    assert kept == [("a", 2, 2), ("b", 2, 1)]


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\x00" + bytes(4096)], ids=["other", "emptied"])
def test_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "tokens").write_bytes(damage)
    memory = SeenTokens(tmp_path / "tokens")
    assert [memory.remember("a", NOW, NOW), memory.remember("a", NOW, NOW)] == [True, False]
    memory.close()


def test_what_cannot_be_remembered_is_told_as_unavailable(tmp_path: Path) -> None:
    memory = SeenTokens(tmp_path / "tokens")
    other = apsw.Connection(str(tmp_path / "tokens"))
    memory._connection.set_busy_timeout(1)  # noqa: SLF001 - the test need not wait for long
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogUnavailable) as refused:
        memory.remember("a", NOW, NOW)
    other.execute("ROLLBACK")
    other.close()
    assert str(refused.value) == "the store of seen tokens cannot be used now (BusyError)"
    assert memory.remember("a", NOW + 1, NOW)
    memory.close()


def test_file_that_cannot_be_is_told_as_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LogUnavailable) as refused:
        SeenTokens(tmp_path / "file" / "tokens")
    assert str(refused.value) == "the store of seen tokens cannot be used now (Not a directory)"
