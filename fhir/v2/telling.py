"""One message while it is being told: what every statement of it has in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from msgspec import json

from engine.thresholds import Thresholds
from fhir.bundle.site import SiteMap
from fhir.v2.message import Message
from fhir.v2.statements import Statement
from fhir.v2.tables import read_tables
from fhir.v2.times import begin

_encode = json.Encoder(decimal_format="number", order="sorted").encode
_MARGIN: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)
_MADE_KNOWN: Final = frozenset({"authored", "authoredOn", "issued"})
"""Times at which something was made known, which it was when the message was written, whatever another clock says."""
_TIMES: Final = _MADE_KNOWN | {"at", "effectiveDateTime", "end", "recordedDate", "start"}
"""Elements that are times of what is past; what is planned may lie ahead."""


def name_of(kind: str, key: str) -> str:
    """Return the name by which a statement is referred to, until it has an id in a record."""
    return f"s{sha256(f'{kind}/{key}'.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Telling:
    """A message, and what has to be known beside it.

    said: when it was written, never far ahead of when it came. ahead: up to this, a time that lies after `said` is the
    doing of clocks that differ. taken: the keys that it has given out.
    """

    message: Message
    site: SiteMap
    thresholds: Thresholds
    said: datetime
    ahead: datetime
    visit: str | None
    taken: dict[tuple[str, str], list[bytes]] = field(default_factory=dict)

    def state(  # noqa: PLR0913  a statement has as many parts
        self,
        kind: str,
        key: str,
        content: Mapping[str, Any],
        fields: Mapping[str, str],
        *,
        until: datetime,
        rank: int = 0,
    ) -> Statement:
        """Return a statement; what a message says twice of one key, and differently, is two."""
        written = _encode({**content, **self._by_one_clock(content)})
        said = self.taken.setdefault((kind, key), [])
        if written not in said:
            said.append(written)
        number = said.index(written) + 1
        own = key if number == 1 else f"{key}#{number}"
        return Statement(kind, own, self.visit, self.said, rank, until, written, dict(fields))

    def _by_one_clock(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Return the times that only another clock puts after the message, as that of the message."""
        times = {name: begin(content[name], self.site.zone) for name in sorted(_TIMES & content.keys())}
        return {
            name: self.said.isoformat()
            for name, time in times.items()
            if time is not None and time > self.said and (name in _MADE_KNOWN or time <= self.ahead)
        }

    def until(self, window: str, time: str | None = None) -> datetime:
        """Return when something said now, or dated, has left a window of the thresholds."""
        length = self.thresholds.windows.get(window, _NOTHING)
        return self._latest(time) + length + _MARGIN

    def for_days(self, table: str, time: str | None = None) -> datetime:
        """Return when something has left a window that no threshold gives."""
        return self._latest(time) + timedelta(days=int(read_tables()["days"][table])) + _MARGIN

    def _latest(self, time: str | None) -> datetime:
        dated = begin(time, self.site.zone)
        return max(self.said, dated) if dated is not None else self.said
