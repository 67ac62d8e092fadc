"""The first pass over a body: a Bundle, or a Parameters that holds one, its resources left as they stand."""

import re
from codecs import BOM_UTF8

from msgspec import DecodeError, Raw, Struct, ValidationError, json

from engine.errors import Flaw, InputError
from fhir.bundle.parameters import Part
from fhir.bundle.raw import Entry

_PLACE = re.compile(r" - at `\$([^`]*)`")
_INDEX = re.compile(r"\[(\d+)\]")


class Envelope(Struct, frozen=True, gc=False):
    """The entries of the Bundle, the parts beside it, and where the Bundle stands in the body."""

    entries: tuple[Entry, ...]
    parts: tuple[Part, ...] = ()
    pointer: str = "#"
    is_partial: bool = False


class Link(Struct, frozen=True, gc=False):
    """Where a Bundle goes on."""

    relation: str | None = None


class _Body(Struct, frozen=True, gc=False, rename="camel"):
    resource_type: str | None = None
    entry: tuple[Entry, ...] = ()
    parameter: tuple[Part, ...] = ()
    link: tuple[Link, ...] = ()


class _LooseBody(Struct, frozen=True, gc=False, rename="camel"):
    resource_type: str | None = None
    entry: tuple[Raw, ...] = ()
    parameter: tuple[Part, ...] = ()
    link: tuple[Link, ...] = ()


_decode = json.Decoder(_Body).decode
_decode_loosely = json.Decoder(_LooseBody).decode
_decode_entry = json.Decoder(Entry).decode


def open_envelope(body: bytes | Raw, pointer: str = "#") -> Envelope:
    """Return what a body holds; InputError where it is no JSON, too deep, or no Bundle."""
    opened = _open(bytes(body).removeprefix(BOM_UTF8), pointer)
    if opened.resource_type == "Bundle":
        return Envelope(opened.entry, (), pointer, any(each.relation == "next" for each in opened.link))
    if opened.resource_type != "Parameters" or pointer != "#":
        raise InputError("not-a-bundle", Flaw(f"{pointer}/resourceType", "not-a-bundle", ("Bundle", "Parameters")))
    bundles = [(index, part.resource) for index, part in enumerate(opened.parameter) if part.holds_bundle]
    resources = [(index, resource) for index, resource in bundles if resource]
    if len(bundles) != 1 or not resources:
        raise InputError("not-a-bundle", Flaw("#/parameter", "not-a-bundle"))
    ((index, resource),) = resources
    inner = open_envelope(resource, f"#/parameter/{index}/resource")
    return Envelope(inner.entries, opened.parameter, inner.pointer, inner.is_partial)


def _open(body: bytes, pointer: str) -> _Body:
    try:
        try:
            return _decode(body)
        except ValidationError:
            # Only what every entry needs must be right; each of them is then looked at on its own.
            loose = _decode_loosely(body)
            entries = tuple(_open_entry(raw) for raw in loose.entry)
            return _Body(loose.resource_type, entries, loose.parameter, loose.link)
    except ValidationError as error:
        place = _PLACE.search(str(error))
        path = _INDEX.sub(r"/\1", place[1]).replace(".", "/") if place else ""
        raise InputError("wrong-type" if path else "not-a-bundle", Flaw(f"{pointer}{path}", "wrong-type")) from None
    except RecursionError:
        raise InputError("too-deep", Flaw(pointer, "too-deep")) from None
    except (DecodeError, UnicodeDecodeError):
        raise InputError("malformed-json", Flaw(pointer, "malformed-json")) from None


def _open_entry(raw: Raw) -> Entry:
    try:
        return _decode_entry(raw)
    except (DecodeError, UnicodeDecodeError):
        return Entry(raw)
