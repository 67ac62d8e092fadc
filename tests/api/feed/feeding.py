"""A feed on a log and a store of its own, in one process: what a listener and its drain do, without a network."""

import asyncio
import io
import json
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from api.advise import Advisor, Chance, Decider
from api.assemble import library_of
from api.feed.asking import Asking
from api.feed.drain import Drain
from api.feed.receive import Answered, Receiver
from api.feed.taking import Taking
from api.hl7_file import read_hl7
from api.hl7_frame import Frame
from api.ids import new_id
from api.security.sealing import Sealer
from api.settings import Settings
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.hl7_values import Due
from api.store.sqlite import SqliteLog
from api.watch.logs import journal
from engine.log.record import Kind
from fhir.bundle.site import read_site

KEY = bytes(range(32))
NOW = datetime.fromisoformat("2020-04-08T12:00:00+09:00")
IN_TOPIC = b'always_in_topic: "true"\n'
RIS = b"destinations: [{id: ris, host: 127.0.0.1, port: 2576, application: RIS, facility: INVENTED, language: ko}]\n"
_LIBRARY = library_of(Settings())


class Feed:
    """A feed that is asked step by step."""

    def __init__(self, folder: Path, site: bytes = IN_TOPIC, file: bytes = RIS) -> None:
        self.now = NOW
        self.told: list[Answered] = []
        self.messages = io.StringIO()
        self._stack = ExitStack()
        self.log = self._stack.enter_context(SqliteLog(folder / "log.db", self.clock))
        self.store = self._stack.enter_context(SqliteHl7Store(folder / "log.db", KEY, Sealer(KEY)))
        decider = Decider(_LIBRARY, self.clock)
        self.advisor = Advisor(decider, self.log, KEY, Chance(new_id, lambda: os.urandom(32)))
        self.advisor.record_editions("test")
        self.file = read_hl7(file)
        site_map = read_site(site, _LIBRARY.facts)
        self.taking = Taking(self.advisor, self.store, site_map, self.file, self.clock)
        self.drain = Drain(self.taking, journal("json", self.messages))
        self.receiver = Receiver(
            self.store, self.file, self.clock, new_id, self.drain.wake, lambda _, told: self.told.append(told)
        )
        self.asking = Asking(self.drain, "http-hl7v2")

    def __enter__(self) -> Self:
        """Start."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._stack.close()

    def clock(self) -> datetime:
        """Return the present time of this feed."""
        return self.now

    def send(self, *messages: bytes) -> list[str]:
        """Have messages received as the frames of one connection; return the codes of their answers, as text."""
        return self.receive([Frame(each) for each in messages])

    def receive(self, frames: Sequence[Frame]) -> list[str]:
        """Have frames received, and return their answers."""
        answers = asyncio.run(self.receiver.receive(frames))
        return [each.decode("utf-8", "replace") for each in answers]

    def feed(self, *messages: bytes) -> None:
        """Have messages received and taken in, one after the other."""
        for each in messages:
            (answer,) = self.send(each)
            assert "MSA|AA|" in answer or "MSA|CA|" in answer, answer
            self.drain.catch_up()

    def decisions(self) -> list[dict[str, Any]]:
        """Return the decisions on record: header and payload."""
        return [
            {"header": json.loads(each.header), **json.loads(each.payload)}
            for each in self.log.records(kind=Kind.DECISION)
        ]

    def sent(self) -> list[str]:
        """Take what is to be sent off its queue, and return it as text."""
        return [each.decode() for each in self.sent_bytes()]

    def sent_bytes(self, destination: str = "ris") -> list[bytes]:
        """Take what is to be sent to a destination off its queue, and return it."""
        found: list[Due] = []
        while due := self.store.outgoing(destination, self.now):
            found.append(due)
            self.store.sent(due.seq, self.now)
        return [each.content for each in found]


def strengths(document: dict[str, Any]) -> dict[str, str]:
    """Return the strength of each modality."""
    return {modality: each["strength"] for modality, each in document["advice"].items()}


def codes(answers: Sequence[str]) -> list[str]:
    """Return MSA-1 of each acknowledgement; nothing where none was given."""
    return [next((line.split("|")[1] for line in each.split("\r") if line.startswith("MSA")), "") for each in answers]


def other(feed: Feed, **changes: Any) -> Drain:  # noqa: ANN401
    """Return a drain like that of a feed, changed in how it takes."""
    return Drain(replace(feed.taking, **changes), feed.drain.journal)
