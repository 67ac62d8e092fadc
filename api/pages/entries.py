"""What was entered in the form: read from its body, and turned into the one request that every door reads."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from unicodedata import normalize
from urllib.parse import parse_qsl

from api.library import Library
from api.requests import Consultation, read_request
from engine.context import REPORTED, STATED, Gathered
from engine.errors import Flaw, InputError
from engine.facts import Facts
from engine.thresholds import Thresholds, crossed

MOST_BYTES = 16 * 1024
"""Several times what the whole form can hold."""

NOT_KNOWN = "not-known"
NO_ORDER = "none"
CIRCUMSTANCES = ("age_years", "pregnant", "recent_ct")
OF_THE_PAGE = ("lang", "switch", "from")
"""Fields that say nothing of the patient: the language, its change, and the decision that is carried on."""

Entries = Mapping[str, str]
"""The form's fields as they were entered, by name."""

_INTEGER = re.compile(r"\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}\.\d{1,9}", re.ASCII)


def fields_of(facts: Facts, thresholds: Thresholds) -> tuple[str, ...]:
    """Return the names of the form's fields."""
    return (*facts, *thresholds.quantities, *CIRCUMSTANCES, "order", "subject", "episode", *OF_THE_PAGE)


def read_entries(body: bytes, fields: Collection[str]) -> Entries:
    """Return what was entered (application/x-www-form-urlencoded); InputError for what no form of ours sends."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=2 * len(fields))
    except ValueError:
        raise InputError("bad-request") from None
    entries = dict(pairs)
    if len(entries) != len(pairs) or not entries.keys() <= set(fields):
        # Neither the name nor the value is repeated: they may be anything.
        raise InputError("unknown-field", Flaw("#", "unknown-field", tuple(fields)))
    return entries


def read_consultation(entries: Entries, library: Library) -> Consultation:
    """Return what the form asks, read as strictly as the same request in JSON; InputError with every flaw."""
    edition = library.find(None)
    flaws: list[Flaw] = []
    while True:
        document = document_of(entries, library.facts, edition.thresholds)
        try:
            asked = read_request(document, library.facts, edition.thresholds, tuple(edition.modalities))
        except InputError as error:
            flaws += error.flaws
            # What is wrong with one field can hide what is wrong with another: the rest is read again.
            kept = {name: entered for name, entered in entries.items() if name not in map(field_of, error.flaws)}
            if kept.keys() == entries.keys():
                break
            entries = kept
        else:
            break
    if flaws:
        raise InputError(flaws[0].code, *flaws)
    return replace(asked, gathered=heed_measurements(asked.gathered, edition.thresholds))


def document_of(entries: Entries, facts: Facts, thresholds: Thresholds) -> dict[str, object]:
    """Return the request in the JSON of facts that says what was entered, in the thresholds' own units."""
    said = {name: value for name, value in entries.items() if value.strip() and value != NOT_KNOWN}
    document: dict[str, object] = {
        "facts": {fact: said[fact] for fact in facts if fact in said},
        "measurements": {
            name: {"value": _number(said[name]), "unit": quantity.unit}
            for name, quantity in thresholds.quantities.items()
            if name in said
        },
        "circumstances": {
            name: _number(said[name]) if name == "age_years" else said[name] for name in CIRCUMSTANCES if name in said
        },
    }
    if said.get("order", NO_ORDER) != NO_ORDER:
        document["order"] = {"modality": said["order"]}
    return document | {name: said[name].strip() for name in ("subject", "episode") if name in said}


def heed_measurements(gathered: Gathered, thresholds: Thresholds) -> Gathered:
    """Take an answer that a measurement speaks against for what the patient reported, so that the measurement counts.

    What is clicked is what somebody was told; "no fever" is known only where no measurement crosses the threshold.
    """
    measured = {limit.fact: limit.value for _, limit in crossed(gathered.measurements, thresholds)}
    readings = tuple(
        reading
        if reading.origin != STATED or measured.get(reading.fact, reading.values[0]) in reading.values
        else replace(reading, origin=REPORTED)
        for reading in gathered.readings
    )
    return replace(gathered, readings=readings)


def field_of(flaw: Flaw) -> str | None:
    """Return the field that a flaw is about, None for the form as a whole.

    >>> field_of(Flaw("#/measurements/body_temperature/value", "implausible"))
    'body_temperature'
    """
    match flaw.pointer.split("/")[1:]:
        case ["facts" | "measurements" | "circumstances", name, *_]:
            return name
        case ["order" | "subject" as name, *_]:
            return name
        case _:
            return None


def _number(entered: str) -> Decimal | int | str:
    """Return a number as JSON would hold it; anything else stays text, for the strict reading to refuse."""
    # Korean keyboards also write full-width digits.
    text = normalize("NFKC", entered).strip()
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _NUMBER.fullmatch(text) else entered
