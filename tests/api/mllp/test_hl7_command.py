"""`imaging-cds hl7` takes, decides and sends until it is told to stop, and tells what is in trouble."""

import json
import signal
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli.main import main
from tests.api.feed.talk import order
from tests.api.mllp.commanded import Place, free_port
from tests.api.mllp.destinations import Destination, coded, until
from tests.api.mllp.listening import Speaking

LOOPBACK = "listen: {port: 0}\n"


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process, for a place."""

    def command(place: Place, *arguments: str) -> tuple[int, str, str]:
        for name, value in place.environment.items():
            monkeypatch.setenv(name, value)
        try:
            code = main(["hl7", *arguments])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return code, *capsys.readouterr()

    return command


def test_order_is_acknowledged_decided_and_sent_and_the_signal_ends_it(tmp_path: Path, run: Run) -> None:
    destination = Destination()
    figures = free_port()
    place = Place(
        tmp_path,
        f"listen: {{port: 0, metrics_port: {figures}}}\n"
        f"destinations: [{{id: ris, host: 127.0.0.1, port: {destination.port}, application: RIS}}]\n",
    )
    with place.listen() as listening, Speaking(listening.address) as speaking:
        asked = order(control="C1")
        first = speaking.ask(asked)
        assert b"MSA|AA|C1" in first
        assert speaking.ask(asked) == first
        until(lambda: len(destination.heard) == 1)
        with urllib.request.urlopen(f"http://127.0.0.1:{figures}/metrics") as answer:
            shown = answer.read().decode()
        code, lines = listening.end(signal.SIGTERM)
    destination.close()
    assert code == 0
    assert b"76515-6" in destination.heard[0]
    assert 'imaging_cds_hl7_messages_total{outcome="replayed"} 1.0' in shown
    assert 'imaging_cds_hl7_frames_total{code="AA"} 2.0' in shown
    assert "imaging_cds_hl7_waiting 0.0" in shown
    told = [line["event"] for line in lines if line["event"] != "hl7-sent"]
    assert sorted(told) == ["hl7-message", "hl7-message", "hl7-open", "hl7-taken"]
    assert "INVENTED-1" not in json.dumps(lines)
    assert run(place, "status") == (0, "0 waiting\n", "")


def test_status_tells_what_was_set_aside_and_nothing_of_what_it_says(tmp_path: Path, run: Run) -> None:
    destination = Destination(coded("AR"))
    place = Place(
        tmp_path,
        LOOPBACK + f"destinations: [{{id: ris, host: 127.0.0.1, port: {destination.port}, application: RIS}}]\n",
    )
    with place.listen() as listening, Speaking(listening.address) as speaking:
        speaking.ask(order())
        until(lambda: len(destination.heard) == 1)
        assert listening.end(signal.SIGINT)[0] == 0
    destination.close()
    code, out, _ = run(place, "status", "--format", "json")
    told = json.loads(out)
    (trouble,) = told.pop("troubles")
    assert (code, told) == (0, {"waiting": 0, "oldest": None, "refused": {}, "outgoing": {}, "set_aside": {"ris": 1}})
    assert (trouble["destination"], trouble["reason"]) == ("ris", "answered-AR")
    _, text, _ = run(place, "status")
    assert text.splitlines() == [
        "0 waiting",
        "1 set aside: ris",
        f"{trouble['at']} {trouble['id']} to ris: answered-AR",
        "again: imaging-cds hl7 resend ID, or --all",
    ]


@pytest.mark.parametrize(
    ("hl7", "arguments", "code", "told"),
    [
        (LOOPBACK, ("--host", "0.0.0.0"), 2, "hl7.yaml: listen/host: 0.0.0.0 can be reached by others"),  # noqa: S104
        ("listen: {host: 10.0.0.1}", (), 2, "hl7.yaml: listen/host: 10.0.0.1 can be reached by others"),
        ("listen: {port: a}", (), 2, "hl7.yaml: listen/port: is not written as it should be"),
        ("listen: {tls: {authorities: a, certificate: b, key: c}}", (), 2, "hl7.yaml: listen/tls/authorities: "),
        (LOOPBACK, ("--host", "203.0.113.1"), 2, "hl7.yaml: listen/host: 203.0.113.1 can be reached by others"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_let_in(
    tmp_path: Path, run: Run, hl7: str, arguments: tuple[str, ...], code: int, told: str
) -> None:
    ended, out, err = run(Place(tmp_path, hl7), "listen", *arguments)
    assert (ended, out, err.count("\n")) == (code, "", 1)
    assert err.startswith(f"imaging-cds: {told}")


def test_port_that_is_no_port_is_bad_usage(tmp_path: Path, run: Run) -> None:
    ended, _, err = run(Place(tmp_path, LOOPBACK), "listen", "--port", "99999")
    assert (ended, err.splitlines()[-1]) == (
        2,
        "imaging-cds hl7 listen: error: argument --port: invalid port value: '99999'",
    )


def test_port_that_is_taken_is_not_possible_now(tmp_path: Path, run: Run) -> None:
    destination = Destination()
    ended, _, err = run(Place(tmp_path, LOOPBACK), "listen", "--port", str(destination.port))
    destination.close()
    told = f"cannot listen on 127.0.0.1 port {destination.port}: Address already in use"
    assert (ended, err) == (3, f"imaging-cds: {told}; nothing was answered\n")


def test_status_makes_no_database(tmp_path: Path, run: Run) -> None:
    place = Place(tmp_path, LOOPBACK)
    ended, _, err = run(place, "status")
    assert (ended, place.database.exists()) == (3, False)
    assert err.startswith("imaging-cds: there is no database at ")
