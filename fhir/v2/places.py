"""Where in which message an element of a record stood."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_ANYWHERE: Final = "HL7v2"
"""The place of what rests on no single message."""


@dataclass(frozen=True, slots=True)
class Places:
    """By the id of a resource: by its element the place; under "" the segment."""

    by_id: Mapping[str, Mapping[str, str]]

    def locate(self, path: str) -> str:
        """Return the place in a message that a place in the record stands for; others stay as they are."""
        name, _, field = path.partition("#")
        kind, _, given = name.partition("/")
        places = self.by_id.get(given)
        if places is None:
            return _ANYWHERE if kind.startswith("Bundle") else path
        return next((places[each] for each in _tried(field, places) if each in places), path)


def places_in(message: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Return places with the message that they are in, named by its kind and its id.

    >>> places_in("ORU^R01/42", {"valueQuantity": "OBX[2]-5"})
    {'valueQuantity': 'ORU^R01/42#OBX[2]-5'}
    """
    return {element: f"{message}#{place}" for element, place in fields.items()}


def _tried(field: str, places: Mapping[str, str]) -> Iterator[str]:
    """Walk through what may stand for an element: itself, what it is part of, what it begins like, the segment."""
    whole = field
    while whole:
        yield whole
        whole = whole[: max(whole.rfind("."), whole.rfind("["), 0)]
    if field:
        yield from (each for each in places if each.startswith(field))
        yield from (each for each in places if each and field.startswith(each))
    yield ""
