"""What the rest of the program may ask of a log, whatever database holds it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, Self

from engine.errors import LogError
from engine.log.record import Kind


class IdempotencyConflict(LogError):
    """The client used this idempotency key within 24 hours for another body."""


class IdempotencyInFlight(LogError):
    """A request with this client's idempotency key is being recorded at this moment."""


class RecordExists(LogError):
    """A record with this id is in the log already; nothing was appended."""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A client's wish that one body be recorded once, however often it is sent; none of it is stored in the clear."""

    client: str
    key: str
    body_digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody wants recorded: the fields of a `Header`, the payload's bytes and 32 random bytes of salt.

    names: by what else the record is found, such as the uuids of the cards that were shown from it; only hashes of
    them are stored, outside the tree. once: the id is made from what is recorded, so where a record with this id is in
    the log already, that record is the answer (`Appended.replayed`), and it is no error.
    """

    kind: Kind
    id: str
    door: str
    payload: bytes
    salt: bytes
    subject: str | None = None
    subject_key: str | None = None
    edition: str | None = None
    episode: str | None = None
    idempotency: Idempotency | None = None
    names: tuple[str, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class Appended:
    """A record that is on disk: its place, and the tree's size after the commit that holds it.

    replayed: nothing was appended, because this is the answer to an earlier entry with the same idempotency key and
    body, or the id of an entry that is recorded once was there.
    """

    id: str
    index: int
    size: int
    time: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it was read back, its hashes checked; `size` is the tree's after the commit that holds it."""

    index: int
    size: int
    header: bytes
    payload: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a log; where it can be told, the record's index and id."""

    what: str
    index: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a log gave: `found` counts all findings, of which the first ones are listed."""

    size: int
    root: bytes
    found: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0


class Log(Protocol):
    """An append-only log that any number of processes append to.

    Appending raises LogUnavailable when it cannot be done now (nothing was answered; try again), the errors above, and
    HeaderError for an entry that is not of the log's shape. Reading raises LogUnavailable, and LogDamaged when what is
    stored is not what was recorded. Every method may be called from any thread.
    """

    def append(self, entry: Entry) -> Appended:
        """Return when the record is on disk."""
        ...

    def submit(self, entry: Entry) -> Future[Appended]:
        """Return at once; the future is done when the record is on disk. IdempotencyInFlight is raised here."""
        ...

    def append_many(self, entries: Sequence[Entry]) -> list[Appended]:
        """Return when all are on disk, up to 256 to a commit; one that is refused is raised, the others stay."""
        ...

    def append_edition_once(self, digest: str, payload: bytes, door: str) -> Appended:
        """Record an edition's canonical bytes under their digest, unless they are; any number of processes may."""
        ...

    def read(self, record_id: str) -> StoredRecord | None:
        """Return one record."""
        ...

    def find_named(self, name: str) -> StoredRecord | None:
        """Return the newest record with this name."""
        ...

    def latest(self, episode: str, kind: Kind) -> StoredRecord | None:
        """Return the newest record of this kind in an episode (its pseudonym: 64 hex digits)."""
        ...

    def records(self, start: int = 0, kind: Kind | None = None) -> Iterator[StoredRecord]:
        """Yield the records from index `start` on, in the order of the log."""
        ...

    def edition(self, digest: str) -> bytes | None:
        """Return the canonical bytes of an edition that was ever used."""
        ...

    def size(self) -> int:
        """Return the number of records."""
        ...

    def check_ready(self) -> None:
        """Raise LogUnavailable unless the log can append now."""
        ...

    def verify(self) -> Report:
        """Recompute everything that is stored and name what is wrong."""
        ...

    def close(self) -> None:
        """Finish what was submitted, and stop; appending afterwards raises LogUnavailable."""
        ...

    def __enter__(self) -> Self:
        """Return the log."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        ...
