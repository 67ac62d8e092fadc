"""Folds the events of a visit into the encounter as it stood at a time, in whichever order they came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from msgspec import json

from fhir.v2.codings import Json
from fhir.v2.visits import RANKS

LOCATION: Final = "urn:hl7v2:location"
_NARROWING: Final = (4, 2, 1)
"""So many components of a place name it, its room, its point of care; what is left is the facility."""

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
    """What is known of one visit; `fields` by element of FHIR."""

    elements: Json = field(default_factory=dict)
    place: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    is_void: bool = False
    ended: bool = False
    before_transfer: tuple[str | None, str] | None = None


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
    encounter = Encounter()
    for event in known:
        _add(encounter, event)
    _date(encounter, known[0])
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
    if event.name in {"A01", "A04"}:
        _begin(encounter, event)
    if event.name == "A12" and encounter.before_transfer is not None:
        encounter.place, encounter.fields["location[0]"] = encounter.before_transfer
        encounter.before_transfer = None
    if event.name == "A02":
        encounter.before_transfer = (encounter.place, encounter.fields.get("location[0]", event.places[""]))
    _take(encounter, event)
    if event.name == "A03":
        encounter.ended = True
        encounter.elements.setdefault("end", event.at.isoformat())
        encounter.fields.setdefault("period", event.places[""])
    elif event.name == "A13":
        encounter.ended = False
        encounter.elements.pop("end", None)


def _begin(encounter: Encounter, event: Event) -> None:
    """Begin the visit, anew where an admission was taken back."""
    if encounter.is_void:
        encounter.is_void, encounter.ended, encounter.place, encounter.before_transfer = False, False, None, None
        encounter.elements.clear()
        encounter.fields.clear()
    encounter.elements.setdefault("start", event.at.isoformat())
    encounter.fields.setdefault("period", event.places[""])


def _date(encounter: Encounter, first: Event) -> None:
    """Give a visit whose beginning nobody told that of which it was heard first, so that it is newer than others."""
    if not encounter.is_void and encounter.elements.keys().isdisjoint({"start", "end"}):
        encounter.elements["start"] = first.at.isoformat()
        encounter.fields.setdefault("period", first.places[""])


def _take(encounter: Encounter, event: Event) -> None:
    """Take what an event says of the visit now; what is null is not so any more, what is absent stays."""
    for name in event.content["nulled"]:
        encounter.elements.pop(name, None)
        if name == "location":
            encounter.place = None
    for name, value in event.content.items():
        if name in {"class", "serviceType", "start", "end"}:
            encounter.elements[name] = value
        elif name == "reasonCode":
            encounter.elements[name] = [value]
        elif name == "location":
            encounter.place = value
        else:
            continue
        encounter.fields[_ELEMENTS.get(name, name)] = event.places.get(name, event.places[""])
    encounter.ended = encounter.ended or "end" in encounter.elements


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
