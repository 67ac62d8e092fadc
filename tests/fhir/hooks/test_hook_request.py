"""A call is read leniently: what is used must be right, what is merely sloppy is a warning, and nothing is repeated."""

import json
from itertools import product

import pytest
from msgspec import Raw

from engine.errors import Flaw, InputError
from fhir.bundle.raw import Entry
from fhir.hooks.request import HOOKS, HookRequest, read_hook
from tests.fhir.hooks.invented_calls import INSTANCE, LEFT_OUT, asked, document
from tests.fhir.invented_bundles import Resource, order

CANARY = "Hong-Gildong-800101"  # invented


def read(call: object) -> HookRequest:
    return read_hook(json.dumps(call).encode())


def refusal(body: bytes) -> tuple[str, Flaw]:
    with pytest.raises(InputError) as caught:
        read_hook(body)
    (flaw,) = caught.value.flaws
    assert CANARY not in str(caught.value)
    return caught.value.problem, flaw


def malformed(place: str, code: str, *allowed: str) -> tuple[str, Flaw]:
    return "malformed-hook", Flaw(place, code, allowed)


NO_JSON, TOO_DEEP = ("malformed-json", Flaw("#", "malformed-json")), ("too-deep", Flaw("#", "too-deep"))
REFUSED = {
    b"": NO_JSON,
    b"{": NO_JSON,
    b'{"hook": "order-sign"} {}': NO_JSON,
    b'{"hook": NaN}': NO_JSON,
    b'{"hook": "\xff"}': NO_JSON,
    b'{"hook": "\\ud800"}': NO_JSON,
    '{"hook": "order-sign"}'.encode("utf-16"): NO_JSON,
    b"<html>": NO_JSON,
    b'{"a":' * 100_000: TOO_DEEP,
    b'{"hook": "order-sign", "prefetch": {"a": ' + b"[" * 100_000: TOO_DEEP,
    b"[]": malformed("#", "wrong-type"),
    b"5": malformed("#", "wrong-type"),
    b"null": malformed("#", "wrong-type"),
    b"{}": malformed("#/hook", "missing-field"),
    b'{"hook": null}': malformed("#/hook", "wrong-type"),
    b'{"hook": 5}': malformed("#/hook", "wrong-type"),
    b'{"hook": ""}': malformed("#/hook", "unknown-value", *HOOKS),
    f'{{"hook": "{CANARY}"}}'.encode(): malformed("#/hook", "unknown-value", *HOOKS),
    b'{"hook": "order-dispatch", "context": {}}': malformed("#/hook", "unknown-value", *HOOKS),
    b'{"hook": "order-sign"}': malformed("#/context", "missing-field"),
    b'{"hook": "order-sign", "context": null}': malformed("#/context", "missing-field"),
    b'{"hook": "order-sign", "context": []}': malformed("#/context", "wrong-type"),
    f'{{"hook": "order-sign", "context": "{CANARY}"}}'.encode(): malformed("#/context", "wrong-type"),
    b'{"hook": "order-sign", "context": {}}': malformed("#/context/patientId", "missing-field"),
    # What is not looked at must be JSON as well.
    b'{"hook": "patient-view", "context": {"patientId": "1"}, "prefetch": {"a": "\\ud800"}}': NO_JSON,
    b'{"hook": "patient-view", "context": {"patientId": "1", "draftOrders": "\\ud800"}}': NO_JSON,
    b'{"hook": "patient-view", "context": {"patientId": "1", "draftOrders": "\xff"}}': NO_JSON,
    b'{"hook": "patient-view", "context": {"patientId": "1"}, "prefetch": {"a": "\xed\xa0\x80"}}': NO_JSON,
    b'{"hook": "patient-view", "context": {"patientId": "1"}, "fhirAuthorization": {"a": 01}}': NO_JSON,
}


@pytest.mark.parametrize("body", list(REFUSED), ids=lambda body: repr(body[:80]))
def test_body_that_is_no_call_is_refused(body: bytes) -> None:
    assert refusal(body) == REFUSED[body]


