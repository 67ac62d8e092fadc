"""Under /fhir and /cds-services every refusal is an OperationOutcome; elsewhere it is a problem document."""

import pytest
from fastapi import HTTPException

from api.http.outcomes import speaks_fhir
from api.problems import PROBLEMS
from api.store.port import IdempotencyConflict, IdempotencyInFlight
from engine.errors import Flaw, InputError, LogDamaged, LogUnavailable
from fhir.r4.outcome import ISSUE_TYPES
from fhir.r4.validate import validate_resource
from tests.api.http.asking import Answered, Running

FHIR_JSON = "application/fhir+json"


def fails(service: Running, under: str, error: Exception) -> Answered:
    """Ask for an address whose answer fails."""

    async def failing() -> None:
        raise error

    path = f"{under}/fails-{id(error)}"
    service.app.add_api_route(path, failing)
    return service.ask("GET", path)


FAILURES = [
    (InputError("unknown-value", Flaw("#/parameter/1/valueCode", "unknown-value", ("yes", "no"))), 422),
    (LogUnavailable("invented"), 503),
    (LogDamaged("invented"), 500),
    (IdempotencyConflict("invented"), 422),
    (IdempotencyInFlight("invented"), 409),
    (HTTPException(404), 404),
    (HTTPException(418), 400),
    (ZeroDivisionError("invented"), 500),
]


@pytest.mark.parametrize("under", ["/fhir", "/cds-services"])
@pytest.mark.parametrize(("error", "status"), FAILURES)
def test_failure_is_told_as_an_operation_outcome(service: Running, under: str, error: Exception, status: int) -> None:
    answered = fails(service, under, error)
    expected = 400 if under == "/cds-services" and status == 422 else status
    assert (answered.status, answered.headers["content-type"]) == (expected, FHIR_JSON)
    assert (answered.document["resourceType"], validate_resource(answered.document)) == ("OperationOutcome", [])
    assert b"invented" not in answered.body


@pytest.mark.parametrize("path", ["/fhir", "/fhir/Patient", "/fhir/Patient/1", "/cds-services/other/path"])
def test_address_that_is_not_there_is_told_as_an_operation_outcome(service: Running, path: str) -> None:
    answered = service.ask("GET", path)
    assert (answered.status, answered.headers["content-type"]) == (404, FHIR_JSON)
    assert answered.document["issue"][0]["code"] == "not-found"


@pytest.mark.parametrize("path", ["/fhir/metadata", "/cds-services"])
def test_request_from_elsewhere_is_refused_with_an_operation_outcome(service: Running, path: str) -> None:
    answered = service.ask("GET", path, host="imaging.example")
    assert (answered.status, answered.headers["content-type"]) == (403, FHIR_JSON)
    assert answered.document["issue"][0]["code"] == "forbidden"


def test_refusals_elsewhere_stay_problem_documents(service: Running) -> None:
    assert service.ask("GET", "/v2").problem == "not-found"
    assert not speaks_fhir("/fhirs/metadata")


def test_every_problem_has_an_issue_type() -> None:
    assert set(PROBLEMS) - set(ISSUE_TYPES) == set()
