"""Points in time as FHIR writes them: a day, a month, a year, or an instant with or without a zone."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from fhir.bundle.elements import Period

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DAYS = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_DAY = len("2020-03-06")
_FIRST_YEAR, _LAST_YEAR = 1850, 2200
"""Outside these nothing was done to a living patient, and calendars and zones hold no surprise within."""


Timed = TypeVar("Timed")


class Moment(Struct, frozen=True, gc=False):
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
    if not text:
        return None
    try:
        moment = _read_instant(text, zone) if len(text) > _DAY else _read_days(text, zone)
    except ValueError:  # a day, an hour or an offset that there is not
        return None
    return moment if moment is not None and _FIRST_YEAR <= moment.earliest.year <= _LAST_YEAR else None


def _read_instant(text: str, zone: ZoneInfo) -> Moment | None:
    written = _INSTANT.fullmatch(text)
    if written is None:
        return None
    instant = datetime.fromisoformat(text)
    if written[1] is None:
        instant = instant.replace(tzinfo=zone)
    return Moment(instant, instant, zone_assumed=written[1] is None)


def _read_days(text: str, zone: ZoneInfo) -> Moment | None:
    written = _DAYS.fullmatch(text)
    if written is None:
        return None
    year, month, day = (int(part or 0) for part in written.groups())
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
