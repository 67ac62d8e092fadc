"""Tell every error as a problem of the one list, as its address tells them, not as the frameworks would."""

from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.http.answers import RETRY_AFTER
from api.http.at_hand import at_hand
from api.http.media_types import ALLOWED
from api.http.outcomes import problem_at, refusal_at
from api.problems import problem_of
from api.store.port import IdempotencyConflict, IdempotencyInFlight
from engine.errors import InputError, LogDamaged, LogUnavailable

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
Refuse = Callable[[Request, Exception], Awaitable[Response]]


def add_to(app: FastAPI) -> None:
    """Have the service answer errors this way; any other is caught by the envelope."""
    tellers: dict[type[Exception], Refuse] = {
        InputError: _input,
        LogUnavailable: _log_unavailable,
        LogDamaged: _log_damaged,
        IdempotencyConflict: _conflict,
        IdempotencyInFlight: _in_flight,
        RequestValidationError: _bad_request,
        HTTPException: _framework,
    }
    for error, teller in tellers.items():
        app.add_exception_handler(error, teller)


async def _input(request: Request, error: Exception) -> Response:
    wrong = cast("InputError", error)
    status, document = problem_of(wrong)
    headers = _taken(wrong) if wrong.problem == "unsupported-media-type" else None
    return problem_at(request.scope["path"], status, document, headers)


def _taken(wrong: InputError) -> dict[str, str]:
    """Return what is taken at this address instead of another media type or coding."""
    types = next((flaw.allowed for flaw in wrong.flaws if flaw.pointer == "Content-Type"), ALLOWED)
    return {"Accept-Post": ", ".join(types), "Accept-Encoding": "identity"}


async def _log_unavailable(request: Request, error: Exception) -> Response:
    at_hand(request).journal.error("log-unavailable", reason=str(error))
    return refusal_at(request.scope["path"], "log-unavailable", RETRY_AFTER)


async def _log_damaged(request: Request, error: Exception) -> Response:
    at_hand(request).journal.error("log-damaged", reason=str(error))
    return refusal_at(request.scope["path"], "log-damaged")


async def _conflict(request: Request, _: Exception) -> Response:
    return refusal_at(request.scope["path"], "idempotency-conflict")


async def _in_flight(request: Request, _: Exception) -> Response:
    return refusal_at(request.scope["path"], "idempotency-in-flight", RETRY_AFTER)


async def _bad_request(request: Request, _: Exception) -> Response:
    return refusal_at(request.scope["path"], "bad-request")


async def _framework(request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    if status == 404:  # noqa: PLR2004 - what the router raises
        return refusal_at(request.scope["path"], "not-found")
    if status == 405:  # noqa: PLR2004
        return _other_method(request)
    return refusal_at(request.scope["path"], "bad-request" if status < 500 else "internal")  # noqa: PLR2004


def _other_method(request: Request) -> Response:
    """Tell which methods an address takes; that is also all that OPTIONS asks."""
    taken = [method for method in _METHODS if _takes(request, method)]
    allow = {"Allow": ", ".join([*taken, *(["HEAD"] if "GET" in taken else []), "OPTIONS"])}
    return (
        Response(status_code=204, headers=allow)
        if request.method == "OPTIONS"
        else refusal_at(request.scope["path"], "method-not-allowed", allow)
    )


def _takes(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
