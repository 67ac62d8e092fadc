"""A log that counts each decision once it is on disk, whichever door it came through."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Self

import orjson

from api.store.port import Appended, Entry, Log, Report, StoredRecord
from api.watch.metrics import Metrics
from engine.log.record import Kind


@dataclass(frozen=True, slots=True)
class CountedLog:
    """A `Log`: all but the counting is done by the one it counts for."""

    log: Log
    metrics: Metrics

    def append(self, entry: Entry) -> Appended:
        """Return when the record is on disk."""
        appended = self.log.append(entry)
        self._count(entry, appended)
        return appended

    def submit(self, entry: Entry) -> Future[Appended]:
        """Return at once; the future is done when the record is on disk."""
        future = self.log.submit(entry)
        future.add_done_callback(lambda done: None if done.exception() else self._count(entry, done.result()))
        return future

    def append_many(self, entries: Sequence[Entry]) -> list[Appended]:
        """Return when all are on disk."""
        appended = self.log.append_many(entries)
        for entry, each in zip(entries, appended, strict=True):
            self._count(entry, each)
        return appended

    def append_edition_once(self, digest: str, payload: bytes, door: str) -> Appended:
        """Record an edition's canonical bytes under their digest, unless they are."""
        return self.log.append_edition_once(digest, payload, door)

    def read(self, record_id: str) -> StoredRecord | None:
        """Return one record."""
        return self.log.read(record_id)

    def find_named(self, name: str) -> StoredRecord | None:
        """Return the newest record with this name."""
        return self.log.find_named(name)

    def latest(self, episode: str, kind: Kind) -> StoredRecord | None:
        """Return the newest record of this kind in an episode."""
        return self.log.latest(episode, kind)

    def records(self, start: int = 0, kind: Kind | None = None) -> Iterator[StoredRecord]:
        """Yield the records from index `start` on."""
        return self.log.records(start, kind)

    def edition(self, digest: str) -> bytes | None:
        """Return the canonical bytes of an edition that was ever used."""
        return self.log.edition(digest)

    def size(self) -> int:
        """Return the number of records."""
        return self.log.size()

    def check_ready(self) -> None:
        """Raise LogUnavailable unless the log can append now."""
        self.log.check_ready()

    def verify(self) -> Report:
        """Recompute everything that is stored and name what is wrong."""
        return self.log.verify()

    def close(self) -> None:
        """Finish what was submitted, and stop."""
        self.log.close()

    def __enter__(self) -> Self:
        """Return the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        self.close()

    def _count(self, entry: Entry, appended: Appended) -> None:
        if entry.kind is Kind.DECISION and not appended.replayed:
            advice = orjson.loads(entry.payload)["advice"]
            self.metrics.count_decision(entry.door, {modality: each["strength"] for modality, each in advice.items()})
