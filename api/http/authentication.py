"""Who asks: a client that proves it with a signed token, or somebody on this machine."""

from typing import cast

from fastapi import FastAPI, Request, Response

from api.clients.client import LOCAL, Client
from api.http.at_hand import at_hand
from api.http.outcomes import refusal_at
from api.problems import PROBLEMS
from api.security.tokens import TokenRefused
from engine.errors import ImagingCdsError

_SCHEME = "bearer "


class TooManyRequests(ImagingCdsError):
    """A client has asked more often this minute than it may."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__("the client's requests of this minute are used up")


async def authenticate(request: Request, path: str) -> Client:
    """Return the client that asks at `path`, which its token must name as its audience.

    Without an Authorization header it is LOCAL, while no client is configured. Raises TokenRefused, which is told as a
    bare 401, and TooManyRequests.
    """
    if "authorization" in request.headers or at_hand(request).clients.configured:
        return await _verified(request, path)
    return LOCAL


async def authenticate_if_named(request: Request, path: str) -> Client:
    """Return the client that asks, LOCAL where there is no Authorization header: for what anybody may read."""
    return await _verified(request, path) if "authorization" in request.headers else LOCAL


def base_of(request: Request) -> str:
    """Return the address that others reach the service by, without a final slash: the configured one, else as asked."""
    return at_hand(request).public_url or f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"


def add_to(app: FastAPI) -> None:
    """Have the service tell these refusals."""
    app.add_exception_handler(TokenRefused, _unauthorised)
    app.add_exception_handler(TooManyRequests, _too_many)


async def _verified(request: Request, path: str) -> Client:
    here = at_hand(request)
    told = request.headers.getlist("authorization")
    if len(told) != 1 or not told[0].lower().startswith(_SCHEME):
        raise TokenRefused("no-token")
    client = await here.verifier.verify(told[0][len(_SCHEME) :].strip(), base_of(request) + path)
    wait = await here.verifier.seconds_to_wait(client)
    if wait:
        raise TooManyRequests(wait)
    request.state.client = client
    return client


async def _unauthorised(request: Request, error: Exception) -> Response:
    # Whoever fails learns nothing of why; the operator does.
    at_hand(request).journal.warning(
        "token-refused", request_id=getattr(request.state, "request_id", None), reason=str(error)
    )
    return Response(status_code=PROBLEMS["unauthorised"].status, headers={"WWW-Authenticate": "Bearer"})


async def _too_many(request: Request, error: Exception) -> Response:
    seconds = cast("TooManyRequests", error).seconds
    return refusal_at(request.scope["path"], "too-many-requests", {"Retry-After": str(seconds)})
