"""Public calls that nobody here wrote are read or clearly refused, each as it is pinned here."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.order_entry.case import Case, open_case
from engine.errors import InputError
from fhir.bundle.site import SiteMap
from fhir.hooks.request import HOOKS, read_hook

MISSING_HOOK = "malformed-hook: #/hook missing-field"
UNKNOWN_HOOK = "malformed-hook: #/hook unknown-value"
MISSING_PATIENT = "malformed-hook: #/context/patientId missing-field"
MISSING_DRAFTS = "malformed-hook: #/context/draftOrders missing-field"
NO_TYPE, NO_INSTANCE, NO_SELECTIONS = "bundle-without-type", "hook-instance-missing", "selections-missing"
ANGIOGRAPHY = (("ct-angiography", "ServiceRequest/example-MRI-59879846"),)

# Whole calls: the hook, how many drafts, the orders of chest imaging, the searches that are not absent, the warnings.
# Every other file is part of a call, or none, and lacks the hook.
CALLS: dict[str, object] = {
    "davinci-crd/CRDServiceRequest.json": (
        "order-sign",
        2,
        (),
        {"patient": "present", "encounter": "present"},
        ("prefetch-key-unknown",),
    ),
    "davinci-crd/CRDServiceRequest2.json": UNKNOWN_HOOK,
    "davinci-crd/CRDServiceRequest3.json": ("order-sign", 1, (), {}, ()),
    "davinci-crd/CRDServiceRequest4.json": UNKNOWN_HOOK,
    "hl7-spec/02-example.json": ("patient-view", 0, (), {}, ("prefetch-key-unknown",)),
    "hl7-spec/04-example-of-pagination-in-prefetch.json": ("order-sign", 1, (), {"orders": "partial"}, ()),
    "hl7-spec/29-extensions.json": MISSING_PATIENT,
    "pama-argonaut/scenario-01-outbound-request.json": ("order-select", 1, (), {}, (NO_TYPE,)),
    "pama-argonaut/scenario-02-outbound-request.json": ("order-select", 1, ANGIOGRAPHY, {}, (NO_TYPE,)),
}

# Contexts without a call, under each hook: how many drafts and the warnings, or the refusal.
SELECTED = ((2, (NO_INSTANCE,)), (2, (NO_INSTANCE,)), (0, (NO_INSTANCE,)))
SIGNED = ((2, (NO_INSTANCE, NO_SELECTIONS)), (2, (NO_INSTANCE,)), (0, (NO_INSTANCE,)))
VIEWED = (MISSING_DRAFTS, MISSING_DRAFTS, (0, (NO_INSTANCE,)))
WITHOUT_USER = (MISSING_DRAFTS, MISSING_DRAFTS, (0, ("user-missing", NO_INSTANCE)))
CONTEXTS: dict[str, object] = {
    "hl7-hooks-library/order-dispatch-context-1.json": WITHOUT_USER,
    **{f"hl7-hooks-library/order-select-context-{number}.json": SELECTED for number in (1, 2, 3)},
    **{f"hl7-hooks-library/order-sign-context-{number}.json": SIGNED for number in (1, 2, 3)},
    **{f"hl7-hooks-library/patient-view-context-{number}.json": VIEWED for number in (1, 2)},
    "hl7-spec/08-example-prefetch-template-with-simpler-fhirpath.json": SIGNED,
    "hl7-spec/09-example-prefetch-token.json": WITHOUT_USER,
    "hl7-spec/31-what-s-the-difference.json": VIEWED,
    "hl7-spec/33-examples.json": (MISSING_PATIENT,) * 3,
}

# Prefetch without a call, mostly templates where resources should stand: the searches that are not absent, and the
# warnings.
NO_STATE: dict[str, str] = {}
TEMPLATES_ALONE = (NO_STATE, ("prefetch-not-fhir", "prefetch-key-unknown"))
PREFETCH: dict[str, object] = {
    "hl7-spec/03-prefetch-template.json": TEMPLATES_ALONE,
    "hl7-spec/05-simple-fhirpath-for-relative-dates.json": TEMPLATES_ALONE,
    "hl7-spec/06-simpler-fhirpath-support-for-querystring-syntax.json": TEMPLATES_ALONE,
    "hl7-spec/07-example-prefetch-template-with-simpler-fhirpath.json": TEMPLATES_ALONE,
    "hl7-spec/10-example-prefetch-templates.json": ({"patient": "failed"}, TEMPLATES_ALONE[1]),
    # Its Patient has no id, its Observation names no patient.
    "hl7-spec/11-example-prefetch-data.json": ({"patient": "present"}, ("prefetch-key-unknown",)),
    "hl7-spec/32-what-s-the-difference.json": TEMPLATES_ALONE,
}


@pytest.fixture(scope="module")
def files(corpus: Path) -> dict[str, bytes]:
    folder = corpus / "cds-hooks"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.json"))}


def opened_or_refused(body: bytes) -> Case | str:
    try:
        return open_case(read_hook(body), SiteMap())
    except InputError as error:
        return str(error)


def present(case: Case) -> dict[str, str]:
    return {key: state for key, state in case.supplied.states().items() if state != "absent"}


def outcome(body: bytes) -> object:
    case = opened_or_refused(body)
    if isinstance(case, str):
        return case
    orders = tuple((order.kind, order.name) for order in case.orders)
    return (case.request.hook, len(case.request.drafts), orders, present(case), case.warnings)


def test_every_public_file_is_a_call_or_clearly_none(files: dict[str, bytes]) -> None:
    assert {name: outcome(body) for name, body in files.items()} == dict.fromkeys(files, MISSING_HOOK) | CALLS
    assert len(files) >= 54


def test_order_of_a_public_call_is_held_as_it_stands(files: dict[str, bytes]) -> None:
    case = opened_or_refused(files["pama-argonaut/scenario-02-outbound-request.json"])
    assert isinstance(case, Case)
    sent = json.loads(files["pama-argonaut/scenario-02-outbound-request.json"])
    drafts = [entry["resource"] for entry in sent["context"]["draftOrders"]["entry"]]
    assert [json.loads(bytes(order.raw)) for order in case.orders] == drafts


def parts(files: dict[str, bytes], part: str) -> dict[str, Any]:
    documents = {name: json.loads(body) for name, body in files.items()}
    return {name: document for name, document in documents.items() if part in document and "hook" not in document}


def test_every_public_context_is_read_under_the_hook_that_it_fits(files: dict[str, bytes]) -> None:
    def under(document: dict[str, Any], hook: str) -> object:
        case = opened_or_refused(json.dumps(document | {"hook": hook}).encode())
        return case if isinstance(case, str) else (len(case.request.drafts), case.warnings)

    contexts = parts(files, "context")
    assert {name: tuple(under(document, hook) for hook in HOOKS) for name, document in contexts.items()} == CONTEXTS


def test_every_public_prefetch_is_sorted(files: dict[str, bytes]) -> None:
    def sort(document: dict[str, Any]) -> object:
        context = {"patientId": "1", "userId": "Practitioner/2"}
        call = document | {"hook": "patient-view", "hookInstance": "3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c11"}
        case = opened_or_refused(json.dumps(call | {"context": context}).encode())
        return case if isinstance(case, str) else (present(case), case.warnings)

    assert {name: sort(document) for name, document in parts(files, "prefetch").items()} == PREFETCH
