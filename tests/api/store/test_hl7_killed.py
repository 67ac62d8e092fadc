"""Processes that are killed at any moment lose nothing that was answered, settle nothing twice, and keep its order."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.security.sealing import Sealer
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.sqlite import SqliteLog
from api.store.verify import verify_database
from tests.api.store.invented_arrivals import NOW, SITE_KEY
from tests.api.store.invented_entries import PATIENCE, Clock
from tests.api.store.processes import ROOT
from tests.api.store.receiving_process import PATIENT

PROCESSES = 2
LONGEST_RUN = 0.15
_PROGRAM = Path(__file__).with_name("receiving_process.py")
_GIVEN_UP_AFTER = 120.0


@dataclass(frozen=True, slots=True)
class Working:
    """A process that receives, drains, sends and appends, and the file that its answers go to."""

    process: "subprocess.Popen[bytes]"
    answers: Path

    @classmethod
    def start(cls, path: Path, name: str, what: str) -> "Working":
        """Start one."""
        answers = path.parent / f"{name}.answers"
        with answers.open("wb") as out:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen([sys.executable, _PROGRAM, path, name, what], stdout=out, env=environment)
        return cls(process, answers)

    def wait_for(self, *wanted: str) -> None:
        """Return when each of these was done."""
        limit = time.monotonic() + _GIVEN_UP_AFTER
        while not {what for what, _ in self.told()}.issuperset(wanted):
            assert self.process.poll() is None, "the process ended by itself"
            assert time.monotonic() < limit, "the process does nothing"
            time.sleep(0.002)

    def told(self) -> list[tuple[str, str]]:
        """Return the answers so far."""
        lines = self.answers.read_text().split("\n")[:-1]
        return [(what, name) for what, name in map(str.split, lines)]


def kill_both(path: Path, turn: int, chance: random.Random) -> list[tuple[str, str]]:
    """Let two processes work at once, kill each at its own moment, and return all they had been answered."""
    path.parent.mkdir(exist_ok=True)
    running = [Working.start(path, f"turn{turn}.process{each}", "for ever") for each in range(PROCESSES)]
    for each in running:
        each.wait_for("received", "appended")
    for each in chance.sample(running, PROCESSES):
        time.sleep(chance.uniform(0, LONGEST_RUN))
        each.process.kill()
        assert each.process.wait() == -signal.SIGKILL
    return [answer for each in running for answer in each.told()]


def check(path: Path, told: list[tuple[str, str]], kills: int) -> None:
    """Check that all is there that was answered, each settled and sent at most once, and nothing half."""
    done: dict[str, list[str]] = {}
    for what, name in told:
        done.setdefault(what, []).append(name)
    assert "twice" not in done
    assert Counter(done.get("settled", [])) == Counter(set(done.get("settled", [])))
    assert verify_database(path).findings == ()
    with SqliteLog(path, Clock(), PATIENCE) as log:
        assert all(log.read(name) is not None for name in done["appended"])
    with SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), PATIENCE) as store:
        states = {name: store.received(name) for what in ("received", "settled") for name in done.get(what, [])}
        assert None not in states.values()
        waits = {message.id for message in store.waiting(most=1_000_000)}
        assert waits.isdisjoint(done.get("settled", []))
        kept = {each.key for each in store.kept_of(store.subject(PATIENT))}
        assert kept.issuperset(done.get("settled", []))
        assert kept.isdisjoint(waits)
        assert kept | waits >= set(done["received"])
        queued = []
        while (due := store.outgoing("his", NOW)) is not None:
            queued.append(due.id)
            store.sent(due.seq, NOW)
        sent = done.get("sent", [])
        assert Counter([*sent, *queued]) == Counter({*sent, *queued})
        assert {*sent, *queued} <= kept
        assert len(kept - {*sent, *queued}) <= kills  # sent, and killed before it was told
        for names in (queued, [message.id for message in store.waiting(most=1_000_000)]):
            for sender, numbers in numbers_by_sender(names).items():
                assert numbers == sorted(numbers), sender


def numbers_by_sender(names: list[str]) -> dict[str, list[int]]:
    """Return the numbers of messages, in the order given, by the thread that they were received in."""
    numbers: dict[str, list[int]] = {}
    for name in names:
        sender, number = name.rsplit("-id-", 1)
        numbers.setdefault(sender, []).append(int(number))
    return numbers


def test_six_kills_lose_nothing_that_was_answered(path: Path) -> None:
    chance, told = random.Random(6), []
    for turn in range(3):
        told += kill_both(path, turn, chance)
    check(path, told, kills=6)


@pytest.mark.long
def test_two_hundred_kills_lose_nothing_that_was_answered(path: Path) -> None:
    chance = random.Random(200)
    for turn in range(100):
        one = path.parent / str(turn // 5) / "log.db"
        one.parent.mkdir(parents=True, exist_ok=True)
        kill_both(one, turn, chance)
        if turn % 5 == 4:
            every = [
                line.split() for each in one.parent.glob("*.answers") for line in each.read_text().split("\n")[:-1]
            ]
            check(one, [(what, name) for what, name in every], kills=10)


def test_two_processes_that_receive_the_same_store_it_once(path: Path) -> None:
    path.parent.mkdir()
    running = [Working.start(path, f"process{each}", "the same") for each in range(PROCESSES)]
    assert [each.process.wait() for each in running] == [0] * PROCESSES
    told = Counter(answer for each in running for answer in each.told())
    names = [f"same-id-{number}" for number in range(60)]
    assert told == Counter([(what, name) for name in names for what in ("stored", "replayed")])
    with SqliteHl7Store(path, SITE_KEY, Sealer(SITE_KEY), PATIENCE) as store:
        assert Counter(message.id for message in store.waiting()) == Counter(names)
