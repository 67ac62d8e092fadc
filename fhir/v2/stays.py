"""Folds the events of a visit into the encounter as it stood at a time, in whichever order they came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import json

from fhir.v2.codings import Json
from fhir.v2.visits import RANKS

LOCATION: Final = "urn:hl7v2:location"
_NARROWING: Final = (4, 2, 1)
"""So many components of a place name it, its room, its point of care; what is left is the facility."""

_BEGINS: Final = frozenset({"A01", "A04"})
_ANEW: Final = timedelta(hours=6)
"""So long after its beginning, a visit that begins is another one under the same number, or under none."""
_TAKEN: Final = frozenset({"class", "location", "reasonCode", "serviceType", "start", "end"})
_BESIDE, _WITH_ORDER, _EVENT = range(3)
"""Who says how a visit stands: a message of how far an order has come, one that orders, and ADT, which knows."""

_decode = json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a visit, and where in which message each part of it stood."""

    at: datetime
    name: str
    content: Mapping[str, Any]
    places: Mapping[str, str]
    order: tuple[Any, ...]


@dataclass(slots=True)
class Encounter:
    """What is known of one visit since its first event; `fields` by element of FHIR, `voices` by what is taken."""

    first: Event
    elements: Json = field(default_factory=dict)
    place: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    is_void: bool = False
    ended: bool = False
    before_transfer: tuple[str | None, str, int] | None = None
    voices: dict[str, int] = field(default_factory=dict)

    @property
    def is_somewhere(self) -> bool:
        """Whether its class or place is known."""
        return self.place is not None or "class" in self.elements


def read_event(content: bytes, said: datetime, places: Mapping[str, str]) -> Event:
    """Return an event from what was kept of it."""
    told = _decode(content)
    at, name = datetime.fromisoformat(told["at"]), told["event"]
    return Event(at, name, told, places, (at, said, RANKS.get(name, 0), content))


def fold(events: Iterable[Event], as_of: datetime) -> Encounter | None:
    """Return the visit as it stood; None where nothing had happened by then."""
    known = sorted((event for event in events if event.at <= as_of), key=lambda event: event.order)
    if not known:
        return None
    encounter = Encounter(known[0])
    for event in known:
        if event.name in _BEGINS and _is_over(encounter, event.at):
            encounter = Encounter(event)
        _add(encounter, event)
    _date(encounter)
    return encounter


def resource_of(encounter: Encounter) -> Json:
    """Return the visit as FHIR's Encounter, with the places that it is in, each within a wider one."""
    if encounter.is_void:
        return {"status": "entered-in-error"}
    elements = dict(encounter.elements)
    period = {name: elements.pop(name) for name in ("start", "end") if name in elements}
    told = {"status": "finished" if encounter.ended else "in-progress"} | elements
    told |= {"period": period} if period else {}
    if encounter.place is not None:
        told["contained"] = list(_locations(encounter.place))
        told["location"] = [{"location": {"reference": "#l0"}, "status": "active"}]
    return told


def _add(encounter: Encounter, event: Event) -> None:
    if event.name == "A11":
        encounter.is_void = True
        return
    if event.name in _BEGINS:
        encounter.elements.setdefault("start", event.at.isoformat())
        encounter.fields.setdefault("period", event.places[""])
        encounter.voices.setdefault("start", _EVENT)
    if event.name == "A12" and encounter.before_transfer is not None:
        encounter.place, encounter.fields["location[0]"], encounter.voices["location"] = encounter.before_transfer
        encounter.before_transfer = None
    if event.name == "A02":
        field_of_place = encounter.fields.get("location[0]", event.places[""])
        encounter.before_transfer = encounter.place, field_of_place, encounter.voices.get("location", _BESIDE)
    _take(encounter, event)
    if event.name == "A03":
        encounter.ended = True
        encounter.elements.setdefault("end", event.at.isoformat())
        encounter.fields.setdefault("period", event.places[""])
    elif event.name == "A13":
        encounter.ended = False
        encounter.elements.pop("end", None)


def _is_over(encounter: Encounter, at: datetime) -> bool:
    """Tell whether a visit that begins now is another than this, of which nothing is true of it."""
    return encounter.is_void or encounter.ended or at - encounter.first.at > _ANEW


def _date(encounter: Encounter) -> None:
    """Give a visit whose beginning nobody told that of which it was heard first, so that it is newer than others."""
    if not encounter.is_void and encounter.elements.keys().isdisjoint({"start", "end"}):
        encounter.elements["start"] = encounter.first.at.isoformat()
        encounter.fields.setdefault("period", encounter.first.places[""])


def _take(encounter: Encounter, event: Event) -> None:
    """Take what an event says of the visit now; what is null is not so any more, what is absent stays.

    What ADT said, no order message changes; what came with an order, none that only tells how far an order has come:
    its PV1 may be the place where the test is made.
    """
    voice = _voice(event)
    for name in event.content["nulled"]:
        if encounter.voices.get(name, _BESIDE) <= voice:
            _forget(encounter, name)
    for name in sorted(_TAKEN & event.content.keys()):
        if encounter.voices.get(name, _BESIDE) <= voice:
            _put(encounter, name, event.content[name])
            encounter.voices[name] = voice
            encounter.fields[_ELEMENTS.get(name, name)] = event.places.get(name, event.places[""])
    encounter.ended = encounter.ended or "end" in encounter.elements


def _voice(event: Event) -> int:
    if event.name:
        return _EVENT
    return _WITH_ORDER if event.content.get("given") else _BESIDE


def _forget(encounter: Encounter, name: str) -> None:
    encounter.elements.pop(name, None)
    encounter.voices.pop(name, None)
    if name == "location":
        encounter.place = None


def _put(encounter: Encounter, name: str, value: Any) -> None:  # noqa: ANN401  whatever the element is
    if name == "location":
        encounter.place = value
    else:
        encounter.elements[name] = [value] if name == "reasonCode" else value


_ELEMENTS: Final = {"start": "period", "end": "period", "location": "location[0]", "reasonCode": "reasonCode[0]"}


def _locations(place: str) -> Sequence[Json]:
    """Return the place and the wider ones; the site map may know any of them, and the narrowest counts."""
    parts = (place.split("^") + [""] * 4)[:4]
    names = [*_names(parts), *([parts[3]] if parts[3] else [])]
    told: list[Json] = []
    for number, name in enumerate(dict.fromkeys(names)):
        here = {"resourceType": "Location", "id": f"l{number}", "identifier": [{"system": LOCATION, "value": name}]}
        told.append(here)
        if number:
            told[number - 1]["partOf"] = {"reference": f"#l{number}"}
    return told


def _names(parts: Sequence[str]) -> Iterable[str]:
    """Walk through the names of a place: bed, room and point of care, each with its facility and without."""
    for kept in (3, 2, 1):
        inner = [*parts[:kept], *[""] * (3 - kept)]
        if any(inner):
            whole = "^".join([*inner, parts[3]]).rstrip("^")
            yield whole
            yield "^".join(inner).rstrip("^")
