"""A whole resource is checked against the structure of FHIR, and no way in which the models fail gets out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import Flaw
from fhir.r4.validate import validate_resource
from tests.fhir.invented_bundles import (
    FEVER,
    PATIENT,
    bundle,
    condition,
    encounter,
    film,
    form,
    order,
    quantity,
    rna,
)

ROOT = Path(__file__).parents[2]


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"url": "urn:invented", "valueCode": "x"}
    for _ in range(levels):
        inner = {"url": "urn:invented", "extension": [inner]}
    return PATIENT | {"extension": [inner]}


INVENTED = {
    "Patient": PATIENT,
    "Condition": condition(FEVER),
    "Encounter": encounter(),
    "laboratory Observation": rna(),
    "measured Observation": quantity("8310-5", 37, "Cel"),
    "DiagnosticReport": film(),
    "ServiceRequest": order(),
    "QuestionnaireResponse": form(purpose="x"),
}


@pytest.mark.parametrize("name", list(INVENTED))
def test_resource_that_is_fhir_has_no_flaw(name: str) -> None:
    assert validate_resource(INVENTED[name]) == []


def test_bundle_that_is_fhir_has_no_flaw() -> None:
    assert validate_resource(json.loads(bundle(condition(FEVER), rna()))) == []


FLAWED: list[tuple[dict[str, Any], list[Flaw]]] = [
    ({}, [Flaw("#/resourceType", "missing-field")]),
    ({"resourceType": 5}, [Flaw("#/resourceType", "wrong-type")]),
    ({"resourceType": "Invented"}, [Flaw("#/resourceType", "unknown-value")]),
    ({"resourceType": "../../etc"}, [Flaw("#/resourceType", "unknown-value")]),
    (PATIENT | {"nmae": "invented"}, [Flaw("#", "unknown-field")]),
    (PATIENT | {"name": [{"fmaily": "invented"}]}, [Flaw("#/name/0", "unknown-field")]),
    ({"resourceType": "Observation", "code": {"text": "x"}}, [Flaw("#/status", "missing-field")]),
    ({"resourceType": "Condition"}, [Flaw("#/subject", "missing-field")]),
    (PATIENT | {"birthDate": "1980-13-01"}, [Flaw("#/birthDate", "wrong-type")]),
    (PATIENT | {"name": [{"family": 5}]}, [Flaw("#/name/0/family", "wrong-type")]),
    (PATIENT | {"active": "\ud800"}, [Flaw("#/active", "wrong-type")]),
    (nested(100), [Flaw("#", "too-deep")]),
    (nested(5000), [Flaw("#", "too-deep")]),
]


@pytest.mark.parametrize(("resource", "flaws"), FLAWED, ids=range(len(FLAWED)))
def test_flaw_names_its_place_and_repeats_nothing(resource: dict[str, Any], flaws: list[Flaw]) -> None:
    assert validate_resource(resource) == flaws


@pytest.mark.parametrize("kind", ["Invented", 5, None])
def test_type_within_a_bundle_that_fhir_does_not_have_is_a_flaw(kind: object) -> None:
    held = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": kind}}]}
    assert validate_resource(held) != []


def test_nesting_that_the_models_can_follow_is_no_flaw() -> None:
    assert validate_resource(nested(20)) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Patient", "Bundle", "final"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(INVENTED.values())), st.data())
def test_no_resource_breaks_the_check(resource: dict[str, Any], data: st.DataObject) -> None:
    changed = resource | {data.draw(st.sampled_from(list(resource))): data.draw(ANYTHING)}
    assert isinstance(validate_resource(changed), list)


def test_models_are_loaded_only_for_who_asks() -> None:
    code = (
        "import sys, fhir.bundle.read, fhir.r4.validate;"
        "sys.exit(any(name.startswith('fhir.resources') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