WRONG_CONTEXT: dict[str, tuple[Resource, tuple[str, str, tuple[str, ...]]]] = {
    "patient no text": ({"patientId": 5}, ("/patientId", "wrong-type", ())),
    "patient null": ({"patientId": None}, ("/patientId", "wrong-type", ())),
    "patient left out": ({"patientId": LEFT_OUT}, ("/patientId", "missing-field", ())),
    "patient empty": ({"patientId": ""}, ("/patientId", "wrong-type", ())),
    "patient of a reference alone": ({"patientId": "Patient/"}, ("/patientId", "wrong-type", ())),
    "patient of another type": ({"patientId": "Group/1"}, ("/patientId", "wrong-type", ())),
    "patient with a name": ({"patientId": f"{CANARY} (invented)"}, ("/patientId", "wrong-type", ())),
    "patient with a line end": ({"patientId": "1\n"}, ("/patientId", "wrong-type", ())),
    "patient too long": ({"patientId": "1" * 65}, ("/patientId", "wrong-type", ())),
    "patient of a server": ({"patientId": "https://ehr.example/Patient/1"}, ("/patientId", "wrong-type", ())),
    "encounter no text": ({"encounterId": 5}, ("/encounterId", "wrong-type", ())),
    "encounter no id": ({"encounterId": "visit 5"}, ("/encounterId", "wrong-type", ())),
    "encounter of another type": ({"encounterId": "Patient/1"}, ("/encounterId", "wrong-type", ())),
    "selections no list": ({"selections": CANARY}, ("/selections", "wrong-type", ())),
    "drafts left out": ({"draftOrders": LEFT_OUT}, ("/draftOrders", "missing-field", ())),
    "drafts null": ({"draftOrders": None}, ("/draftOrders", "wrong-type", ())),
    "drafts a list": ({"draftOrders": []}, ("/draftOrders", "wrong-type", ())),
    "drafts of no type": ({"draftOrders": {}}, ("/draftOrders/resourceType", "unknown-value", ("Bundle",))),
    "drafts no Bundle": (
        {"draftOrders": {"resourceType": "ServiceRequest"}},
        ("/draftOrders/resourceType", "unknown-value", ("Bundle",)),
    ),
    "type of drafts no text": ({"draftOrders": {"resourceType": 5}}, ("/draftOrders/resourceType", "wrong-type", ())),
    "entries no list": (
        {"draftOrders": {"resourceType": "Bundle", "entry": CANARY}},
        ("/draftOrders/entry", "wrong-type", ()),
    ),
    "entry no object": (
        {"draftOrders": {"resourceType": "Bundle", "entry": [{}, CANARY]}},
        ("/draftOrders/entry/1", "wrong-type", ()),
    ),
    "full URL no text": (
        {"draftOrders": {"resourceType": "Bundle", "entry": [{"fullUrl": 5}]}},
        ("/draftOrders/entry/0/fullUrl", "wrong-type", ()),
    ),
}


@pytest.mark.parametrize("name", list(WRONG_CONTEXT))
def test_context_that_cannot_be_used_is_refused_at_its_place(name: str) -> None:
    context, (place, code, allowed) = WRONG_CONTEXT[name]
    body = json.dumps(document(order(), hook="order-select", **{"selections": [], **context})).encode()
    assert refusal(body) == malformed(f"#/context{place}", code, *allowed)


@pytest.mark.parametrize("wrong", [[], CANARY, 5, True])
def test_prefetch_that_is_no_object_is_refused(wrong: object) -> None:
    assert refusal(json.dumps(document() | {"prefetch": wrong}).encode()) == malformed("#/prefetch", "wrong-type")


