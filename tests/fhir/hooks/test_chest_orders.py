"""Of the drafts of a call, the orders of chest imaging that are selected or signed are judged, each as it stands."""

import json
from itertools import product
from typing import Any

import pytest

from api.order_entry.case import MOST_ORDERS, open_case
from engine.errors import Flaw, InputError
from fhir.bundle.order import Order
from fhir.bundle.site import SiteMap
from fhir.hooks.orders import forms_of
from fhir.hooks.request import read_hook
from tests.fhir.hooks.invented_calls import asked, chart_of, entries, gathered, opened, supplied
from tests.fhir.invented_bundles import (
    FEVER,
    LOCAL,
    LOINC,
    PATIENT,
    SNOMED,
    Resource,
    condition,
    form,
    known,
    observation,
    order,
    reasons,
    resource,
)

CPT, CPT_OID = "http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"
SITE = SiteMap(orders={f"{LOCAL}|RG101": "cxr", f"{LOCAL}|CT202": "ct", f"{LOINC}|79077-4": "ct"})


def judged(*drafts: Resource, **call: Any) -> list[tuple[str, str | None]]:  # noqa: ANN401  as in `document`
    """The kinds and names of the orders to judge."""
    return [(each.kind, each.name) for each in opened(*drafts, **call).orders]


def told(*drafts: Resource, **call: Any) -> tuple[str, ...]:  # noqa: ANN401  as in `document`
    return opened(*drafts, **call).warnings


def code(*codes: tuple[str, str]) -> Resource:
    return {"coding": [{"system": system, "code": one} for system, one in codes]}


CT, CXR, COMBINED, ANGIOGRAPHY, SCREENING = (
    (LOINC, "24627-2"),
    (LOINC, "36643-5"),
    (LOINC, "72252-0"),
    (LOINC, "36266-5"),
    (LOINC, "79086-5"),
)
KINDS: list[tuple[Resource | None, str | None]] = [
    (code(CXR), "cxr"),
    (code((SNOMED, "399208008")), "cxr"),
    (code((CPT, "71045")), "cxr"),
    (code((CPT_OID, "71048")), "cxr"),
    (code(CT), "ct"),
    (code((SNOMED, "169069000")), "ct"),
    *((code((CPT, number)), "ct") for number in ("71250", "71260", "71270")),
    (code(COMBINED), "ct"),
    (code((SNOMED, "418891003")), "ct"),
    (code(ANGIOGRAPHY), "ct-angiography"),
    (code((CPT, "71275")), "ct-angiography"),
    (code(SCREENING), "ct-lung-screening"),
    (code((CPT, "71271")), "ct-lung-screening"),
    (code((LOCAL, "RG101")), "cxr"),
    (code((LOCAL, "CT202")), "ct"),
    # The site's own meaning of a code goes before the standard one.
    (code((LOINC, "79077-4")), "ct"),
    (code(ANGIOGRAPHY, (LOCAL, "CT202")), "ct"),
    (code(CT, (LOCAL, "RG101")), "cxr"),
    # Several codes of one examination are one order.
    (code(CT, (CPT, "71250"), (LOCAL, "CT202"), (LOCAL, "OTHER")), "ct"),
    (code(CT, COMBINED), "ct"),
    (code(ANGIOGRAPHY, SCREENING), "ct-angiography"),
    (code(SCREENING, ANGIOGRAPHY), "ct-angiography"),
    (code(CT, ANGIOGRAPHY), "ct-angiography"),
    # Of a film and a CT in one nobody can tell which is meant.
    (code(CT, CXR), None),
    (code(COMBINED, CXR), None),
    (code((LOCAL, "RG101"), (LOCAL, "CT202")), None),
    (code((LOCAL, "OTHER")), None),
    (code((CPT, "72133")), None),
    (code(("", "24627-2")), None),
    ({"coding": [{"code": "24627-2"}]}, None),
    ({"coding": [{}], "text": "CT chest"}, None),
    ({"text": "CT chest"}, None),
    ({}, None),
    (None, None),
]


