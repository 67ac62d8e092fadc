"""Processes that are killed at any moment lose nothing that was answered, and leave a log that holds."""

import random
import signal
import time
from pathlib import Path

import pytest

from api.store.port import Idempotency, Log, StoredRecord
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor, found
from tests.api.store.processes import Appending

PROCESSES = 4
LONGEST_RUN = 0.06


def newest_single(log: Log) -> StoredRecord:
    """Return the newest record that was appended with a name: those in an episode were."""
    return [record for record in log.records() if b'"episode":null' not in record.header][-1]


def kill_all_four(path: Path, turn: int, chance: random.Random) -> int:
    """Let four processes append at once, kill each at its own moment, check all they were answered, and count that."""
    path.parent.mkdir(exist_ok=True)
    running = [Appending.start(path, f"turn{turn}.process{each}", "for ever") for each in range(PROCESSES)]
    answered = []
    for each in running:
        each.wait_for_answers(1)
    for each in chance.sample(running, PROCESSES):
        time.sleep(chance.uniform(0, LONGEST_RUN))
        answered += each.kill()
    assert [each.process.returncode for each in running] == [-signal.SIGKILL] * PROCESSES
    report = verify_database(path)
    assert report.findings == ()
    with SqliteLog(path, Clock(), PATIENCE) as log:
        assert log.size() == report.size
        for answer in answered:
            record = found(log, answer.id)
            assert (record.index, record.size) == (answer.index, answer.size)
        assert log.find_named("latest") == newest_single(log)
    return len(answered)


def test_twelve_kills_lose_nothing_that_was_answered(path: Path) -> None:
    chance = random.Random(12)
    assert all(kill_all_four(path, turn, chance) >= PROCESSES for turn in range(3))


@pytest.mark.long
def test_two_hundred_kills_lose_nothing_that_was_answered(path: Path) -> None:
    chance = random.Random(200)
    assert all(kill_all_four(path, turn, chance) >= PROCESSES for turn in range(50))


def test_a_kill_between_commit_and_answer_leaves_one_record_for_one_request(path: Path) -> None:
    path.parent.mkdir()
    killed = Appending.start(path, "killed", "die before the answer")
    assert killed.process.wait() == -signal.SIGKILL
    assert killed.told() == []
    with SqliteLog(path, Clock(), PATIENCE) as log:
        again = log.append(Inventor("again").entry(idempotency=Idempotency("client", "key", "body")))
        assert (again.id, again.index, again.size, again.replayed) == ("killed-0", 0, 1, True)
        assert log.size() == 1
        assert log.verify().holds


def test_four_processes_share_one_tree(path: Path) -> None:
    path.parent.mkdir()
    running = [Appending.start(path, f"process{each}", "the same") for each in range(PROCESSES)]
    assert [each.process.wait() for each in running] == [0] * PROCESSES
    told = [answer for each in running for answer in each.told()]
    assert len(told) == PROCESSES * 41
    assert len([answer for answer in told if not answer.replayed]) == 41
    report = verify_database(path)
    assert (report.size, report.findings) == (41, ())
    with SqliteLog(path, Clock(), PATIENCE) as log:
        for answer in told:
            record = found(log, answer.id)
            assert (record.index, record.size) == (answer.index, answer.size)
