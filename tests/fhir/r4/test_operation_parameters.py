"""What FHIR's $apply names otherwise: the Bundle may be called `data`, and what tells no fact is passed over."""

import json

import pytest

from engine.errors import InputError
from fhir.bundle.parameters import PASSED_OVER
from tests.fhir.invented_bundles import FEVER, Resource, bundle, condition, order, read_body

BUNDLE: Resource = json.loads(bundle(condition(FEVER), order()))


def parameters(*parts: object) -> bytes:
    return json.dumps({"resourceType": "Parameters", "parameter": list(parts)}).encode()


def test_bundle_may_be_called_data() -> None:
    assert read_body(parameters({"name": "data", "resource": BUNDLE})) == read_body(
        parameters({"name": "bundle", "resource": BUNDLE})
    )


@pytest.mark.parametrize("other", ["data", "bundle"])
def test_two_bundles_are_refused_whatever_they_are_called(other: str) -> None:
    with pytest.raises(InputError) as caught:
        read_body(parameters({"name": "data", "resource": BUNDLE}, {"name": other, "resource": BUNDLE}))
    assert caught.value.problem == "not-a-bundle"


@pytest.mark.parametrize("name", PASSED_OVER)
def test_part_that_tells_no_fact_is_passed_over(name: str) -> None:
    said = {"name": name, "valueString": "Patient/another"}
    assert read_body(parameters(said, {"name": "data", "resource": BUNDLE})) == read_body(
        parameters({"name": "data", "resource": BUNDLE})
    )
