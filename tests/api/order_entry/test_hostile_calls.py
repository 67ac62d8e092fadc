"""Whatever a call holds, it is a case or a clear refusal, and nothing that was sent is repeated."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from api.order_entry.case import open_case
from engine.errors import InputError
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap
from fhir.bundle.topic import orders_rt_pcr, topic_of
from fhir.hooks.orders import forms_of
from fhir.hooks.request import HOOKS, read_hook
from fhir.hooks.templates import TEMPLATES, queries
from tests.fhir.hooks.invented_calls import document, entries
from tests.fhir.invented_bundles import (
    AS_OF,
    FEVER,
    LOCAL,
    PATIENT,
    Resource,
    condition,
    edition,
    encounter,
    film,
    form,
    order,
    quantity,
    resource,
    rna,
)

CANARY = "Hong Gildong 800101"  # invented, and no FHIR id: types and ids may be repeated
SITE = SiteMap(
    locations={"Location/l1": "screening-clinic"},
    orders={f"{LOCAL}|RG101": "cxr"},
    reasons={f"{LOCAL}|X": {"covid_suspicion": ("high",)}},
    laboratory_record_complete=True,
    urgent_surgery_counts=True,
)
SUPPORTED = [{"reference": "QuestionnaireResponse/q1"}, {"reference": "#q9"}]
NEXT = [{"relation": "next", "url": "https://ehr.example/2"}]
DRAFTS = (
    order(supportingInfo=SUPPORTED, contained=[form("q9", covid_suspicion="high")], encounter={"reference": "#e9"}),
    order("cxr", "s2", subject=None, authoredOn="2020-04-07"),
    resource("ServiceRequest", "l1", status="draft", intent="order", code=rna()["code"]),
)
PREFETCH: Resource = {
    "patient": PATIENT | {"identifier": [{"system": "urn:invented", "value": "17"}], "birthDate": "1980-01-01"},
    "encounter": encounter("EMER", location=[{"location": {"reference": "Location/l1"}}]),
    "laboratory": entries(rna(), rna(None, "o2", status="registered"), link=NEXT),
    "vital-signs": entries(quantity("8310-5", 38.5, "Cel", "t1"), total=60),
    "conditions": entries(condition(FEVER), {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}),
    "reports": entries(film()),
    "orders": None,
    "answers": entries(form(purpose="diagnosis", fever="no")),
    "own-key": {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]},
}
CALL = document(
    *DRAFTS,
    hook="order-select",
    prefetch=PREFETCH,
    selections=["ServiceRequest/s1", "s2"],
    encounterId="e1",
) | {"fhirServer": "https://ehr.example", "fhirAuthorization": {"access_token": "t", "token_type": "Bearer"}}
BODY = json.dumps(CALL).encode()


def refuse_to_repeat(told: str) -> None:
    assert CANARY not in told


def answer_or_refuse(body: bytes, fetched: dict[str, bytes | None] | None = None) -> None:
    """Read a call as far as it goes: nothing but an InputError may come out, and no text of it."""
    try:
        case = open_case(read_hook(body), SITE, fetched)
    except InputError as error:
        refuse_to_repeat(f"{error} {error.flaws} {error.problem}")
        return
    queries(case.request, TEMPLATES)
    forms_of(case.record, case.supplied.entries)
    told = [repr((case.warnings, case.supplied.states(), case.supplied.places))]
    for each in case.orders or (None,):
        known, ordered = edition(), each.order if each else None
        encounter_id = case.request.encounter
        chart = open_chart(case.record, known.facts, known.thresholds, SITE, AS_OF, ordered, encounter_id)
        gathered = case.located(gather(chart))
        topic_of(chart, gathered.readings)
        orders_rt_pcr(chart)
        told.append(repr((gathered.readings, gathered.unread, gathered.measurements)))
    refuse_to_repeat("".join(told))


def test_call_that_is_mutated_here_is_read() -> None:
    case = open_case(read_hook(BODY), SITE)
    assert ([each.name for each in case.orders], case.warnings) == (
        ["ServiceRequest/s1", "ServiceRequest/s2"],
        ("prefetch-key-unknown", "order-without-subject"),
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TELLING = st.sampled_from(
    [
        CANARY,
        "2020-04-07",
        "final",
        "#x",
        "|",
        "Bundle",
        "OperationOutcome",
        "Patient/x",
        "draft",
        *HOOKS,
        {},
        [],
        1e400,
    ]
)


@given(st.data())
def test_no_element_of_a_wrong_type_breaks_a_call(data: st.DataObject) -> None:
    call = json.loads(BODY)
    for _ in range(data.draw(st.integers(1, 3))):
        place: object = call
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))  # type: ignore[arg-type]
            if not keys:
                break
            key = data.draw(st.sampled_from(keys))
            inner = place[key]  # type: ignore[index]
            if not isinstance(inner, dict | list) or data.draw(st.integers(0, 4)) == 0:
                if data.draw(st.booleans()):
                    place[key] = data.draw(JSON | TELLING)  # type: ignore[index]
                else:
                    del place[key]  # type: ignore[attr-defined]
                break
            place = inner
    answer_or_refuse(json.dumps(call).encode())


@given(st.dictionaries(st.sampled_from([*TEMPLATES, "own-key", CANARY]), JSON | TELLING))
def test_no_prefetch_breaks_a_call(prefetch: Resource) -> None:
    answer_or_refuse(json.dumps(CALL | {"prefetch": prefetch}).encode())


@given(st.sampled_from(HOOKS), st.dictionaries(st.sampled_from([*CALL["context"], CANARY]), JSON | TELLING))
def test_no_context_breaks_a_call(hook: str, context: Resource) -> None:
    answer_or_refuse(json.dumps(CALL | {"hook": hook, "context": CALL["context"] | context}).encode())


@given(JSON)
def test_no_json_breaks_a_call(anything: object) -> None:
    answer_or_refuse(json.dumps(anything).encode())


@given(st.binary(max_size=200))
def test_no_bytes_break_a_call(body: bytes) -> None:
    answer_or_refuse(body)


@given(st.integers(0, len(BODY)), st.integers(0, len(BODY)), st.binary(max_size=4))
def test_no_torn_body_breaks_a_call(start: int, end: int, patch: bytes) -> None:
    answer_or_refuse(BODY[:start] + patch + BODY[end:])


@given(st.dictionaries(st.sampled_from([*TEMPLATES, "own-key"]), st.none() | st.binary(max_size=60)))
def test_nothing_that_was_fetched_breaks_a_call(fetched: dict[str, bytes | None]) -> None:
    answer_or_refuse(json.dumps(CALL | {"prefetch": None}).encode(), fetched)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


DEEP: dict[str, Callable[[bytes], bytes]] = {
    "in the call": lambda deep: BODY.replace(b"{", b'{"deep": ' + deep + b",", 1),
    "in a draft": lambda deep: BODY.replace(
        b'{"resourceType": "ServiceRequest"', b'{"deep": ' + deep + b', "id": ""', 1
    ),
    "in the drafts": lambda deep: BODY.replace(b'"draftOrders": {', b'"draftOrders": {"deep": ' + deep + b",", 1),
    "in a page": lambda deep: BODY.replace(b'"laboratory": {', b'"laboratory": {"deep": ' + deep + b",", 1),
    "in a result": lambda deep: BODY.replace(b'{"resourceType": "Obs', b'{"deep": ' + deep + b', "resourceType": "Obs'),
    "in an outcome": lambda deep: BODY.replace(b'"severity": "warning"', b'"deep": ' + deep, 1),
    "in the token": lambda deep: BODY.replace(b'{"access_token"', b'{"deep": ' + deep + b', "access_token"', 1),
}


@pytest.mark.parametrize("where", list(DEEP))
def test_no_depth_breaks_a_call(where: str) -> None:
    assert DEEP[where](b"[]") != BODY
    for depth in (*range(900, 1010), 5_000, 100_000):
        answer_or_refuse(DEEP[where](nested(depth)))


def test_what_is_no_text_is_not_echoed() -> None:
    assert bytes(read_hook(BODY).drafts[0].resource) == json.dumps(DRAFTS[0]).encode()
    for byte in (b"\xff", b"\xc3", b"\xed\xa0\x80"):
        with pytest.raises(InputError) as caught:
            read_hook(BODY.replace(b'"id": "s1"', b'"id": "s1", "note": "' + byte + b'"'))
        assert caught.value.problem == "malformed-json"
    assert isinstance(read_hook(BODY).prefetch["patient"], Raw)
