"""What the specification asks of the feedback on one card."""

from collections.abc import Iterator
from datetime import datetime

from fhir.hooks.expect import Object, coding, finding, objects_in, optional_text, required_text

_RULE = 148
"""The table of service requirements has one row for feedback as a whole."""


def flaws_of_outcome(where: str, outcome: Object) -> list[str]:
    """Find what is wrong with the feedback on one card."""
    found = [
        *required_text(_RULE, where, outcome, "card"),
        *required_text(_RULE, where, outcome, "outcome"),
        *required_text(_RULE, where, outcome, "outcomeTimestamp"),
    ]
    if isinstance(outcome.get("outcomeTimestamp"), str) and not is_instant(outcome["outcomeTimestamp"]):
        found.append(finding(_RULE, where, "outcomeTimestamp is not a date and time with an offset"))
    if "outcome" in outcome and outcome["outcome"] not in {"accepted", "overridden"}:
        found.append(finding(_RULE, where, "outcome is neither accepted nor overridden"))
    if outcome.get("outcome") == "accepted" and "acceptedSuggestions" not in outcome:
        found.append(finding(_RULE, where, "it is accepted, and acceptedSuggestions is missing"))
    if outcome.get("outcome") != "accepted" and "acceptedSuggestions" in outcome:
        found.append(finding(_RULE, where, "acceptedSuggestions is for what was accepted"))
    for index, suggestion in objects_in(_RULE, where, outcome, "acceptedSuggestions", found):
        found += required_text(_RULE, f"{where}: accepted suggestion {index}", suggestion, "id")
    return [*found, *_flaws_of_reason(where, outcome)]


def _flaws_of_reason(where: str, outcome: Object) -> Iterator[str]:
    if "overrideReason" not in outcome:
        return
    if outcome.get("outcome") != "overridden":
        yield finding(_RULE, where, "overrideReason is for what was overridden")
    reason = outcome["overrideReason"]
    if not isinstance(reason, dict):
        yield finding(_RULE, where, "overrideReason is not an object")
        return
    yield from optional_text(_RULE, f"{where}: override reason", reason, "userComment")
    if "reason" in reason:
        yield from coding(f"{where}: override reason", reason["reason"])


def is_instant(text: str) -> bool:
    """Tell whether a text is a date and time with an offset.

    >>> [is_instant(text) for text in ("2026-11-22T15:00:00+09:00", "2026-11-22T06:00:00Z", "2026-11-22", "today")]
    [True, True, False, False]
    """
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
