"""The shape of a problem, and which of them each status tells of."""

from typing import Any

from api.problems import MEDIA_TYPE, PROBLEMS

Schema = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. Nothing in it repeats what was sent.",
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": [f"/problems/{slug}" for slug in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it"},
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "additionalProperties": False,
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "Into the body (#/facts/fever), the query (?order) or a header (Content-Type)",
                    },
                    "code": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}

_WAITING = {"log-unavailable", "idempotency-in-flight", "too-many-requests"}
_EVERYWHERE = ("forbidden-host", "internal")


def refusals(*slugs: str) -> dict[str, Any]:
    """Return the OpenAPI responses of an operation that can meet these problems, and those that any can meet."""
    by_status: dict[int, list[str]] = {}
    for slug in (*slugs, *_EVERYWHERE):
        by_status.setdefault(PROBLEMS[slug].status, []).append(slug)
    return {str(status): _response(by_status[status]) for status in sorted(by_status)}


def _response(slugs: list[str]) -> dict[str, Any]:
    told = "; ".join(f"{slug}: {PROBLEMS[slug].title}" for slug in slugs)
    if slugs == ["unauthorised"]:
        # Told without a body, which could tell more than it should.
        return {"description": told, "headers": {"WWW-Authenticate": {"schema": {"const": "Bearer"}}}}
    response: dict[str, Any] = {
        "description": told,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if _WAITING.intersection(slugs):
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
    return response
