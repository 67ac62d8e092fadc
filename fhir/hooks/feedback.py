"""What became of cards, as clients tell it: read leniently, without the words that were shown."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from msgspec import DecodeError, Struct, ValidationError, json

from engine.errors import Flaw, InputError

PROBLEM = "malformed-feedback"
ACCEPTED, OVERRIDDEN = "accepted", "overridden"
LONGEST_COMMENT = 2000
"""Characters; what goes beyond is cut, so that no comment costs the feedback."""
_LONGEST_CODE = 200
_PLACE = re.compile(r" - at `\$([^`]*)`")
_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Reason:
    """The coded reason for overriding a card; what it was called on the screen is dropped."""

    system: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of one card; uuids are in lower case, the time is in UTC."""

    card: str
    outcome: str
    accepted_suggestions: tuple[str, ...]
    override_reason: Reason | None
    user_comment: str | None
    outcome_timestamp: datetime


class _Suggested(Struct, frozen=True, gc=False):
    id: str | None = None


class _Coding(Struct, frozen=True, gc=False):
    system: str | None = None
    code: str | None = None


class _Override(Struct, frozen=True, gc=False, rename="camel"):
    reason: _Coding | None = None
    user_comment: str | None = None


class _Told(Struct, frozen=True, gc=False, rename="camel"):
    card: str | None = None
    outcome: str | None = None
    accepted_suggestions: tuple[_Suggested, ...] | None = None
    override_reason: _Override | None = None
    outcome_timestamp: str | None = None


class _Body(Struct, frozen=True, gc=False):
    feedback: tuple[_Told, ...] | None = None


_decode = json.Decoder(_Body).decode


def read_feedback(body: bytes) -> tuple[Feedback, ...]:
    """Return the feedback of a request, on one or more cards; InputError with every flaw where it cannot be read."""
    told = _open(body)
    if not told:
        raise InputError(PROBLEM, Flaw("#/feedback", "missing-field"))
    flaws: list[Flaw] = []
    read = [_read(each, f"#/feedback/{index}", flaws) for index, each in enumerate(told)]
    if flaws:
        raise InputError(PROBLEM, *flaws)
    return tuple(each for each in read if each is not None)


def _open(body: bytes) -> tuple[_Told, ...] | None:
    try:
        return _decode(body).feedback
    except ValidationError as error:
        place = _PLACE.search(str(error))
        path = _INDEX.sub(r"/\1", place[1]).replace(".", "/") if place else ""
        raise InputError(PROBLEM, Flaw(f"#{path}", "wrong-type")) from None
    except RecursionError:
        raise InputError("too-deep", Flaw("#", "too-deep")) from None
    except (DecodeError, UnicodeDecodeError):
        raise InputError("malformed-json", Flaw("#", "malformed-json")) from None


def _read(told: _Told, pointer: str, flaws: list[Flaw]) -> Feedback | None:
    """Return the feedback on one card; nothing where it has a flaw, each of which is added."""
    before = len(flaws)
    card = _uuid(told.card, f"{pointer}/card", flaws)
    is_accepted = told.outcome == ACCEPTED
    if told.outcome not in {ACCEPTED, OVERRIDDEN}:
        code = "missing-field" if told.outcome is None else "unknown-value"
        flaws.append(Flaw(f"{pointer}/outcome", code, (ACCEPTED, OVERRIDDEN)))
    suggested = (told.accepted_suggestions or ()) if is_accepted else ()
    place = f"{pointer}/acceptedSuggestions"
    accepted = [_uuid(each.id, f"{place}/{index}/id", flaws) for index, each in enumerate(suggested)]
    override = (None if is_accepted else told.override_reason) or _Override()
    reason = _reason(override.reason, f"{pointer}/overrideReason/reason", flaws)
    time = _time(told.outcome_timestamp, f"{pointer}/outcomeTimestamp", flaws)
    if len(flaws) > before or time is None or told.outcome is None:
        return None
    comment = (override.user_comment or "").strip()[:LONGEST_COMMENT]
    return Feedback(card, told.outcome, tuple(dict.fromkeys(accepted)), reason, comment or None, time)


def _uuid(given: str | None, pointer: str, flaws: list[Flaw]) -> str:
    """Return a uuid as it is always written; "" and a flaw where it is none."""
    try:
        return str(UUID(given or ""))
    except ValueError:
        flaws.append(Flaw(pointer, "wrong-type" if given else "missing-field"))
        return ""


def _reason(coding: _Coding | None, pointer: str, flaws: list[Flaw]) -> Reason | None:
    if coding is None or not coding.code:
        return None
    for name, text in (("system", coding.system), ("code", coding.code)):
        if text and len(text) > _LONGEST_CODE:
            flaws.append(Flaw(f"{pointer}/{name}", "too-long"))
    return Reason(coding.system, coding.code)


def _time(text: str | None, pointer: str, flaws: list[Flaw]) -> datetime | None:
    """Return a time in UTC; nothing and a flaw where it is none, or names no offset."""
    try:
        time = datetime.fromisoformat(text or "")
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    flaws.append(Flaw(pointer, "wrong-type" if text else "missing-field"))
    return None
