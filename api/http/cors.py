"""Let the web pages of clients read the answers of CDS Hooks; browsers keep them from all others (CORS)."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients.addresses import is_origin
from api.http.at_hand import AtHand
from api.security.host_guard import is_loopback

_ENDPOINTS = re.compile(r"/cds-services(?:/[^/]+(?:/feedback)?)?", re.ASCII)
_MAX_AGE = "600"


class Cors:
    """Adds the headers by which a page may read an answer, and answers what a browser asks before it asks (preflight).

    Pages of the registered clients' origins; while there are no clients, those of this machine; in a demonstration,
    any. Nothing here depends on cookies, so no page can act in somebody's name.
    """

    def __init__(self, app: ASGIApp, *, demo: bool) -> None:
        self._app = app
        self._demo = demo

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight; pass any other request on, and on its way back tell who may read the answer."""
        if scope["type"] != "http" or not _ENDPOINTS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        told = self._told(scope["app"].state.at_hand, asked.get("origin"))
        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await _preflight(scope["path"], told)(scope, receive, send)
            return

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(told)
            await send(message)

        await self._app(scope, receive, send_told)

    def _told(self, here: AtHand, origin: str | None) -> dict[str, str]:
        told = {"Vary": "Origin"}
        if origin is not None and (self._demo or _may_read(here, origin)):
            told["Access-Control-Allow-Origin"] = origin
            told["Access-Control-Expose-Headers"] = "Link, Retry-After, WWW-Authenticate, X-Request-Id"
        return told


def _may_read(here: AtHand, origin: str) -> bool:
    if here.clients.configured:
        return origin in here.clients.origins
    return is_origin(origin) and is_loopback(urlsplit(origin).hostname or "")


def _preflight(path: str, told: dict[str, str]) -> Response:
    if "Access-Control-Allow-Origin" not in told:
        return Response(status_code=204, headers=told)
    allowed = {
        "Access-Control-Allow-Methods": "GET" if path == "/cds-services" else "POST",
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Max-Age": _MAX_AGE,
    }
    return Response(status_code=204, headers=told | allowed)
