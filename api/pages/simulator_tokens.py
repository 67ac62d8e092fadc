"""The tokens that the simulator asks with: a right one, and those that a service must refuse."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from api.flaws import flaws_of
from api.security.simulator_key import LIFETIME, SimulatorKey
from api.strict_json import read_json
from engine.errors import Flaw, InputError

ENDPOINTS = ("/cds-services/chest-imaging", "/cds-services/chest-imaging/feedback")
"""Tokens are for these alone."""

MOST_BYTES = 2048
Fault = Literal["none", "wrong-aud", "expired", "alg-none", "hs256"]
_ALGORITHMS: dict[str, str] = {"alg-none": "none", "hs256": "HS256"}
_LONG_AGO = 12 * LIFETIME


class Asked(BaseModel):
    """What a token is asked for: its endpoint, and what shall be wrong with it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    aud: str
    fault: Fault = "none"


def read_asked(body: bytes, base: str) -> Asked:
    """Return what is asked for; InputError where it cannot be read, or is for no endpoint of the service at `base`."""
    try:
        asked = Asked.model_validate(read_json(body))
    except ValidationError as error:
        flaws = flaws_of(error, Asked)
        raise InputError(flaws[0].code, *flaws) from None
    endpoints = tuple(base + endpoint for endpoint in ENDPOINTS)
    if asked.aud not in endpoints:
        raise InputError("unknown-value", Flaw("#/aud", "unknown-value", endpoints))
    return asked


def sign(key: SimulatorKey, issuer: str, asked: Asked, now: float) -> str:
    """Return the token, signed now (seconds since 1970)."""
    # What clients get wrong: the address of discovery, or of another endpoint, in place of the exact one.
    audience = asked.aud.partition("/chest-imaging")[0] if asked.fault == "wrong-aud" else asked.aud
    expiry = now - _LONG_AGO if asked.fault == "expired" else None
    return key.sign(issuer, audience, now, exp=expiry, alg=_ALGORITHMS.get(asked.fault, "ES384"))
