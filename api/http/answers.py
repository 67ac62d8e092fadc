"""Answers and refusals as HTTP tells them: JSON with sorted keys, so that the same answer is the same bytes."""

from collections.abc import Mapping

import orjson
from fastapi import Response

from api.problems import MEDIA_TYPE, PROBLEMS

JSON = "application/json"
RETRY_AFTER = {"Retry-After": "2"}
"""Seconds: what keeps a log from appending is over at once, or is mended by a person."""


def json_answer(document: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a document as an answer."""
    return Response(orjson.dumps(document, option=orjson.OPT_SORT_KEYS), status, headers, JSON)


def refusal(slug: str, headers: Mapping[str, str] | None = None, *errors: Mapping[str, object]) -> Response:
    """Return a problem of the one list as an answer."""
    problem = PROBLEMS[slug]
    return problem_answer(problem.status, problem.body(*errors), headers)


def problem_answer(status: int, document: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem document as an answer."""
    return Response(orjson.dumps(document), status, headers, MEDIA_TYPE)
