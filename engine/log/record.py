"""A record's header, free of patient data, which becomes a leaf of the tree, and its bond to the payload beside it."""

import re
from dataclasses import dataclass, field, fields
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from engine.errors import LogError
from engine.log.canonical import canonical_bytes

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
    """What of a record is hashed into the tree: of a patient never more than pseudonyms. HeaderError if ill-formed.

    time: RFC 3339, UTC, milliseconds. subject, episode: `pseudonym` (64 hex digits); subject_key: the `key_id` of the
    key that made both. edition: `sha256:` and 64 hex digits. supersedes: id of the latest earlier record of the same
    episode and kind. commitment: `commitment` of the payload.
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
    v: int = field(default=VERSION, init=False)

    def __post_init__(self) -> None:
        """Hold every field to its form."""
        for name, pattern in _PATTERNS:
            value = getattr(self, name)
            if value is None and name in _MAY_BE_NULL:
                continue
            if not isinstance(value, str) or pattern.fullmatch(value) is None:
                raise HeaderError(f"{name}: not of the form {pattern.pattern}")
        if not isinstance(self.kind, Kind):
            raise HeaderError("kind: not a Kind")
        if self.subject_key is None and (self.subject or self.episode):
            raise HeaderError("subject_key: a pseudonym without the id of its key")

    def encode(self) -> bytes:
        """Return the canonical bytes: stored, hashed, and never made again for a proof."""
        return canonical_bytes({name: getattr(self, name) for name in _NAMES})


def header_fields(data: bytes) -> dict[str, bytes | None] | None:
    """Return the fields of a header's canonical bytes as bytes, or None if they are no header of this version."""
    found = _CANONICAL.fullmatch(data)
    if found is None or (found["subject_key"] is None and (found["subject"] or found["episode"])):
        return None
    return found.groupdict()


def read_header(data: bytes) -> Header:
    """Return the header of its canonical bytes; HeaderError if they are no header of this version."""
    found = header_fields(data)
    if found is None:
        raise HeaderError(f"header: not the canonical bytes of a header of version {VERSION}")
    texts: dict[str, Any] = {name: value if value is None else value.decode() for name, value in found.items()}
    return Header(**texts | {"kind": Kind(texts["kind"])})


def is_id(text: str) -> bool:
    """Return whether a record could have this id.

    >>> is_id("01929b5e-0000-7000-8000-000000000001"), is_id("not an id")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def commitment(salt: bytes, payload: bytes) -> str:
    """Return what binds a header to its payload, hex: SHA-256 of 0x01, the random salt (32 bytes) and the payload.

    The salt keeps a guessed payload from being confirmed by somebody who holds the header alone.

    >>> commitment(bytes(32), b"{}")[:16]
    '57a65f4aed301900'
    """
    if len(salt) != SALT_SIZE:
        raise HeaderError(f"salt: not {SALT_SIZE} bytes")
    return sha256(b"\1" + salt + payload).hexdigest()


def edition_digest(payload: bytes) -> str:
    """Return the name of the edition whose canonical bytes these are.

    >>> edition_digest(b"{}")[:23]
    'sha256:44136fa355b3678a'
    """
    return f"sha256:{sha256(payload).hexdigest()}"


_NAMES: Final = tuple(each.name for each in fields(Header))
_MAY_BE_NULL: Final = frozenset({"subject", "subject_key", "edition", "episode", "supersedes"})
_IDENTIFIER: Final = r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}"
_ID: Final = re.compile(_IDENTIFIER)
_HASH: Final = r"[0-9a-f]{64}"
_FORMS: Final = {
    "kind": "|".join(Kind),
    "id": _IDENTIFIER,
    "time": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{3}Z",
    "door": r"[a-z][a-z0-9-]{0,31}",
    "subject": _HASH,
    "subject_key": r"[0-9a-f]{16}",
    "edition": rf"sha256:{_HASH}",
    "episode": _HASH,
    "supersedes": _IDENTIFIER,
    "commitment": _HASH,
}
_PATTERNS: Final = tuple((name, re.compile(form)) for name, form in _FORMS.items())


def _canonical_form() -> re.Pattern[bytes]:
    """Return what the canonical bytes of every header look like: no field holds anything that JSON would escape."""
    parts = [f'"v":{VERSION}']
    for name, form in _FORMS.items():
        text = f'"(?P<{name}>{form})"'
        parts.append(f'"{name}":' + (f"(?:{text}|null)" if name in _MAY_BE_NULL else text))
    return re.compile(("{" + ",".join(sorted(parts)) + "}").encode())


_CANONICAL: Final = _canonical_form()
