"""Keep out whoever does not ask directly and from this machine, while no client is configured."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.outcomes import refusal_at
from api.security.host_guard import is_direct_and_local


class Guard:
    """Guards an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or is_direct_and_local(scope["headers"]):
            await self._app(scope, receive, send)
        else:
            await refusal_at(scope["path"], "forbidden-host")(scope, receive, send)
