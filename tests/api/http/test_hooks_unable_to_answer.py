"""What came along is told apart, a failed source is told as such, and a bad call names its field."""

import json
from typing import Any

import pytest

from tests.api.http.asking import Running
from tests.api.http.hook_calls import SERVICE, answer, call, draft, post, ratings, recorded, searchset, suspected
from tests.fhir.invented_bundles import DETECTED, NOT_DETECTED, PATIENT, ago, encounter, form, quantity, resource, rna

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
HTML = "<html><body>502 Bad Gateway</body></html>"
MORE = {"link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        ({}, "absent"),
        ({"laboratory": None}, "null"),
        ({"laboratory": searchset()}, "empty"),
        ({"laboratory": searchset(rna(NOT_DETECTED))}, "present"),
        ({"laboratory": searchset(rna(NOT_DETECTED), **MORE)}, "partial"),
        ({"laboratory": searchset(rna(NOT_DETECTED), total=7)}, "partial"),
        ({"laboratory": OUTCOME}, "failed"),
        ({"laboratory": HTML}, "failed"),
        ({"laboratory": [1]}, "failed"),
    ],
)
def test_state_of_a_search_is_recorded(own_service: Running, sent: dict[str, Any], state: str) -> None:
    post(own_service, call(suspected("cxr"), prefetch=sent))
    assert recorded(own_service)[0]["hook"]["sources"]["laboratory"] == state


@pytest.mark.parametrize("failed", [OUTCOME, HTML])
def test_source_that_failed_and_could_have_told_is_a_412(own_service: Running, failed: object) -> None:
    answered = post(own_service, call(suspected("ct"), prefetch={"laboratory": failed}))
    assert (answered.status, answered.headers["content-type"]) == (412, "application/fhir+json")
    assert answered.document["resourceType"] == "OperationOutcome"
    assert [issue["expression"] for issue in answered.document["issue"]] == [["prefetch.laboratory"]]
    (record,) = recorded(own_service)
    assert (record["hook"]["cards"], [each["why"] for each in record["hook"]["withheld"]]) == ([], ["source-failed"])


def test_patient_in_danger_is_told_of_whatever_source_failed(own_service: Running) -> None:
    signs = searchset(quantity("59408-5", 70, "%"))
    sent = call(
        suspected("ct"),
        prefetch={"laboratory": OUTCOME, "vital-signs": signs, "encounter": encounter("EMER")},
        encounterId="e1",
    )
    response = answer(own_service, sent)
    assert ([card["indicator"] for card in response["cards"]], ratings(response)) == (["warning"], {})
    assert response["cards"][0]["summary"].startswith("Assess this patient now.")
    (record,) = recorded(own_service)
    withheld = [(each["kind"], each["why"]) for each in record["hook"]["withheld"]]
    assert withheld == [("needs-information", "source-failed")]


