"""The process that takes messages in lives as long as its listener, and is started again when it fails."""

import io
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from api import draining
from api.draining import DrainLost, DrainProcess
from api.settings import Settings
from api.watch.logs import journal
from tests.api.feed.feeding import Feed
from tests.api.feed.talk import order

ECHO = "import os, sys\nwhile (said := os.read(0, 99)): open(sys.argv[1], 'ab').write(said)\n"


def started(process: DrainProcess, stop: threading.Event) -> threading.Thread:
    """Run a process in a thread of its own, and wait until it can be woken."""
    thread = threading.Thread(target=process.run, args=(stop,))
    thread.start()
    return thread


def wait_for(condition: object, seconds: float = 20) -> None:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)


def test_process_is_woken_and_ends_with_who_started_it(tmp_path: Path) -> None:
    told, stop = tmp_path / "told", threading.Event()
    process = DrainProcess(journal("json", io.StringIO()), ("-c", ECHO, str(told)))
    process.wake()  # nobody is there yet, which is no error
    thread = started(process, stop)

    def heard() -> bool:
        process.wake()
        return told.exists() and told.stat().st_size > 0

    wait_for(heard)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_process_that_does_not_stay_alive_is_started_again_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "_BEFORE_AGAIN", 0.0)
    messages = io.StringIO()
    with pytest.raises(DrainLost):
        DrainProcess(journal("json", messages), ("-c", "raise SystemExit(7)")).run(threading.Event())
    told = [json.loads(line) for line in messages.getvalue().splitlines()]
    assert [(each["event"], each["status"]) for each in told] == [("drain-ended", 7)] * 5


def test_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "_SECONDS_TO_FINISH", 0.1)
    stop = threading.Event()
    process = DrainProcess(journal("json", io.StringIO()), ("-c", "import time; time.sleep(600)"))
    thread = started(process, stop)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_command_takes_in_what_waits_until_its_input_ends(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "log.db")
    settings.key_file.write_bytes(bytes(range(32)))
    settings.key_file.chmod(0o600)
    with Feed(tmp_path) as feed:
        feed.send(order())
        environment = os.environ | {"IMAGING_CDS_DATABASE": str(settings.database)}
        command = [sys.executable, "-m", "api", "hl7", "drain"]
        with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as child:
            wait_for(lambda: not feed.store.waiting(), 60)
            feed.send(order(placer="P2"))
            assert child.stdin is not None
            child.stdin.write(b".")
            child.stdin.flush()
            wait_for(lambda: not feed.store.waiting(), 60)
            child.stdin.close()
            assert child.wait(30) == 0
        assert len(feed.decisions()) == 2
