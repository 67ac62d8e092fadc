"""One scenario while it runs: what was stated, and what was answered."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from api.advise import Advisor, Chance, Decider
from api.answers import Document
from api.ids import new_id
from api.library import Library
from api.replay import Replayer
from api.requests import Consultation, read_request
from api.store.port import Idempotency, Log, Report, StoredRecord
from api.strict_json import read_json
from engine.errors import ImagingCdsError
from engine.log.record import SALT_SIZE, Header, read_header
from tests.features.meanings import Stated
from tests.features.sentences import Sentences
from tests.features.vocabulary import UnknownWordsError

DOOR = "features"
INVENTED_KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Practice:
    """Where all scenarios take place: the program as it runs, with its log in a file."""

    advisor: Advisor
    log: Log
    file: Path
    replayer: Replayer

    @classmethod
    def open(cls, library: Library, log: Log, file: Path, now: Callable[[], datetime]) -> "Practice":
        """Put the program together on a log, which lies in `file`, and record its editions."""
        chance = Chance(new_id, lambda: os.urandom(SALT_SIZE))
        advisor = Advisor(Decider(library, now), log, INVENTED_KEY, chance)
        advisor.record_editions(DOOR)
        return cls(advisor, log, file, Replayer(log))

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock on the wall."""
        return self.advisor.decider.now

    def read(self, body: bytes) -> Consultation:
        """Read a request as the door for facts does; InputError where it is refused."""
        library = self.advisor.library
        edition = library.find(None)
        return read_request(read_json(body), library.facts, edition.thresholds, tuple(edition.modalities))


@dataclass(slots=True)
class Scene:
    """What one scenario has said and heard; nothing in it outlives the scenario."""

    practice: Practice
    language: str
    sentences: Sentences
    asked: Document = field(default_factory=dict)
    answers: list[Document] = field(default_factory=list)
    refusal: ImagingCdsError | None = None
    report: Report | None = None
    modality: str | None = None
    size_before: int = field(init=False)

    def __post_init__(self) -> None:
        """Remember how long the log was."""
        self.size_before = self.practice.log.size()

    @property
    def answer(self) -> Document:
        """The answer given last."""
        assert self.answers != [], "nothing was answered before this sentence"
        return self.answers[-1]

    @property
    def record(self) -> StoredRecord:
        """The record of the answer given last."""
        record = self.practice.log.read(self.answer["id"])
        assert record is not None, "the answer is not in the log"
        return record

    @property
    def header(self) -> Header:
        """What the tree holds of the answer given last."""
        return read_header(self.record.header)

    @property
    def body(self) -> bytes:
        """The request as it is sent."""
        return json.dumps(self.asked).encode()

    def state(self, stated: Stated) -> None:
        """Put a part into the request; what is said twice is refused, as one of the two would be lost."""
        *outer, key = stated.where
        part = self.asked
        for each in outer:
            part = part.setdefault(each, {})
        if key in part:
            raise UnknownWordsError(f"{'/'.join(stated.where)} is said twice in this scenario: keep one")
        part[key] = stated.what

    def send(self, body: bytes, idempotency: Idempotency | None = None) -> None:
        """Send a request by the way that all requests take."""
        self.answers.append(self.practice.advisor.advise(self.practice.read(body), DOOR, idempotency))
