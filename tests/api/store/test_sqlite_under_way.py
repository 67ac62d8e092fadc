"""What may happen to a log in a file under a program: it is moved, the program forks, the clock is odd."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from api.store.filelock import FileLock
from api.store.sqlite import SqliteLog
from engine.errors import LogUnavailable
from tests.api.store.invented_entries import PATIENCE, Clock, Inventor, found

# What these tests are about is just what Python warns of: threads that a fork leaves behind.
FORKING = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.mark.parametrize("replaced", [False, True], ids=["moved", "replaced"])
def test_a_log_whose_file_is_moved_appends_and_reads_nothing_until_it_is_back(
    path: Path, inventor: Inventor, *, replaced: bool
) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        elsewhere = path.with_name("elsewhere.db")
        path.rename(elsewhere)
        if replaced:
            path.write_bytes(elsewhere.read_bytes())
        for asked in (lambda: log.append(inventor.entry()), log.check_ready, log.size, lambda: log.read("invented-0")):
            with pytest.raises(LogUnavailable, match="replaced" if replaced else "No such file"):
                asked()
        elsewhere.rename(path)
        assert log.append(inventor.entry(idempotency=None)).index == 1
        assert log.verify().holds


@FORKING
def test_a_forked_child_is_refused_and_leaves_its_parent_alone(path: Path, inventor: Inventor) -> None:
    with SqliteLog(path, Clock(), PATIENCE) as log:
        log.append(inventor.entry())
        child = os.fork()
        if child == 0:
            os._exit(refusals_in_a_child(log, inventor))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
        assert log.append(inventor.entry()).index == 1
        assert found(log, "invented-0").index == 0
        assert log.verify().holds


def refusals_in_a_child(log: SqliteLog, inventor: Inventor) -> int:
    """Count how much of the log a forked child may not touch."""
    refused = 0
    for asked in (lambda: log.append(inventor.entry()), log.check_ready, log.size, lambda: log.read("invented-0")):
        try:
            asked()
        except LogUnavailable as refusal:
            refused += "forked" in str(refusal)
    log.close()
    return refused


@FORKING
def test_a_child_does_not_keep_the_lock_of_a_parent_that_was_killed(path: Path) -> None:
    path.parent.mkdir()
    told_to_end, tells_to_end = os.pipe()
    parent = os.fork()
    if parent == 0:
        os.close(tells_to_end)
        hold_the_lock_with_a_child_and_be_killed(path, told_to_end)
    os.close(told_to_end)
    assert os.waitstatus_to_exitcode(os.waitpid(parent, 0)[1]) == -signal.SIGKILL
    with SqliteLog(path, Clock(), PATIENCE) as log:
        assert log.append(Inventor().entry()).index == 0
    os.close(tells_to_end)


def hold_the_lock_with_a_child_and_be_killed(path: Path, told_to_end: int) -> None:
    """Leave a child behind that lives until the other end of the pipe is closed."""
    with FileLock(path.with_name("log.db.lock")).held():
        if os.fork() == 0:
            os.read(told_to_end, 1)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_old_clock_does_not_hinder(path: Path, inventor: Inventor) -> None:
    clock = Clock()
    clock.advance(timedelta(days=-365 * 100))
    with SqliteLog(path, clock, PATIENCE) as log:
        assert log.append(inventor.entry()).time == "1926-12-17T06:00:00.123Z"
        assert log.verify().holds