def test_source_that_failed_and_does_not_matter_is_tolerated(own_service: Running) -> None:
    sent = call(
        draft("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}]),
        prefetch={
            "answers": searchset(form(ct_circumstance="negative-but-suspected")),
            "laboratory": OUTCOME,
            "reports": HTML,
            "orders": None,
        },
    )
    assert ratings(answer(own_service, sent)) == {"s1": "appropriate"}


def test_ordinary_order_stays_silent_where_a_source_was_refused(own_service: Running) -> None:
    sent = call(draft("ct"), prefetch={"laboratory": OUTCOME, "encounter": encounter("EMER")}, encounterId="e1")
    assert post(own_service, sent).body == b'{"cards":[]}'


def test_nothing_that_could_tell_the_topic_is_a_412(own_service: Running) -> None:
    answered = post(own_service, call(draft("ct"), prefetch={"laboratory": OUTCOME, "encounter": HTML}))
    assert answered.status == 412
    assert recorded(own_service)[0]["hook"]["because"] == "topic-not-known"


def test_one_order_that_has_no_answer_does_not_cost_the_others(own_service: Running) -> None:
    film = suspected("cxr", "film")
    sent = call(
        film, suspected("ct", "ct"), prefetch={"laboratory": OUTCOME, "encounter": encounter("EMER")}, encounterId="e1"
    )
    response = answer(own_service, sent)
    assert (ratings(response), response["cards"]) == ({"film": "no-criteria-apply"}, [])


def test_denied_fever_is_not_believed_where_vital_signs_failed(own_service: Running) -> None:
    answers = {"answers": searchset(form(fever="no", respiratory_symptoms="no", other_symptoms_or_signs="no"))}
    asking = suspected("cxr", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    for vital_signs in (None, OUTCOME):
        post(own_service, call(asking, prefetch=answers | {"vital-signs": vital_signs}))
    believed, doubted = recorded(own_service)
    assert (believed["facts"].get("fever"), doubted["facts"].get("fever")) == (["no"], None)


def test_newest_result_may_be_on_another_page(own_service: Running) -> None:
    old, new = (
        rna(NOT_DETECTED, "a", effectiveDateTime=ago(days=3)),
        rna(NOT_DETECTED, "b", effectiveDateTime=ago(days=1)),
    )
    for page in (searchset(old, new, **MORE), searchset(new, old, **MORE)):
        post(own_service, call(suspected("ct"), prefetch={"laboratory": page}))
    assert [record["facts"].get("rt_pcr") for record in recorded(own_service)] == [None, ["negative"]]


def test_resource_of_another_patient_is_refused(own_service: Running) -> None:
    theirs = quantity("8310-5", 39.2, "Cel", subject={"reference": "Patient/invented-9"})
    post(own_service, call(suspected("cxr"), prefetch={"vital-signs": searchset(theirs)}))
    (record,) = recorded(own_service)
    assert (record["facts"].get("fever"), record["measurements"]) == (None, [])
    assert record["unread"] == [{"path": "Observation/o1", "reason": "it is of another patient"}]


def test_order_for_another_patient_is_not_judged(own_service: Running) -> None:
    sent = call(suspected("ct", subject={"reference": "Patient/invented-9"}))
    assert post(own_service, sent).body == b'{"cards":[]}'
    (record,) = recorded(own_service)
    assert (record["applicability"], record["hook"]["warnings"]) == ("not-applicable", ["order-of-another-patient"])


def test_patient_of_another_call_is_refused(own_service: Running) -> None:
    answered = post(own_service, call(suspected("ct"), prefetch={"patient": PATIENT | {"id": "invented-9"}}))
    assert answered.status == 400
    assert recorded(own_service) == []


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2va"}, "hook-instance-not-a-uuid"),
        ({"hookInstance": None}, "hook-instance-missing"),
        ({"fhirAuthorization": {"access_token": 1}}, "authorization-unreadable"),
        ({"prefetch": {"weather": resource("Observation", "w1")}}, "prefetch-key-unknown"),
        ({"prefetch": {"conditions": "<html>"}}, "prefetch-not-fhir"),
    ],
)
def test_sloppy_call_is_answered_with_a_recorded_warning(
    own_service: Running, change: dict[str, Any], warning: str
) -> None:
    answer(own_service, call(draft("ct")) | change)
    assert recorded(own_service)[0]["hook"]["warnings"] == [warning]


def test_sloppy_orders_are_answered_with_recorded_warnings(own_service: Running) -> None:
    sent = call(suspected("cxr", subject=None), patientId="Patient/invented-1", userId=None, selections=None)
    del sent["context"]["draftOrders"]["type"]
    sent["context"]["draftOrders"]["entry"][0]["resource"]["category"] = [{"coding": [{}]}]
    answer(own_service, sent)
    assert recorded(own_service)[0]["hook"]["warnings"] == [
        "id-written-as-reference",
        "user-missing",
        "bundle-without-type",
        "selections-missing",
        "order-without-subject",
    ]


GOOD = call(draft("ct"))


