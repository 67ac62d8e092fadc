"""A decision read back from the log, with the edition it was made under, and what the form can carry on from it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.answers import Document
from api.store.port import Entry, Log
from engine.context import MEASUREMENT
from engine.log.record import Kind

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as the log holds it: its header, and what was recorded of the patient and the answer."""

    header: Mapping[str, Any]
    document: Document


def find_decision(log: Log, decision_id: str) -> Recorded | None:
    """Return a decision by its id; None where there is none. LogUnavailable, LogDamaged."""
    if not _ID.fullmatch(decision_id):
        return None
    record = log.read(decision_id)
    if record is None:
        return None
    header = json.loads(record.header)
    return Recorded(header, json.loads(record.payload)) if header["kind"] == Kind.DECISION else None


def entries_of(document: Document) -> dict[str, str]:
    """Return what the form shows again of a recorded decision: all that was said, and no patient id.

    What a measurement alone says is entered as the measurement; of several, the newest counts.
    """
    said = {
        fact: values[0]
        for fact, values in document["facts"].items()
        if len(values) == 1 and any(_says(reading, fact, values[0]) for reading in document["readings"])
    }
    by_age = sorted(document["measurements"], key=lambda measured: measured["time"] or "")
    measured = {each["quantity"]: each["value"] for each in by_age}
    circumstances = {name: str(value) for name, value in document["circumstances"].items() if value is not None}
    order = {"order": document["order"]["modality"]} if document["order"] else {}
    return said | measured | circumstances | order


def still_asked(document: Document) -> tuple[str, ...]:
    """Return the facts that can still change a recorded answer: that of the order, where there is one."""
    order = document["order"]
    advice = document["advice"]
    asked = [advice[order["modality"]]] if order and order["modality"] in advice else list(advice.values())
    return tuple(dict.fromkeys(fact for each in asked for fact in each["ask"]))


def carry_on(entry: Entry, earlier: Recorded, key: str) -> Entry:
    """Return the entry as the next of the same visit: its episode, and its patient where no other is named.

    Where another patient is named, or the pseudonyms were made with another key, it is a visit of its own.
    """
    header = earlier.header
    same_patient = entry.subject is None or header["subject"] in {None, entry.subject}
    if not same_patient or header["subject_key"] != key:
        return entry
    subject, episode = entry.subject or header["subject"], header["episode"] or entry.episode
    return replace(entry, subject=subject, episode=episode, subject_key=key)


def _says(reading: Document, fact: str, value: str) -> bool:
    return bool(reading["fact"] == fact and reading["from"] != MEASUREMENT and value in reading["values"])
