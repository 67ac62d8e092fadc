"""Keep out whoever does not ask directly and from this machine, while no client is configured."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.at_hand import AtHand
from api.http.outcomes import refusal_at
from api.security.host_guard import is_direct_and_local


class Guard:
    """Guards an application; as soon as there are clients, they say who they are, and it lets everybody through."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or is_direct_and_local(scope["headers"]) or _has_clients(scope):
            await self._app(scope, receive, send)
        else:
            await refusal_at(scope["path"], "forbidden-host")(scope, receive, send)


def _has_clients(scope: Scope) -> bool:
    here: AtHand = scope["app"].state.at_hand
    return here.clients.configured
