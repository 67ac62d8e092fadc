"""What surrounds every request: its id, the headers of its answer, a line in the logs, a count, and no traceback."""

import re
import time
from itertools import count
from secrets import token_hex

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from api.http.outcomes import refusal_at
from api.security.headers import HEADERS
from api.watch.failures import kind_of, places_of
from api.watch.metrics import Metrics, method_label

_REQUEST_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_PROCESS = token_hex(8)
_NUMBERS = count()
_ROUTINE = ("/health/live", "/health/ready", "/metrics")
"""Asked every few seconds by machines: told in the logs only when it fails."""

_UNSEEN = 499
"""In logs and figures alone: the client had gone before there was an answer."""


class Envelope:
    """Surrounds an application."""

    def __init__(self, app: ASGIApp, journal: FilteringBoundLogger, metrics: Metrics) -> None:
        self._app = app
        self._journal = journal
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"]
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id  # for other messages about this request
        # HEAD is GET without its body, on every address; the router reads the method from its own copy.
        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        answer = _Answer(send, request_id, hides_body=method == "HEAD")
        await self._ask(inner, receive, answer)
        seconds = time.perf_counter() - began
        route = str(getattr(inner.get("route"), "path", "unknown"))
        self._metrics.count_request(method, route, str(answer.status), seconds)
        if route not in _ROUTINE or answer.status >= 400:  # noqa: PLR2004
            self._journal.info(
                "request",
                request_id=answer.request_id,
                method=method_label(method),
                route=route,
                status=answer.status,
                milliseconds=round(seconds * 1000, 3),
            )

    async def _ask(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            return
        except Exception as failure:  # noqa: BLE001 - whatever it is, what it says may be about a patient
            self._journal.error("failed", request_id=answer.request_id, error=kind_of(failure), at=places_of(failure))
            if answer.status == _UNSEEN:
                await refusal_at(scope["path"], "internal")(scope, receive, answer.send)


class _Answer:
    """An answer on its way out."""

    def __init__(self, send: Send, request_id: str, *, hides_body: bool) -> None:
        self.status = _UNSEEN
        self.request_id = request_id
        self._send = send
        self._hides_body = hides_body

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.request_id
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        elif self._hides_body:
            message = {**message, "body": b""}
        await self._send(message)


def _request_id(scope: Scope) -> str:
    """Return the caller's id of this request if it is hexadecimal (a name could be a patient's), else a new one."""
    given = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"x-request-id"]
    return given[0] if len(given) == 1 and _REQUEST_ID.fullmatch(given[0]) else _new_id()


def _new_id() -> str:
    """Return another id each time; it is no secret, so it costs no more than counting."""
    return f"{_PROCESS}{next(_NUMBERS):016x}"
