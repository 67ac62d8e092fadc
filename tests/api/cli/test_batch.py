"""`batch`: answers in order, a bad line does not stop the run, and nothing is printed before it is recorded."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.api.cli.conftest import Ran

Run = Callable[..., Ran]
SETTINGS = ("screening-clinic", "outpatient-safe-clinic", "emergency", "inpatient", "intensive-care", "other")


def lines(count: int) -> bytes:
    asked = (
        {"facts": {"care_setting": SETTINGS[i % 6], "fever": "yes", "respiratory_symptoms": "no"}} for i in range(count)
    )
    return b"".join(json.dumps(each).encode() + b"\n" for each in asked)


def told(ran: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_batch_answers_every_line_in_order(run: Run) -> None:
    ran = run("batch", "-", given=lines(600))
    answers = told(ran)
    assert (ran.code, ran.err) == (0, "600 answered, 0 refused\n")
    assert [each["line"] for each in answers] == list(range(1, 601))
    assert [each["facts"]["care_setting"] for each in answers] == [SETTINGS[i % 6] for i in range(600)]  # type: ignore[index]
    assert [each["receipt"]["index"] for each in answers] == list(range(2, 602))  # type: ignore[index]


def test_batch_gives_what_decide_gives(run: Run) -> None:
    asked = json.dumps({"facts": {"care_setting": "screening-clinic"}, "as_of": "2020-04-07T00:00:00Z"}).encode()
    alone = json.loads(run("decide", "-", "--dry-run", given=asked).out)
    assert told(run("batch", "-", "--dry-run", given=asked)) == [{"line": 1} | alone]


def test_bad_lines_are_told_and_passed_over(run: Run) -> None:
    given = b'{"facts": {}}\n\nHong Gil-dong\n{"facts": {"fever": 1}}\n{"guideline": "none"}\n{"facts": {}}'
    ran = run("batch", "-", given=given)
    answers = told(ran)
    assert (ran.code, ran.err) == (2, "2 answered, 3 refused\n")
    assert [each["line"] for each in answers] == [1, 3, 4, 5, 6]
    problems = [each["error"]["type"] for each in answers if "error" in each]  # type: ignore[index]
    assert problems == ["/problems/malformed-json", "/problems/wrong-type", "/problems/unknown-guideline"]
    assert "Gil-dong" not in ran.out


def test_line_that_is_too_long_is_refused_and_the_next_one_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "requests.ndjson"
    file.write_bytes(
        b" " * (20 << 20) + b'{"facts": {}}\n{"facts": {}}\n{"facts": "' + b"x" * (17 << 20) + b'"}\n{"facts": {}}\n'
    )
    ran = run("batch", str(file), "--dry-run")
    told_of = [(each["line"], each["error"]["type"] if "error" in each else None) for each in told(ran)]  # type: ignore[index]
    assert told_of == [(1, "/problems/too-large"), (2, None), (3, "/problems/too-large"), (4, None)]


def test_empty_batch_is_done(run: Run) -> None:
    assert run("batch", "-", given=b"") == Ran(0, "", "0 answered, 0 refused\n")


def test_subject_and_episode_are_never_stored_in_the_clear(run: Run, database: Path) -> None:
    run("batch", "-", given=b'{"facts": {}, "subject": "CANARY-SUBJECT-7", "episode": "CANARY-EPISODE-7"}\n')
    stored = b"".join(file.read_bytes() for file in database.parent.iterdir())
    assert b"CANARY" not in stored
    assert len(stored) > 0
