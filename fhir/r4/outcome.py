"""A refusal as FHIR tells it: an OperationOutcome made of a problem document, with nothing of what was sent."""

import re
from collections.abc import Mapping
from typing import Any

Resource = dict[str, Any]

SYSTEM = "urn:imaging-cds:problem"
"""The code system of the problems' slugs."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTERNAL = 500

ISSUE_TYPES: Mapping[str, str] = {
    "malformed-json": "structure",
    "too-deep": "structure",
    "too-large": "too-long",
    "unsupported-media-type": "not-supported",
    "not-an-object": "structure",
    "unknown-field": "structure",
    "missing-field": "required",
    "wrong-type": "value",
    "unknown-fact": "code-invalid",
    "unknown-value": "code-invalid",
    "empty-list": "value",
    "repeated-value": "value",
    "unknown-unit": "code-invalid",
    "implausible": "value",
    "malformed-time": "value",
    "too-long": "too-long",
    "unknown-guideline": "not-found",
    "not-a-bundle": "structure",
    "two-patients": "business-rule",
    "malformed-message": "structure",
    "control-id-used": "conflict",
    "invalid-resource": "structure",
    "repeated-parameter": "value",
    "malformed-key": "value",
    "idempotency-conflict": "conflict",
    "idempotency-in-flight": "conflict",
    "malformed-hook": "structure",
    "unknown-service": "not-found",
    "malformed-feedback": "structure",
    "too-many-orders": "too-costly",
    "source-failed": "incomplete",
    "unauthorised": "login",
    "too-many-requests": "throttled",
    "not-found": "not-found",
    "unknown-decision": "not-found",
    "method-not-allowed": "not-supported",
    "forbidden-host": "forbidden",
    "bad-request": "invalid",
    "log-unavailable": "transient",
    "log-damaged": "exception",
    "internal": "exception",
}
"""The slug of each problem to the code of FHIR's closed list of issue types."""


_ABOUT = {
    "missing-field": "It is missing.",
    "wrong-type": "It is not of the type that it must have.",
    "unknown-value": "It is none of the values that are known here.",
}
"""What is wrong with a place, before what to do about it."""


def outcome_of(problem: Mapping[str, Any]) -> Resource:
    """Return the OperationOutcome of a problem document (RFC 9457): an issue for each place that it names.

    >>> document = {"type": "/problems/x", "title": "X", "status": 422, "detail": "Y."}
    >>> outcome_of(document | {"errors": [{"pointer": "#/parameter/1/name", "code": "x"}]})["issue"][0]["expression"]
    ['parameter[1].name']
    """
    errors: list[Mapping[str, Any]] = problem.get("errors", [{}])
    return {"resourceType": "OperationOutcome", "issue": [_issue(problem, error) for error in errors]}


def _issue(problem: Mapping[str, Any], error: Mapping[str, Any]) -> Resource:
    slug = str(problem["type"]).rpartition("/")[2]
    allowed = error.get("allowed", ())
    told = [
        _ABOUT.get(error.get("code", ""), ""),
        problem["detail"],
        f"Allowed: {', '.join(allowed)}." if allowed else "",
    ]
    return {
        "severity": "fatal" if problem["status"] >= _INTERNAL else "error",
        "code": ISSUE_TYPES.get(error.get("code", slug)) or ISSUE_TYPES.get(slug, "processing"),
        "details": {"coding": [{"system": SYSTEM, "code": slug, "display": problem["title"]}]},
        "diagnostics": " ".join(part for part in told if part),
    } | _place(error.get("pointer", "#"))


def _place(pointer: str) -> Resource:
    """Tell a place: in the body as a path of elements, in the query or a header as FHIR tells those of HTTP."""
    if pointer.startswith("#"):
        path = _path(pointer.removeprefix("#").split("/")[1:])
        return {"expression": [path]} if path else {}
    name = pointer.removeprefix("?")
    return {"location": [f"http.{name}"]} if name else {}


def _path(parts: list[str]) -> str:
    path = ""
    for part in parts:
        if part.isdecimal() and path:
            path += f"[{part}]"
        else:
            path += "." * bool(path) + (part if _NAME.fullmatch(part) else f"`{part}`")
    return path
