"""Public keys as clients publish them (JWKS), of the kinds that verify an ES384 or RS384 signature."""

import warnings
from collections.abc import Mapping

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey

from api.clients.client import PublicKey
from engine.errors import ImagingCdsError

LEAST_RSA_BITS = 2048
_CURVE = "P-384"
_ALGORITHMS = {"EC": "ES384", "RSA": "RS384"}
_MEMBERS = {"EC": ("kty", "crv", "x", "y"), "RSA": ("kty", "n", "e")}
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


class KeyRefused(ImagingCdsError):
    """A key that cannot verify a client's tokens, with the reason; never the key."""


def read_key(written: Mapping[str, object]) -> tuple[str, PublicKey]:
    """Return a key and its kid; KeyRefused where it is not a public key for ES384 or RS384."""
    if _PRIVATE & written.keys():
        raise KeyRefused("a private or shared key: only public keys belong here; make a new pair")
    kid, kind = written.get("kid"), written.get("kty")
    if not isinstance(kid, str) or not kid:
        raise KeyRefused("the key has no kid")
    if not isinstance(kind, str) or kind not in _ALGORITHMS:
        raise KeyRefused("kty is not EC or RSA")
    if written.get("use", "sig") != "sig" or written.get("alg", _ALGORITHMS[kind]) != _ALGORITHMS[kind]:
        raise KeyRefused("the key is for another use than ES384 or RS384 signatures")
    return kid, _imported(kind, {name: str(written.get(name, "")) for name in _MEMBERS[kind]})


def read_published_keys(document: object) -> dict[str, PublicKey]:
    """Return the keys of a published JWKS that can be used here; KeyRefused where it is no JWKS."""
    published = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(published, list):
        raise KeyRefused("there is no list of keys")
    found: dict[str, PublicKey] = {}
    for each in published:
        if isinstance(each, dict):
            # What is published serves others too: encryption, other algorithms, keys of the day after tomorrow.
            try:
                kid, key = read_key(each)
            except KeyRefused:
                continue
            found.setdefault(kid, key)
    return found


def _imported(kind: str, members: Mapping[str, str]) -> PublicKey:
    try:
        with warnings.catch_warnings(action="ignore", category=SecurityWarning):  # a short key is refused below
            key = (ECKey if kind == "EC" else RSAKey).import_key(dict(members))
        is_strong = key.curve_name == _CURVE if isinstance(key, ECKey) else key.public_key.key_size >= LEAST_RSA_BITS
    except (JoseError, ValueError, TypeError):
        raise KeyRefused(f"the members {', '.join(members)} are no {kind} key") from None
    if not is_strong:
        raise KeyRefused(f"the key is too short, or of another curve than {_CURVE}")
    return key
