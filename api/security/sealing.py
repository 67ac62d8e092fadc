"""Sealing what is kept of patients: it is read and made only under the site key, and only in the place it was put."""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.errors import LogDamaged, LogError
from engine.log.pseudonym import KEY_SIZE

_VERSION = b"\x01"
_PURPOSE = b"imaging-cds/sealing/hl7v2"
_NONCE = 12
_SALT = 12
_HEAD = len(_VERSION) + _SALT + _NONCE
_TAG = 16


class SealingKeyError(LogError):
    """A site key that nothing can be sealed under; the message does not hold it."""


class Sealer:
    """AES-256-GCM under a key made from the site key by HKDF-SHA256; any number of threads may use it.

    Sealed: a version byte, 12 random bytes that the key of this one sealing is made from, a random nonce of 12, the
    ciphertext and its tag. One key and a nonce of 12 bytes alone would be worn out by 2^32 sealings.
    """

    def __init__(self, site_key: bytes) -> None:
        if len(site_key) != KEY_SIZE:
            raise SealingKeyError(f"the site key is not {KEY_SIZE} bytes long")
        self._key = HKDF(SHA256(), KEY_SIZE, salt=None, info=_PURPOSE).derive(site_key)

    def seal(self, data: bytes, bound_to: bytes) -> bytes:
        """Return what opens only with the same `bound_to`; 41 bytes longer, and different every time."""
        head = _VERSION + secrets.token_bytes(_SALT + _NONCE)
        return head + self._cipher(head).encrypt(head[-_NONCE:], data, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Return what was sealed; LogDamaged where it is not what was sealed, or was under another key or place.

        >>> sealer = Sealer(bytes(32))
        >>> sealer.open(sealer.seal(b"invented", b"row 1"), b"row 1")
        b'invented'
        """
        head = sealed[:_HEAD]
        if len(sealed) < _HEAD + _TAG or head[:1] != _VERSION:
            raise LogDamaged("what is kept sealed is not of a form that this program knows")
        try:
            return self._cipher(head).decrypt(head[-_NONCE:], sealed[_HEAD:], bound_to)
        except InvalidTag:
            raise LogDamaged("what is kept sealed was changed, or sealed under another site key") from None

    def _cipher(self, head: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self._key, head[:-_NONCE], "sha256"))
