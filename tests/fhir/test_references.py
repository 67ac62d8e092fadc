"""A reference means one resource: by full URL, relative to its server, by version, or within a holder."""

import pytest

from fhir.bundle.elements import Reference
from fhir.bundle.raw import Found
from fhir.bundle.references import Addresses, points_to
from fhir.bundle.resources import Encounter

HERE, THERE = "https://here.example/fhir", "https://there.example/fhir"
SOURCES = {
    "unknown": Found("Observation", Encounter(id="o"), 9),
    "here": Found("Observation", Encounter(id="o"), 9, f"{HERE}/Observation/o"),
    "urn": Found("Observation", Encounter(id="o"), 9, "urn:uuid:00000000-0000-4000-8000-000000000009"),
}
TARGETS = {
    "bare": Found("Encounter", Encounter(id="1"), 0),
    "here": Found("Encounter", Encounter(id="1"), 0, f"{HERE}/Encounter/1"),
    "there": Found("Encounter", Encounter(id="1"), 0, f"{THERE}/Encounter/1"),
    "urn": Found("Encounter", Encounter(id="1"), 0, "urn:uuid:00000000-0000-4000-8000-000000000001"),
    "no id": Found("Encounter", Encounter(), 0, f"{HERE}/Encounter/1"),
    "nameless": Found("Encounter", Encounter(), 0),
}
REACHED = {
    ("Encounter/1", "unknown"): {"bare", "here", "there", "urn", "no id"},
    ("Encounter/1", "here"): {"bare", "here", "urn", "no id"},
    ("Encounter/1", "urn"): {"bare", "here", "there", "urn", "no id"},
    ("Encounter/1/_history/3", "here"): {"bare", "here", "urn", "no id"},
    (f"{HERE}/Encounter/1", "unknown"): {"bare", "here", "urn", "no id"},
    (f"{HERE}/Encounter/1/_history/3", "urn"): {"bare", "here", "urn", "no id"},
    (f"{THERE}/Encounter/1", "here"): {"bare", "there", "urn"},
    ("urn:uuid:00000000-0000-4000-8000-000000000001", "here"): {"urn"},
    ("Encounter/2", "here"): set(),
    ("Patient/1", "here"): set(),
    ("#1", "here"): set(),
    ("", "here"): set(),
}


@pytest.mark.parametrize(("address", "source"), list(REACHED))
def test_reference_reaches_what_it_means(address: str, source: str) -> None:
    reference = Reference(address)
    reached = {name for name, target in TARGETS.items() if points_to(reference, SOURCES[source], target)}
    assert reached == REACHED[address, source]


@pytest.mark.parametrize(("address", "source"), list(REACHED))
@pytest.mark.parametrize("name", list(TARGETS))
def test_index_finds_what_the_reference_points_to(address: str, source: str, name: str) -> None:
    target = TARGETS[name]
    found = Addresses({"Encounter": [target]}).find(Reference(address), SOURCES[source], "Encounter")
    assert found is (target if points_to(Reference(address), SOURCES[source], target) else None)


def test_index_prefers_the_resource_of_the_right_server() -> None:
    addresses = Addresses({"Encounter": [TARGETS["there"], TARGETS["here"], TARGETS["bare"]]})
    assert addresses.find(Reference("Encounter/1"), SOURCES["here"], "Encounter") is TARGETS["here"]
    assert addresses.find(Reference(f"{THERE}/Encounter/1"), SOURCES["here"], "Encounter") is TARGETS["there"]


def test_index_keeps_the_first_of_one_name() -> None:
    addresses = Addresses({"Encounter": [TARGETS["bare"], Found("Encounter", Encounter(id="1"), 1)]})
    assert addresses.find(Reference("Encounter/1"), SOURCES["unknown"], "Encounter") is TARGETS["bare"]


def test_contained_resource_is_found_by_its_holder_alone() -> None:
    holder = SOURCES["here"]
    contained = Found("Encounter", Encounter(id="1"), 0, None, holder)
    addresses = Addresses({"Encounter": [contained]})
    assert addresses.find(Reference("#1"), holder, "Encounter") is contained
    assert addresses.find(Reference("#1"), contained, "Encounter") is contained
    assert addresses.find(Reference("#1"), TARGETS["bare"], "Encounter") is None
    assert addresses.find(Reference("Encounter/1"), holder, "Encounter") is None


def test_reference_without_address_finds_nothing() -> None:
    addresses = Addresses({"Encounter": [TARGETS["bare"]]})
    assert addresses.find(None, SOURCES["here"], "Encounter") is None
    assert addresses.find(Reference(), SOURCES["here"], "Encounter") is None


def test_reference_without_address_points_to_nothing() -> None:
    assert not points_to(Reference(), SOURCES["here"], TARGETS["here"])
