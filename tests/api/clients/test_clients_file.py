"""clients.yaml is read strictly, and what is wrong with it is told in one line, with its place."""

import base64
import json
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey

from api.clients.addresses import is_origin, plain_url, public_url
from api.clients.client import LOCAL, Client, FhirBase
from api.clients.file import ClientsRefused, read_clients
from fhir.hooks.limits import Limits
from tests.api.clients.ehr import EC, ISSUER, RSA, client, jwk

WHOLE = """
clients:
  - id: main-ehr
    issuer: https://ehr.example/issuer
    tenant: ward-3
    jwks: {"keys": [%s]}
    jwks_url: https://ehr.example/jwks.json
    jwks_private: true
    fhir_bases:
      - url: https://EHR.example:443/fhir/r4/
        private: true
      - url: https://ehr.example:8443/fhir
    language: ko
    limits:
      cards_per_order: 1
      kinds: [not-recommended, caution]
      least: warning
    qcdsm: G1011
    origins: [https://ehr.example, "http://localhost:8080"]
    modes:
      order-sign: shadow
      patient-view: on
    requests_per_minute: 600
"""


def read(*clients: object) -> tuple[Client, ...]:
    """Read a file that registers these."""
    return read_clients(yaml.safe_dump({"clients": list(clients)}).encode())


