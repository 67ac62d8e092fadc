"""Read and check a client's signed token (JWT): its form, its signature and what it claims."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import CompactSignature, JWSRegistry, extract_compact, validate_compact

from engine.errors import ImagingCdsError

ALGORITHMS = ("ES384", "RS384")
"""What CDS Hooks 2.0.1 recommends; any other is refused, "none" and the symmetric ones first of all."""

LEEWAY = 30
"""Seconds by which two clocks may differ."""

_LONGEST = 8192
_LAST_SECOND = 2**53
_UNREADABLE = (JoseError, ValueError, TypeError, RecursionError)


class TokenRefused(ImagingCdsError):
    """A token that proves nothing; `reason` is a slug for the operator, free of what the token says."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class _Registry(JWSRegistry):
    max_header_length = 4096  # holds a certificate, which some send along


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A token that was read; nothing in it is proven before its signature is."""

    signed: CompactSignature
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    def text(self, claim: str) -> str | None:
        """Return a claim that is a text, else None."""
        value = self.claims.get(claim)
        return value if isinstance(value, str) and value else None


def read_token(text: str) -> Token:
    """Return a token as it was sent; TokenRefused where it is none, or of a type or algorithm that is not taken."""
    if len(text) > _LONGEST:
        raise TokenRefused("malformed")
    try:
        signed = extract_compact(text.encode("ascii"), registry=_REGISTRY)
        header: object = signed.protected
        claims: object = json.loads(signed.payload)
    except _UNREADABLE:
        raise TokenRefused("malformed") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise TokenRefused("malformed")
    if header.get("typ") != "JWT":
        raise TokenRefused("type")
    if header.get("alg") not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if "crit" in header:
        raise TokenRefused("critical-extension")
    return Token(signed, header, claims)


def check_signature(token: Token, key: ECKey | RSAKey) -> None:
    """Raise TokenRefused unless this key signed the token, by the algorithm that is the key's own."""
    try:
        holds = validate_compact(token.signed, key, registry=_REGISTRY)
    except _UNREADABLE:
        holds = False
    if not holds:
        raise TokenRefused("signature")


def check_claims(token: Token, audience: str, tenant: str | None, now: float) -> None:
    """Raise TokenRefused unless the token is for this endpoint and tenant, and for now (seconds since 1970)."""
    if audience not in _several(token.claims.get("aud")):
        raise TokenRefused("audience")
    if expiry_of(token) + LEEWAY <= now:
        raise TokenRefused("expired")
    if _seconds(token, "iat", "no-issue-time") > now + LEEWAY:
        raise TokenRefused("issued-in-the-future")
    if "nbf" in token.claims and _seconds(token, "nbf", "not-yet") > now + LEEWAY:
        raise TokenRefused("not-yet")
    if tenant is not None and token.claims.get("tenant") != tenant:
        raise TokenRefused("tenant")
    if token.text("jti") is None:
        raise TokenRefused("no-jti")


def expiry_of(token: Token) -> float:
    """Return when the token ends, in seconds since 1970; TokenRefused where it does not say."""
    return _seconds(token, "exp", "no-expiry")


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _seconds(token: Token, claim: str, reason: str) -> float:
    value = token.claims.get(claim)
    # JSON as Python reads it has infinity, which would never come, and NaN, which is before and after nothing.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LAST_SECOND:
        raise TokenRefused(reason)
    return value
