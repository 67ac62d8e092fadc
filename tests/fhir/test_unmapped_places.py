"""Places that the site map does not know, with the wider ones, of which one is enough to map."""

import json
from typing import Any

import pytest

from fhir.bundle.any_patient import read_any_patient
from fhir.bundle.site import SiteMap, read_site
from fhir.bundle.unmapped import Unmapped, is_mapped, unmapped_codes
from tests.fhir.invented_bundles import LOCAL, Resource, bundle, edition, encounter

NOTHING = SiteMap()
SITE = b"locations: {Location/ward: inpatient, 'urn:invented:codes|B7': intensive-care}"


def seen(*resources: Resource, site: SiteMap = NOTHING) -> list[tuple[str, str, str]]:
    """What is unmapped in a patient's resources."""
    found = unmapped_codes(read_any_patient(bundle(*resources)), site)
    return [(each.table, each.code, each.path) for each in found]


def places(*references: str | None) -> Resource:
    """An encounter at these places."""
    return encounter(location=[{"location": {"reference": each} if each else None} for each in references])


def location(identity: str, part_of: str | None = None, number: str | None = None) -> Resource:
    """A place, within a wider one."""
    held: dict[str, Any] = {"resourceType": "Location", "id": identity, "name": "Invented Patient's room"}
    if part_of:
        held["partOf"] = {"reference": part_of}
    if number:
        held["identifier"] = [{"value": "no system"}, {"system": LOCAL, "value": number}]
    return held


def test_a_place_is_told_with_the_wider_ones() -> None:
    expected = [
        ("locations", "Location/bed", "Encounter.location.location"),
        ("locations", "Location/room", "Location.partOf"),
        ("locations", "Location/house", "Location.partOf"),
    ]
    bed, room = location("bed", "Location/room"), location("room", "https://ehr.example/fhir/Location/house")
    assert seen(places("Location/bed", None, "urn:uuid:8d6f8a2e-0000-5000-8000-000000000001"), bed, room) == expected


@pytest.mark.parametrize("mapped", [location("ward"), location("other", number="B7")])
def test_a_place_within_a_mapped_one_is_not_told(mapped: Resource) -> None:
    site = read_site(SITE, edition().facts)
    assert seen(places("Location/bed"), location("bed", f"Location/{mapped['id']}"), mapped, site=site) == []


def test_a_place_within_itself_is_told_once() -> None:
    assert seen(places("Location/a"), location("a", "Location/a")) == [
        ("locations", "Location/a", "Encounter.location.location"),
        ("locations", "Location/a", "Location.partOf"),
    ]


def test_a_place_without_a_name_of_its_own_is_told_by_its_number() -> None:
    body = json.dumps(
        {
            "resourceType": "Bundle",
            "entry": [
                {"resource": places("urn:uuid:1")},
                {"fullUrl": "urn:uuid:1", "resource": {**location("x y", number="B7")}},
            ],
        }
    ).encode()
    (only,) = unmapped_codes(read_any_patient(body), NOTHING)
    assert only == Unmapped("locations", f"{LOCAL}|B7", "Encounter.location.location")
    assert is_mapped(only, read_site(SITE, edition().facts))
    assert not is_mapped(only, NOTHING)
