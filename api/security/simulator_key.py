"""The key with which the order-entry simulator signs its tokens: right ones, and wrong ones to show a refusal."""

import base64
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jwt import encode

from api.security.key_file import KeyFileRefused, read_key_file

_OWN = "ES384"
ALGORITHMS = (_OWN, "HS256", "none")
"""What a token may be signed by: the last two, to be refused."""

LIFETIME = 300
_CURVE = "P-384"
_NAME = "the simulator's key"
_MOST = 4096


class SimulatorKey:
    """An ES384 key."""

    def __init__(self, private: ECKey) -> None:
        self._private = private
        self.public = ECKey.import_key(private.as_dict(private=False))
        self.kid = private.thumbprint()

    def sign(  # noqa: PLR0913 - each is a way to be wrong
        self,
        issuer: str,
        audience: str | list[str],
        now: float,
        *,
        jti: str | None = None,
        exp: float | None = None,
        alg: str = _OWN,
        kid: str | None = None,
    ) -> str:
        """Return a token for `audience`, issued now (seconds since 1970), to be used once within five minutes.

        HS256 is signed with the public key as a shared secret, and "none" not at all: what forgers try.
        """
        claims: Mapping[str, Any] = {
            "iss": issuer,
            "aud": audience,
            "iat": int(now),
            "exp": int(now) + LIFETIME if exp is None else exp,
            "jti": token_hex(16) if jti is None else jti,
        }
        header = {"alg": alg, "typ": "JWT", "kid": self.kid if kid is None else kid}
        if alg == _OWN:
            return encode(header, dict(claims), self._private, algorithms=[_OWN])
        signed = f"{_part(json.dumps(header).encode())}.{_part(json.dumps(claims).encode())}"
        secret = self.public.as_pem(private=False)
        return f"{signed}.{_part(hmac.digest(secret, signed.encode(), 'sha256')) if alg == 'HS256' else ''}"


def read_simulator_key(path: Path) -> SimulatorKey:
    """Return the key, made first where there is no file; KeyFileRefused where others may read it or it is no key."""
    written = read_key_file(path, _NAME, _new, _MOST)
    try:
        return SimulatorKey(ECKey.import_key(written))
    except (JoseError, ValueError, TypeError):
        raise KeyFileRefused(f"{_NAME} {path} is no ES384 key: remove it, and another is made") from None


def _part(written: bytes) -> str:
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def _new() -> bytes:
    return ECKey.generate_key(_CURVE).as_pem(private=True)
