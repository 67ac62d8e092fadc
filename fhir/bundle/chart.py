"""One patient's record as it stood at one time, and how a fact is told from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.context import RESOURCE, Reading, Unread
from engine.facts import Facts
from engine.thresholds import Thresholds
from fhir.bundle.elements import Period
from fhir.bundle.moments import Moment, read_moment, read_period
from fhir.bundle.observations import Sorted
from fhir.bundle.order import Order
from fhir.bundle.raw import Found
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.bundle.stay import Stay

Told = Iterator[Reading | Unread]
"""What is read of the record, and what could not be."""

_NOTHING = timedelta(0)
_WRITTEN_TO = timedelta(seconds=1)
"""Issued is written to the millisecond, the time of the chart mostly to the second."""


@dataclass(frozen=True, slots=True)
class Chart:
    """The record as of one time, with the order and the encounter that count then.

    since: what windows count back from where that is earlier: an order, of which more was heard since.
    """

    record: Record
    facts: Facts
    thresholds: Thresholds
    site: SiteMap
    as_of: datetime
    order: Order | None = None
    stay: Stay = field(default_factory=Stay)
    observations: Mapping[str, list[Sorted]] = field(default_factory=dict)
    since: datetime | None = None
    _moments: dict[str | None, Moment | None] = field(default_factory=dict, init=False, repr=False)

    def all(self, kind: str) -> list[Found]:
        """Return the patient's resources of a type."""
        return self.record.found[kind]

    def about(self, topic: str) -> list[Sorted]:
        """Return the Observations of a topic."""
        return self.observations.get(topic, [])

    def moment(self, text: str | None) -> Moment | None:
        """Read a time of the record; one encounter gives the same time to all that was said in it."""
        moments = self._moments
        if text not in moments:
            moments[text] = read_moment(text, self.site.zone)
        return moments[text]

    def period(self, period: Period | None) -> Moment | None:
        """Read a period of the record."""
        return read_period(period, self.site.zone)

    def effective(self, resource: Any) -> Moment | None:  # noqa: ANN401  an Observation or a DiagnosticReport
        """Return the time that is clinically relevant."""
        written = resource.effective_date_time or getattr(resource, "effective_instant", None)
        return self.moment(written) if written else self.period(resource.effective_period)

    def is_issued(self, issued: str | None) -> bool:
        """Tell whether nothing says that it was made known only after the time of the chart."""
        moment = self.moment(issued)
        return moment is None or moment.earliest - self.as_of < _WRITTEN_TO

    def is_within(self, moment: Moment, window: str) -> bool:
        """Tell whether a time lies in a window of the thresholds; one that they do not give has no length."""
        length = self.thresholds.windows.get(window, _NOTHING)
        return moment.earliest <= self.as_of and (self.since or self.as_of) - moment.earliest <= length

    def tell(  # noqa: PLR0913, PLR0917  a reading has as many parts
        self,
        fact: str,
        values: Iterable[str],
        path: str,
        moment: Moment | None = None,
        because: str = "",
        origin: str = RESOURCE,
    ) -> Iterator[Reading]:
        """Tell what a source says of a fact, if the fact is declared and has such values."""
        declared = self.facts.get(fact)
        said = set(values)
        known = tuple([value for value in declared.values if value in said]) if declared else ()
        if known:
            if moment is not None and moment.zone_assumed:
                because = f"{because}; {moment.note}" if because else moment.note
            yield Reading(fact, known, origin, path, moment.earliest if moment else None, because)
