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


def payload_of(edition: Edition, safety: LocalSafety, context: PatientContext, decision: Decision) -> Document:
    """Return what is recorded of a decision: enough to show it again and to decide it again."""
    advice = {modality: _advice(edition, each) for modality, each in decision.advice.items()}
    notes = [{"id": note.id, "source": "local-safety", "text": _words(note.words)} for note in decision.notes]
    shown = {"advice": {modality: each["text"] for modality, each in advice.items()}, "notes": notes}
    return {
        "guideline": {"id": edition.id, "version": edition.version, "digest": edition.digest},
        "engine": VERSION,
        "local_safety": safety.digest,
        "as_of": _time(context.as_of),
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
        "text_digest": f"sha256:{sha256(canonical_bytes(shown)).hexdigest()}",
    }


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
    }


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
    return _time(time) if time else None


def _time(time: datetime) -> str:
    """Write a time as RFC 3339 in UTC with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
