"""A message as it was written: segments, fields, repetitions, components; absent, null and value kept apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fhir.v2.escapes import unescaped

NULL: Final = '""'
"""What is to be deleted, as HL7 writes it."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The signs that part a message; the usual ones by default."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


@dataclass(frozen=True, slots=True)
class Header:
    """What MSH says of the message: texts as they were written, empty where absent or null; codes in capitals.

    application, facility: the sender's (MSH-3, MSH-4), whole, components and escape sequences and all, so that they can
    be written again with the same delimiters. accept, result: when an accept and an application acknowledgement are
    wanted (MSH-15, MSH-16). charsets: MSH-18, each repetition.
    """

    delimiters: Delimiters
    application: str
    facility: str
    to_application: str
    to_facility: str
    time: str
    code: str
    event: str
    control_id: str
    processing_id: str
    version: str
    accept: str
    result: str
    charsets: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The message type as people write it: ORU^R01."""
        return f"{self.code}^{self.event}"

    @property
    def is_enhanced(self) -> bool:
        """Whether the sender asks for the enhanced mode of acknowledgement."""
        return bool(self.accept or self.result)


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition of a field: its components, each as its subcomponents, unescaped."""

    components: tuple[tuple[str, ...], ...]

    def text(self, component: int = 1, subcomponent: int = 1) -> str | None:
        """Return what stands at a place, counted from 1; None where it is absent, empty or null."""
        try:
            found = self.components[component - 1][subcomponent - 1]
        except IndexError:
            return None
        return None if found in {"", NULL} else found


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment: `fields` as they were written, of which the first is field 1; `number` among those of its name."""

    id: str
    number: int
    fields: tuple[str, ...]
    delimiters: Delimiters = Delimiters()

    def raw(self, field: int) -> str:
        """Return a field as it was written; empty where it is absent."""
        return self.fields[field - 1] if field <= len(self.fields) else ""

    def is_null(self, field: int) -> bool:
        """Tell whether a field is to be deleted, which is not the same as not being sent."""
        return self.raw(field) == NULL

    def repetitions(self, field: int) -> tuple[Repetition, ...]:
        """Return the repetitions of a field, none where it is absent or null."""
        written, signs = self.raw(field), self.delimiters
        if written in {"", NULL}:
            return ()
        return tuple(_repetition(each, signs) for each in written.split(signs.repetition))

    def text(self, field: int, component: int = 1, subcomponent: int = 1) -> str | None:
        """Return a place of the field's first repetition; None where it is absent, empty or null."""
        repetitions = self.repetitions(field)
        return repetitions[0].text(component, subcomponent) if repetitions else None

    def place(self, field: int) -> str:
        """Name a field as people of the field do: OBX[2]-5."""
        return f"{self.id}[{self.number}]-{field}"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of which every segment is here; `charset` names Python's codec, `assumed` where MSH-18 did not say."""

    header: Header
    segments: tuple[Segment, ...]
    charset: str = "utf-8"
    assumed: bool = False

    def all(self, name: str) -> Iterator[Segment]:
        """Walk through the segments of a name."""
        return (each for each in self.segments if each.id == name)

    def first(self, name: str) -> Segment | None:
        """Return the first segment of a name."""
        return next(self.all(name), None)


def _repetition(written: str, signs: Delimiters) -> Repetition:
    return Repetition(
        tuple(
            tuple(unescaped(part, signs.escape, _meanings(signs)) for part in component.split(signs.subcomponent))
            for component in written.split(signs.component)
        )
    )


def _meanings(signs: Delimiters) -> dict[str, str]:
    return {"F": signs.field, "S": signs.component, "R": signs.repetition, "E": signs.escape, "T": signs.subcomponent}
