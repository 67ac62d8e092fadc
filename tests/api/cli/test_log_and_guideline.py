"""`log verify`, `log replay` and `guideline`: what auditors and authors are told."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from api.assemble import now
from api.library import OWN_FOLDER
from api.store.port import Entry
from api.store.sqlite import SqliteLog
from engine.log.canonical import canonical_bytes
from engine.log.record import Kind
from tests.api.cli.conftest import Ran

Run = Callable[..., Ran]
ASKED = json.dumps(
    {
        "facts": {"care_setting": "screening-clinic", "fever": ["yes", "no"], "rt_pcr": None},
        "measurements": {"body_temperature": {"value": 99.5, "unit": "[degF]"}},
        "circumstances": {"age_years": 12, "pregnant": "no"},
        "order": {"modality": "ct"},
        "explain": True,
    }
).encode()


@pytest.fixture
def written(run: Run) -> str:
    """Return the id of the one decision of a log."""
    answer: dict[str, str] = json.loads(run("decide", "-", given=ASKED).out)
    return answer["id"]


def change(database: Path, sql: str, *values: object) -> None:
    connection = apsw.Connection(str(database))
    for (name,) in list(connection.execute("select name from sqlite_master where type = 'trigger'")):
        connection.execute(f'drop trigger "{name}"')
    connection.execute(sql, values)
    connection.close()


def test_verify_of_an_untouched_log_holds(run: Run, written: str) -> None:
    report = json.loads(run("log", "verify", "--format", "json").out)
    assert written
    assert (report["holds"], report["size"], report["found"], report["findings"]) == (True, 3, 0, [])
    assert run("log", "verify").out == f"3 records, root {report['root']}\nholds\n"


def test_verify_names_the_wrong_record(run: Run, written: str, database: Path) -> None:
    change(
        database,
        "update payload set bytes = cast(bytes || x'20' as blob) where seq = (select seq from record where id = ?)",
        written,
    )
    ran = run("log", "verify")
    assert ran.code == 1
    assert f"record 2 ({written})" in ran.out
    assert ran.out.splitlines()[-1].startswith("does not hold: ")
    report = json.loads(run("log", "verify", "--format", "json").out)
    assert written in {each["id"] for each in report["findings"]}


def test_replay_of_an_untouched_log_differs_nowhere(run: Run, written: str) -> None:
    assert written
    assert run("log", "replay") == Ran(0, "1 decisions replayed, 0 differ\n", "")


def test_replay_tells_an_answer_that_the_edition_does_not_give(run: Run, written: str, database: Path) -> None:
    """A forger who keeps every hash right still cannot make the edition give another answer."""
    with SqliteLog(database, now) as log:
        record = log.read(written)
        assert record is not None
        forged = json.loads(record.payload)
        forged["advice"]["ct"]["strength"] = "recommended"
        log.append(
            Entry(
                Kind.DECISION,
                "forged",
                "cli",
                canonical_bytes(forged),
                b"0" * 32,
                edition=forged["guideline"]["digest"],
            )
        )
    assert run("log", "verify").code == 0
    assert run("log", "replay") == Ran(
        1, "record 3 (forged): advice would differ\n2 decisions replayed, 1 differ\n", ""
    )
    told = json.loads(run("log", "replay", "--format", "json").out)
    assert told == {"replayed": 2, "differing": 1, "records": [{"index": 3, "id": "forged", "differs": ["advice"]}]}


def test_replay_passes_over_a_declared_fact_that_the_edition_does_not_use(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(OWN_FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with (folder / "facts.yaml").open("a") as facts:
        facts.write(
            """
- id: spare
  name: {en: spare, ko: 예비}
  question: {en: "Is it spare?", ko: "예비입니까?"}
  values:
    - {value: "yes", label: {en: "yes", ko: 예}}
    - {value: "no", label: {en: "no", ko: 아니요}}
"""
        )
    monkeypatch.setenv("IMAGING_CDS_GUIDELINES_DIR", str(folder))
    answer = json.loads(run("decide", "-", given=b'{"facts": {"spare": "yes", "fever": "yes"}}').out)
    assert answer["facts"] == {"fever": "yes", "spare": "yes"}
    assert run("log", "replay") == Ran(0, "1 decisions replayed, 0 differ\n", "")


@pytest.mark.parametrize("verb", ["verify", "replay"])
def test_check_of_an_absent_log_makes_none(run: Run, database: Path, verb: str) -> None:
    ran = run("log", verb)
    assert (ran.code, ran.out) == (3, "")
    assert f"there is no log at {database} (IMAGING_CDS_DATABASE)" in ran.err
    assert not database.exists()


def test_guideline_list_marks_the_active_one(run: Run) -> None:
    assert run("guideline", "list").out.startswith("* ksr-kstr-2020  2020-04.1  active  KSR/KSTR Guidelines")
    assert [each["id"] for each in json.loads(run("guideline", "list", "--format", "json").out)] == ["ksr-kstr-2020"]


def test_guideline_show_has_words_rows_and_defeats(run: Run) -> None:
    shown = run("guideline", "show").out
    assert "    row 2: care_setting outpatient-safe-clinic, respiratory_symptoms yes\n" in shown
    assert "    defeats 1.1 for ct\n" in shown
    assert "1.3.rule-out  caution on 1.3 (cxr)\n" in shown
    assert json.loads(run("guideline", "show", "ksr-kstr-2020", "--format", "json").out)["id"] == "ksr-kstr-2020"


def test_guideline_compile_proves_both_modalities(run: Run) -> None:
    assert run("guideline", "compile").out == (
        "ksr-kstr-2020 cxr: 384 complete contexts, both evaluators agree\n"
        "ksr-kstr-2020 ct: 6144 complete contexts, both evaluators agree\n"
    )
    told = json.loads(run("guideline", "compile", "--format", "json").out)
    assert told["complete_contexts"] == {"cxr": 384, "ct": 6144}


def test_guideline_that_is_not_there_is_bad_input(run: Run) -> None:
    ran = run("guideline", "show", "none")
    assert (ran.code, ran.out) == (2, "")
    assert "(allowed: ksr-kstr-2020)" in ran.err


def test_guideline_that_is_refused_names_file_rule_and_reason(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(OWN_FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "guidelines" / "ksr-kstr-2020.yaml"
    file.write_text(file.read_text().replace("respiratory_symptoms: yes", "respiratory_symptoms: maybe", 1))
    monkeypatch.setenv("IMAGING_CDS_GUIDELINES_DIR", str(folder))
    ran = run("guideline", "compile")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("imaging-cds: ksr-kstr-2020.yaml: 1.2: ")