def test_whole_call_is_read() -> None:
    draft = '{"resourceType": "ServiceRequest", "id": "s1", "quantity": 37.50}'
    body = (
        f'{{"hook": "order-select", "hookInstance": "{INSTANCE}", "fhirServer": "https://ehr.example/fhir",'
        '"fhirAuthorization": {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "s"},'
        '"context": {"userId": "Practitioner/2", "patientId": "1", "encounterId": "e1",'
        '"selections": ["ServiceRequest/s1"], "draftOrders": {"resourceType": "Bundle", "type": "collection",'
        f'"entry": [{{"fullUrl": "urn:invented:1", "resource": {draft} }}]}}}},'
        '"prefetch": {"patient": {"resourceType": "Patient"}, "orders": null}, "extension": {"more": [5]}}'
    ).encode()
    assert read_hook(body) == HookRequest(
        hook="order-select",
        instance=INSTANCE,
        patient="1",
        encounter="e1",
        drafts=(Entry(Raw(draft.encode()), "urn:invented:1"),),
        selections=frozenset({"ServiceRequest/s1"}),
        prefetch={"patient": Raw(b'{"resourceType": "Patient"}'), "orders": Raw(b"null")},
        server="https://ehr.example/fhir",
        access_token="t",  # noqa: S106  invented
        warnings=(),
    )
    assert read_hook(b"\xef\xbb\xbf" + body) == read_hook(body)


@pytest.mark.parametrize("hook", HOOKS)
def test_least_call_is_read_and_what_it_lacks_is_told(hook: str) -> None:
    drafts = {} if hook == "patient-view" else {"draftOrders": {"resourceType": "Bundle"}}
    warnings = {
        "order-select": ("user-missing", "hook-instance-missing", "bundle-without-type", "selections-missing"),
        "order-sign": ("user-missing", "hook-instance-missing", "bundle-without-type"),
        "patient-view": ("user-missing", "hook-instance-missing"),
    }
    assert read({"hook": hook, "context": {"patientId": "1", **drafts}}) == HookRequest(
        hook, None, "1", None, (), None, {}, None, None, warnings[hook]
    )


def test_drafts_of_a_view_are_not_looked_at() -> None:
    assert asked(order(), hook="patient-view").drafts == ()
    assert asked(hook="patient-view", draftOrders=5, selections=["x"]).selections is None


@pytest.mark.parametrize(
    ("given", "instance", "warnings"),
    [
        (INSTANCE, INSTANCE, ()),
        (INSTANCE.upper(), INSTANCE, ()),
        ("d1577c69-dfbe-44ad-ba6d-3e05e123b2va", None, ("hook-instance-not-a-uuid",)),
        (f"urn:uuid:{INSTANCE}", None, ("hook-instance-not-a-uuid",)),
        (f"{INSTANCE}\n", None, ("hook-instance-not-a-uuid",)),
        (INSTANCE.replace("-", ""), None, ("hook-instance-not-a-uuid",)),
        (5, None, ("hook-instance-not-a-uuid",)),
        ([INSTANCE], None, ("hook-instance-not-a-uuid",)),
        ("", None, ("hook-instance-missing",)),
        (None, None, ("hook-instance-missing",)),
    ],
)
def test_instance_is_a_uuid_or_a_warning(given: object, instance: str | None, warnings: tuple[str, ...]) -> None:
    request = read(document(order()) | {"hookInstance": given})
    assert (request.instance, request.warnings) == (instance, warnings)


@pytest.mark.parametrize(
    ("patient", "encounter", "read_as", "warnings"),
    [
        ("1", "e1", ("1", "e1"), ()),
        ("a-B.9", "e" * 64, ("a-B.9", "e" * 64), ()),
        ("Patient/1", "e1", ("1", "e1"), ("id-written-as-reference",)),
        ("1", "Encounter/e1", ("1", "e1"), ("id-written-as-reference",)),
        ("Patient/1", "Encounter/e1", ("1", "e1"), ("id-written-as-reference",)),
        ("1", "", ("1", None), ()),
        ("1", None, ("1", None), ()),
        ("1", LEFT_OUT, ("1", None), ()),
    ],
)
def test_ids_are_bare(
    patient: str, encounter: str | None, read_as: tuple[str, str | None], warnings: tuple[str, ...]
) -> None:
    request = asked(order(), patientId=patient, encounterId=encounter)
    assert ((request.patient, request.encounter), request.warnings) == (read_as, warnings)


@pytest.mark.parametrize(
    ("user", "warnings"),
    [
        ("Practitioner/2", ()),
        ("", ()),
        (LEFT_OUT, ("user-missing",)),
        (None, ("user-missing",)),
        (5, ("user-missing",)),
    ],
)
def test_user_is_expected(user: object, warnings: tuple[str, ...]) -> None:
    assert asked(order(), userId=user).warnings == warnings