@pytest.mark.parametrize(
    ("body", "status", "expression"),
    [
        (b"{", 400, None),
        (b"[" * 100_000, 400, None),
        (b'"text"', 400, None),
        (json.dumps(GOOD | {"hook": "order-dispatch"}).encode(), 400, ["hook"]),
        (json.dumps(GOOD | {"hook": 1}).encode(), 400, ["hook"]),
        (json.dumps({"hook": "order-sign"}).encode(), 400, ["context"]),
        (json.dumps(GOOD | {"context": {}}).encode(), 400, ["context.patientId"]),
        (json.dumps(GOOD | {"context": {"patientId": "no such id"}}).encode(), 400, ["context.patientId"]),
        (json.dumps(GOOD | {"context": {"patientId": "1"}}).encode(), 400, ["context.draftOrders"]),
        (json.dumps(GOOD | {"context": {"patientId": "1", "draftOrders": 1}}).encode(), 400, ["context.draftOrders"]),
        (json.dumps(GOOD | {"prefetch": []}).encode(), 400, ["prefetch"]),
        (json.dumps(call(*(draft("ct", f"s{n}") for n in range(21)))).encode(), 400, ["context.draftOrders"]),
    ],
)
def test_call_that_cannot_be_read_names_its_field(
    own_service: Running, body: bytes, status: int, expression: list[str] | None
) -> None:
    answered = own_service.ask("POST", SERVICE, body, [("Content-Type", "application/json")])
    assert (answered.status, answered.document["resourceType"]) == (status, "OperationOutcome")
    assert answered.document["issue"][0].get("expression") == expression
    assert recorded(own_service) == []


@pytest.mark.parametrize(
    ("path", "media_type", "status"),
    [
        ("/cds-services/other", "application/json", 404),
        ("/cds-services/other/feedback", "application/json", 404),
        (SERVICE, "text/plain", 415),
        (f"{SERVICE}/feedback", "text/plain", 415),
    ],
)
def test_wrong_address_or_media_type_is_told_as_fhir_tells_it(
    own_service: Running, path: str, media_type: str, status: int
) -> None:
    answered = own_service.ask("POST", path, json.dumps(GOOD).encode(), [("Content-Type", media_type)])
    assert (answered.status, answered.document["resourceType"]) == (status, "OperationOutcome")


def test_result_is_found_by_its_code_beside_fifty_others_of_one_day(own_service: Running) -> None:
    others = [quantity("2160-0", 80, "umol/L", f"c{number}") for number in range(50)]
    crowded = {"laboratory": searchset(*others, **MORE), "rt-pcr": searchset(rna(NOT_DETECTED))}
    post(own_service, call(draft("ct"), prefetch=crowded))
    (record,) = recorded(own_service)
    assert (record["hook"]["topic"], record["facts"]["rt_pcr"]) == (["rt-pcr"], ["negative"])


@pytest.mark.parametrize(("covering", "status"), [(searchset(), 200), (None, 412), (OUTCOME, 412)])
def test_source_that_another_covers_is_not_missed(own_service: Running, covering: object, status: int) -> None:
    sent = call(suspected("ct"), prefetch={"rt-pcr": OUTCOME, "laboratory": covering})
    assert post(own_service, sent).status == status


def test_topic_that_a_failed_source_could_have_told_is_recorded_as_not_known(own_service: Running) -> None:
    sent = call(draft("ct"), prefetch={"encounter": OUTCOME, "laboratory": searchset()}, encounterId="e1")
    assert post(own_service, sent).body == b'{"cards":[]}'
    assert recorded(own_service)[0]["hook"]["because"] == "topic-not-known"


@pytest.mark.parametrize(("found", "is_past"), [(ago(days=31), True), (ago(days=-1), False)])
def test_old_draft_is_judged_by_what_is_known_since(own_service: Running, found: str, is_past: bool) -> None:
    old = suspected("cxr", authoredOn=ago(days=30))
    post(own_service, call(old, prefetch={"laboratory": searchset(rna(DETECTED, effectiveDateTime=found))}))
    (record,) = recorded(own_service)
    # What came later than the draft makes it a question of today, years after the day of this invented patient.
    assert record["as_of"].startswith("2020-03-08" if is_past else record["header"]["time"][:10])
