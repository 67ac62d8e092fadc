"""The simulator's key is made once, for its owner alone, and signs what is right and what is wrong."""

import base64
import hmac
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwt import decode

from api.clients.simulator import simulator_client
from api.security.key_file import KeyFileRefused
from api.security.simulator_key import LIFETIME, read_simulator_key

ISSUER = "http://127.0.0.1:8000/simulator"
AUDIENCE = "http://127.0.0.1:8000/cds-services/chest-imaging"
NOW = 1_790_000_000.5


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Header, claims and signature."""
    header, claims, signature = (base64.urlsafe_b64decode(part + "==") for part in token.split("."))
    return json.loads(header), json.loads(claims), signature


def test_key_is_made_at_first_start_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "new" / "simulator.key"
    one, other = read_simulator_key(file), read_simulator_key(file)
    assert (one.kid, stat.S_IMODE(file.stat().st_mode)) == (other.kid, 0o600)
    assert read_simulator_key(tmp_path / "other").kid != one.kid
    assert one.public.is_private is False


def test_right_token_verifies_and_ends_after_five_minutes(tmp_path: Path) -> None:
    key = read_simulator_key(tmp_path / "k")
    token = decode(key.sign(ISSUER, AUDIENCE, NOW), key.public, algorithms=["ES384"])
    assert token.header == {"alg": "ES384", "typ": "JWT", "kid": key.kid}
    jti = token.claims.pop("jti")
    assert token.claims == {"iss": ISSUER, "aud": AUDIENCE, "iat": int(NOW), "exp": int(NOW) + LIFETIME}
    assert (len(jti), jti != parts(key.sign(ISSUER, AUDIENCE, NOW))[1]["jti"]) == (32, True)


def test_token_is_wrong_as_asked_for(tmp_path: Path) -> None:
    key = read_simulator_key(tmp_path / "k")
    header, claims, _ = parts(key.sign(ISSUER, ["x"], NOW, jti="seen", exp=1, kid="other"))
    assert (header["kid"], claims["aud"], claims["jti"], claims["exp"]) == ("other", ["x"], "seen", 1)


@pytest.mark.parametrize("alg", ["HS256", "none"])
def test_forged_token_is_what_forgers_try(tmp_path: Path, alg: str) -> None:
    key = read_simulator_key(tmp_path / "k")
    token = key.sign(ISSUER, AUDIENCE, NOW, alg=alg)
    header, claims, signature = parts(token)
    shared = hmac.digest(key.public.as_pem(private=False), token.rpartition(".")[0].encode(), "sha256")
    assert (header["alg"], claims["iss"], signature) == (alg, ISSUER, shared if alg == "HS256" else b"")


def test_simulator_is_a_client_of_this_key_alone(tmp_path: Path) -> None:
    key = read_simulator_key(tmp_path / "k")
    client = simulator_client("https://cds.example", key)
    assert (client.id, client.issuer, dict(client.keys)) == (
        "simulator",
        "https://cds.example/simulator",
        {key.kid: key.public},
    )


@pytest.mark.parametrize("written", [b"", b"x" * 5000, b"-----BEGIN PRIVATE KEY-----\n"], ids=["empty", "long", "cut"])
def test_file_that_holds_no_key_is_refused(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "k"
    file.write_bytes(written)
    file.chmod(0o600)
    with pytest.raises(KeyFileRefused) as refused:
        read_simulator_key(file)
    assert str(refused.value) == f"the simulator's key {file} is no ES384 key: remove it, and another is made"


def test_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "k"
    read_simulator_key(file)
    file.chmod(0o644)
    with pytest.raises(KeyFileRefused) as refused:
        read_simulator_key(file)
    assert str(refused.value) == f"the simulator's key {file} is open to others (mode 0644): chmod 600 {file}"