@pytest.mark.parametrize(
    ("kind", "warnings"),
    [
        ("collection", ()),
        ("invented", ()),
        (LEFT_OUT, ("bundle-without-type",)),
        (None, ("bundle-without-type",)),
        (5, ("bundle-without-type",)),
    ],
)
def test_drafts_are_read_without_a_type(kind: object, warnings: tuple[str, ...]) -> None:
    bundle = {"resourceType": "Bundle", "type": kind, "entry": [{"resource": order()}, {}]}
    request = asked(draftOrders={name: part for name, part in bundle.items() if part is not LEFT_OUT})
    assert (request.drafts, request.warnings) == ((Entry(Raw(json.dumps(order()).encode())), Entry()), warnings)


SELECTIONS = [
    (["ServiceRequest/s1", "s2"], {"ServiceRequest/s1", "s2"}, ()),
    ([], set(), ()),
    (["a", 5, None, {"b": "c"}, "a"], {"a"}, ()),
    (None, None, ("selections-missing",)),
    (LEFT_OUT, None, ("selections-missing",)),
]


@pytest.mark.parametrize(("hook", "case"), list(product(("order-select", "order-sign"), SELECTIONS)))
def test_selections_are_those_of_a_selection(hook: str, case: tuple[object, set[str] | None, tuple[str, ...]]) -> None:
    given, selections, warnings = case
    request = asked(order(), hook=hook, selections=given)
    expected = (selections, warnings) if hook == "order-select" else (None, ())
    assert (request.selections, request.warnings) == expected


UNREADABLE = ("authorization-unreadable",)


@pytest.mark.parametrize(
    ("authorization", "token", "warnings"),
    [
        (LEFT_OUT, None, ()),
        (None, None, ()),
        ({"access_token": "a.b-c_d~e+f/g=", "token_type": "Bearer"}, "a.b-c_d~e+f/g=", ()),
        ({"access_token": "t", "token_type": "bearer"}, "t", ()),
        ({"access_token": "t", "token_type": "MAC"}, None, UNREADABLE),
        ({"access_token": "", "token_type": "Bearer"}, None, UNREADABLE),
        ({"access_token": "t t", "token_type": "Bearer"}, None, UNREADABLE),
        ({"access_token": "t\r\nCookie: t", "token_type": "Bearer"}, None, UNREADABLE),
        ({"access_token": "t\n", "token_type": "Bearer"}, None, UNREADABLE),
        ({"access_token": "홍", "token_type": "Bearer"}, None, UNREADABLE),
        ({"access_token": "t"}, None, UNREADABLE),
        ({"access_token": 5, "token_type": "Bearer"}, None, UNREADABLE),
        ({}, None, UNREADABLE),
        ("Bearer t", None, UNREADABLE),
        ([], None, UNREADABLE),
    ],
)
def test_token_is_one_that_a_header_can_carry(
    authorization: object, token: str | None, warnings: tuple[str, ...]
) -> None:
    held = {} if authorization is LEFT_OUT else {"fhirAuthorization": authorization}
    request = read(document(order()) | held)
    assert (request.access_token, request.warnings) == (token, warnings)


@pytest.mark.parametrize(
    ("given", "server"),
    [("https://ehr.example/fhir", "https://ehr.example/fhir"), ("", ""), (None, None), (5, None), ([], None)],
)
def test_server_is_taken_as_it_is_said(given: object, server: str | None) -> None:
    assert read(document(order()) | {"fhirServer": given}).server == server


@pytest.mark.parametrize("given", [None, {}, LEFT_OUT])
def test_prefetch_may_be_left_out(given: object) -> None:
    call = {name: part for name, part in (document(order()) | {"prefetch": given}).items() if part is not LEFT_OUT}
    assert (read(call).prefetch, read(call).warnings) == ({}, ())


def test_each_warning_is_told_once() -> None:
    assert asked(order(), patientId="Patient/1", encounterId="Encounter/e1").warnings == ("id-written-as-reference",)
