"""The parts that FHIR resources are made of, as far as they are read here."""

from msgspec import Raw, Struct


class Coding(Struct, frozen=True, gc=False):
    """One code of one system; without a system it means nothing."""

    system: str | None = None
    code: str | None = None


class CodeableConcept(Struct, frozen=True, gc=False):
    """The same meaning in several systems; the text is for people."""

    coding: tuple[Coding, ...] = ()


class Quantity(Struct, frozen=True, gc=False):
    """A number as it was written, and its unit."""

    value: Raw = Raw()
    comparator: str | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None


class Period(Struct, frozen=True, gc=False):
    """From when, till when; either may be open."""

    start: str | None = None
    end: str | None = None


class Identifier(Struct, frozen=True, gc=False):
    """A number or name given by somebody."""

    use: str | None = None
    type: CodeableConcept | None = None
    system: str | None = None
    value: str | None = None


class Reference(Struct, frozen=True, gc=False):
    """A pointer to another resource."""

    reference: str | None = None
    identifier: Identifier | None = None
