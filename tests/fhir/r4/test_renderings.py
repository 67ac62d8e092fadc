"""A decision's record told as GuidanceResponse and as CarePlan."""

from typing import Any

import pytest

from fhir.r4.apply import care_plan
from fhir.r4.audit_event import audit_event
from fhir.r4.guidance import guidance_response
from fhir.r4.provenance import provenance
from fhir.r4.recorded import Recorded
from fhir.r4.validate import validate_resource
from tests.fhir.r4.invented_records import BASE, ID, KINDS, PLAN, TIME, edition, english, not_applicable, recorded

UNSETTLED = {"nothing known", "unsettled CT, presumably not", "presumes nothing"}
ABOUT = {"subject": "a" * 64, "subject_key": "b" * 16}
PATIENT = {"type": "Patient", "identifier": {"system": f"urn:imaging-cds:pseudonym:{'b' * 16}", "value": "a" * 64}}


def every_rendering(record: Recorded) -> list[dict[str, Any]]:
    return [
        guidance_response(record, edition()),
        care_plan(record, edition()),
        audit_event(record),
        provenance(record),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_rendering_is_valid_and_has_the_decisions_id(kind: str) -> None:
    for resource in every_rendering(recorded(KINDS[kind])):
        assert (resource["id"], validate_resource(resource)) == (ID, [])


@pytest.mark.parametrize("kind", KINDS)
def test_guidance_asks_for_what_can_still_change_the_answer(kind: str) -> None:
    record = recorded(KINDS[kind])
    guidance = guidance_response(record, edition())
    asked = [requirement["id"] for requirement in guidance.get("dataRequirement", [])]
    advice, order = record.document["advice"], record.document["order"]
    concerned = [advice[order["modality"]]] if order else list(advice.values())
    assert (asked == [], guidance["status"]) == (
        all(each["ask"] == [] for each in concerned),
        "data-required" if asked else "success",
    )
    assert set(asked) == {fact for each in concerned for fact in each["ask"]}
    assert (kind in UNSETTLED) == bool(asked)
    assert ("evaluationMessage" in guidance) == bool(asked)


def test_guidance_names_the_edition_and_the_codes_that_answer() -> None:
    guidance = english(
        guidance_response(recorded({"facts": {"care_setting": "emergency", "covid_suspicion": "high"}}), edition())
    )
    assert (guidance["moduleCanonical"], guidance["occurrenceDateTime"]) == (PLAN, TIME)
    first = guidance["dataRequirement"][0]
    assert first == {
        "id": "rt_pcr",
        "type": "QuestionnaireResponse",
        "mustSupport": ["item.linkId", "item.answer.value"],
        "codeFilter": [
            {
                "path": "item.answer.value",
                "code": [
                    {
                        "system": "urn:imaging-cds:rt_pcr",
                        "code": value,
                        "display": edition().facts["rt_pcr"].labels[value].en,
                    }
                    for value in edition().facts["rt_pcr"].values
                ],
            }
        ],
    }
    (messages,) = (each for each in guidance["contained"] if each["resourceType"] == "OperationOutcome")
    assert messages["issue"][0]["details"]["text"] == edition().facts["rt_pcr"].question.en


def test_guidance_contains_the_answer() -> None:
    guidance = english(guidance_response(recorded(KINDS["caution that holds"]), edition()))
    (parameters,) = guidance["contained"]
    assert guidance["outputParameters"] == {"reference": f"#{parameters['id']}"}
    told = {parameter["name"]: parameter["part"] for parameter in parameters["parameter"]}
    text = told["cxr"].pop()
    assert told["cxr"] == [
        {"name": "strength", "valueCode": "recommended"},
        {"name": "recommendation", "valueCode": "1.3"},
        {"name": "presumed", "valueCode": "rt_pcr"},
        {
            "name": "caution",
            "part": [{"name": "id", "valueCode": "1.3.rule-out"}, {"name": "holds", "valueCode": "yes"}],
        },
    ]
    assert text["valueString"].startswith("A chest X-ray is recommended.")
    assert told["order"] == [
        {"name": "modality", "valueCode": "cxr"},
        {"name": "concordance", "valueCode": "discordant"},
    ]


def test_guidance_tells_what_is_presumed_of_an_unsettled_order() -> None:
    guidance = guidance_response(recorded(KINDS["unsettled CT, presumably not"]), edition())
    told = {parameter["name"]: parameter["part"] for parameter in guidance["contained"][0]["parameter"]}
    assert told["ct"][:2] == [
        {"name": "strength", "valueCode": "needs-information"},
        {"name": "presumably", "valueCode": "not-recommended"},
    ]


@pytest.mark.parametrize("order", ["cxr", None])
def test_guidance_says_that_the_guideline_was_not_consulted(order: str | None) -> None:
    guidance = guidance_response(not_applicable(order), edition())
    (messages,) = guidance["contained"]
    (issue,) = messages["issue"]
    assert (guidance["status"], issue["details"]["coding"][0]["code"]) == ("success", "not-applicable")
    assert {"outputParameters", "dataRequirement", "note"} & guidance.keys() == set()
    for resource in every_rendering(not_applicable(order)):
        assert validate_resource(resource) == []


def test_record_that_names_nobody_is_about_nobody() -> None:
    guidance, plan, audit, _ = every_rendering(recorded({}))
    assert "subject" not in guidance
    assert plan["subject"]["extension"][0]["valueCode"] == "unknown"
    assert [entity["what"] for entity in audit["entity"]] == [{"reference": f"GuidanceResponse/{ID}"}]


def test_record_is_about_a_pseudonym_and_nothing_else() -> None:
    guidance, plan, audit, _ = every_rendering(recorded(KINDS["nothing known"] | {"subject": "invented-17"}, **ABOUT))
    assert (guidance["subject"], plan["subject"], audit["entity"][0]["what"]) == (PATIENT, PATIENT, PATIENT)
    (task, _) = (each for each in plan["contained"] if each["resourceType"] == "Task")
    assert task["for"] == PATIENT
    assert "invented-17" not in str([guidance, plan, audit])


PROPOSED: dict[str, dict[str, tuple[str, bool]]] = {
    "nothing known": {"cxr": ("Task", False), "ct": ("Task", False)},
    "discordant film": {"cxr": ("ServiceRequest", True), "ct": ("ServiceRequest", True)},
    "unsettled CT, presumably not": {"cxr": ("ServiceRequest", True), "ct": ("Task", False)},
    "caution that holds": {"cxr": ("ServiceRequest", False)},
    "caution that may hold": {"cxr": ("ServiceRequest", False)},
    "may be considered": {"cxr": ("ServiceRequest", False)},
    "after weighing, with notes": {"ct": ("ServiceRequest", False)},
    "by one of two statements": {"ct": ("ServiceRequest", False)},
    "silence": {},
    "out of scope": {},
    "presumes nothing": {"cxr": ("Task", False), "ct": ("Task", False)},
}


@pytest.mark.parametrize("kind", KINDS)
def test_plan_proposes_what_is_advised_and_nothing_where_the_guideline_is_silent(kind: str) -> None:
    record = recorded(KINDS[kind])
    plan = care_plan(record, edition())
    requests, *_ = plan["contained"]
    by_id = {each["id"]: each for each in plan["contained"]}
    told = [action["resource"]["reference"].removeprefix("#") for action in requests.get("action", [])]
    found = {each: (by_id[each]["resourceType"], by_id[each].get("doNotPerform", False)) for each in told}
    assert found == PROPOSED[kind]
    assert [action["description"] for action in requests.get("action", [])] == [
        record.document["advice"][each]["text"]["en"] for each in told
    ]
    assert len(plan.get("note", [])) == len(record.document["notes"])
    assert (plan["intent"], requests["intent"]) == ("proposal", "proposal")


@pytest.mark.parametrize(
    ("kind", "statements"), [("may be considered", ["1.2"]), ("by one of two statements", ["1.4.a", "1.4.b", "1.4.c"])]
)
def test_plan_cites_the_statements_that_govern_or_may(kind: str, statements: list[str]) -> None:
    requests = care_plan(recorded(KINDS[kind]), edition())["contained"][0]
    cited = [each["citation"] for each in requests["action"][0]["documentation"]]
    assert cited == [each.citation for each in edition().recommendations if each.id in statements]


def test_plan_leads_to_the_form_where_more_must_be_known() -> None:
    plan = care_plan(recorded({}), edition())
    task = next(each for each in plan["contained"] if each["resourceType"] == "Task")
    assert task["input"][0]["valueCanonical"] == f"{BASE}/Questionnaire/ksr-kstr-2020|2020-04.1"