def refused(body: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(ClientsRefused) as error:
        read_clients(body)
    assert "\n" not in str(error.value)
    return str(error.value).removeprefix("clients.yaml: ")


def test_every_setting_is_read() -> None:
    (found,) = read_clients((WHOLE % json.dumps(jwk(EC))).encode())
    assert {kid: key.as_dict(private=False)["x"] for kid, key in found.keys.items()} == {"ec": jwk(EC)["x"]}
    assert found == Client(
        id="main-ehr",
        issuer="https://ehr.example/issuer",
        tenant="ward-3",
        keys=found.keys,
        jwks_url="https://ehr.example/jwks.json",
        jwks_private=True,
        fhir_bases=(FhirBase("https://ehr.example/fhir/r4", private=True), FhirBase("https://ehr.example:8443/fhir")),
        language="ko",
        limits=Limits(1, frozenset({"not-recommended", "caution"}), "warning"),
        qcdsm="G1011",
        origins=frozenset({"https://ehr.example", "http://localhost:8080"}),
        modes={"order-select": "on", "order-sign": "shadow", "patient-view": "on"},
        requests_per_minute=600,
    )


def test_what_is_left_out_has_its_default() -> None:
    (found,) = read(client(jwks=None, jwks_url="https://ehr.example/jwks"))
    assert found == Client(id="ehr", issuer=ISSUER, jwks_url="https://ehr.example/jwks")
    assert (found.language, found.limits, found.qcdsm, found.mode("patient-view")) == (
        "en",
        Limits(),
        "imaging-cds",
        "off",
    )


@pytest.mark.parametrize("body", [b"", b"\n", b"clients: []\n", b"{}"])
def test_file_may_register_nobody(body: bytes) -> None:
    assert read_clients(body) == ()


MODES = [
    (None, {}, ("on", "on", "off")),
    ("on", {"patient-view": "on"}, ("on", "on", "on")),
    ("on", {"order-select": "off", "order-sign": "shadow"}, ("off", "shadow", "off")),
    ("shadow", {}, ("shadow", "shadow", "off")),
    ("shadow", {"order-select": "on", "order-sign": "off", "patient-view": "on"}, ("shadow", "off", "shadow")),
    ("off", {"order-select": "on", "order-sign": "shadow", "patient-view": "on"}, ("off", "off", "off")),
]


@pytest.mark.parametrize(("mode", "modes", "expected"), MODES)
def test_stricter_of_the_two_modes_holds(mode: str | None, modes: dict[str, str], expected: tuple[str, ...]) -> None:
    (found,) = read(client(mode=mode, modes=modes))
    assert tuple(found.mode(hook) for hook in ("order-select", "order-sign", "patient-view")) == expected
    assert found.mode("order-dispatch") == "off"


def test_nobody_in_particular_is_answered_as_usual() -> None:
    assert (LOCAL.id, LOCAL.keys, LOCAL.fhir_bases, LOCAL.origins) == ("local", {}, (), frozenset())


def key(written: dict[str, Any]) -> dict[str, Any]:
    """The EHR with this key alone."""
    return client(jwks={"keys": [written]})


def short_key() -> dict[str, Any]:
    """A key that could be broken."""
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505 - to be refused
    modulus = base64.urlsafe_b64encode(numbers.n.to_bytes(128, "big")).rstrip(b"=").decode()
    return {"kty": "RSA", "kid": "x", "n": modulus, "e": "AQAB"}


KEY = "/jwks/keys/0"
NOT_PUBLIC = "a private or shared key: only public keys belong here; make a new pair"
OTHER_USE = "the key is for another use than ES384 or RS384 signatures"
TOO_WEAK = "the key is too short, or of another curve than P-384"
NO_KEYS = "neither jwks nor jwks_url, so no token could be verified"
MISWRITTEN = "is not written as it should be (ids: a-z, 0-9 and -; numbers: whole)"
NOT_PLAIN = "not a plain https address (host, port, path)"
NO_HOOK = "Input should be 'order-select', 'order-sign' or 'patient-view'"
OWN = "this id is the service's own; choose another"
P_256 = ECKey.generate_key("P-256", {"kid": "x"})
SHARED = OctKey.generate_key(256, {"kid": "x"}).as_dict()
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no-id": (client(id=None), "/id", "is missing"),
    "id-of-other-letters": (client(id="Main EHR"), "/id", MISWRITTEN),
    "own-id": (client(id="local"), "/id", OWN),
    "simulator": (client(id="simulator"), "/id", OWN),
    "no-issuer": (client(issuer=None), "/issuer", "is missing"),
    "empty-issuer": (client(issuer=""), "/issuer", "String should have at least 1 character"),
    "no-keys": (client(jwks=None), "", NO_KEYS),
    "empty-keys": (client(jwks={"keys": []}), "", NO_KEYS),
    "unknown-setting": (client(jku="x"), "/jku", "there is no such setting"),
    "unknown-hook": (client(modes={"order-dispatch": "on"}), "/modes/order-dispatch", NO_HOOK),
    "unknown-mode": (client(mode="silent"), "/mode", "Input should be 'on', 'shadow' or 'off'"),
    "yaml-boolean": (client(mode=True), "/mode", "Input should be 'on', 'shadow' or 'off'"),
    "unknown-language": (client(language="kr"), "/language", "Input should be 'en' or 'ko'"),
    "negative-limit": (client(limits={"cards_per_order": -1}), "/limits/cards_per_order", MISWRITTEN),
    "text-for-a-list": (client(origins="https://ehr.example"), "/origins", "is not a list"),
    "list-for-a-text": (client(qcdsm=["x"]), "/qcdsm", "is not a text"),
    "list-for-a-mapping": (client(limits=["x"]), "/limits", "is not a mapping"),
    "wide-origin": (client(origins=["*"]), "/origins/0", "not an origin, such as https://ehr.example"),
    "base-without-tls": (client(fhir_bases=[{"url": "http://ehr.example"}]), "/fhir_bases/0/url", NOT_PLAIN),
    "jwks-without-tls": (client(jwks_url="http://ehr.example/jwks"), "/jwks_url", NOT_PLAIN),
    "private-key": (key(dict(EC.as_dict(private=True))), KEY, NOT_PUBLIC),
    "shared-key": (key(dict(SHARED)), KEY, NOT_PUBLIC),
    "key-without-kid": (key({"kty": "EC"}), KEY, "the key has no kid"),
    "key-of-another-kind": (key({"kty": "OKP", "kid": "x"}), KEY, "kty is not EC or RSA"),
    "key-for-encryption": (key(jwk(EC) | {"use": "enc"}), KEY, OTHER_USE),
    "key-for-another-algorithm": (key(jwk(RSA) | {"alg": "RS256"}), KEY, OTHER_USE),
    "key-of-another-curve": (key(jwk(P_256)), KEY, TOO_WEAK),
    "short-key": (key(short_key()), KEY, TOO_WEAK),
    "broken-key": (key(jwk(EC) | {"x": "AA"}), KEY, "the members kty, crv, x, y are no EC key"),
    "incomplete-key": (key({"kty": "RSA", "kid": "x"}), KEY, "the members kty, n, e are no RSA key"),
    "kid-twice": (client(jwks={"keys": [jwk(EC), jwk(EC)]}), "/jwks/keys/1", "the kid stands twice"),
}


