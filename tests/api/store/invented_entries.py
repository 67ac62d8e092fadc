"""Invented entries, a clock that is told the time, and what to look up in a log."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from api.store.port import Entry, Idempotency, Log, StoredRecord
from engine.log.record import Header, Kind, edition_digest, read_header

PATIENCE = 60.0  # no test waits so long: it only keeps a machine under load from failing one
KEY_ID = "6" * 16
EDITION = b'{"id":"invented-guideline","version":"1"}'
EDITION_DIGEST = edition_digest(EDITION)


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is told otherwise."""

    now: datetime = datetime(2026, 11, 22, 6, 0, 0, 123_456, UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, step: timedelta) -> None:
        """Move the time on, or back."""
        self.now += step


@dataclass(slots=True)
class Inventor:
    """Makes entries that are all different and the same in every run."""

    name: str = "invented"
    _numbers: "count[int]" = field(default_factory=count)

    def entry(
        self,
        kind: Kind = Kind.DECISION,
        *,
        episode: str | None = None,
        subject: str | None = None,
        idempotency: Idempotency | None = None,
        payload: bytes | None = None,
        names: tuple[str, ...] = (),
        once: bool = False,
    ) -> Entry:
        """Return the next entry; episode and subject are hashed here as a site would."""
        number = next(self._numbers)
        return Entry(
            kind=kind,
            id=f"{self.name}-{number}",
            door="json",
            payload=f'{{"invented":"{self.name}","number":{number}}}'.encode() if payload is None else payload,
            salt=hashlib.sha256(f"salt {self.name} {number}".encode()).digest(),
            subject=hashed(subject),
            subject_key=KEY_ID if subject or episode else None,
            edition=EDITION_DIGEST,
            episode=hashed(episode),
            idempotency=idempotency,
            names=names,
            once=once,
        )


def hashed(text: str | None) -> str | None:
    """Return what stands for a pseudonym in these tests."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def header_of(log: Log, record_id: str) -> Header:
    """Return the header of a record that is in the log."""
    return read_header(found(log, record_id).header)


def found(log: Log, record_id: str) -> StoredRecord:
    """Return a record that is in the log."""
    record = log.read(record_id)
    assert record is not None
    return record
