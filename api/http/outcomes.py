"""Refusals in the form that an address speaks: OperationOutcome for FHIR and CDS Hooks, problem documents elsewhere."""

from collections.abc import Mapping

import orjson
from fastapi import Response

from api.http.answers import problem_answer
from api.problems import PROBLEMS
from fhir.r4.outcome import outcome_of

FHIR_JSON = "application/fhir+json"

_HOOKS = "/cds-services"
_FHIR = "/fhir"
_FLAW_OF_BODY = 422


def refusal_at(
    path: str, slug: str, headers: Mapping[str, str] | None = None, *errors: Mapping[str, object]
) -> Response:
    """Return a problem of the one list as the address tells it."""
    problem = PROBLEMS[slug]
    return problem_at(path, problem.status, problem.body(*errors), headers)


def problem_at(
    path: str, status: int, document: Mapping[str, object], headers: Mapping[str, str] | None = None
) -> Response:
    """Return a problem document as the address tells it; to CDS Hooks, whatever is wrong with a body is a 400."""
    if not speaks_fhir(path):
        return problem_answer(status, document, headers)
    if status == _FLAW_OF_BODY and _is_under(path, _HOOKS):
        status = 400
    return Response(orjson.dumps(outcome_of(document)), status, headers, FHIR_JSON)


def speaks_fhir(path: str) -> bool:
    """Tell whether an address answers with FHIR's resources.

    >>> speaks_fhir("/fhir/metadata"), speaks_fhir("/cds-services"), speaks_fhir("/fhirs"), speaks_fhir("/v1/decisions")
    (True, True, False, False)
    """
    return _is_under(path, _FHIR) or _is_under(path, _HOOKS)


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
