"""Every way to forge, bend or repeat a token is refused at the check that is there for it."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry, serialize_compact

from api.clients.key_cache import KeyCache
from api.clients.registry import Registry
from api.clients.verification import Verifier
from api.security.seen_tokens import SeenTokens
from api.security.tokens import TokenRefused
from tests.api.clients.ehr import (
    AUDIENCE,
    EC,
    ISSUER,
    NOW,
    PUBLIC_URL,
    RSA,
    STRANGER,
    claims,
    client,
    jwk,
    part,
    shared,
    signed,
    unsigned,
    write_clients,
)

SERVICE = f"{PUBLIC_URL}/cds-services/chest-imaging"
FEEDBACK = f"{SERVICE}/feedback"
JWKS_URL = "https://ehr.example/jwks"


@dataclass
class Desk:
    """Verifies tokens at a time that a test sets; `published` is what the EHR's address of keys gives."""

    folder: Path
    now: float = NOW
    published: bytes | None = None
    asked: int = 0

    def __post_init__(self) -> None:
        """Start with the EHR alone."""
        self.seen = SeenTokens(self.folder / "tokens")
        self.register(client())

    def register(self, *clients: dict[str, Any]) -> None:
        """Register other clients instead."""
        registry = Registry(write_clients(self.folder, *clients), PUBLIC_URL)
        keys = KeyCache(self.fetch, lambda: self.now)
        self.verifier = Verifier(registry, keys, self.seen, lambda: datetime.fromtimestamp(self.now, UTC))

    async def fetch(self, url: str, private: bool) -> bytes | None:
        """Give what is published."""
        assert (url, private) == (JWKS_URL, False)
        self.asked += 1
        return self.published

    def told(self, token: str, audience: str = AUDIENCE) -> str:
        """The id of the client, or why there is none."""
        try:
            return asyncio.run(self.verifier.verify(token, audience)).id
        except TokenRefused as refused:
            return f"refused: {refused}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own."""
    desk = Desk(tmp_path)
    yield desk
    desk.seen.close()


@pytest.mark.parametrize("key", [EC, RSA], ids=["ES384", "RS384"])
def test_right_token_is_taken_once(desk: Desk, key: ECKey | RSAKey) -> None:
    token = signed(claims(), key)
    assert [desk.told(token), desk.told(token)] == ["ehr", "refused: replayed"]


def test_token_of_the_specification_verifies_at_its_time(desk: Desk, corpus: Path) -> None:
    vector = json.loads((corpus / "cds-hooks" / "hl7-spec" / "jwt-es384-vector.json").read_text())
    issuer, address = "https://fhir-ehr.example.com/", "https://fhir-ehr.example.com/jwk_uri"
    tenant = "2ddd6c3a-8e9a-44c6-a305-52111ad302a2"
    desk.register(client(issuer=issuer, tenant=tenant, jwks=vector["jwks"], jwks_url=address))
    audience = "https://cds.example.org/cds-services/some-service"
    desk.now = 1_400_000_000
    assert [desk.told(vector["jwt"], f"{audience}/feedback"), desk.told(vector["jwt"], audience)] == [
        "refused: audience",
        "ehr",
    ]
    desk.now = NOW
    assert desk.told(vector["jwt"], audience) == "refused: expired"


def exchanged() -> str:
    """A right token, with the claims of another put into it."""
    header, _, signature = signed(claims(aud=SERVICE)).split(".")
    return f"{header}.{part(claims())}.{signature}"


