"""Only the resources of the bundle's one patient are read, and two patients are refused."""

import json

import pytest

from engine.errors import Flaw, InputError
from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    FEVER,
    PATIENT,
    Resource,
    ago,
    bundle,
    concept,
    condition,
    known,
    observation,
    read,
    read_body,
    reasons,
    resource,
)

OTHER = {"reference": "Patient/invented-2"}


def entries(*held: Resource) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": list(held)}).encode()


def refusal(body: bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read_body(body)
    return caught.value


def test_resource_of_the_patient_is_read() -> None:
    gathered = read(condition(FEVER))
    assert (known(gathered, "fever"), reasons(gathered)) == (("yes",), [])


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (OTHER, "it is of another patient"),
        ({"reference": "Group/invented-1"}, "it is of another patient"),
        ({"display": "invented"}, "it is of another patient"),
        (None, "it names no patient"),
    ],
)
def test_resource_of_nobody_or_another_is_not_read(subject: Resource | None, reason: str) -> None:
    gathered = read(condition(FEVER, subject=subject))
    assert (known(gathered, "fever"), reasons(gathered)) == (("yes", "no"), [("Condition/c1", reason)])


@pytest.mark.parametrize(
    ("meant", "is_meant"),
    [
        ({"system": "urn:invented", "value": "17"}, True),
        ({"system": "urn:invented", "value": "18"}, False),
        ({"system": "urn:other", "value": "17"}, False),
        ({"value": "17"}, False),
        ({"value": "19"}, False),
        ({"system": "urn:invented"}, False),
        ({}, False),
    ],
)
def test_patient_is_meant_by_an_identifier(meant: Resource, is_meant: bool) -> None:
    numbered = PATIENT | {"identifier": [{"system": "urn:invented", "value": "17"}, {"value": "19"}]}
    named = condition(FEVER, subject={"identifier": meant})
    assert known(read_body(bundle(named, patient=numbered)), "fever") == (("yes",) if is_meant else ("yes", "no"))


def test_address_goes_before_the_identifier() -> None:
    number = {"system": "urn:invented", "value": "17"}
    named = condition(FEVER, subject=OTHER | {"identifier": number})
    assert reasons(read_body(bundle(named, patient=PATIENT | {"identifier": [number]}))) == [
        ("Condition/c1", "it is of another patient")
    ]


def test_patient_is_meant_by_the_full_url() -> None:
    url = "urn:uuid:00000000-0000-4000-8000-000000000001"
    body = entries(
        {"fullUrl": url, "resource": {"resourceType": "Patient"}},
        {"resource": condition(FEVER, subject={"reference": url})},
    )
    assert known(read_body(body), "fever") == ("yes",)


def test_two_patients_are_refused() -> None:
    second = PATIENT | {"id": "invented-2"}
    error = refusal(bundle(second))
    assert (error.problem, error.flaws) == ("two-patients", (Flaw("#/entry", "two-patients"),))


def test_second_patient_is_refused_even_if_it_cannot_be_read() -> None:
    body = entries(
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient"}},
        {"fullUrl": "urn:uuid:2", "resource": {"resourceType": "Patient", "birthDate": 5}},
    )
    assert refusal(body).problem == "two-patients"


def test_patient_that_stands_twice_is_one_patient() -> None:
    assert known(read(PATIENT, condition(FEVER)), "fever") == ("yes",)


def test_patient_that_cannot_be_read_is_still_the_patient() -> None:
    url = "https://here.example/fhir/Patient/invented-1"
    body = entries(
        {"fullUrl": url, "resource": PATIENT | {"birthDate": 5}},
        {"resource": condition(FEVER)},
        {"resource": condition(FEVER, "c2", subject=OTHER)},
    )
    gathered = read_body(body)
    assert known(gathered, "fever") == ("yes",)
    assert reasons(gathered) == [
        ("Bundle.entry[0].resource.birthDate", "it is not of the type that FHIR gives it"),
        ("Condition/c2", "it is of another patient"),
    ]


def test_without_a_patient_all_must_name_the_same() -> None:
    gathered = read_body(bundle(condition(FEVER), condition(FEVER, "c2", subject=None), patient=None))
    assert known(gathered, "fever") == ("yes",)
    assert gathered.subject == "invented-1"
    assert reasons(gathered) == [("Condition/c2", "it names no patient")]


