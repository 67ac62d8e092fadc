"""Resources as the FHIR addresses answer them, and what is told again only when it has changed."""

from collections.abc import Mapping
from hashlib import sha256

import orjson
from fastapi import Request, Response

from api.http.authentication import base_of
from api.http.outcomes import FHIR_JSON

ROOT = "/fhir"
"""Where FHIR is served."""

_NOT_MODIFIED = 304


def fhir_base(request: Request) -> str:
    """Return the address that FHIR is served under."""
    return f"{base_of(request)}{ROOT}"


def fhir_answer(resource: Mapping[str, object]) -> Response:
    """Return a resource as an answer."""
    return Response(orjson.dumps(resource), 200, media_type=FHIR_JSON)


def unless_known(request: Request, resource: Mapping[str, object]) -> Response:
    """Return a resource as an answer, or that it is the one which the client has."""
    body = orjson.dumps(resource)
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = request.headers.get("if-none-match", "")
    if tag in (each.strip() for each in known.split(",")):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(body, 200, headers, FHIR_JSON)
