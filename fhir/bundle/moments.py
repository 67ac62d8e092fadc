"""Points in time as FHIR writes them: a day, a month, a year, or an instant with or without a zone."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from fhir.bundle.elements import Period

_WRITTEN = re.compile(
    r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])"
    r"(T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?)?)?",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
"""Outside these nothing was done to a living patient, and calendars and zones hold no surprise within."""


Timed = TypeVar("Timed")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that may be known only within bounds; `zone_assumed` where it is an instant without a zone."""

    earliest: datetime
    latest: datetime
    zone_assumed: bool = False

    @property
    def note(self) -> str:
        """What has to be said of it beside a reading."""
        return "no time zone given, the site's is taken" if self.zone_assumed else ""

    def is_newer_than(self, other: "Moment") -> bool:
        """Tell whether it is certainly the later one."""
        return self.earliest > other.latest

    def is_within(self, length: timedelta, as_of: datetime) -> bool:
        """Tell whether it lies in the window that ends at `as_of`: begun, and begun not too long ago."""
        return self.earliest <= as_of and as_of - self.earliest <= length


def read_moment(text: str | None, zone: ZoneInfo) -> Moment | None:
    """Return the time that is written, or nothing where none can be read.

    >>> read_moment("2020-03", ZoneInfo("UTC")).latest.isoformat()
    '2020-03-31T23:59:59.999999+00:00'
    """
    written = _WRITTEN.fullmatch(text) if text else None
    if text is None or written is None:
        return None
    year, month, day, time, offset = written.groups()
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        if time:
            instant = datetime.fromisoformat(text)
            instant = instant if offset else instant.replace(tzinfo=zone)
            return Moment(instant, instant, zone_assumed=not offset)
        return _read_days(int(year), int(month or 0), int(day or 0), zone)
    except ValueError:  # a day that its month does not have
        return None


def _read_days(year: int, month: int, day: int, zone: ZoneInfo) -> Moment:
    last_month = month or 12
    last_day = day or monthrange(year, last_month)[1]
    return Moment(
        datetime(year, month or 1, day or 1, tzinfo=zone),
        datetime(year, last_month, last_day, 23, 59, 59, 999999, tzinfo=zone),
    )


def read_period(period: Period | None, zone: ZoneInfo) -> Moment | None:
    """Return the time that a period covers; an open end is not later than its start is known to be."""
    start = read_moment(period.start, zone) if period else None
    end = read_moment(period.end, zone) if period else None
    if start is None:
        return None
    assumed = start.zone_assumed or (end is not None and end.zone_assumed)
    return Moment(start.earliest, max(start.latest, end.latest if end else start.latest), assumed)


def newest(timed: Iterable[tuple[Moment, Timed]]) -> list[Timed]:
    """Return what may be the newest: everything that nothing else is certainly newer than."""
    known = list(timed)
    begun = max((moment.earliest for moment, _ in known), default=None)
    return [] if begun is None else [one for moment, one in known if moment.latest >= begun]
