"""Facts stated beside a Bundle are stated facts; what is not declared is refused, naming the part."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.context import STATED, Reading
from engine.errors import Flaw, InputError
from tests.fhir.invented_bundles import FEVER, PATIENT, Resource, bundle, condition, edition, known, order, read_body

FACTS = edition().facts
NAMES = ("bundle", *FACTS)
BUNDLE: Resource = {"name": "bundle", "resource": json.loads(bundle(condition(FEVER), order()))}


def parameters(*parts: object) -> bytes:
    return json.dumps({"resourceType": "Parameters", "parameter": list(parts)}).encode()


def stated(name: str, value: Any, element: str = "valueCode") -> Resource:  # noqa: ANN401  a wrong type on purpose
    return {"name": name, element: value}


def refusal(body: bytes) -> tuple[str, tuple[Flaw, ...]]:
    with pytest.raises(InputError) as caught:
        read_body(body)
    return caught.value.problem, caught.value.flaws


@pytest.mark.parametrize("element", ["valueCode", "valueString"])
def test_stated_fact_beats_the_record(element: str) -> None:
    gathered = read_body(parameters(BUNDLE, stated("fever", "no", element)))
    assert (known(gathered, "fever"), gathered.order) == (("no",), "ct")
    assert gathered.readings[0] == Reading("fever", ("no",), STATED, f"#/parameter/1/{element}")


def test_parts_of_one_fact_are_one_of_these_in_the_order_of_the_domain() -> None:
    parts = (stated("care_setting", "intensive-care"), BUNDLE, stated("care_setting", "inpatient"))
    reading = read_body(parameters(*parts)).readings[0]
    assert reading == Reading("care_setting", ("inpatient", "intensive-care"), STATED, "#/parameter/0/valueCode")


def test_bundle_alone_is_enough() -> None:
    assert read_body(parameters(BUNDLE)) == read_body(bundle(condition(FEVER), order()))


UNKNOWN = Flaw("#/parameter/1/name", "unknown-fact", NAMES)
REFUSED: dict[str, tuple[tuple[object, ...], str, tuple[Flaw, ...]]] = {
    "unknown fact": ((BUNDLE, stated("invented", "yes")), "unknown-fact", (UNKNOWN,)),
    "unknown value": (
        (BUNDLE, stated("fever", "maybe")),
        "unknown-value",
        (Flaw("#/parameter/1/valueCode", "unknown-value", ("yes", "no")),),
    ),
    "unknown text": (
        (BUNDLE, stated("fever", "Yes", "valueString")),
        "unknown-value",
        (Flaw("#/parameter/1/valueString", "unknown-value", ("yes", "no")),),
    ),
    "repeated value": (
        (BUNDLE, stated("fever", "yes"), stated("fever", "yes", "valueString")),
        "repeated-value",
        (Flaw("#/parameter/2/valueString", "repeated-value"),),
    ),
    "no value": (
        (BUNDLE, {"name": "fever", "valueBoolean": True}),
        "missing-field",
        (Flaw("#/parameter/1", "missing-field", ("valueCode", "valueString")),),
    ),
    "two values": (
        (BUNDLE, {"name": "fever", "valueCode": "yes", "valueString": "no"}),
        "wrong-type",
        (Flaw("#/parameter/1", "wrong-type", ("valueCode", "valueString")),),
    ),
    "several": (
        (BUNDLE, stated("invented", "yes"), stated("fever", "maybe")),
        "unknown-fact",
        (UNKNOWN, Flaw("#/parameter/2/valueCode", "unknown-value", ("yes", "no"))),
    ),
    "value no text": (
        (BUNDLE, stated("fever", 5)),
        "wrong-type",
        (Flaw("#/parameter/1/valueCode", "wrong-type"),),
    ),
    "no name": ((BUNDLE, {"valueCode": "yes"}), "wrong-type", (Flaw("#/parameter/1", "wrong-type"),)),
    "no bundle": ((stated("fever", "yes"),), "not-a-bundle", (Flaw("#/parameter", "not-a-bundle"),)),
    "bundle without resource": (({"name": "bundle"},), "not-a-bundle", (Flaw("#/parameter", "not-a-bundle"),)),
    "two bundles": ((BUNDLE, BUNDLE), "not-a-bundle", (Flaw("#/parameter", "not-a-bundle"),)),
    "bundle no bundle": (
        ({"name": "bundle", "resource": PATIENT},),
        "not-a-bundle",
        (Flaw("#/parameter/0/resource/resourceType", "not-a-bundle", ("Bundle", "Parameters")),),
    ),
    "parameters within": (
        ({"name": "bundle", "resource": {"resourceType": "Parameters"}},),
        "not-a-bundle",
        (Flaw("#/parameter/0/resource/resourceType", "not-a-bundle", ("Bundle", "Parameters")),),
    ),
    "bundle of a wrong type": (
        ({"name": "bundle", "resource": {"resourceType": "Bundle", "entry": 5}},),
        "wrong-type",
        (Flaw("#/parameter/0/resource/entry", "wrong-type"),),
    ),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_stated_is_refused(name: str) -> None:
    parts, problem, flaws = REFUSED[name]
    assert refusal(parameters(*parts)) == (problem, flaws)


def test_two_patients_are_named_where_they_stand() -> None:
    two = json.loads(bundle(PATIENT | {"id": "invented-2"}))
    flaws = (Flaw("#/parameter/0/resource/entry", "two-patients"),)
    assert refusal(parameters({"name": "bundle", "resource": two})) == ("two-patients", flaws)


@given(st.lists(st.tuples(st.text(max_size=6) | st.sampled_from(NAMES), st.text(max_size=6)), max_size=4))
def test_no_stated_text_breaks_the_reading(parts: list[tuple[str, str]]) -> None:
    problem = ""
    try:
        read_body(parameters(BUNDLE, *(stated(name, value) for name, value in parts)))
    except InputError as error:
        problem = error.problem
    assert problem in {"", "unknown-fact", "unknown-value", "repeated-value", "not-a-bundle"}
