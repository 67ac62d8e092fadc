"""What cannot be read of a body is refused or set aside, naming the place and repeating nothing."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.context import Gathered
from engine.errors import Flaw, InputError
from tests.fhir.invented_bundles import (
    COUGH,
    FEVER,
    PATIENT,
    Resource,
    bundle,
    concept,
    condition,
    encounter,
    film,
    form,
    known,
    observation,
    order,
    quantity,
    read,
    read_body,
    reasons,
    resource,
    rna,
)

WRONG_TYPE = "it is not of the type that FHIR gives it"
CHANGED = "it changes the meaning in a way that is not known here"
CANARY = "Hong Gildong 800101"  # invented, and no FHIR id: types and ids may be repeated


def refusal(body: bytes) -> tuple[str, tuple[Flaw, ...]]:
    with pytest.raises(InputError) as caught:
        read_body(body)
    return caught.value.problem, caught.value.flaws


NOT_A_BUNDLE = ("not-a-bundle", (Flaw("#/resourceType", "not-a-bundle", ("Bundle", "Parameters")),))
REFUSED = {
    b"": ("malformed-json", (Flaw("#", "malformed-json"),)),
    b"{": ("malformed-json", (Flaw("#", "malformed-json"),)),
    b"{} {}": ("malformed-json", (Flaw("#", "malformed-json"),)),
    b'{"resourceType": NaN}': ("malformed-json", (Flaw("#", "malformed-json"),)),
    b'{"resourceType": "\xff"}': ("malformed-json", (Flaw("#", "malformed-json"),)),
    '{"resourceType": "Bundle"}'.encode("utf-16"): ("malformed-json", (Flaw("#", "malformed-json"),)),
    b'{"resourceType": "\\ud800"}': ("malformed-json", (Flaw("#", "malformed-json"),)),
    b'{"resourceType": "Bundle", "entry": [': ("malformed-json", (Flaw("#", "malformed-json"),)),
    b'{"resourceType": "Bundle", "entry": [5, ': ("malformed-json", (Flaw("#", "malformed-json"),)),
    b"[" * 100_000: ("not-a-bundle", (Flaw("#", "wrong-type"),)),
    b'{"a":' * 100_000: ("too-deep", (Flaw("#", "too-deep"),)),
    b"[]": ("not-a-bundle", (Flaw("#", "wrong-type"),)),
    b"5": ("not-a-bundle", (Flaw("#", "wrong-type"),)),
    b"{}": NOT_A_BUNDLE,
    b'{"resourceType": "Patient"}': NOT_A_BUNDLE,
    b'{"resourceType": 5}': ("wrong-type", (Flaw("#/resourceType", "wrong-type"),)),
    b'{"resourceType": "Bundle", "entry": 5}': ("wrong-type", (Flaw("#/entry", "wrong-type"),)),
    b'{"resourceType": "Bundle", "entry": null}': ("wrong-type", (Flaw("#/entry", "wrong-type"),)),
}


@pytest.mark.parametrize("body", list(REFUSED), ids=lambda body: repr(body[:48]))
def test_body_that_is_no_bundle_is_refused(body: bytes) -> None:
    assert refusal(body) == REFUSED[body]


@pytest.mark.parametrize("body", [b'{"resourceType": "Bundle"}', b'\xef\xbb\xbf{"resourceType": "Bundle"}'])
def test_empty_bundle_says_nothing(body: bytes) -> None:
    assert read_body(body) == Gathered()


# Each is an entry that cannot be read, beside a Condition that can.
BROKEN: dict[str, tuple[object, tuple[str, str]]] = {
    "no object": ({"resource": 5}, ("Bundle.entry[1].resource", WRONG_TYPE)),
    "null": ({"resource": None}, ("Bundle.entry[1].resource", WRONG_TYPE)),
    "entry no object": (5, ("Bundle.entry[1].resource", WRONG_TYPE)),
    "full URL no text": (
        {"fullUrl": 5, "resource": condition(COUGH, "c2")},
        ("Bundle.entry[1].resource", WRONG_TYPE),
    ),
    "no type": ({"resource": {"id": "x"}}, ("Bundle.entry[1].resource", WRONG_TYPE)),
    "type no text": ({"resource": {"resourceType": 5}}, ("Bundle.entry[1].resource.resourceType", WRONG_TYPE)),
    "number as text": (
        {"resource": condition(COUGH, "c2") | {"recordedDate": 5}},
        ("Bundle.entry[1].resource.recordedDate", WRONG_TYPE),
    ),
    "deep within": (
        {"resource": condition(COUGH, "c2") | {"code": {"coding": [{}, {"code": 5}]}}},
        ("Bundle.entry[1].resource.code.coding[1].code", WRONG_TYPE),
    ),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_entry_that_cannot_be_read_does_not_cost_the_others(name: str) -> None:
    entry, unread = BROKEN[name]
    entries = [{"resource": PATIENT}, entry, {"resource": condition(FEVER)}]
    gathered = read_body(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    assert (known(gathered, "fever"), known(gathered, "respiratory_symptoms")) == (("yes",), ("yes", "no"))
    assert reasons(gathered) == [unread]


@pytest.mark.parametrize(
    "entry",
    [{}, {"search": {"mode": "match"}}, {"resource": {"resourceType": "Claim", "status": 5, "priority": {}}}],
)
def test_entry_that_cannot_matter_is_not_looked_at(entry: Resource) -> None:
    entries = [{"resource": PATIENT}, entry, {"resource": condition(FEVER)}]
    gathered = read_body(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())
    assert (known(gathered, "fever"), reasons(gathered)) == (("yes",), [])


def test_type_is_found_wherever_it_stands() -> None:
    late = condition(FEVER)
    late["resourceType"] = late.pop("resourceType")
    other = {"id": "x", "resourceType": "Claim"}
    gathered = read(late, other)
    assert (known(gathered, "fever"), reasons(gathered)) == (("yes",), [])


def test_text_that_is_not_utf_8_costs_its_resource_alone() -> None:
    body = bundle(condition(FEVER), condition(COUGH, "c2", recordedDate="XXXX")).replace(b"XXXX", b"\xff")
    gathered = read_body(body)
    assert (known(gathered, "fever"), known(gathered, "respiratory_symptoms")) == (("yes",), ("yes", "no"))
    assert reasons(gathered) == [("Bundle.entry[2].resource", WRONG_TYPE)]


def test_type_that_is_not_utf_8_is_no_type() -> None:
    body = bundle(condition(FEVER), {"id": "x", "resourceType": "XXXX"}).replace(b"XXXX", b"\xff")
    assert reasons(read_body(body)) == [("Bundle.entry[2].resource", WRONG_TYPE)]


def test_full_url_that_is_not_utf_8_makes_the_body_unreadable() -> None:
    body = b'{"resourceType": "Bundle", "entry": [{"fullUrl": "\xff"}]}'
    assert refusal(body) == ("malformed-json", (Flaw("#", "malformed-json"),))
    loose = b'{"resourceType": "Bundle", "entry": [5, {"fullUrl": "\xff"}]}'
    assert reasons(read_body(loose)) == [(f"Bundle.entry[{number}].resource", WRONG_TYPE) for number in (0, 1)]


def test_number_as_text_is_not_a_number() -> None:
    gathered = read(quantity("8310-5", "39", "Cel"))
    assert known(gathered, "fever") == ("yes", "no")
    assert reasons(gathered) == [("Observation/o1#valueQuantity.value", "it is not a number that can be read")]


CHANGING = {"modifierExtension": [{"url": "urn:invented:not"}], "implicitRules": "urn:invented:rules"}
MATTERING: dict[str, Callable[..., Resource]] = {
    "Condition": lambda **more: condition(FEVER, **more),
    "Observation": rna,
    "DiagnosticReport": film,
    "Encounter": encounter,
    "ServiceRequest": order,
}


@pytest.mark.parametrize("element", list(CHANGING))
@pytest.mark.parametrize("kind", list(MATTERING))
def test_resource_whose_meaning_is_changed_says_nothing(kind: str, element: str) -> None:
    unchanged, changed = read(MATTERING[kind]()), read(MATTERING[kind](**{element: CHANGING[element]}))
    assert (unchanged.readings, unchanged.order) != ((), None)
    assert (changed.readings, changed.order) == ((), None)
    assert [(path.partition("#")[2], reason) for path, reason in reasons(changed)] == [(element, CHANGED)]


def test_patient_whose_meaning_is_changed_is_still_the_patient() -> None:
    changed = PATIENT | {"modifierExtension": [{"url": "urn:invented:not"}]}
    assert known(read_body(bundle(condition(FEVER), patient=changed)), "fever") == ("yes",)


def test_only_an_id_that_is_one_is_repeated() -> None:
    odd = condition(FEVER, CANARY + " (invented)", recordedDate=None)
    assert reasons(read(odd)) == [("Bundle.entry[1].resource#recordedDate", "it does not say since when")]


def test_record_has_room_for_a_hundred_reasons() -> None:
    gathered = read(*(condition(FEVER, f"c{number}", recordedDate=None) for number in range(120)))
    assert len(gathered.unread) == 101
    assert reasons(gathered)[-1] == ("Bundle", "20 more could not be read")


def test_contained_resource_that_cannot_be_read_is_named() -> None:
    held = observation(
        concept("8867-4"), contained=[{"resourceType": "Condition", "code": 5}, {"resourceType": "Claim"}]
    )
    assert reasons(read(held)) == [("Bundle.entry[1].resource.contained[0].code", WRONG_TYPE)]


ALL = bundle(
    encounter(),
    condition(FEVER),
    rna(),
    quantity("8310-5", 37.2, "Cel", "o2"),
    film(),
    order(supportingInfo=[{"reference": "QuestionnaireResponse/q1"}]),
    form(purpose="diagnosis"),
    resource("Procedure", "p1", status="in-progress", code=concept("40617009", "http://snomed.info/sct")),
    resource("ImagingStudy", "i1", status="available", started="2020-04-01T00:00:00Z", modality=[{"code": "CT"}]),
    resource("Specimen", "x1", collection={"collectedDateTime": "2020-04-01"}),
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def answer_or_refuse(body: bytes) -> None:
    try:
        gathered = read_body(body)
    except InputError as error:
        told = str(error)
    else:
        told = repr((gathered.readings, gathered.unread, gathered.measurements))
    assert CANARY not in told


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(body: bytes) -> None:
    answer_or_refuse(body)


@given(JSON)
def test_no_json_breaks_the_reading(document: object) -> None:
    answer_or_refuse(json.dumps(document).encode())


@given(st.data())
def test_no_element_of_a_wrong_type_breaks_the_reading(data: st.DataObject) -> None:
    document = json.loads(ALL)
    for _ in range(data.draw(st.integers(1, 3))):
        place: object = document
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))  # type: ignore[arg-type]
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            inner = place[key]  # type: ignore[index]
            if not isinstance(inner, dict | list) or data.draw(st.integers(0, 4)) == 0:
                replaced = data.draw(JSON | st.just(CANARY) | st.sampled_from(["2020-04-07", "final", "#x", "|"]))
                place[key] = replaced  # type: ignore[index]
                break
            place = inner
    answer_or_refuse(json.dumps(document).encode())


@given(st.integers(0, len(ALL)), st.integers(0, len(ALL)), st.binary(max_size=4))
def test_no_torn_body_breaks_the_reading(start: int, end: int, patch: bytes) -> None:
    answer_or_refuse(ALL[:start] + patch + ALL[end:])
