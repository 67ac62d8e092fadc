"""Times as HL7 v2 writes them, from a year to a fraction of a second, as FHIR writes them."""

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fhir.bundle.moments import Moment, read_moment

CLOCKS_DIFFER: Final = timedelta(minutes=10)
"""So far a sender's clock may be ahead: of ours, and of the other clocks of its own house."""

_TIME: Final = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,9})?)?)?)?)?)?([+-]\d{4})?", re.ASCII
)


def fhir_time(text: str | None, zone: ZoneInfo) -> str | None:
    """Return a time as FHIR writes it, as precise as it is given; None where it is none.

    >>> seoul = ZoneInfo("Asia/Seoul")
    >>> fhir_time("202004071030+0900", seoul), fhir_time("20200407", seoul), fhir_time("yesterday", seoul)
    ('2020-04-07T10:30:00+09:00', '2020-04-07', None)
    """
    written = _TIME.fullmatch(text.strip()) if text else None
    if written is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = written.groups()
    told = "-".join(part for part in (year, month, day) if part)
    if hour is not None:
        zone_told = f"{offset[:3]}:{offset[3:]}" if offset else ""
        told = f"{told}T{hour}:{minute or '00'}:{second or '00'}{fraction or ''}{zone_told}"
    return told if read_moment(told, zone) is not None else None


def read_time(text: str | None, zone: ZoneInfo) -> Moment | None:
    """Return the time that is written, the site's zone taken where it has none."""
    return read_moment(fhir_time(text, zone), zone)


def begin(text: str | None, zone: ZoneInfo) -> datetime | None:
    """Return when a time as FHIR writes it begins."""
    moment = read_moment(text, zone)
    return moment.earliest if moment is not None else None
