"""An invented EHR: its keys, its tokens, right and wrong, and how a service is told of it."""

import base64
import hmac
import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import serialize_compact

ISSUER = "https://ehr.example/issuer"
PUBLIC_URL = "https://cds.example/imaging"
AUDIENCE = f"{PUBLIC_URL}/v1/decisions"
NOW = 1_790_000_000.0
"""A time in 2026, in seconds since 1970."""

EC = ECKey.generate_key("P-384", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
STRANGER = ECKey.generate_key("P-384", {"kid": "ec"})
"""A key of somebody else, under a kid of the EHR's."""

_numbers = count()


def jwk(key: ECKey | RSAKey) -> dict[str, Any]:
    """A public key as it is published."""
    return dict(key.as_dict(private=False))


def claims(now: float = NOW, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What a right token claims, with some of it changed; None takes a claim away."""
    said = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": int(now),
        "exp": int(now) + 300,
        "jti": f"invented-{next(_numbers)}",
    } | changed
    return {name: value for name, value in said.items() if value is not None}


def signed(said: Mapping[str, Any], key: ECKey | RSAKey = EC, **header: Any) -> str:  # noqa: ANN401 - JSON
    """A token that claims this, signed by a key; None takes a member of the header away."""
    told = {"alg": "RS384" if isinstance(key, RSAKey) else "ES384", "typ": "JWT", "kid": key.kid} | header
    told = {name: value for name, value in told.items() if value is not None}
    return serialize_compact(told, json.dumps(said), key, algorithms=[told["alg"]])


def unsigned(said: Mapping[str, Any], **header: Any) -> str:  # noqa: ANN401 - JSON
    """A token that nobody signed."""
    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': 'ec'} | header)}.{part(said)}."


def shared(said: Mapping[str, Any], bits: int) -> str:
    """A token signed with the public key as if it were a shared secret."""
    written = f"{part({'alg': f'HS{bits}', 'typ': 'JWT', 'kid': 'ec'})}.{part(said)}"
    signature = hmac.digest(EC.as_pem(private=False), written.encode(), f"sha{bits}")
    return f"{written}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def part(value: object) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def bearer(token: str) -> tuple[str, str]:
    """The header that carries a token."""
    return "Authorization", f"Bearer {token}"


def client(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML
    """The EHR as clients.yaml registers it, with some of it changed; None takes a setting away."""
    said = {"id": "ehr", "issuer": ISSUER, "jwks": {"keys": [jwk(EC), jwk(RSA)]}} | changed
    return {name: value for name, value in said.items() if value is not None}


def write_clients(folder: Path, *clients: Mapping[str, Any]) -> Path:
    """Write clients.yaml, and return where."""
    file = folder / "clients.yaml"
    file.write_text(yaml.safe_dump({"clients": list(clients)}))
    return file
