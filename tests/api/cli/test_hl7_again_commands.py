"""`imaging-cds hl7 retake` and `resend` try again what is in trouble, and tell what they did."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.cli.main import main
from api.security.sealing import Sealer
from api.security.site_key import read_site_key
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Changes, Outgoing
from tests.api.store.invented_arrivals import NOW, Sending, drained, waiting

Run = Callable[..., tuple[int, str, str]]
AT = "2026-11-22T06:00:00.123456+00:00"
NONE = "imaging-cds: no message of this id is {}; hl7 status names those that are\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """A command on a database of its own."""
    monkeypatch.setenv("IMAGING_CDS_DATABASE", str(tmp_path / "log.db"))
    monkeypatch.setenv("IMAGING_CDS_SITE_KEY_FILE", str(tmp_path / "site.key"))

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["hl7", *arguments])
        except SystemExit as stopped:
            code = int(str(stopped.code))
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def store(run: Run, tmp_path: Path) -> Iterator[SqliteHl7Store]:  # noqa: ARG001  its settings come first
    """A store in which two messages were refused, and two set aside, of one destination and of another."""
    (tmp_path / "site.key").write_bytes(bytes(range(32)))
    (tmp_path / "site.key").chmod(0o600)
    key = read_site_key(tmp_path / "site.key")
    sending = Sending()
    with SqliteHl7Store(tmp_path / "log.db", key, Sealer(key)) as opened:
        for reason in ("internal", "damaged"):
            opened.settle(waiting(opened, sending.message()).seq, Changes(NOW, "refused", reason))
        drained(opened, outgoing=[Outgoing(to, f"report-{to}", b"MSH") for to in ("his", "ris")])
        for seq in (1, 2):
            opened.set_aside(seq, "answered-AR", NOW)
        yield opened


def test_status_names_ids_and_what_to_do(run: Run, store: SqliteHl7Store) -> None:
    assert store.depths().waiting == 0
    code, out, _ = run("status")
    assert (code, out.splitlines()) == (
        0,
        [
            "0 waiting",
            "1 refused: damaged",
            "1 refused: internal",
            "1 set aside: his",
            "1 set aside: ris",
            f"{AT} invented-id-0: internal",
            f"{AT} invented-id-1: damaged",
            f"{AT} report-his to his: answered-AR",
            f"{AT} report-ris to ris: answered-AR",
            "again: imaging-cds hl7 retake ID, or --all",
            "again: imaging-cds hl7 resend ID, or --all",
        ],
    )


def test_refused_messages_are_retaken_one_or_all(run: Run, store: SqliteHl7Store) -> None:
    assert run("retake", "invented-id-1") == (0, "invented-id-1 waits to be taken\n", "")
    assert run("retake", "--all") == (0, "invented-id-0 waits to be taken\n", "")
    assert run("retake", "--all") == (0, "nothing is refused\n", "")
    assert run("retake", "invented-id-1") == (1, "", NONE.format("refused"))
    assert [each.id for each in store.waiting()] == ["invented-id-1", "invented-id-0"]


def test_messages_that_were_set_aside_are_sent_again_one_or_all(run: Run, store: SqliteHl7Store) -> None:
    assert run("resend", "report-ris") == (0, "report-ris waits to be sent to ris\n", "")
    assert run("resend", "--all") == (0, "report-his waits to be sent to his\n", "")
    assert run("resend", "--all") == (0, "nothing is set aside\n", "")
    assert run("resend", "invented-id-1") == (1, "", NONE.format("set aside"))
    assert store.depths().outgoing == {"his": 1, "ris": 1}


@pytest.mark.parametrize("verb", ["retake", "resend"])
@pytest.mark.parametrize("arguments", [(), ("report-ris", "--all")])
def test_either_an_id_or_all_must_be_said(run: Run, verb: str, arguments: tuple[str, ...]) -> None:
    code, out, err = run(verb, *arguments)
    assert (code, out, err.splitlines()[-1].startswith(f"imaging-cds hl7 {verb}: error: ")) == (2, "", True)


@pytest.mark.parametrize("verb", ["retake", "resend"])
def test_no_database_is_made(run: Run, tmp_path: Path, verb: str) -> None:
    code, out, err = run(verb, "--all")
    assert (code, out, (tmp_path / "log.db").exists()) == (3, "", False)
    assert err.startswith("imaging-cds: there is no database at ")


@pytest.mark.parametrize(("verb", "said"), [("retake", "behind whatever"), ("resend", "its old place")])
def test_help_says_where_they_go(run: Run, verb: str, said: str) -> None:
    code, out, _ = run(verb, "--help")
    assert (code, said in " ".join(out.split())) == (0, True)
