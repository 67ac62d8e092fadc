"""Bundles and single resources are read for their codes, whosever they are."""

import json

import pytest

from engine.errors import InputError
from fhir.bundle.any_patient import read_any_patient
from fhir.bundle.site import SiteMap
from fhir.bundle.unmapped import unmapped_codes
from tests.fhir.invented_bundles import LOCAL, bundle, concept, order


def orders(body: bytes) -> list[str]:
    """The codes of orders that a body holds and nobody knows."""
    return [each.code for each in unmapped_codes(read_any_patient(body), SiteMap())]


def test_a_resource_by_itself_is_read_and_what_is_none_is_refused() -> None:
    assert orders(json.dumps(order(code=concept("CT202", LOCAL))).encode()) == [f"{LOCAL}|CT202"]
    assert orders(b'{"resourceType": "Medication"}') == []
    with pytest.raises(InputError, match="not-a-bundle"):
        read_any_patient(b"{}")
    with pytest.raises(InputError, match="malformed-json"):
        read_any_patient(b"{")


def test_resources_of_two_patients_are_read() -> None:
    other = order(code=concept("CT202", LOCAL)) | {"subject": {"reference": "Patient/invented-2"}}
    body = bundle(order(code=concept("CT203", LOCAL), identity="s2"), other)
    assert orders(body) == [f"{LOCAL}|CT203", f"{LOCAL}|CT202"]
