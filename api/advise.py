"""The one use case behind every door: read, decide, record, tell; once, with no way back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.answers import Document, payload_of, tell
from api.library import Library
from api.requests import Consultation
from api.store.port import Appended, Entry, Idempotency, Log, StoredRecord
from engine.context import weigh
from engine.errors import LogDamaged
from engine.guideline import Edition
from engine.log.canonical import canonical_bytes
from engine.log.pseudonym import key_id, pseudonym
from engine.log.record import Kind
from rules.shelf import restore_edition


@dataclass(frozen=True, slots=True)
class Chance:
    """Where the use case takes ids and salt from."""

    new_id: Callable[[], str]
    new_salt: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that nobody has been told of yet: what to record, and its record's document."""

    document: Document
    entry: Entry


@dataclass(frozen=True, slots=True)
class Decider:
    """Everything that deciding needs; nothing is recorded."""

    library: Library
    now: Callable[[], datetime]
    demonstration: bool = False

    def decide(self, asked: Consultation) -> Document:
        """Return what is to be recorded; InputError where the guideline asked for is not on the shelf."""
        edition = self.library.find(asked.guideline)
        as_of = asked.as_of or asked.gathered.authored_on or self.now()
        context = weigh(asked.gathered, self.library.facts, edition.thresholds, as_of)
        decision = self.library.deciding(edition).decide(
            context, self.library.safety, presume=asked.presume, explain=asked.explain
        )
        how = {"presume": asked.presume, "explain": asked.explain, "demonstration": self.demonstration}
        return how | payload_of(edition, self.library.safety, context, decision)

    def advise_unrecorded(self, asked: Consultation) -> Document:
        """Decide and tell without a record, for the command line's --dry-run alone."""
        return tell(self.decide(asked), id=None, recorded_at=None, receipt=None)


@dataclass(frozen=True, slots=True)
class Advisor:
    """Deciding, with the log that comes before every answer."""

    decider: Decider
    log: Log
    site_key: bytes
    chance: Chance

    @property
    def library(self) -> Library:
        """The guidelines at hand."""
        return self.decider.library

    def decide(self, asked: Consultation, door: str, idempotency: Idempotency | None = None) -> Decided:
        """Decide, and make the record; InputError where the guideline asked for is not on the shelf."""
        document = self.decider.decide(asked)
        entry = self.entry_of(document, door, asked.gathered.subject, asked.episode)
        return Decided(document, replace(entry, idempotency=idempotency))

    def entry_of(
        self, document: Document, door: str, subject: str | None, episode: str | None, record_id: str | None = None
    ) -> Entry:
        """Return a decision's document as what is to be recorded, under a new id where it was not given one."""
        return Entry(
            kind=Kind.DECISION,
            id=record_id or self.chance.new_id(),
            door=door,
            payload=canonical_bytes(document),
            salt=self.chance.new_salt(),
            subject=pseudonym(self.site_key, "subject", subject) if subject else None,
            subject_key=key_id(self.site_key) if subject or episode else None,
            edition=document["guideline"]["digest"],
            episode=self.name_episode(episode) if episode else None,
        )

    def name_episode(self, episode: str) -> str:
        """Return the pseudonym under which the log keeps an episode."""
        return pseudonym(self.site_key, "episode", episode)

    def edition_of(self, digest: str) -> Edition:
        """Return the edition that a record names, from the shelf or from the log; LogDamaged where neither holds it."""
        for edition in self.library.editions.values():
            if edition.digest == digest:
                return edition
        canonical = self.log.edition(digest)
        if canonical is None:
            message = "the edition of a recorded decision is not in the log"
            raise LogDamaged(message)
        return restore_edition(canonical)

    def record_editions(self, door: str) -> None:
        """Record every edition that may be used, and the notes of local safety, unless they are in the log."""
        for edition in self.library.editions.values():
            self.log.append_edition_once(edition.digest, edition.canonical, door)
        self.log.append_edition_once(self.library.safety.digest, self.library.safety.canonical, door)

    def tell(self, decided: Decided, appended: Appended) -> Document:
        """Return the answer of a decision that is on disk."""
        if appended.replayed:
            earlier = self.log.read(appended.id)
            if earlier is None:
                message = "the record of an earlier answer cannot be found"
                raise LogDamaged(message)
            return self.tell_again(earlier)
        receipt = {"index": appended.index, "size": appended.size}
        return tell(decided.document, id=appended.id, recorded_at=appended.time, receipt=receipt)

    @staticmethod
    def tell_again(record: StoredRecord) -> Document:
        """Return the answer of a record in the log: the same as when it was made."""
        header: dict[str, Any] = json.loads(record.header)
        receipt = {"index": record.index, "size": record.size}
        return tell(json.loads(record.payload), id=header["id"], recorded_at=header["time"], receipt=receipt)

    def advise(self, asked: Consultation, door: str, idempotency: Idempotency | None = None) -> Document:
        """Decide, record and tell, waiting for the record; LogUnavailable where it cannot be made."""
        decided = self.decide(asked, door, idempotency)
        return self.tell(decided, self.log.append(decided.entry))
