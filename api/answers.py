"""The record of a decision, and the answer told from it: a renderer is a pure function of the record."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from api.version import VERSION
from engine.answer.advice import Advice, Decision
from engine.answer.words import text_of
from engine.context import PatientContext, Reading
from engine.facts import Words
from engine.guideline import Edition
from engine.log.canonical import canonical_bytes
from engine.safety import LocalSafety

Document = dict[str, Any]
"""A JSON object without floats."""

NOT_APPLICABLE = "not-applicable"
"""The applicability of what the guideline was not consulted about, and the concordance of its order."""

_TOLD_OF_A_HOOK = ("hook", "order", "rating", "topic", "because", "sources", "warnings")
"""With these an integrator sees why an answer was silent."""


def payload_of(edition: Edition, safety: LocalSafety, context: PatientContext, decision: Decision) -> Document:
    """Return what is recorded of a decision: enough to show it again and to decide it again."""
    advice = {modality: _advice(edition, each) for modality, each in decision.advice.items()}
    notes = [{"id": note.id, "source": "local-safety", "text": _words(note.words)} for note in decision.notes]
    return _origin(edition, safety, context.as_of) | {
        "facts": {fact: list(known.values) for fact, known in context.facts.items() if not known.is_not_known},
        "readings": [_reading(reading) for reading in context.readings],
        "unread": [{"path": each.path, "reason": each.reason} for each in context.unread],
        "measurements": [
            {"quantity": each.quantity, "value": f"{each.value:f}", "path": each.path, "time": _maybe_time(each.time)}
            for each in context.measurements
        ],
        "circumstances": {
            "age_years": context.circumstances.age_years,
            "pregnant": context.circumstances.pregnant,
            "recent_ct": context.circumstances.recent_ct,
        },
        "advice": advice,
        "notes": notes,
        "order": {"modality": decision.order, "concordance": decision.concordance} if decision.order else None,
        "text_digest": _text_digest(advice, notes),
    }


def payload_not_applicable(edition: Edition, safety: LocalSafety, as_of: datetime, order: str | None) -> Document:
    """Return what is recorded where the guideline was not consulted: nothing was read of the patient, and none decided.

    order: the modality of the order that is out of topic; None where no chest imaging was ordered.
    """
    return (
        _origin(edition, safety, as_of)
        | {"readings": [], "unread": [], "measurements": [], "applicability": NOT_APPLICABLE}
        | {"circumstances": {"age_years": None, "pregnant": "not-known", "recent_ct": "not-known"}}
        | nothing_said(order)
    )


def nothing_said(order: str | None) -> Document:
    """Return the parts of a record that are decided, as they are where the guideline was not consulted."""
    return {
        "facts": {},
        "advice": {},
        "notes": [],
        "order": {"modality": order, "concordance": NOT_APPLICABLE} if order else None,
        "text_digest": _text_digest({}, []),
    }


def is_not_applicable(record: Document) -> bool:
    """Return whether a record tells that the guideline was not consulted."""
    return record.get("applicability") == NOT_APPLICABLE


def tell(record: Document, *, id: str | None, recorded_at: str | None, receipt: Document | None) -> Document:  # noqa: A002
    """Return the answer of a record: the JSON that HTTP, command line and batch share."""
    return {
        "id": id,
        "recorded_at": recorded_at,
        "recorded": id is not None,
        "guideline": record["guideline"],
        "advice": record["advice"],
        "notes": record["notes"],
        "order": record["order"],
        "as_of": record["as_of"],
        "facts": {fact: values[0] if len(values) == 1 else values for fact, values in record["facts"].items()},
        "provenance": record["readings"],
        "unread": record["unread"],
        "demonstration": record["demonstration"],
        "receipt": receipt,
    } | _of_its_door(record)


def _of_its_door(record: Document) -> Document:
    """Return what is told of a record that a hook or a message made; nothing of any other."""
    told: Document = {name: record[name] for name in ("applicability", "hl7") if name in record}
    hook = record.get("hook")
    if hook is None:
        return told
    cards = [{"kind": card["kind"], "uuid": card["uuid"]} for card in hook["cards"]]
    return told | {"hook": {name: hook[name] for name in _TOLD_OF_A_HOOK} | {"cards": cards}}


def _origin(edition: Edition, safety: LocalSafety, as_of: datetime) -> Document:
    """Return by what it was decided, and as of when."""
    return {
        "guideline": {"id": edition.id, "version": edition.version, "digest": edition.digest},
        "engine": VERSION,
        "local_safety": safety.digest,
        "as_of": write_time(as_of),
    }


def _text_digest(advice: Document, notes: list[Document]) -> str:
    shown = {"advice": {modality: each["text"] for modality, each in advice.items()}, "notes": notes}
    return f"sha256:{sha256(canonical_bytes(shown)).hexdigest()}"


def _advice(edition: Edition, advice: Advice) -> Document:
    told: Document = {
        "strength": advice.strength,
        "recommendations": list(advice.recommendations),
        "possible": list(advice.possible),
        "defeated": [{"id": each.id, "by": each.by} for each in advice.defeated],
        "cautions": [{"id": each.id, "holds": each.holds} for each in advice.cautions],
        "ask": list(advice.ask),
        "presumed": list(advice.presumed),
        "presumably": advice.presumably,
        "because": [
            {"id": each.id, "row": each.row, "facts": {fact: _one(values) for fact, values in each.facts.items()}}
            for each in advice.because
        ],
        "interpretations": list(advice.interpretations),
        "text": _words(text_of(edition, advice)),
    }
    if advice.would_change is not None:
        told["would_change"] = [
            {"fact": each.fact, "values": list(each.values), "strength": each.strength} for each in advice.would_change
        ]
    return told


def _one(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _words(words: Words) -> Mapping[str, str]:
    return {"en": words.en, "ko": words.ko}


def _reading(reading: Reading) -> Document:
    return {
        "fact": reading.fact,
        "values": list(reading.values),
        "from": reading.origin,
        "path": reading.path,
        "time": _maybe_time(reading.time),
        "because": reading.because,
    }


def _maybe_time(time: datetime | None) -> str | None:
    return write_time(time) if time else None


def write_time(time: datetime) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