@pytest.mark.parametrize(("written", "place", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_setting_is_told_with_its_place(written: dict[str, Any], place: str, reason: str) -> None:
    assert refused(yaml.safe_dump({"clients": [written]}).encode()) == f"clients/0{place}: {reason}"


TWICE = "the issuer stands twice, and the tenants do not tell which is meant"
TOGETHER = [
    (client(), client(issuer="https://other.example"), "clients/1/id: the id stands twice"),
    (client(), client(id="b"), f"clients/1/issuer: {TWICE}"),
    (
        client(tenant="x"),
        client(id="b"),
        f"clients/1/issuer: {TWICE}",
    ),
    (
        client(),
        client(id="b", tenant="x"),
        f"clients/1/issuer: {TWICE}",
    ),
    (
        client(tenant="x"),
        client(id="b", tenant="x"),
        f"clients/1/issuer: {TWICE}",
    ),
]


@pytest.mark.parametrize(("one", "other", "reason"), TOGETHER)
def test_clients_that_could_be_taken_for_one_another_are_refused(one: object, other: object, reason: str) -> None:
    assert refused(yaml.safe_dump({"clients": [one, other]}).encode()) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "the file: is not a mapping"),
        (b"clients: {}", "clients: is not a list"),
        (b"client: []", "client: there is no such setting"),
        (b"clients: [", "line 1: it is not YAML: expected the node content, but found '<stream end>'"),
        (b"a: 1\na: 2", "line 2: the key is no text, or it stands twice"),
        (b"a: &x 1\nb: *x", "line 2: aliases are not used here"),
        (b"\xff\xfe\xff", "it is not YAML in UTF-8 that can be read"),
    ],
)
def test_file_of_another_shape_is_refused(body: bytes, reason: str) -> None:
    assert refused(body) == reason


PLAIN = [
    ("https://ehr.example", "https://ehr.example"),
    ("https://EHR.Example:443/", "https://ehr.example"),
    ("https://ehr.example:8443/a/b-c_d.e~f/", "https://ehr.example:8443/a/b-c_d.e~f"),
    ("https://10.1.2.3/fhir", "https://10.1.2.3/fhir"),
    ("https://[2001:db8::1]:8443/fhir", "https://[2001:db8::1]:8443/fhir"),
    ("http://ehr.example", None),
    ("https://", None),
    ("https://ehr.example?", None),
    ("https://ehr.example#", None),
    ("https://ehr.example/a?b", None),
    ("https://user@ehr.example", None),
    ("https://user:x@ehr.example", None),
    ("https://ehr.example/../x", None),
    ("https://ehr.example/a/..", None),
    ("https://ehr.example/./x", None),
    ("https://ehr.example/%2e", None),
    ("https://ehr.example//x", None),
    ("https://ehr.example/a b", None),
    ("https://ehr.ex\u00e4mple", None),
    ("https://ehr_x.example", None),
    ("https://-ehr.example", None),
    ("https://2130706433", None),
    ("https://0177.0.0.1", None),
    ("https://0x7f000001", None),
    ("https://127.1", None),
    ("https://ehr.example.0x7f", None),
    ("https://ehr.example:0443", None),
    ("https://ehr.example:99999", None),
    ("https://ehr.example:", None),
    ("https://[::1", None),
    ("https://[::1%25eth0]", None),
    ("ehr.example", None),
    (" https://ehr.example", None),
    ("https://ehr.example\n", None),
    ("https://ehr.exam\tple", None),
]


@pytest.mark.parametrize(("text", "plain"), PLAIN)
def test_address_is_plain_or_none(text: str, plain: str | None) -> None:
    assert plain_url(text) == plain


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("https://cds.example/imaging", True),
        ("http://127.0.0.1:8000", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://cds.example", False),
        ("http://localhost.example", False),
        ("", False),
        ("cds.example", False),
    ],
)
def test_own_address_is_https_but_on_this_machine(text: str, taken: bool) -> None:
    assert (public_url(text) is not None) is taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("https://ehr.example", True),
        ("http://localhost:8080", True),
        ("https://ehr.example:443", False),
        ("https://EHR.example", False),
        ("https://ehr.example/", False),
        ("https://ehr.example/x", False),
        ("null", False),
        ("*", False),
        ("", False),
    ],
)
def test_origin_is_as_browsers_write_it(text: str, taken: bool) -> None:
    assert is_origin(text) is taken
