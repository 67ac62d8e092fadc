"""Fetching stays where a client has registered it: every way out of there is closed, and every answer is bounded."""

import asyncio
import gzip
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from api.clients.client import Client, FhirBase
from api.fetch.fetcher import Fetcher
from api.fetch.guarded import MOST_BYTES, FetchRefused, Guard
from api.fetch.resolve import resolve
from tests.api.fetch.invented_server import CUT_OFF, HOST, PATIENT, Server, answer, listening, make_certificate, never

LOCAL = ["127.0.0.1"]
TOKEN = "invented-access-token"  # noqa: S105 - opens nothing
LONG = 60.0
"""Seconds that never pass, unless something waits for ever."""


@dataclass
class Names:
    """Leads names to the addresses that a test says, one list after the other."""

    lists: list[Sequence[str]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Lead a name somewhere."""
        self.asked.append((host, port))
        return self.lists.pop(0) if len(self.lists) > 1 else self.lists[0]


@dataclass
class Hospital:
    """A server, whoever fetches from it, and what that told of refusals."""

    proving: ssl.SSLContext
    trust: ssl.SSLContext
    private: bool = True
    seconds: float = LONG
    names: Names = field(default_factory=lambda: Names([LOCAL]))
    told: list[str] = field(default_factory=list)

    @property
    def fetcher(self) -> Fetcher:
        """What fetches."""
        return Fetcher(Guard(self.names.resolve, self.trust), self.told.append, self.seconds)

    def fetch(
        self,
        answers: Mapping[str, bytes | Callable[[], Awaitable[bytes]]],
        queries: Mapping[str, str],
        authorization: str | None = TOKEN,
        server_at: Callable[[Server], str | None] = lambda server: server.url,
    ) -> tuple[Mapping[str, bytes | None], Server]:
        """Fetch from a server that answers so."""

        async def fetched() -> tuple[Mapping[str, bytes | None], Server]:
            async with listening(Server(answers), self.proving) as server:
                client = Client(id="ehr", fhir_bases=(FhirBase(server.url, self.private),))
                found = await self.fetcher.fetch_missing(queries, server_at(server), authorization, client)
                return found, server

        return asyncio.run(fetched())

    def fetch_patient(self, told: bytes | Callable[[], Awaitable[bytes]]) -> bytes | None:
        """Fetch a patient where the server answers so."""
        return self.fetch({"/fhir/Patient/invented": told}, {"patient": "Patient/invented"})[0]["patient"]


@pytest.fixture
def hospital(tmp_path: Path) -> Hospital:
    """A hospital whose server is at an address of its own network."""
    return Hospital(*make_certificate(tmp_path))


def test_what_is_missing_is_fetched_with_the_access_token_from_the_pinned_address(hospital: Hospital) -> None:
    found, server = hospital.fetch(
        {"/fhir/Patient/invented": answer(), "/fhir/Condition?patient=invented&_count=10": answer(b' {"a":1}')},
        {"patient": "Patient/invented", "conditions": "Condition?patient=invented&_count=10"},
    )
    assert found == {"patient": PATIENT, "conditions": b' {"a":1}'}
    told = {name: server.asked[0][1][name] for name in ("host", "authorization", "accept", "accept-encoding")}
    assert told == {
        "host": f"{HOST}:{server.port}",
        "authorization": f"Bearer {TOKEN}",
        "accept": "application/fhir+json",
        "accept-encoding": "identity",
    }
    assert (hospital.names.asked, hospital.told) == ([(HOST, server.port)], [])


def test_name_that_leads_elsewhere_later_is_not_followed(hospital: Hospital) -> None:
    # The first answer is the one that is checked; what a second one would say must not matter.
    hospital.names = Names([LOCAL, ["169.254.169.254"]])
    queries = {str(number): "Patient/invented" for number in range(8)}
    found, server = hospital.fetch({"/fhir/Patient/invented": answer()}, queries)
    assert (set(found.values()), len(server.asked), len(hospital.names.asked)) == ({PATIENT}, 8, 1)


ANYWHERE = ".".join(["0"] * 4)
FORBIDDEN = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", ANYWHERE, "169.254.169.254",
    "192.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "fd00:ec2::254", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_address_that_is_not_of_the_internet_is_not_reached(hospital: Hospital, address: str) -> None:
    hospital.private = False
    hospital.names = Names([[address]])
    found, server = hospital.fetch({"/fhir/Patient/invented": answer()}, {"patient": "Patient/invented"})
    assert (found, hospital.told) == ({"patient": None}, ["address-not-allowed"])
    assert server.connections == 0


NEVER = [
    "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1", ANYWHERE, "::", "224.0.0.1",
    "255.255.255.255", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_address_that_is_nobodys_own_is_not_reached_even_where_private_ones_are(
    hospital: Hospital, address: str
) -> None:
    hospital.names = Names([[address]])
    found, _ = hospital.fetch({}, {"patient": "Patient/invented"})
    assert (found, hospital.told) == ({"patient": None}, ["address-not-allowed"])


@pytest.mark.parametrize("addresses", [["93.184.215.14", "127.0.0.1"], []], ids=["one-inside", "none"])
def test_name_that_leads_inside_among_others_is_not_reached(hospital: Hospital, addresses: list[str]) -> None:
    hospital.private = False
    hospital.names = Names([addresses])
    found, _ = hospital.fetch({}, {"patient": "Patient/invented"})
    assert (found, hospital.told) == ({"patient": None}, ["address-not-allowed"])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_address_of_the_internet_may_be_reached(hospital: Hospital, address: str) -> None:
    hospital.names = Names([[address]])
    place = asyncio.run(Guard(hospital.names.resolve, hospital.trust).place_of(f"https://{HOST}/fhir", private=False))
    assert (place.host, place.port, place.address) == (HOST, 443, address)


SERVERS = {
    "none": lambda _: None,
    "empty": lambda _: "",
    "other-host": lambda server: f"https://attacker.example:{server.port}/fhir",
    "other-port": lambda server: f"https://{HOST}:{server.port + 1}/fhir",
    "no-port": lambda _: f"https://{HOST}/fhir",
    "other-scheme": lambda server: server.url.replace("https", "http"),
    "file": lambda _: "file:///etc/passwd",
    "user": lambda server: f"https://{HOST}@127.0.0.1:{server.port}/fhir",
    "user-and-host": lambda server: server.url.replace("://", "://x@"),
    "loopback": lambda server: f"https://127.0.0.1:{server.port}/fhir",
    "metadata": lambda _: "https://169.254.169.254/latest/meta-data",
    "six": lambda server: f"https://[::1]:{server.port}/fhir",
    "mapped": lambda server: f"https://[::ffff:127.0.0.1]:{server.port}/fhir",
    "decimal": lambda server: f"https://2130706433:{server.port}/fhir",
    "octal": lambda server: f"https://0177.0.0.1:{server.port}/fhir",
    "hexadecimal": lambda server: f"https://0x7f.0.0.1:{server.port}/fhir",
    "short": lambda server: f"https://127.1:{server.port}/fhir",
    "other-path": lambda server: f"{server.url}2",
    "below": lambda server: f"{server.url}/Patient",
    "above": lambda server: f"{server.url}/../admin",
    "dots-back": lambda server: f"{server.url}/x/..",
    "escaped-dots": lambda server: f"{server.url}/%2e%2e/admin",
    "query": lambda server: f"{server.url}?x=1",
    "fragment": lambda server: f"{server.url}#x",
    "backslash": lambda server: server.url.replace("/fhir", "\\@attacker.example/fhir"),
    "space": lambda server: f" {server.url}",
    "line-break": lambda server: f"{server.url}\r\nX: y",
    "bad-port": lambda _: f"https://{HOST}:99999/fhir",
    "bad-six": lambda _: "https://[::1/fhir",
}  # fmt: skip


@pytest.mark.parametrize("server_at", SERVERS.values(), ids=SERVERS)
def test_server_that_is_not_the_registered_one_is_not_asked(
    hospital: Hospital, server_at: Callable[[Server], str | None]
) -> None:
    found, server = hospital.fetch(
        {"/fhir/Patient/invented": answer()}, {"patient": "Patient/invented"}, TOKEN, server_at
    )
    assert (found, server.connections, hospital.names.asked) == ({}, 0, [])


@pytest.mark.parametrize(
    "server_at",
    [lambda server: server.url + "/", lambda server: server.url.replace(HOST, HOST.upper()).replace("https", "HTTPS")],
    ids=["final-slash", "capitals"],
)
def test_server_that_is_written_otherwise_is_the_registered_one(
    hospital: Hospital, server_at: Callable[[Server], str]
) -> None:
    found, _ = hospital.fetch({"/fhir/Patient/invented": answer()}, {"patient": "Patient/invented"}, TOKEN, server_at)
    assert found == {"patient": PATIENT}


def test_nothing_missing_is_nothing_asked(hospital: Hospital) -> None:
    found, _ = hospital.fetch({}, {})
    assert (found, hospital.names.asked) == ({}, [])


@pytest.mark.parametrize(
    "query",
    [
        "../admin", "Patient/..", "Patient/.", "Patient/../../admin", "Patient/%2e%2e/admin", "/admin",
        "//attacker.example", "https://attacker.example/", "Patient/a/b", "Patient\\x", "Patient?x=1#y",
        "Patient?x=1 HTTP/1.1", "patient", "",
        "Patient/x\r\nHost: attacker.example", "Patient?" + "x" * 2000, "Patient/..?x=1",
    ],
)  # fmt: skip
def test_query_that_could_lead_elsewhere_is_not_asked(hospital: Hospital, query: str) -> None:
    found, server = hospital.fetch({"/fhir/Patient/x": answer()}, {"wrong": query, "right": "Patient/x"})
    assert (found, hospital.told) == ({"wrong": None, "right": PATIENT}, ["not-a-query"])
    assert [path for path, _ in server.asked] == ["/fhir/Patient/x"]


@pytest.mark.parametrize("token", ["", "x y", "x\r\nX-Injected: y", "\u00e9", "x" * 8193])
def test_malformed_access_token_is_not_sent(hospital: Hospital, token: str) -> None:
    found, server = hospital.fetch({}, {"patient": "Patient/invented"}, token)
    assert (found, server.connections, hospital.told) == ({"patient": None}, 0, ["malformed-access-token"])


def test_open_server_is_asked_without_a_token(hospital: Hospital) -> None:
    _, server = hospital.fetch({"/fhir/Patient/invented": answer()}, {"patient": "Patient/invented"}, None)
    assert "authorization" not in server.asked[0][1]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirect_is_not_followed(hospital: Hospital, status: str) -> None:
    answers = {
        "/fhir/Patient/invented": answer(b"{}", status, Location="/inside"),
        "/inside": answer(),
    }
    found, server = hospital.fetch(answers, {"patient": "Patient/invented"})
    assert (found, hospital.told) == ({"patient": None}, ["other-status"])
    assert [path for path, _ in server.asked] == ["/fhir/Patient/invented"]


HTML = b"<!doctype html><p>Please sign in"
ANSWERS = {
    "not-found": (answer(b"{}", "404 Not Found"), "other-status"),
    "empty-success": (answer(b"", "204 No Content"), "other-status"),
    "failure": (answer(b"{}", "500 Error"), "other-status"),
    "html": (answer(HTML, kind="text/html"), "not-json"),
    "html-as-json": (answer(HTML), "not-json"),
    "no-type": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "not-json"),
    "list": (answer(b"[{}]"), "not-json"),
    "empty": (answer(b""), "not-json"),
    "gzip": (answer(gzip.compress(PATIENT), Content_Encoding="gzip"), "compressed"),
    "gzip-bomb": (answer(gzip.compress(b"{" + b" " * 50 * MOST_BYTES), Content_Encoding="gzip"), "compressed"),
    "unknown-coding": (answer(Content_Encoding="x"), "compressed"),
    "too-large": (answer(b"{" + b" " * MOST_BYTES), "too-large"),
    "too-large-in-chunks": (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + (b"10000\r\n{" + b" " * 0xFFFF + b"\r\n") * 17,
        "too-large",
    ),
    "cut-off": (answer(CUT_OFF, Content_Length="999"), "not-answered"),
    "not-http": (b"SSH-2.0-invented\r\n" + CUT_OFF, "not-answered"),
}  # fmt: skip


@pytest.mark.parametrize(("told", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_answer_that_is_no_resource_is_a_failure(hospital: Hospital, told: bytes, reason: str) -> None:
    assert (hospital.fetch_patient(told), hospital.told) == (None, [reason])


def test_largest_answer_is_read(hospital: Hospital) -> None:
    body = b"{" + b" " * (MOST_BYTES - 1)
    assert hospital.fetch_patient(answer(body)) == body


def test_slow_answer_is_given_up_and_the_others_stay(hospital: Hospital) -> None:
    hospital.seconds = 2.0
    found, _ = hospital.fetch(
        {"/fhir/Patient/invented": answer(), "/fhir/Encounter/invented": never},
        {"patient": "Patient/invented", "encounter": "Encounter/invented"},
    )
    assert (found, hospital.told) == ({"patient": PATIENT, "encounter": None}, ["too-slow"])


def test_slow_name_is_given_up(hospital: Hospital) -> None:
    async def waits(_: str, __: int) -> Sequence[str]:
        await never()
        return []

    hospital.seconds = 0.01
    client = Client(id="ehr", fhir_bases=(FhirBase(f"https://{HOST}/fhir"),))
    fetcher = Fetcher(Guard(waits, hospital.trust), hospital.told.append, hospital.seconds)
    found = asyncio.run(fetcher.fetch_missing({"patient": "Patient/x"}, f"https://{HOST}/fhir", TOKEN, client))
    assert (found, hospital.told) == ({"patient": None}, ["too-slow"])


def test_name_that_leads_nowhere_is_a_failure(hospital: Hospital) -> None:
    async def fails(_: str, __: int) -> Sequence[str]:
        raise OSError

    guard = Guard(fails, hospital.trust)
    with pytest.raises(FetchRefused, match=r"^unknown-host$"):
        asyncio.run(guard.place_of(f"https://{HOST}/", private=False))


@pytest.mark.parametrize("url", [f"http://{HOST}/", "ftp://x/", "https:///x", f"https://u:p@{HOST}/"])
def test_place_is_of_plain_https_alone(hospital: Hospital, url: str) -> None:
    with pytest.raises(FetchRefused, match=r"^not-https$"):
        asyncio.run(Guard(hospital.names.resolve, hospital.trust).place_of(url, private=True))


def test_server_of_another_name_is_not_believed(hospital: Hospital, tmp_path: Path) -> None:
    hospital.proving, hospital.trust = make_certificate(tmp_path, "other.example")
    assert (hospital.fetch_patient(answer()), hospital.told) == (None, ["not-answered"])


def test_server_that_nobody_vouches_for_is_not_believed(hospital: Hospital) -> None:
    hospital.trust = ssl.create_default_context()
    assert (hospital.fetch_patient(answer()), hospital.told) == (None, ["not-answered"])


def test_proxy_of_the_environment_is_not_asked(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert hospital.fetch_patient(answer()) == PATIENT


def test_system_knows_this_machine() -> None:
    assert asyncio.run(resolve("localhost", 443))[0] in {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("told", "private", "found"),
    [
        (answer(b'{"keys":[]}', kind="application/jwk-set+json"), True, (b'{"keys":[]}', [])),
        (answer(b"{}", "302 Found", Location="/other"), True, (None, ["other-status"])),
        (answer(), False, (None, ["address-not-allowed"])),
    ],
    ids=["fetched", "redirect", "not-private"],
)
def test_document_is_fetched_under_the_same_guard(
    hospital: Hospital, told: bytes, private: bool, found: tuple[bytes | None, list[str]]
) -> None:
    async def fetched() -> bytes | None:
        async with listening(Server({"/jwks": told}), hospital.proving) as server:
            return await hospital.fetcher.fetch_document(f"https://{HOST}:{server.port}/jwks", private)

    assert (asyncio.run(fetched()), hospital.told) == found


def test_slow_document_is_given_up(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.fetch.fetcher.DOCUMENT_SECONDS", 0.01)

    async def waits(_: str, __: int) -> Sequence[str]:
        await never()
        return []

    fetcher = Fetcher(Guard(waits, hospital.trust), hospital.told.append)
    assert (asyncio.run(fetcher.fetch_document(f"https://{HOST}/jwks", private=False)), hospital.told) == (
        None,
        ["too-slow"],
    )
