"""The resources that say something of a fact, with the fields that are read and no others."""

from typing import Annotated

from msgspec import Meta, Raw, Struct, field

from fhir.bundle.elements import CodeableConcept, Coding, Identifier, Period, Quantity, Reference
from fhir.bundle.parts import Collection, Component, EncounterClass, EncounterLocation, Item, Participant, Series

Concepts = tuple[CodeableConcept, ...]
Whole = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
"""FHIR's integer."""


class Resource(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """What any resource may hold; the last two can turn its meaning round."""

    id: str | None = None
    contained: tuple[Raw, ...] = ()
    modifier_extension: tuple[Raw, ...] = ()
    implicit_rules: str | None = None


class Patient(Resource, frozen=True, gc=False, rename="camel", kw_only=True):
    """The one whom the bundle is about."""

    identifier: tuple[Identifier, ...] = ()
    birth_date: str | None = None


class OfPatient(Resource, frozen=True, gc=False, rename="camel", kw_only=True):
    """A resource about one patient."""

    status: str | None = None
    subject: Reference | None = None
    encounter: Reference | None = None


class Encounter(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """A visit or stay."""

    encounter_class: Coding | None = field(name="class", default=None)
    class_history: tuple[EncounterClass, ...] = ()
    type: Concepts = ()
    service_type: CodeableConcept | None = None
    period: Period | None = None
    reason_code: Concepts = ()
    location: tuple[EncounterLocation, ...] = ()
    part_of: Reference | None = None


class Location(Resource, frozen=True, gc=False, rename="camel", kw_only=True):
    """A place, within a wider one."""

    identifier: tuple[Identifier, ...] = ()
    part_of: Reference | None = None


class Observation(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """A measurement, an answer, a symptom or a laboratory result."""

    code: CodeableConcept
    effective_date_time: str | None = None
    effective_period: Period | None = None
    effective_instant: str | None = None
    issued: str | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_boolean: bool | None = None
    value_integer: Whole | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: Concepts = ()
    specimen: Reference | None = None
    has_member: tuple[Reference, ...] = ()
    component: tuple[Component, ...] = ()


class Condition(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """A problem, diagnosis or symptom."""

    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    code: CodeableConcept | None = None
    onset_date_time: str | None = None
    onset_period: Period | None = None
    abatement_date_time: str | None = None
    abatement_period: Period | None = None
    abatement_age: Raw = Raw()
    abatement_range: Raw = Raw()
    abatement_string: Raw = Raw()
    recorded_date: str | None = None


class DiagnosticReport(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """A report of a laboratory or of imaging."""

    code: CodeableConcept
    effective_date_time: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    specimen: tuple[Reference, ...] = ()
    result: tuple[Reference, ...] = ()
    conclusion_code: Concepts = ()


class ServiceRequest(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """An order."""

    intent: str | None = None
    do_not_perform: bool = False
    category: Concepts = ()
    priority: str | None = None
    code: CodeableConcept | None = None
    occurrence_date_time: str | None = None
    occurrence_period: Period | None = None
    authored_on: str | None = None
    reason_code: Concepts = ()
    reason_reference: tuple[Reference, ...] = ()
    supporting_info: tuple[Reference, ...] = ()


class Specimen(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """What a laboratory examined."""

    collection: Collection | None = None


class Procedure(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """Something done to the patient."""

    code: CodeableConcept | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None


class ImagingStudy(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """Images that were made."""

    started: str | None = None
    modality: tuple[Coding, ...] = ()
    series: tuple[Series, ...] = ()


class Appointment(Resource, frozen=True, gc=False, rename="camel", kw_only=True):
    """A booking."""

    status: str | None = None
    service_category: Concepts = ()
    service_type: Concepts = ()
    appointment_type: CodeableConcept | None = None
    priority: Whole | None = None
    start: str | None = None
    participant: tuple[Participant, ...] = ()


class QuestionnaireResponse(OfPatient, frozen=True, gc=False, rename="camel", kw_only=True):
    """The answers to the questions asked with an order."""

    authored: str | None = None
    item: tuple[Item, ...] = ()
