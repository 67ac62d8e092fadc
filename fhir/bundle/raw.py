"""Decodes resources by their type, each on its own, so that one of a wrong shape does not cost the others.

It is the second pass: the first left every resource as it stood. A single union of all types would not do, because the
same name has different types in different resources (`priority`).
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec import DecodeError, Raw, Struct, ValidationError, json

from engine.context import Unread
from fhir.bundle import resources
from fhir.bundle.resources import OfPatient, Patient, Resource

_FIRST = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]+)"')
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_PLACE = re.compile(r" - at `\$([^`]*)`")


class Entry(Struct, frozen=True, gc=False, rename="camel"):
    """An entry of a Bundle with its resource as it stands."""

    resource: Raw = Raw()
    full_url: str | None = None


class Found(Struct, frozen=True, gc=False):
    """A resource and where it stood: the entry's number, or the number within the resource that contains it."""

    kind: str
    resource: Any
    number: int
    full_url: str | None = None
    holder: "Found | None" = None

    @property
    def place(self) -> str:
        """Where the resource stands in the Bundle."""
        return (
            f"{self.holder.place}.contained[{self.number}]" if self.holder else f"Bundle.entry[{self.number}].resource"
        )

    @property
    def name(self) -> str:
        """What the resource is called in an answer: its type and id; its place where it has no proper id."""
        given = self.resource.id
        if not given or not _ID.fullmatch(given):
            return self.place
        return f"{self.holder.name}#{given}" if self.holder else f"{self.kind}/{given}"

    def at(self, field: str) -> str:
        """Name one of its fields."""
        return f"{self.name}{'.' if self.holder else '#'}{field}"


class _Typed(Struct, frozen=True, gc=False, rename="camel"):
    resource_type: str


_KINDS_OF_KINDS = (Resource, OfPatient)


def _decoders() -> dict[str, Callable[[Raw], Resource]]:
    kinds = (kind for kind in vars(resources).values() if isinstance(kind, type) and issubclass(kind, Resource))
    return {kind.__name__: json.Decoder(kind).decode for kind in kinds if kind not in _KINDS_OF_KINDS}


DECODERS = _decoders()
_peek = json.Decoder(_Typed).decode


def kind_of(raw: Raw) -> str | None:
    """Return the type of a resource; nothing where it has none that can be read.

    >>> kind_of(Raw(b'{"id": "1", "resourceType": "Patient"}'))
    'Patient'
    """
    first = _FIRST.match(raw)
    if first is not None:  # as nearly always
        return first[1].decode()
    try:
        return _peek(raw).resource_type
    except (DecodeError, RecursionError, UnicodeError):
        return None


class Pile:
    """The resources of a Bundle that can matter, by type, and what could not be read of them."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.found: dict[str, list[Found]] = {kind: [] for kind in DECODERS}
        self.unread: list[Unread] = []
        self.unreadable: set[str] = set()
        self._decoders = {kind.encode(): (kind, DECODERS[kind]) for kind in kinds}

    def read_entries(self, entries: Iterable[Entry]) -> None:
        """Read the resources of the entries; what cannot matter is skipped at its first bytes."""
        match, decoders = _FIRST.match, self._decoders
        for number, entry in enumerate(entries):
            raw = entry.resource
            first = match(raw)
            if first is None:
                if raw:
                    self._read(raw, None, Found("", None, number, entry.full_url))
            elif first[1] in decoders:
                self._read(raw, first[1], Found("", None, number, entry.full_url))

    def _read(self, raw: Raw, first: bytes | None, seat: Found) -> None:
        """Decode what stands in a seat; `first` is its type, if that stands first."""
        kind = ""
        try:
            known = self._decoders.get(first or _peek(raw).resource_type.encode())
            if known is None:
                return
            kind, decode = known
            found = Found(kind, decode(raw), seat.number, seat.full_url, seat.holder)
        except (DecodeError, RecursionError, UnicodeError) as error:
            where = _PLACE.search(str(error)) if isinstance(error, ValidationError) else None
            place = seat.place + (where[1] if where else "")
            self.unread.append(Unread(place, "it is not of the type that FHIR gives it"))
            self.unreadable.add(kind)
            if kind != "Patient":
                return
            found = Found(kind, Patient(), seat.number, seat.full_url, seat.holder)
        resource = found.resource
        if resource.modifier_extension or resource.implicit_rules or resource.contained or seat.holder:
            self._keep(found)
        else:
            self.found[kind].append(found)

    def _keep(self, found: Found) -> None:
        """Keep a resource that is more than itself: contained, containing, or changed in its meaning."""
        resource = found.resource
        if resource.modifier_extension or resource.implicit_rules:
            field = "modifierExtension" if resource.modifier_extension else "implicitRules"
            self.unread.append(Unread(found.at(field), "it changes the meaning in a way that is not known here"))
            self.unreadable.add(found.kind)
            if found.kind != "Patient":
                return
        if found.holder is None:
            self.found[found.kind].append(found)
            for number, raw in enumerate(resource.contained):
                first = _FIRST.match(raw)
                self._read(raw, first and first[1], Found("", None, number, None, found))
        elif found.kind != "Patient":
            self.found[found.kind].append(found)
