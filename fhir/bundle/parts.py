"""The parts that only one type of resource has."""

from msgspec import Struct, field

from fhir.bundle.elements import CodeableConcept, Coding, Period, Quantity, Reference


class EncounterLocation(Struct, frozen=True, gc=False, rename="camel"):
    """Where the patient was during a part of the encounter."""

    location: Reference | None = None
    status: str | None = None
    period: Period | None = None


class EncounterClass(Struct, frozen=True, gc=False, rename="camel"):
    """What kind of encounter it was during a part of it."""

    encounter_class: Coding = field(name="class")
    period: Period | None = None


class Component(Struct, frozen=True, gc=False, rename="camel"):
    """One of the numbers of an Observation that holds several."""

    code: CodeableConcept
    value_quantity: Quantity | None = None


class Collection(Struct, frozen=True, gc=False, rename="camel"):
    """How a specimen was taken."""

    collected_date_time: str | None = None
    collected_period: Period | None = None


class Series(Struct, frozen=True, gc=False, rename="camel"):
    """Images of one kind."""

    modality: Coding | None = None


class Participant(Struct, frozen=True, gc=False, rename="camel"):
    """Someone or something that takes part."""

    actor: Reference | None = None


class Answer(Struct, frozen=True, gc=False, rename="camel"):
    """One answer; only codes and yes or no are read."""

    value_coding: Coding | None = None
    value_boolean: bool | None = None


class Item(Struct, frozen=True, gc=False, rename="camel"):
    """A question with its answers, or a group of questions."""

    link_id: str
    answer: tuple[Answer, ...] = ()
    item: tuple["Item", ...] = ()