FORGED = {
    "not-a-token": ("x", "malformed"),
    "empty": ("", "malformed"),
    "two-parts": ("e30.e30", "malformed"),
    "header-is-a-text": (f'{part("alg")}.{part({})}.AA', "malformed"),
    "header-is-a-list": (f"{part(['alg'])}.{part({})}.AA", "malformed"),
    "header-is-deep": (f"{'W1tb' * 1000}.{part({})}.AA", "malformed"),
    "claims-are-deep": (f"{part({'alg': 'ES384', 'typ': 'JWT'})}.{'W1tb' * 1000}.AA", "malformed"),
    "claims-are-a-list": (f"{part({'alg': 'ES384', 'typ': 'JWT'})}.{part([])}.AA", "malformed"),
    "not-ascii": ("\u00e9.e30.AA", "malformed"),
    "too-long": (signed(claims(padding="x" * 8192)), "malformed"),
    "other-type": (signed(claims(), typ="at+jwt"), "type"),
    "no-type": (signed(claims(), typ=None), "type"),
    "alg-none": (unsigned(claims()), "algorithm"),
    "alg-None": (unsigned(claims(), alg="None"), "algorithm"),
    "no-alg": (f"{part({'typ': 'JWT', 'kid': 'ec'})}.{part(claims())}.", "malformed"),
    "alg-is-a-list": (unsigned(claims(), alg=["ES384"]), "algorithm"),
    "HS256-with-the-public-key": (shared(claims(), 256), "algorithm"),
    "HS384-with-the-public-key": (shared(claims(), 384), "algorithm"),
    "RS256": (signed(claims(), RSA, alg="RS256"), "algorithm"),
    "PS384": (signed(claims(), RSA, alg="PS384"), "algorithm"),
    "ES256": (signed(claims(), ECKey.generate_key("P-256"), alg="ES256", kid="ec"), "algorithm"),
    "critical-extension": (unsigned(claims(), alg="ES384", crit=["vendor"], vendor=1), "critical-extension"),
    "claims-not-encoded": (unsigned(claims(), alg="ES384", crit=["b64"], b64=False), "malformed"),
    "unknown-issuer": (signed(claims(iss="https://other.example")), "unknown-issuer"),
    "no-issuer": (signed(claims(iss=None)), "unknown-issuer"),
    "issuer-is-a-list": (signed(claims(iss=[ISSUER])), "unknown-issuer"),
    "foreign-jku": (signed(claims(), jku="https://attacker.example/jwks"), "foreign-jku"),
    "jku-of-nothing": (unsigned(claims(), alg="ES384", jku=""), "foreign-jku"),
    "wrong-kid": (signed(claims(), kid="other"), "unknown-key"),
    "no-kid": (signed(claims(), kid=None), "unknown-key"),
    "kid-is-a-list": (f"{part({'alg': 'ES384', 'typ': 'JWT', 'kid': ['ec']})}.{part(claims())}.AA", "unknown-key"),
    "stranger's-key": (signed(claims(), STRANGER), "signature"),
    "key-in-the-token": (signed(claims(), STRANGER, jwk=jwk(STRANGER)), "signature"),
    "kid-of-another-kind": (signed(claims(), kid="rsa"), "signature"),
    "RS384-under-the-other-kid": (signed(claims(), RSA, kid="ec"), "signature"),
    "signature-left-out": (signed(claims()).rpartition(".")[0] + ".", "signature"),
    "claims-exchanged": (exchanged(), "signature"),
    "other-audience": (signed(claims(aud="https://other.example/v1/decisions")), "audience"),
    "audience-of-the-service-alone": (signed(claims(aud=PUBLIC_URL)), "audience"),
    "audience-begins-the-same": (signed(claims(aud=f"{AUDIENCE}/")), "audience"),
    "audience-in-capitals": (signed(claims(aud=AUDIENCE.upper())), "audience"),
    "audience-inside-a-text": (signed(claims(aud=f"{AUDIENCE} {SERVICE}")), "audience"),
    "audience-is-a-mapping": (signed(claims(aud={AUDIENCE: True})), "audience"),
    "no-audience": (signed(claims(aud=None)), "audience"),
    "expired": (signed(claims(exp=int(NOW) - 30)), "expired"),
    "no-expiry": (signed(claims(exp=None)), "no-expiry"),
    "expiry-is-a-text": (signed(claims(exp="2999-01-01")), "no-expiry"),
    "expiry-is-true": (signed(claims(exp=True)), "no-expiry"),
    "expiry-is-infinite": (signed(claims(exp=float("inf"))), "no-expiry"),
    "expiry-is-no-number": (signed(claims(exp=float("nan"))), "no-expiry"),
    "expiry-is-huge": (signed(claims(exp=10**400)), "no-expiry"),
    "issued-in-the-future": (signed(claims(iat=int(NOW) + 31)), "issued-in-the-future"),
    "no-issue-time": (signed(claims(iat=None)), "no-issue-time"),
    "not-yet": (signed(claims(nbf=int(NOW) + 31)), "not-yet"),
    "no-jti": (signed(claims(jti=None)), "no-jti"),
    "empty-jti": (signed(claims(jti="")), "no-jti"),
    "jti-is-a-number": (signed(claims(jti=1)), "no-jti"),
}  # fmt: skip


