"""Idempotency keys in the database: one client, key and body give one record for 24 hours."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

import apsw

from api.store.port import Appended, Idempotency, IdempotencyConflict

KEPT = timedelta(hours=24)
_SWEPT_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Token:
    """An Idempotency as it is stored: hashes that tell the client, the key and the body to nobody.

    A digest of the body alone would confirm a guessed body; with the client's key hashed in, it does not.
    """

    client_key: bytes
    body: bytes


def token_of(idempotency: Idempotency) -> Token:
    """Return the hashes of an Idempotency."""
    client_key = (idempotency.client, idempotency.key)
    return Token(_hashed("key", *client_key), _hashed("body", *client_key, idempotency.body_digest))


def earlier_answer(connection: apsw.Connection, token: Token, expired: str) -> Appended | None:
    """Return what this client, key and body were answered after `expired`; IdempotencyConflict if another body was."""
    row = connection.execute(
        "SELECT i.body, r.id, r.seq, r.time, (SELECT min(size) FROM head WHERE size > r.seq)"
        " FROM idempotency AS i JOIN record AS r ON r.seq = i.seq WHERE i.client_key = ? AND i.time > ?",
        (token.client_key, expired),
    ).fetchone()
    if row is None:
        return None
    body, record_id, index, time, size = row
    if body != token.body:
        raise IdempotencyConflict("this idempotency key was used for another body within 24 hours")
    return Appended(record_id, index, size, time, replayed=True)


def keep_token(connection: apsw.Connection, token: Token, index: int, time: str) -> None:
    """Store that this token was answered with the record at `index`."""
    connection.execute(
        "INSERT INTO idempotency VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT DO UPDATE SET body = ?2, seq = ?3, time = ?4",  # only an expired one can be there
        (token.client_key, token.body, index, time),
    )


def sweep(connection: apsw.Connection, expired: str) -> None:
    """Remove some of the tokens that are 24 hours old: more than one commit adds, so that none pile up."""
    connection.execute(
        "DELETE FROM idempotency WHERE client_key IN"
        " (SELECT client_key FROM idempotency WHERE time <= ? ORDER BY time LIMIT ?)",
        (expired, _SWEPT_AT_ONCE),
    )


def _hashed(*parts: str) -> bytes:
    """Hash text so that no two lists of parts give the same bytes; lone surrogates are text like any other here."""
    hashed = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big") + data)
    return hashed.digest()
