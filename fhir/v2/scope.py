"""What has to be known to read a field, beside the field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fhir.bundle.site import SiteMap
from fhir.v2.message import Segment


@dataclass(frozen=True, slots=True)
class Place:
    """A field by its number, and a component of it where it is not the whole (0)."""

    field: int
    component: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What has to be known beside the field: the site, what an Observation is about, and whether it is imaging."""

    site: SiteMap
    topics: frozenset[str] = frozenset()
    is_imaging: bool = False


Converter = Callable[[Segment, Place, Scope], Any]
"""Returns the element; None where the field is absent, null or not understood."""


def text_at(segment: Segment, place: Place) -> str | None:
    """Return what stands at a place; None where it is absent, empty or null."""
    return segment.text(place.field, place.component or 1)
