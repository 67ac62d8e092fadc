"""`decide`: one decision, recorded unless it says that it is not."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.cli.conftest import Ran

Run = Callable[..., Ran]
ASKED = {"facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"}}
BUNDLE = {"resourceType": "Bundle", "type": "collection", "entry": []}


def test_decide_records_before_it_tells(run: Run, database: Path) -> None:
    ran = run("decide", "-", given=json.dumps(ASKED).encode())
    answer = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert answer["recorded"] is True
    assert answer["advice"]["cxr"]["strength"] == "may-be-considered"
    assert answer["receipt"] == {"index": 2, "size": 3}
    assert database.exists()


def test_decide_reads_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(ASKED))
    assert run("decide", str(file)).code == 0


def test_dry_run_records_nothing_and_says_so(run: Run, database: Path) -> None:
    answer = json.loads(run("decide", "-", "--dry-run", given=json.dumps(ASKED).encode()).out)
    assert (answer["recorded"], answer["id"], answer["recorded_at"], answer["receipt"]) == (False, None, None, None)
    assert not database.exists()


def test_dry_run_gives_the_advice_of_a_recorded_decision(run: Run) -> None:
    given = json.dumps(ASKED | {"as_of": "2020-04-07T09:00:00+09:00"}).encode()
    recorded, dry = (json.loads(run("decide", "-", *more, given=given).out) for more in ((), ("--dry-run",)))
    told = ("guideline", "advice", "notes", "order", "as_of", "facts", "provenance")
    assert {part: recorded[part] for part in told} == {part: dry[part] for part in told}
    assert dry["as_of"] == "2020-04-07T00:00:00.000Z"


@pytest.mark.parametrize(
    ("more", "cxr", "ct"),
    [
        ((), "may-be-considered", "no-statement"),
        (("--order", "ct"), "may-be-considered", "needs-information"),
        (("--no-presume",), "needs-information", "needs-information"),
    ],
)
def test_options_go_before_the_request(run: Run, more: tuple[str, ...], cxr: str, ct: str) -> None:
    answer = json.loads(run("decide", "-", "--dry-run", *more, given=json.dumps(ASKED).encode()).out)
    assert [answer["advice"][modality]["strength"] for modality in ("cxr", "ct")] == [cxr, ct]


def test_explain_adds_what_would_change(run: Run) -> None:
    given = json.dumps(ASKED).encode()
    plain, explained = (
        json.loads(run("decide", "-", "--dry-run", *more, given=given).out) for more in ((), ("--explain",))
    )
    assert "would_change" not in plain["advice"]["cxr"]
    assert explained["advice"]["cxr"]["would_change"][-1] == {
        "fact": "rt_pcr",
        "values": ["positive"],
        "strength": "out-of-scope",
    }


@pytest.mark.parametrize("more", [(), ("--as", "fhir")])
def test_bundle_is_read_as_fhir(run: Run, more: tuple[str, ...]) -> None:
    ran = run("decide", "-", "--dry-run", "--as-of", "2020-04-07T09:00:00Z", *more, given=json.dumps(BUNDLE).encode())
    assert (ran.code, json.loads(ran.out)["as_of"]) == (0, "2020-04-07T09:00:00.000Z")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"not json", "The body is not JSON. Send one JSON document in UTF-8, without NaN or repeated keys."),
        (b"[]", 'A JSON object is needed: #. Send an object with the key "facts".'),
        (
            b'{"facts": {"fever": "Hong Gil-dong"}}',
            (
                "A value is not one of the allowed: #/facts/fever (allowed: yes, no). "
                "Send one of the allowed values, a list of them, or null."
            ),
        ),
    ],
)
def test_bad_input_is_one_clear_line(run: Run, given: bytes, said: str) -> None:
    assert run("decide", "-", given=given) == Ran(2, "", f"imaging-cds: {said}\n")


def test_absent_file_is_named(run: Run, tmp_path: Path) -> None:
    absent = tmp_path / "absent.json"
    assert run("decide", str(absent)) == Ran(2, "", f"imaging-cds: {absent}: No such file or directory\n")


@pytest.mark.parametrize("time", ["yesterday", "2020-04-07T09:00:00", "0001-01-01T00:00:00+09:00"])
def test_time_that_cannot_be_used_is_bad_usage(run: Run, time: str) -> None:
    ran = run("decide", "-", "--as-of", time)
    assert (ran.code, ran.out) == (2, "")
    assert "--as-of: a date and time with its zone is needed, as in RFC 3339" in ran.err
    assert time not in ran.err


def test_answer_is_told_in_utf_8_whatever_the_terminal_is_set_to() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "api", "decide", "-", "--dry-run"],
        input=json.dumps(ASKED).encode(),
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[3],
        check=True,
    )
    assert "흉부 X선 검사" in ran.stdout.decode()


@pytest.mark.parametrize(("name", "value"), [("PORT", "no number"), ("SITE_TIMEZONE", "Nowhere/At-all")])
def test_setting_that_cannot_be_used_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"IMAGING_CDS_{name}", value)
    said = f"imaging-cds: a setting cannot be used: IMAGING_CDS_{name} (see docs/settings.md)\n"
    assert run("decide", "-", given=b"{}") == Ran(2, "", said)


def test_folder_that_cannot_be_made_gives_no_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGING_CDS_DATABASE", "/proc/none/log.db")
    ran = run("decide", "-", given=b"{}")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("imaging-cds: the log's folder /proc/none cannot be made: ")


def test_output_that_takes_no_more_is_not_possible_now() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "api", "decide", "-", "--dry-run"],
            input=json.dumps(ASKED).encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (3, b"imaging-cds: output: No space left on device\n")


def test_log_that_cannot_be_opened_gives_no_answer(run: Run, database: Path) -> None:
    database.parent.mkdir()
    database.mkdir()
    ran = run("decide", "-", given=json.dumps(ASKED).encode())
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.endswith("nothing was answered\n")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "noun",
    [(), ("decide",), ("batch",), ("serve",), ("guideline",), ("guideline", "show"), ("log",), ("log", "verify")],
)
def test_help_has_an_example(run: Run, noun: tuple[str, ...]) -> None:
    ran = run(*noun, "--help")
    assert ran.code == 0
    assert "example: " in ran.out
