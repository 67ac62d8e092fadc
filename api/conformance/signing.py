"""Signed tokens of the client whose key the operator gave, and such as a service must refuse."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from api.conformance.cases import Token
from engine.errors import ImagingCdsError

_LIFE = 300  # seconds
_AGO = 86_400  # seconds
_ALGORITHMS = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}


class KeyRefused(ImagingCdsError):
    """The file of a client's key holds no private key that tokens can be signed with."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A client's key with what its tokens say; `clock` gives seconds since 1970, `ids` an unused id each time."""

    key: ECKey | RSAKey
    key_id: str
    issuer: str
    tenant: str | None
    clock: Callable[[], float]
    ids: Iterator[str]

    @property
    def algorithm(self) -> str:
        """The algorithm that fits the key."""
        return "RS384" if isinstance(self.key, RSAKey) else _ALGORITHMS[self.key.curve_name]

    def token(self, audience: str) -> str:
        """Return a token for an address, as the specification asks for it."""
        return jwt.encode(self._header(), self._claims(audience), self.key, algorithms=[self.algorithm])

    def refusable(self, audience: str) -> Iterator[tuple[Token, str | None]]:
        """Walk through tokens that a service must refuse; None stands for none at all."""
        yield Token.MISSING, None
        yield Token.UNSIGNED, self._by_hand(audience, "none", lambda _: b"")
        public = self.key.as_pem(private=False)
        yield Token.SYMMETRIC, self._by_hand(audience, "HS256", lambda said: hmac.digest(public, said, hashlib.sha256))
        stranger = ECKey.generate_key("P-384")
        foreign = self._claims(audience) | {"iss": "https://stranger.example"}
        header = self._header() | {"alg": "ES384", "kid": "stranger"}
        yield Token.FOREIGN_ISSUER, jwt.encode(header, foreign, stranger, algorithms=["ES384"])
        header |= {"jku": "https://stranger.example/keys"}
        yield Token.FOREIGN_ADDRESS, jwt.encode(header, self._claims(audience), stranger, algorithms=["ES384"])
        now = int(self.clock())
        expired = self._claims(audience) | {"iat": now - _AGO - _LIFE, "exp": now - _AGO}
        yield Token.EXPIRED, jwt.encode(self._header(), expired, self.key, algorithms=[self.algorithm])
        yield Token.OTHER_AUDIENCE, self.token("https://another.example/cds-services")

    def _header(self) -> dict[str, Any]:
        return {"alg": self.algorithm, "typ": "JWT", "kid": self.key_id}

    def _claims(self, audience: str) -> dict[str, Any]:
        now = int(self.clock())
        claims = {"iss": self.issuer, "aud": audience, "iat": now, "exp": now + _LIFE, "jti": next(self.ids)}
        return claims | ({"tenant": self.tenant} if self.tenant else {})

    def _by_hand(self, audience: str, algorithm: str, sign: Callable[[bytes], bytes]) -> str:
        parts = (self._header() | {"alg": algorithm}, self._claims(audience))
        said = b".".join(_base64(json.dumps(part).encode()) for part in parts)
        return b".".join((said, _base64(sign(said)))).decode()


def read_key(file: Path) -> ECKey | RSAKey:
    """Return the private key of a PEM or JWK file; KeyRefused where it is none that signs tokens of CDS Hooks."""
    text = file.read_bytes()
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(json.loads(text) if text.lstrip().startswith(b"{") else text)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if key.is_private and (isinstance(key, RSAKey) or key.curve_name in _ALGORITHMS):
            return key
    raise KeyRefused(f"{file}: holds no private key of an elliptic curve or RSA (PEM or JWK)")


def _base64(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
