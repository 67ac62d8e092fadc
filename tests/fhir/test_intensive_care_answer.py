"""Being in intensive care when a specimen was taken, as an answer of order entry, where no place says otherwise."""

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import YES_NO, Resource, ago, concept, encounter, observation, read, values

CODE = concept("95420-6")
YES, NO = concept("Y", YES_NO), concept("N", YES_NO)
EMERGENCY = {("emergency",)}
IN_CARE = {("intensive-care",)}


def answer(identity: str = "o1", value: Resource | None = None, **elements: object) -> Resource:
    """Return the answer of half an hour ago."""
    return observation(CODE, identity, valueCodeableConcept=value or YES, **elements)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ([answer()], IN_CARE),
        ([answer(value=NO)], EMERGENCY),
        ([answer(value=concept("UNK", YES_NO))], EMERGENCY),
        ([answer(status="preliminary")], EMERGENCY),
        ([answer(dataAbsentReason=concept("unknown"))], EMERGENCY),
        ([answer(effectiveDateTime=ago(hours=23))], IN_CARE),
        ([answer(effectiveDateTime=ago(hours=25))], EMERGENCY),
        ([answer(effectiveDateTime=None)], EMERGENCY),
        ([answer(encounter={"reference": "Encounter/other"})], EMERGENCY),
        ([answer(encounter={"reference": "Encounter/e1"})], IN_CARE),
        ([answer(effectiveDateTime=ago(hours=2)), answer("o2", NO)], EMERGENCY),
        ([answer("o2"), answer(value=NO, effectiveDateTime=ago(hours=2))], IN_CARE),
        ([answer(), answer("o2", NO)], EMERGENCY),
        ([answer(), answer("o2")], IN_CARE),
        ([answer(value={"coding": [*YES["coding"], *NO["coding"]]})], EMERGENCY),
    ],
)
def test_newest_answer_that_is_yes_tells_of_intensive_care(
    resources: list[Resource], expected: set[tuple[str, ...]]
) -> None:
    assert values(read(encounter("EMER"), *resources), "care_setting") == expected


def test_answer_counts_without_an_encounter() -> None:
    assert values(read(answer()), "care_setting") == IN_CARE


def test_place_of_the_site_map_goes_before_the_answer_and_a_service_after_it() -> None:
    placed = encounter("IMP", location=[{"location": {"reference": "Location/w1"}}])
    site = SiteMap(locations={"Location/w1": "inpatient"})
    assert values(read(placed, answer(), site=site), "care_setting") == {("inpatient",)}
    assert values(read(placed, answer()), "care_setting") == IN_CARE
    served = encounter("IMP", serviceType=concept("MED", "urn:invented:services"))
    site = SiteMap(service_types={"urn:invented:services|MED": "inpatient"})
    assert values(read(served, answer(), site=site), "care_setting") == IN_CARE