def test_without_a_patient_two_names_are_refused() -> None:
    error = refusal(bundle(condition(FEVER), condition(FEVER, "c2", subject=OTHER), patient=None))
    assert (error.problem, error.flaws) == ("two-patients", (Flaw("#/entry", "two-patients"),))


def test_without_a_patient_a_contained_one_is_nobody_known() -> None:
    held = condition(FEVER, subject={"reference": "#p"}, contained=[{"resourceType": "Patient", "id": "p"}])
    gathered = read_body(bundle(held, patient=None))
    assert (known(gathered, "fever"), gathered.subject) == (("yes", "no"), None)
    assert reasons(gathered) == [("Condition/c1", "it is of another patient")]


def test_contained_patient_is_another_patient() -> None:
    held = condition(FEVER, subject={"reference": "#p"}, contained=[{"resourceType": "Patient", "id": "p"}])
    assert reasons(read(held)) == [("Condition/c1", "it is of another patient")]


def test_contained_resource_belongs_to_the_patient_of_its_holder() -> None:
    part: Resource = {"resourceType": "Condition", "id": "inner", "code": concept(FEVER, "http://snomed.info/sct")}
    part["recordedDate"] = ago(hours=1)
    (reading,) = read(observation(concept("8867-4"), contained=[part])).readings
    assert (reading.values, reading.path) == (("yes",), "Observation/o1#inner.code")


def test_contained_resource_of_another_patient_is_not_read() -> None:
    part = {"resourceType": "Condition", "id": "inner", "code": concept(FEVER), "subject": OTHER}
    gathered = read(observation(concept("8867-4"), contained=[part]))
    assert reasons(gathered) == [("Observation/o1#inner", "it is of another patient")]


@pytest.mark.parametrize(
    ("identifiers", "subject"),
    [
        ([], "invented-1"),
        ([("MR", "urn:h", "17", None)], "urn:h|17"),
        ([("MR", None, "17", None)], "|17"),
        ([("MR", "urn:b", "2", None), ("MR", "urn:a", "3", "official")], "urn:a|3"),
        ([("MR", "urn:h", "17", "old")], "invented-1"),
        ([("MR", "urn:h", "800101-1234567", None)], "invented-1"),
        ([("MR", "urn:h", "8001011234567", None)], "invented-1"),
        ([("MR", "urn:h", "800101 1234567", None)], "invented-1"),
        ([("MR", "urn:h", "0099000223440", None)], "urn:h|0099000223440"),
        ([("SS", "urn:h", "17", None)], "invented-1"),
        ([("MR", "urn:h", "1" * 300, None)], "invented-1"),
        ([("MR", "urn:h", "", None)], "invented-1"),
    ],
)
def test_subject_is_the_record_number_else_the_id(
    identifiers: list[tuple[str, str | None, str, str | None]], subject: str
) -> None:
    kinds = "http://terminology.hl7.org/CodeSystem/v2-0203"
    numbers = [
        {"type": concept(kind, kinds), "system": system, "value": value, "use": use}
        for kind, system, value, use in identifiers
    ]
    numbered = PATIENT | {
        "identifier": [{name: part for name, part in number.items() if part is not None} for number in numbers]
    }
    assert read_body(bundle(patient=numbered)).subject == subject


@pytest.mark.parametrize("patient", [{"resourceType": "Patient"}, {"resourceType": "Patient", "id": "8001011234567"}])
def test_subject_is_never_a_resident_number(patient: Resource) -> None:
    assert read_body(bundle(patient=patient)).subject is None


def test_who_takes_part_in_an_appointment_is_no_second_patient() -> None:
    actors = [{"actor": {"reference": name}} for name in ("Patient/invented-1", "Practitioner/invented-7")]
    booking = {"resourceType": "Appointment", "id": "a1", "status": "booked", "participant": [*actors, {}]}
    gathered = read_body(
        bundle(booking, resource("Condition", "c1"), patient=None), site=SiteMap(urgent_surgery_counts=True)
    )
    assert (reasons(gathered), gathered.subject) == ([], "invented-1")