@pytest.mark.parametrize(("token", "reason"), FORGED.values(), ids=FORGED)
def test_wrong_token_is_refused_for_its_reason(desk: Desk, token: str, reason: str) -> None:
    assert desk.told(token) == f"refused: {reason}"


@pytest.mark.parametrize(
    "said",
    [
        {"aud": [SERVICE, AUDIENCE]},
        {"exp": int(NOW) - 29},
        {"iat": int(NOW) + 30},
        {"nbf": int(NOW) + 30},
        {"exp": NOW + 0.5},
        {"iat": int(NOW) - 10**8, "exp": int(NOW) + 10**8},
        {"tenant": "anybody"},
    ],
    ids=["audience-among-others", "just-not-expired", "clock-ahead", "begins", "half-seconds", "lives-long", "tenant"],
)
def test_token_at_the_edge_is_taken(desk: Desk, said: dict[str, Any]) -> None:
    assert desk.told(signed(claims(**said))) == "ehr"


def test_token_of_the_service_is_not_one_of_its_feedback_nor_the_other_way_round(desk: Desk) -> None:
    service, feedback = signed(claims(aud=SERVICE)), signed(claims(aud=FEEDBACK))
    assert [desk.told(service, FEEDBACK), desk.told(feedback, SERVICE)] == ["refused: audience"] * 2
    assert [desk.told(service, SERVICE), desk.told(feedback, FEEDBACK)] == ["ehr"] * 2


def test_unknown_member_of_a_header_is_passed_over(desk: Desk) -> None:
    header = {"alg": "ES384", "typ": "JWT", "kid": "ec", "vendor": "x" * 600}
    lenient = JWSRegistry(algorithms=["ES384"], strict_check_header=False)
    assert desk.told(serialize_compact(header, json.dumps(claims()), EC, registry=lenient)) == "ehr"


def test_refused_token_can_be_used_where_it_belongs(desk: Desk) -> None:
    token = signed(claims(aud=SERVICE))
    assert [desk.told(token), desk.told(token, SERVICE)] == ["refused: audience", "ehr"]


def test_token_is_remembered_for_as_long_as_it_is_taken(desk: Desk) -> None:
    token = signed(claims(exp=int(NOW) + 1))
    assert desk.told(token) == "ehr"
    desk.seen.close()
    desk.now += 20
    # A new start sweeps out what has ended; this token is past its end, but within what clocks may differ by.
    desk.__post_init__()
    assert desk.told(token) == "refused: replayed"


def test_same_jti_of_another_issuer_is_another_token(desk: Desk) -> None:
    other = client(id="other", issuer="https://other.example")
    desk.register(client(), other)
    tokens = [signed(claims(jti="one", iss=issuer)) for issuer in (ISSUER, "https://other.example", ISSUER)]
    assert [desk.told(token) for token in tokens] == ["ehr", "other", "refused: replayed"]


TENANTS = [
    (None, "one", "ehr"),
    ("one", "one", "ehr"),
    ("one", "two", None),
    ("one", None, None),
    ("one", ["one"], None),
]


@pytest.mark.parametrize(("registered", "said", "taken"), TENANTS)
def test_tenant_must_be_the_registered_one(desk: Desk, registered: str | None, said: object, taken: str | None) -> None:
    desk.register(client(tenant=registered))
    assert desk.told(signed(claims(tenant=said))) == (taken or "refused: tenant")


def test_tenants_of_one_issuer_are_told_apart_and_have_keys_of_their_own(desk: Desk) -> None:
    own = client(id="other", tenant="two", jwks={"keys": [jwk(STRANGER)]})
    desk.register(client(tenant="one"), own)
    told = [desk.told(signed(claims(tenant=tenant), key)) for tenant in ("one", "two") for key in (EC, STRANGER)]
    assert told == ["ehr", "refused: signature", "refused: signature", "other"]


