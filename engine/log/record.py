"""A record's header, which is free of patient data and becomes a leaf of the tree, and its bond to the payload beside it."""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from hashlib import sha256
from typing import Final

from engine.errors import LogError
from engine.log.canonical import NotCanonical, canonical_bytes, read_canonical

VERSION: Final = 1
SALT_SIZE: Final = 32


class HeaderError(LogError):
    """A header that is not of the log's shape; it names the field and never holds the value."""


class Kind(StrEnum):
    """What a record tells of."""

    EDITION = "edition"
    ACTIVATION = "activation"
    DECISION = "decision"
    FEEDBACK = "feedback"
    CLINICAL_OUTCOME = "clinical-outcome"
    ACCESS = "access"
    EXPORT = "export"
    ERASURE = "erasure"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Header:
    """What of a record is hashed into the tree: never anything about a patient but pseudonyms. HeaderError if ill-formed.

    time: RFC 3339, UTC, milliseconds. subject, episode: `pseudonym` (64 hex digits); subject_key: the `key_id` that both were
    made with. edition: `sha256:` and 64 hex digits. supersedes: id of the latest earlier record of the same episode and kind.
    commitment: `commitment` of the payload.
    """

    kind: Kind
    id: str
    time: str
    door: str
    subject: str | None
    subject_key: str | None
    edition: str | None
    episode: str | None
    supersedes: str | None
    commitment: str
    v: int = VERSION

    def __post_init__(self) -> None:
        """Hold every field to its form."""
        for name, form in _FORMS:
            value = getattr(self, name)
            if value is None and name in _MAY_BE_NULL:
                continue
            if not isinstance(value, str) or form.fullmatch(value) is None:
                message = f"{name}: not of the form {form.pattern}"
                raise HeaderError(message)
        if not isinstance(self.kind, Kind):
            message = "kind: not one of the log's kinds"
            raise HeaderError(message)
        if self.subject_key is None and (self.subject or self.episode):
            message = "subject_key: a pseudonym without the id of its key"
            raise HeaderError(message)

    def encode(self) -> bytes:
        """Return the canonical bytes: stored, hashed, and never made again for a proof."""
        return canonical_bytes({name: getattr(self, name) for name in _NAMES})


def read_header(data: bytes) -> Header:
    """Return the header of canonical bytes; HeaderError if it has another shape, version or spelling."""
    try:
        value = read_canonical(data)
    except NotCanonical as problem:
        message = f"header: {problem}"
        raise HeaderError(message) from None
    if not isinstance(value, dict) or value.keys() != _NAMES:
        message = "header: not the fields of a header"
        raise HeaderError(message)
    if value["v"] != VERSION or isinstance(value["v"], bool):
        message = f"v: not {VERSION}"
        raise HeaderError(message)
    kind = _KINDS.get(value["kind"]) if isinstance(value["kind"], str) else None
    if kind is None:
        message = "kind: not one of the log's kinds"
        raise HeaderError(message)
    return Header(**{**value, "kind": kind})


def commitment(salt: bytes, payload: bytes) -> str:
    """Return what binds a header to its payload, hex: SHA-256 of 0x01, the random salt (32 bytes) and the payload.

    The salt keeps a guessed payload from being confirmed by somebody who holds the header alone.

    >>> commitment(bytes(32), b"{}")[:16]
    '57a65f4aed301900'
    """
    if len(salt) != SALT_SIZE:
        message = f"salt: not {SALT_SIZE} bytes"
        raise HeaderError(message)
    return sha256(b"\1" + salt + payload).hexdigest()


def edition_digest(payload: bytes) -> str:
    """Return the name of the edition whose canonical bytes these are.

    >>> edition_digest(b"{}")[:23]
    'sha256:44136fa355b3678a'
    """
    return f"sha256:{sha256(payload).hexdigest()}"


_NAMES: Final = {field.name for field in fields(Header)}
_KINDS: Final = {str(kind): kind for kind in Kind}
_MAY_BE_NULL: Final = frozenset({"subject", "subject_key", "edition", "episode", "supersedes"})
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FORMS: Final = (
    ("id", _IDENTIFIER),
    ("time", re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z", re.ASCII)),
    ("door", re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)),
    ("subject", _HASH),
    ("subject_key", re.compile(r"[0-9a-f]{16}", re.ASCII)),
    ("edition", re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)),
    ("episode", _HASH),
    ("supersedes", _IDENTIFIER),
    ("commitment", _HASH),
)
