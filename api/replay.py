"""Decide a record again, under the edition that it names, and say where the answer is not the same."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from api.answers import Document, is_not_applicable, nothing_said, payload_of
from api.compile import compile_edition
from api.store.port import Log, StoredRecord
from engine.answer.decide import DecidingEdition
from engine.context import MEASUREMENT, Circumstances, Gathered, Reading, Unread, weigh
from engine.errors import LogDamaged
from engine.facts import Facts
from engine.safety import LocalSafety
from engine.thresholds import Measurement
from rules.shelf import restore_edition, restore_local_safety

COMPARED = ("facts", "advice", "notes", "order", "text_digest")
"""The parts of a record that its edition and its readings decide."""


@dataclass(slots=True)
class Replayer:
    """Decides the records of a log again; each edition is restored from the log and compiled once."""

    log: Log
    _editions: dict[str, DecidingEdition] = field(default_factory=dict)
    _safety: dict[str, LocalSafety] = field(default_factory=dict)

    def replay(self, record: StoredRecord) -> tuple[str, ...]:
        """Return which parts of a decision's record would be different now; none, if all is well."""
        recorded: Document = json.loads(record.payload)
        decided = _undecided(recorded) if is_not_applicable(recorded) else self._decide(recorded)
        return tuple(part for part in COMPARED if recorded[part] != decided[part])

    def _decide(self, recorded: Document) -> Document:
        deciding = self._edition(recorded["guideline"]["digest"])
        safety = self._local_safety(recorded["local_safety"])
        edition = deciding.edition
        context = weigh(_gathered(recorded, edition.facts), edition.facts, edition.thresholds, _time(recorded["as_of"]))
        decision = deciding.decide(context, safety, presume=recorded["presume"], explain=recorded["explain"])
        # A declared fact that the edition does not use is in the record, and in no decision.
        unused = {fact: values for fact, values in recorded["facts"].items() if fact not in edition.facts}
        document = payload_of(edition, safety, context, decision)
        return document | {"facts": document["facts"] | unused}

    def _edition(self, digest: str) -> DecidingEdition:
        if digest not in self._editions:
            self._editions[digest] = compile_edition(restore_edition(self._canonical(digest)))
        return self._editions[digest]

    def _local_safety(self, digest: str) -> LocalSafety:
        if digest not in self._safety:
            self._safety[digest] = restore_local_safety(self._canonical(digest))
        return self._safety[digest]

    def _canonical(self, digest: str) -> bytes:
        canonical = self.log.edition(digest)
        if canonical is None:
            message = f"the edition {digest} is not in the log"
            raise LogDamaged(message)
        return canonical


def _undecided(recorded: Document) -> Document:
    """Return the parts that nothing decides, because the guideline was not consulted."""
    order = recorded["order"]
    return nothing_said(order["modality"] if order else None)


def _gathered(recorded: Document, facts: Facts) -> Gathered:
    """Return what the door had gathered of the facts; what follows from measurements is derived again."""
    order = recorded["order"]
    return Gathered(
        readings=tuple(
            Reading(
                each["fact"], tuple(each["values"]), each["from"], each["path"], _maybe(each["time"]), each["because"]
            )
            for each in recorded["readings"]
            if each["from"] != MEASUREMENT and each["fact"] in facts
        ),
        measurements=tuple(
            Measurement(each["quantity"], Decimal(each["value"]), each["path"], _maybe(each["time"]))
            for each in recorded["measurements"]
        ),
        circumstances=Circumstances(**recorded["circumstances"]),
        unread=tuple(Unread(each["path"], each["reason"]) for each in recorded["unread"]),
        order=order["modality"] if order else None,
    )


def _maybe(time: str | None) -> datetime | None:
    return _time(time) if time else None


def _time(time: str) -> datetime:
    return datetime.fromisoformat(time)