def publish(*keys: ECKey | RSAKey) -> bytes:
    """What an address of keys gives."""
    return json.dumps({"keys": [jwk(key) for key in keys]}).encode()


def test_published_key_is_fetched_once_and_kept_for_an_hour(desk: Desk) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = publish(EC)
    told = []
    for now in (0, 1, 3599, 3600, 3601, 7200):
        desk.now = NOW + now
        told.append((desk.told(signed(claims(desk.now), jku=JWKS_URL)), desk.asked))
    assert told == [("ehr", 1), ("ehr", 1), ("ehr", 1), ("ehr", 2), ("ehr", 2), ("ehr", 3)]


def test_key_that_is_withdrawn_is_not_taken_after_an_hour(desk: Desk) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = publish(EC)
    assert desk.told(signed(claims())) == "ehr"
    desk.published = publish(RSA)
    desk.now += 3600
    assert desk.told(signed(claims(desk.now))) == "refused: unknown-key"


def test_unknown_key_is_looked_for_once_a_minute_at_most(desk: Desk) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = publish(RSA)
    told = []
    for now in (0, 1, 59, 60, 61):
        desk.now = NOW + now
        told.append((desk.told(signed(claims(desk.now))), desk.asked))
        desk.published = publish(RSA, EC)
    assert told == [("refused: unknown-key", 1)] * 3 + [("ehr", 2)] * 2


def test_keys_stay_for_a_day_where_their_address_does_not_answer(desk: Desk) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = publish(EC)
    assert desk.told(signed(claims())) == "ehr"
    desk.published = None
    told = []
    for now in (3600, 3601, 86399, 86400):
        desk.now = NOW + now
        told.append(desk.told(signed(claims(desk.now))))
    assert (told, desk.asked) == (["ehr", "ehr", "ehr", "refused: unknown-key"], 3)


@pytest.mark.parametrize("published", [None, b"<html>", b"[]", b'{"keys": {}}', b'{"keys": [1, {}]}', b"[" * 99_999])
def test_address_that_gives_no_keys_makes_no_key_known(desk: Desk, published: bytes | None) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = published
    assert desk.told(signed(claims())) == "refused: unknown-key"


def test_registered_key_is_used_without_asking(desk: Desk) -> None:
    desk.register(client(jwks_url=JWKS_URL))
    assert (desk.told(signed(claims())), desk.asked) == ("ehr", 0)


def test_request_for_a_known_key_does_not_wait_for_an_unknown_one(desk: Desk) -> None:
    desk.register(client(jwks=None, jwks_url=JWKS_URL))
    desk.published = publish(EC)

    async def told() -> list[str]:
        await desk.verifier.verify(signed(claims()), AUDIENCE)
        desk.now += 60
        arrived, answer = asyncio.Event(), asyncio.Event()

        async def slow(url: str, private: bool) -> bytes | None:
            arrived.set()
            await answer.wait()
            return await desk.fetch(url, private)

        desk.verifier._keys._fetch = slow  # noqa: SLF001 - the address is slow from now on
        unknown = asyncio.ensure_future(desk.verifier.verify(signed(claims(desk.now), kid="other"), AUDIENCE))
        await arrived.wait()
        known = (await desk.verifier.verify(signed(claims(desk.now)), AUDIENCE)).id
        answer.set()
        refused = (await asyncio.gather(unknown, return_exceptions=True))[0]
        return [known, str(refused)]

    assert asyncio.run(told()) == ["ehr", "unknown-key"]


def test_requests_beyond_the_registered_rate_wait_for_the_next_minute(desk: Desk) -> None:
    desk.register(client(requests_per_minute=2))
    wait: Callable[[], int] = lambda: asyncio.run(desk.verifier.seconds_to_wait(found))  # noqa: E731
    found = desk.verifier._registry.clients[0]  # noqa: SLF001
    desk.now = NOW - NOW % 60 + 45
    assert [wait(), wait(), wait(), wait()] == [0, 0, 15, 15]
    desk.now += 15
    assert [wait(), wait(), wait()] == [0, 0, 60]