@pytest.mark.parametrize(("ordered", "kind"), KINDS)
def test_code_says_which_kind_of_chest_imaging_is_ordered(ordered: Resource | None, kind: str | None) -> None:
    case = opened(order(code=ordered), site=SITE)
    assert [(each.kind, each.name) for each in case.orders] == ([(kind, "ServiceRequest/s1")] if kind else [])
    # The guideline speaks of film and CT alone.
    assert [each.order is not None for each in case.orders] == ([kind in {"cxr", "ct"}] if kind else [])
    assert case.is_of_interest == (kind is not None)


@pytest.mark.parametrize(
    ("ordered", "warnings"),
    [(code(CT), ()), (code(COMBINED), ("combined-study",)), (code(CT, COMBINED), ("combined-study",))],
)
def test_combined_study_is_told(ordered: Resource, warnings: tuple[str, ...]) -> None:
    assert told(order(code=ordered)) == warnings


OVER = {"revoked", "completed", "entered-in-error"}
STATUSES = ("draft", "active", "on-hold", "unknown", None, *sorted(OVER))


@pytest.mark.parametrize(("status", "forbids"), list(product(STATUSES, (True, False, None))))
def test_draft_is_judged_unless_it_is_over_or_forbids(status: str | None, forbids: bool | None) -> None:
    expected = [] if status in OVER or forbids else [("ct", "ServiceRequest/s1")]
    assert judged(order(status=status, doNotPerform=forbids)) == expected


NAMED = "ServiceRequest/s1"
SPELLINGS = [
    ([NAMED], True),
    (["s1"], True),
    (["https://ehr.example/fhir/ServiceRequest/s1"], True),
    (["ServiceRequest/s1/_history/2"], True),
    (["https://ehr.example/fhir/ServiceRequest/s1/_history/2"], True),
    (["urn:uuid:3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c11"], True),
    (["ServiceRequest/other", NAMED], True),
    ([], False),
    ([""], False),
    (["ServiceRequest/"], False),
    (["ServiceRequest/s2"], False),
    (["ServiceRequest/S1"], False),
    (["MedicationRequest/s1"], False),
    (["urn:uuid:00000000-6b1d-4c53-9d3e-0f6f1b7a2c11"], False),
    (["ServiceRequest/None", "None"], False),
    ([5, None], False),
]


@pytest.mark.parametrize(("selections", "is_selected"), SPELLINGS)
def test_selection_names_a_draft_in_any_spelling(selections: list[object], is_selected: bool) -> None:
    url = "urn:uuid:3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c11"
    drafts = {"resourceType": "Bundle", "entry": [{"resource": order(), "fullUrl": url}]}
    found = judged(hook="order-select", selections=selections, draftOrders=drafts)
    assert found == ([("ct", NAMED)] if is_selected else [])
    # Who signs, signs everything.
    assert judged(hook="order-sign", selections=selections, draftOrders=drafts) == [("ct", NAMED)]


def test_all_drafts_are_judged_where_a_client_does_not_say_which() -> None:
    case = opened(order(), order("cxr", "s2"), hook="order-select")
    assert ([each.name for each in case.orders], case.warnings) == (
        [NAMED, "ServiceRequest/s2"],
        ("selections-missing",),
    )


@pytest.mark.parametrize(
    ("selections", "names"),
    [
        (["s1", "s2", "s3"], ["s1", "s2"]),
        (["s2"], ["s2"]),
        (["s3"], []),
        (["s1", "s3"], ["s1"]),
    ],
)
def test_only_what_is_selected_is_judged(selections: list[str], names: list[str]) -> None:
    drafts = [order(), order("cxr", "s2"), order(identity="s3", code=code((CPT, "72133")))]
    found = judged(*drafts, hook="order-select", selections=selections)
    assert [name for _, name in found] == [f"ServiceRequest/{name}" for name in names]


