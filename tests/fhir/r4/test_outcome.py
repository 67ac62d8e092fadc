"""A problem document told as an OperationOutcome."""

import pytest

from fhir.r4.outcome import outcome_of
from fhir.r4.validate import validate_resource

PROBLEM = {"type": "/problems/unknown-value", "title": "A title", "status": 422, "detail": "Some advice."}
DETAILS = {"coding": [{"system": "urn:imaging-cds:problem", "code": "unknown-value", "display": "A title"}]}


def test_problem_without_places_is_one_issue() -> None:
    assert outcome_of(PROBLEM) == {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "code-invalid", "details": DETAILS, "diagnostics": "Some advice."}],
    }


def test_problem_of_the_service_is_fatal() -> None:
    (issue,) = outcome_of(PROBLEM | {"type": "/problems/internal", "status": 500})["issue"]
    assert (issue["severity"], issue["code"]) == ("fatal", "exception")


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("#", {}),
        ("#/guideline", {"expression": ["guideline"]}),
        ("#/parameter/1/valueCode", {"expression": ["parameter[1].valueCode"]}),
        ("#/parameter/0/resource/entry/12", {"expression": ["parameter[0].resource.entry[12]"]}),
        ("#/prefetch/vital-signs", {"expression": ["prefetch.`vital-signs`"]}),
        ("#/0/outcome", {"expression": ["`0`.outcome"]}),
        ("?", {}),
        ("?order", {"location": ["http.order"]}),
        ("Content-Type", {"location": ["http.Content-Type"]}),
    ],
)
def test_place_is_told_in_the_terms_of_fhir(pointer: str, place: dict[str, list[str]]) -> None:
    (issue,) = outcome_of(PROBLEM | {"errors": [{"pointer": pointer, "code": "unknown-value"}]})["issue"]
    assert {name: told for name, told in issue.items() if name in {"expression", "location"}} == place


def test_every_place_is_an_issue_of_its_own_code() -> None:
    told = outcome_of(
        PROBLEM
        | {
            "errors": [
                {"pointer": "#/a", "code": "missing-field"},
                {"pointer": "#/b", "code": "unknown-value", "allowed": ["yes", "no"]},
                {"pointer": "#/c", "code": "a-code-of-its-own"},
            ]
        }
    )
    assert [(issue["code"], issue["diagnostics"]) for issue in told["issue"]] == [
        ("required", "It is missing. Some advice."),
        ("code-invalid", "It is none of the values that are known here. Some advice. Allowed: yes, no."),
        ("code-invalid", "Some advice."),
    ]
    assert validate_resource(told) == []


def test_problem_of_another_list_is_told_as_such() -> None:
    (issue,) = outcome_of(PROBLEM | {"type": "/problems/of-another-list"})["issue"]
    assert issue["code"] == "processing"
