"""The visits that kept events make; an event that names no visit is of the one under way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fhir.v2.codings import Json
from fhir.v2.places import places_in
from fhir.v2.statements import Kept
from fhir.v2.stays import Encounter, Event, fold, read_event, resource_of


@dataclass(frozen=True, slots=True)
class Visited:
    """One visit as it stood: its number, where it has one, the content of an Encounter, and where each part stood."""

    visit: str | None
    content: Json
    places: Mapping[str, str]


def encounters_of(kept: Iterable[Kept], as_of: datetime) -> list[Visited]:
    """Return the visits as they stood at a time."""
    events: dict[str | None, list[Event]] = {}
    for one in kept:
        statement = one.statement
        event = read_event(statement.content, statement.said, places_in(one.source, statement.fields))
        events.setdefault(statement.visit, []).append(event)
    unnumbered = events.pop(None, [])
    folded = {visit: fold(several, as_of) for visit, several in events.items()}
    present = [visit for visit, one in folded.items() if one is not None and not one.is_void and not one.ended]
    if len(present) == 1:
        folded[present[0]] = _joined(events[present[0]], unnumbered, as_of)
        unnumbered = []
    told: dict[str | None, Encounter | None] = {**folded, None: fold(unnumbered, as_of)}
    return [Visited(visit, resource_of(one), one.fields) for visit, one in told.items() if one is not None]


def _joined(events: Sequence[Event], unnumbered: Sequence[Event], as_of: datetime) -> Encounter | None:
    """Return the visit under way with the events that name none.

    What PV1 of an order says without a number may be of any visit, so it counts where nothing else is known.
    """
    told = fold([*events, *(each for each in unnumbered if each.name)], as_of)
    return told if told is not None and told.is_somewhere else fold([*events, *unnumbered], as_of)