@pytest.mark.parametrize("given", [None, ""])
def test_order_without_an_id_has_no_name_and_cannot_be_selected(given: str | None) -> None:
    nameless = {name: part for name, part in (order() | {"id": given}).items() if part is not None}
    case = opened(nameless)
    assert ([(each.kind, each.name) for each in case.orders], case.warnings) == ([("ct", None)], ("order-without-id",))
    for selection in ("ServiceRequest/", "", "ServiceRequest/None"):
        assert judged(nameless, hook="order-select", selections=[selection]) == []


def test_other_drafts_are_not_warned_about() -> None:
    other = {"resourceType": "ServiceRequest", "status": "draft", "subject": order()["subject"]}
    assert told(other, order()) == ()


def test_order_is_echoed_as_it_stood() -> None:
    text = '{ "id":"s1", "resourceType" : "ServiceRequest","code":{"coding":[{"system":"http://loinc.org",'
    text += '"code":"24627-2"}]}, "quantityQuantity":{"value":37.50},"own":{"b":1,"a":[null]} }'
    start = b'{"hook": "order-sign", "context": {"patientId": "1", "draftOrders": {"resourceType": "Bundle", "entry": ['
    case = open_case(read_hook(start + b'{}, {"resource":' + text.encode() + b"}]}}}"), SiteMap())
    assert [bytes(each.raw) for each in case.orders] == [text.encode()]


ANOTHER = {"reference": "Patient/invented-2"}
SUBJECTS: dict[str, tuple[object, bool, tuple[str, ...]]] = {
    "of the patient": ({"reference": "Patient/invented-1"}, True, ()),
    "of the patient on a server": ({"reference": "https://ehr.example/fhir/Patient/invented-1"}, True, ()),
    "of the patient's version": ({"reference": "Patient/invented-1/_history/3"}, True, ()),
    "of the patient's number": ({"identifier": {"system": "urn:invented", "value": "17"}}, True, ()),
    "left out": (None, True, ("order-without-subject",)),
    "empty": ({}, True, ()),
    "display alone": ({"display": "invented"}, True, ()),
    "of another": (ANOTHER, False, ("order-of-another-patient",)),
    "of another number": (
        {"identifier": {"system": "urn:invented", "value": "18"}},
        False,
        ("order-of-another-patient",),
    ),
    "of a group": ({"reference": "Group/invented-1"}, False, ("order-of-another-patient",)),
    "contained": ({"reference": "#p"}, False, ("order-of-another-patient",)),
}


@pytest.mark.parametrize("name", list(SUBJECTS))
def test_draft_is_of_the_patient_unless_it_names_another(name: str) -> None:
    subject, is_judged, warnings = SUBJECTS[name]
    patient = PATIENT | {"identifier": [{"system": "urn:invented", "value": "17"}]}
    case = opened(order(subject=subject), prefetch={"patient": patient})
    assert ([each.name for each in case.orders], case.warnings) == ([NAMED] if is_judged else [], warnings)


def test_other_drafts_of_another_patient_are_told_beside_an_order() -> None:
    case = opened(order(), order(identity="s2", subject=ANOTHER))
    assert ([each.name for each in case.orders], case.warnings) == ([NAMED], ("order-of-another-patient",))
    assert [(one.path, one.reason) for one in case.record.unread] == [("ServiceRequest/s2", "it is of another patient")]


@pytest.mark.parametrize("subject", [ANOTHER, {"reference": "Patient/invented-1"}])
def test_strangers_in_the_prefetch_are_no_drafts(subject: Resource) -> None:
    case = opened(order(), prefetch={"orders": entries(order(identity="s2", subject=subject, status="active"))})
    assert ([each.name for each in case.orders], case.warnings) == ([NAMED], ())


def test_strange_condition_among_the_drafts_is_no_order_of_another() -> None:
    assert told(order(), condition(FEVER, subject=ANOTHER)) == ()


