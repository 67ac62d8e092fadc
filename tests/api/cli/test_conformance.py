"""`imaging-cds conformance` asks a service over HTTP, and its exit code says whether it conforms."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from joserfc.jwk import ECKey

from api.conformance.invented import calls
from tests.api.cli.conftest import Ran
from tests.api.conformance.asking_peers import numbered
from tests.api.conformance.good_peer import DISCOVERY, Answered, GoodPeer

Runner = Callable[..., Ran]


@contextmanager
def served(peer: GoodPeer) -> Iterator[str]:
    """The address of a peer that listens on this machine."""
    server = uvicorn.Server(uvicorn.Config(peer, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    started = threading.Event()
    startup = server.startup

    async def start(*given: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        await startup(*given, **named)
        started.set()

    server.startup = start  # type: ignore[method-assign]
    thread.start()
    started.wait()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    with served(GoodPeer()) as url:
        yield url


def test_good_service_holds(run: Runner, peer: str) -> None:
    ran = run("conformance", peer)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1].endswith("; 0 SHALL broken")


def test_address_of_discovery_names_the_service_too(run: Runner, peer: str) -> None:
    ran = run("conformance", f"{peer}/cds-services/", "--format", "json", "--hook", "order-sign")
    assert (ran.code, json.loads(ran.out)["holds"]) == (0, True)


def test_markdown_is_a_table(run: Runner, peer: str) -> None:
    ran = run("conformance", peer, "--format", "markdown", "--service", "invented-advice", "--hook", "patient-view")
    assert (ran.code, ran.out.splitlines()[1]) == (0, "|---|---|---|---|---|")


def test_own_call_is_sent(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text(json.dumps(next(calls("patient-view", {}, numbered()))[1]))
    spoilt = GoodPeer()
    with served(spoilt) as url:
        before = run("conformance", url, "--hook", "patient-view").code, len(spoilt.asked)
        after = run("conformance", url, "--hook", "patient-view", "--request", str(file)).code, len(spoilt.asked)
    assert after == (before[0], 2 * before[1] + 1)


def test_service_that_breaks_what_shall_be_does_not_hold(run: Runner) -> None:
    def change(path: str, answered: Answered) -> Answered:
        return (
            (200, answered[1], {"services": [{**DISCOVERY["services"][0], "description": 7}]})
            if path == "/cds-services"
            else answered
        )

    with served(GoodPeer(change=change)) as url:
        ran = run("conformance", url)
    failing = [line.split()[1] for line in ran.out.splitlines() if line.startswith("fails")]
    assert (ran.code, failing) == (1, ["cds-hooks_2.0@9"])


def test_service_that_knows_its_clients_lets_only_them_in(run: Runner, tmp_path: Path) -> None:
    key = ECKey.generate_key("P-384")
    file = tmp_path / "key.pem"
    file.write_bytes(key.as_pem(private=True))
    with served(GoodPeer(key, now=time.time())) as url:
        ran = run("conformance", url)
        # Its tokens are for the address it is known by, not for that of this machine.
        named = ("--token-key", str(file), "--issuer", "https://ehr.example", "--tenant", "x")
        other = run("conformance", url, *named)
        known = run("conformance", url, *named, "--public-url", "https://cds.example/")
    told = "imaging-cds: the service let no call in; name a client that it knows (--token-key)\n"
    assert (ran.code, ran.err, other.code, other.err) == (3, told, 3, told)
    assert (known.code, known.err) == (0, "")


def test_nobody_there_is_told(run: Runner) -> None:
    with served(GoodPeer()) as url:
        pass
    ran = run("conformance", url)
    assert ran == Ran(3, "", "imaging-cds: nobody answers at this address; nothing was checked\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ftp://cds.example",), "URL is http://… or https://…, without query"),
        (("https://",), "URL is http://… or https://…, without query"),
        (("https://cds.example?x=1",), "URL is http://… or https://…, without query"),
        (("http://[",), "URL is http://… or https://…, without query"),
        (("https://cds.example", "--timeout", "0"), "--timeout is between 0 and 60 seconds"),
        (("https://cds.example", "--timeout", "nan"), "--timeout is between 0 and 60 seconds"),
        (("https://cds.example", "--public-url", "x"), "--public-url is http://… or https://…, without query"),
        (("https://cds.example", "--token-key", "key.pem"), "--token-key needs --issuer"),
    ],
)
def test_arguments_that_cannot_be_used_are_told(run: Runner, arguments: tuple[str, ...], told: str) -> None:
    assert run("conformance", *arguments) == Ran(2, "", f"imaging-cds: {told}\n")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"hook": 7}', "[" * 100_000])
def test_file_that_is_no_call_is_told(run: Runner, tmp_path: Path, text: str) -> None:
    file = tmp_path / "call.json"
    file.write_text(text)
    ran = run("conformance", "https://cds.example", "--request", str(file))
    assert ran == Ran(2, "", f"imaging-cds: {file}: not a call of a hook, as JSON\n")


def test_file_that_is_not_there_is_told(run: Runner) -> None:
    ran = run("conformance", "https://cds.example", "--request", "absent.json")
    assert ran == Ran(2, "", "imaging-cds: absent.json: No such file or directory\n")


def test_service_that_discovery_does_not_list_is_told(run: Runner, peer: str) -> None:
    ran = run("conformance", peer, "--service", "another")
    assert ran == Ran(2, "", "imaging-cds: discovery lists no service of this id and hook\n")
