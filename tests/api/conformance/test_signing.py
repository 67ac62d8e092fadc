"""Tokens are signed as the specification asks, and the wrong ones are wrong in one way each."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from api.conformance.cases import Token
from api.conformance.exchange import Asked
from api.conformance.signing import KeyRefused, read_key
from api.conformance.verdicts import Verdict, judge
from tests.api.conformance.asking_peers import ask, plan, signer
from tests.api.conformance.good_peer import ISSUER, NOW, GoodPeer

AUDIENCE = "https://cds.example/cds-services/x"


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """A token's header, claims and signature."""
    header, claims, signature = token.split(".")
    return *(json.loads(urlsafe_b64decode(part + "==")) for part in (header, claims)), signature


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-384"), "ES384"),
        (ECKey.generate_key("P-256"), "ES256"),
        (RSAKey.generate_key(2048), "RS384"),
    ],
)
def test_token_names_its_key_and_its_address(tmp_path: Path, key: ECKey | RSAKey, algorithm: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(key.as_pem(private=True))
    header, claims, _ = parts(signer(read_key(file)).token(AUDIENCE))
    assert header == {"alg": algorithm, "typ": "JWT", "kid": "invented-key"}
    assert claims == {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": NOW,
        "exp": NOW + 300,
        "jti": "00000000-0000-4000-8000-000000000000",
        "tenant": "invented-tenant",
    }


def test_key_is_read_from_a_jwk_too(tmp_path: Path) -> None:
    key = ECKey.generate_key("P-384", {"kid": "its-own"})
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key.as_dict(private=True)))
    assert read_key(file).kid == "its-own"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"nonsense",
        b"{",
        b"{}",
        ECKey.generate_key("P-384").as_pem(private=False),
        ECKey.generate_key("secp256k1").as_pem(private=True),
        json.dumps(OctKey.generate_key().as_dict()).encode(),
    ],
    ids=["nothing", "no key", "half a JWK", "empty JWK", "public key", "another curve", "shared secret"],
)
def test_file_without_a_private_key_is_refused(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(text)
    with pytest.raises(KeyRefused) as refused:
        read_key(file)
    assert str(refused.value) == f"{file}: holds no private key of an elliptic curve or RSA (PEM or JWK)"


def test_wrong_tokens_are_wrong_in_their_own_way() -> None:
    made = {case: token and parts(token) for case, token in signer(ECKey.generate_key("P-384")).refusable(AUDIENCE)}
    told = {
        case: token and (token[0]["alg"], token[0]["kid"], token[0].get("jku"), token[1]["iss"], token[1]["aud"])
        for case, token in made.items()
    }
    stranger, keys = "https://stranger.example", "https://stranger.example/keys"
    assert told == {
        Token.MISSING: None,
        Token.UNSIGNED: ("none", "invented-key", None, ISSUER, AUDIENCE),
        Token.SYMMETRIC: ("HS256", "invented-key", None, ISSUER, AUDIENCE),
        Token.FOREIGN_ISSUER: ("ES384", "stranger", None, stranger, AUDIENCE),
        Token.FOREIGN_ADDRESS: ("ES384", "stranger", keys, ISSUER, AUDIENCE),
        Token.EXPIRED: ("ES384", "invented-key", None, ISSUER, AUDIENCE),
        Token.OTHER_AUDIENCE: ("ES384", "invented-key", None, ISSUER, "https://another.example/cds-services"),
    }
    expired, unsigned = made[Token.EXPIRED], made[Token.UNSIGNED]
    assert expired
    assert unsigned
    assert (expired[1]["exp"], unsigned[2]) == (NOW - 86_400, "")


def test_calls_without_a_key_show_nothing_about_tokens() -> None:
    judged = {each.requirement.id: each for each in judge(ask(GoodPeer()))}
    numbers = (176, 177, 195, 199, 201, 203, 205)
    assert {judged[f"cds-hooks_2.0@{number}"].verdict for number in numbers} == {Verdict.NOT_OBSERVED}


def test_service_that_refuses_everybody_shows_nothing_about_wrong_tokens() -> None:
    observed = ask(GoodPeer(ECKey.generate_key("P-384")), plan(signer=signer(ECKey.generate_key("P-384"))))
    assert {each.status for each in observed.of(Asked.TOKEN)} == {401}
    judged = {each.requirement.id: each.verdict for each in judge(observed)}
    assert (judged["cds-hooks_2.0@176"], judged["cds-hooks_2.0@201"]) == (Verdict.FAILS, Verdict.NOT_OBSERVED)


def test_algorithm_that_is_not_recommended_shows_nothing_about_those_that_are() -> None:
    judged = judge(ask(GoodPeer(), plan(signer=signer(ECKey.generate_key("P-256")))))
    assert {each.requirement.id: each.verdict for each in judged}["cds-hooks_2.0@205"] is Verdict.NOT_OBSERVED