def test_draft_that_cannot_be_read_is_no_order_of_another() -> None:
    case = opened(order(identity="s2") | {"status": 5}, order(), condition(FEVER, subject=ANOTHER))
    assert [each.name for each in case.orders] == [NAMED]
    assert ("Bundle.entry[0].resource.status", "it is not of the type that FHIR gives it") in [
        (one.path, one.reason) for one in case.record.unread
    ]


@pytest.mark.parametrize("subject", [None, {}, {"reference": "Patient/invented-1"}])
def test_draft_of_nobody_keeps_what_it_contains(subject: Resource | None) -> None:
    answers = {name: part for name, part in form(fever="yes").items() if name != "subject"}
    found = gathered(order(subject=subject, contained=[answers], supportingInfo=[{"reference": "#q1"}]))
    assert (known(found, "fever"), reasons(found)) == (("yes",), [])


def test_draft_of_nobody_does_not_lend_its_patient_to_others() -> None:
    of_nobody = condition(FEVER, subject=None)
    found = gathered(order(subject=None), prefetch={"conditions": entries(of_nobody)})
    assert (known(found, "fever"), reasons(found)) == (("yes", "no"), [("Condition/c1", "it names no patient")])
    held = observation({}, "o1", subject=None, contained=[of_nobody])
    assert reasons(gathered(order(), prefetch={"conditions": entries(held)})) == [
        ("Observation/o1", "it names no patient"),
        ("Observation/o1#c1", "it names no patient"),
    ]


def test_contained_resource_of_another_in_a_draft_of_nobody_is_not_theirs() -> None:
    answers = form(fever="yes") | {"subject": ANOTHER}
    found = gathered(order(subject=None, contained=[answers], supportingInfo=[{"reference": "#q1"}]))
    assert known(found, "fever") == ("yes", "no")
    assert reasons(found)[0] == ("ServiceRequest/s1#q1", "it is of another patient")


def test_contained_order_is_none_of_the_drafts() -> None:
    assert judged(resource("Observation", "o1", code={}, contained=[order(identity="s9")])) == []


def test_order_holds_what_is_decided_upon() -> None:
    case = opened(order("cxr", authoredOn="2020-04-07"))
    (found,) = case.orders
    assert isinstance(found.order, Order)
    assert (found.order.modality, found.order.found.name) == ("cxr", NAMED)
    assert found.order.authored is not None
    assert found.order.authored.earliest.isoformat() == "2020-04-07T00:00:00+09:00"
    assert chart_of(case).order == found.order


def test_forms_are_those_that_stand_by_themselves() -> None:
    contained = form("q2", purpose="diagnosis")
    nameless = {name: part for name, part in form("q3").items() if name != "id"}
    of_another = form("q4") | {"subject": ANOTHER}
    page = entries(form(purpose="screening"), nameless, of_another)
    case = opened(order(contained=[contained]), form("q5"), prefetch=supplied(answers=page))
    forms = forms_of(case.record, case.supplied.entries)
    assert {name: json.loads(bytes(raw)) for name, raw in forms.items()} == {
        "QuestionnaireResponse/q1": form(purpose="screening"),
        "QuestionnaireResponse/q5": form("q5"),
    }


@pytest.mark.parametrize(("number", "is_refused"), [(MOST_ORDERS, False), (MOST_ORDERS + 1, True)])
def test_so_many_orders_are_judged(number: int, is_refused: bool) -> None:
    drafts = [order(identity=f"s{index}") for index in range(number)]
    others = [order(identity=f"t{index}", code=code((CPT, "72133"))) for index in range(5)]
    if is_refused:
        with pytest.raises(InputError) as caught:
            opened(*drafts, *others)
        assert (caught.value.problem, caught.value.flaws) == (
            "too-many-orders",
            (Flaw("#/context/draftOrders", "too-many-orders"),),
        )
    else:
        assert len(opened(*drafts, *others).orders) == MOST_ORDERS


def test_view_has_no_orders_and_is_of_interest() -> None:
    case = opened(order(), hook="patient-view")
    assert (case.orders, case.is_of_interest) == ((), True)
    assert asked(order(), hook="patient-view").drafts == ()
