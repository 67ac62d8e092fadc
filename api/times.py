"""Read a time as people and programs write it, with its zone."""

from datetime import datetime

EARLIEST_YEAR, LATEST_YEAR = 1900, 2999
"""Windows count back from a time, so it must be far from the ends of the calendar."""


def read_time(text: str) -> datetime | None:
    """Return the time of an RFC 3339 text; None where it is another text, has no zone or is of no likely year.

    >>> read_time("2026-11-22T15:00:00+09:00") is None, read_time("2026-11-22T15:00:00") is None
    (False, True)
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None and EARLIEST_YEAR <= time.year <= LATEST_YEAR else None
