"""What a sentence of a scenario means, the same in every language."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Stated:
    """Given: a part of the request, by its keys, and what it says."""

    where: tuple[str, ...]
    what: object


@dataclass(frozen=True, slots=True)
class Done:
    """When: an act, and what with."""

    act: str
    what: str | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """Then: a part of the answer, and what it must be; where it belongs to an examination named before, no modality."""

    part: str
    what: object = None
    modality: str | None = None


Meaning: TypeAlias = Stated | Done | Expected
