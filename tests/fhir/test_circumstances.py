"""Age, pregnancy and a recent CT are told where the record tells them, and are not known otherwise."""

import pytest

from engine.context import Circumstances
from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import (
    LOCAL,
    PATIENT,
    SNOMED,
    Resource,
    ago,
    bundle,
    concept,
    condition,
    film,
    observation,
    read,
    read_body,
    resource,
    verification,
)

PREGNANT, NOT_PREGNANT = concept("77386006", SNOMED), concept("60001007", SNOMED)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1986-04-07", 34),
        ("1986-04-08", 33),
        ("2002-04-07", 18),
        ("2002-04-08", 17),
        ("2020-04-07", 0),
        ("1986-03", 34),
        ("1986-04", None),
        ("1986", None),
        ("2021-01-01", None),
        ("1870-01-01", None),
        ("invented", None),
        (None, None),
    ],
)
def test_age_is_told_where_the_date_of_birth_says_it(born: str | None, age: int | None) -> None:
    patient = PATIENT | ({"birthDate": born} if born else {})
    assert read_body(bundle(patient=patient)).circumstances.age_years == age


def test_age_is_not_known_without_a_patient() -> None:
    assert read_body(bundle(patient=None)).circumstances == Circumstances()


def status(value: Resource, identity: str = "o1", **elements: object) -> Resource:
    return observation(concept("82810-3"), identity, valueCodeableConcept=value, **elements)


@pytest.mark.parametrize(
    ("resources", "pregnant"),
    [
        ([status(PREGNANT)], "yes"),
        ([status(NOT_PREGNANT)], "no"),
        ([status(concept("261665006", SNOMED))], "not-known"),
        ([status(PREGNANT, status="preliminary")], "not-known"),
        ([status(PREGNANT, effectiveDateTime=None)], "not-known"),
        ([status(NOT_PREGNANT, dataAbsentReason=concept("unknown", "urn:invented"))], "not-known"),
        ([status(PREGNANT, effectiveDateTime=ago(weeks=42))], "yes"),
        ([status(PREGNANT, effectiveDateTime=ago(weeks=42.1))], "not-known"),
        ([status(NOT_PREGNANT, effectiveDateTime=ago(days=7))], "no"),
        ([status(NOT_PREGNANT, effectiveDateTime=ago(days=7.1))], "not-known"),
        ([status(NOT_PREGNANT, effectiveDateTime=ago(hours=-1))], "not-known"),
        ([status(PREGNANT, effectiveDateTime=ago(weeks=9)), status(NOT_PREGNANT, "o2")], "no"),
        ([status(PREGNANT), status(NOT_PREGNANT, "o2", effectiveDateTime=ago(days=2))], "yes"),
        # What is newest is too old to be relied on, and hides what is older still.
        (
            [
                status(PREGNANT, effectiveDateTime=ago(weeks=9)),
                status(NOT_PREGNANT, "o2", effectiveDateTime=ago(days=8)),
            ],
            "not-known",
        ),
        ([status(PREGNANT), status(NOT_PREGNANT, "o2")], "not-known"),
        ([condition("77386006")], "yes"),
        ([condition("Z33", system="http://hl7.org/fhir/sid/icd-10", recordedDate=ago(weeks=30))], "yes"),
        ([condition("72892002", recordedDate=None, onsetDateTime=ago(weeks=20))], "yes"),
        ([condition("77386006", recordedDate=None)], "not-known"),
        ([condition("77386006", verificationStatus=verification("refuted"))], "not-known"),
        ([condition("77386006", abatementDateTime=ago(days=1))], "not-known"),
        ([observation(PREGNANT)], "not-known"),
        ([], "not-known"),
    ],
)
def test_pregnancy_is_told_by_the_newest_that_still_counts(resources: list[Resource], pregnant: str) -> None:
    assert read(*resources).circumstances.pregnant == pregnant


SITE = SiteMap(orders={f"{LOCAL}|CT202": "ct"})
CT = [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CT"}]


def study(**elements: object) -> Resource:
    return resource("ImagingStudy", "i1", **({"status": "available", "started": ago(days=3)} | elements))


def procedure(**elements: object) -> Resource:
    held = {"status": "completed", "code": concept("169069000", SNOMED), "performedDateTime": ago(days=3)}
    return resource("Procedure", "p1", **(held | elements))


@pytest.mark.parametrize(
    ("resources", "recent"),
    [
        ([study(modality=CT)], "yes"),
        ([study(series=[{}, {"modality": CT[0]}])], "yes"),
        ([study(modality=[{"code": "CT"}])], "not-known"),
        ([study(modality=CT, status="registered")], "not-known"),
        ([study(modality=CT, status="cancelled")], "not-known"),
        ([study(modality=CT, started=None)], "not-known"),
        ([study(modality=CT, started=ago(days=30))], "yes"),
        ([study(modality=CT, started=ago(days=30.1))], "not-known"),
        ([study(modality=CT, started=ago(days=-1))], "not-known"),
        ([procedure()], "yes"),
        ([procedure(performedDateTime=None, performedPeriod={"start": ago(days=1)})], "yes"),
        ([procedure(status="not-done")], "not-known"),
        ([procedure(code=concept("399208008", SNOMED))], "not-known"),
        ([procedure(code=None)], "not-known"),
        ([film(code=concept("24627-2"))], "yes"),
        ([film(code=concept("79077-4"))], "yes"),
        ([film(code=concept("CT202", LOCAL))], "yes"),
        ([film(code=concept("24627-2"), effectiveDateTime=None)], "not-known"),
        ([film()], "not-known"),
        ([], "not-known"),
    ],
)
def test_recent_ct_is_told_by_images_reports_and_procedures(resources: list[Resource], recent: str) -> None:
    assert read(*resources, site=SITE).circumstances.recent_ct == recent
