"""Pseudonyms of subjects, episodes and what is said of them: the same under one site key, nothing without it."""

import hmac
from typing import Literal

from engine.errors import LogError

KEY_SIZE = 32
Purpose = Literal["subject", "episode", "hl7-message", "hl7-content", "hl7-statement"]


class PseudonymError(LogError):
    """A key or a value that no pseudonym can be made of; the message holds neither."""


def pseudonym(key: bytes, purpose: Purpose, value: str) -> str:
    """Return the HMAC-SHA256 of a local identifier, hex; one value gives unrelated pseudonyms for two purposes.

    >>> pseudonym(bytes(32), "subject", "invented-17") == pseudonym(bytes(32), "episode", "invented-17")
    False
    """
    try:
        text = value.encode()
    except UnicodeEncodeError:
        raise PseudonymError(f"{purpose}: text with a lone surrogate") from None
    return _keyed(key, f"imaging-cds/{purpose}\0".encode() + text)


def key_id(key: bytes) -> str:
    """Return the public name of a site key, 16 hex digits: it tells keys apart and nothing of the key.

    >>> key_id(bytes(32)) == key_id(bytes([1]) * 32)
    False
    """
    return _keyed(key, b"imaging-cds/key-id\0")[:16]


def _keyed(key: bytes, message: bytes) -> str:
    if len(key) < KEY_SIZE:
        raise PseudonymError(f"site key: shorter than {KEY_SIZE} bytes")
    return hmac.digest(key, message, "sha256").hex()
