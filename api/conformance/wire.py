"""Sends one request of a conformance run and keeps what came back, whatever that is."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.conformance.exchange import NO_ANSWER, Asked, Exchange
from api.conformance.plan import LONGEST_PAUSE, MOST_BYTES, MOST_PAUSES, Plan

_TOO_MUCH = (429, 503)
Timer = Callable[[], float]
"""Gives seconds from any beginning."""


class NotReachable(Exception):
    """No answer came from the address at all."""


@dataclass(frozen=True, slots=True)
class Post:
    """A request with a body: a document, or the bytes of `raw`; `path` follows that of discovery."""

    asked: Asked
    case: str
    path: str
    document: Any
    service: Mapping[str, Any] | None = None
    raw: bytes | None = None
    kind: str = "application/json"
    token: str | None = None
    signed: bool = True


@dataclass(slots=True)
class Wire:
    """The connection to one service, and everything that went over it; `told` is called after each request."""

    client: httpx.AsyncClient
    plan: Plan
    timer: Timer | None
    told: Callable[[Exchange], object]
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep
    exchanges: list[Exchange] = field(default_factory=list)
    pauses: int = 0

    async def get_discovery(self, case: str = "") -> Exchange:
        """Ask for the services."""
        url = self.plan.discovery
        expected = Exchange(Asked.DISCOVERY, case, NO_ANSWER, {}, b"")
        return await self._send(expected, "GET", url, lambda: self._authorised(url))

    async def post(self, request: Post) -> Exchange:
        """Send a request with a body, under the client's own token unless it brings another, or must go without."""
        url = f"{self.plan.discovery}/{request.path}"
        content = json.dumps(request.document).encode() if request.raw is None else request.raw
        expected = Exchange(request.asked, request.case, NO_ANSWER, {}, b"", request.document, request.service)
        kind = {"content-type": request.kind}
        return await self._send(expected, "POST", url, lambda: kind | self._authorised(url, request), content)

    async def preflight(self, url: str, method: str, origin: str) -> Exchange:
        """Ask, as a browser does, whether a page of this origin may send a request."""
        headers = {
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": "authorization, content-type",
        }
        expected = Exchange(Asked.PREFLIGHT, f"{method} from another origin", NO_ANSWER, {}, b"", origin)
        return await self._send(expected, "OPTIONS", url, lambda: headers)

    def _authorised(self, url: str, request: Post | None = None) -> dict[str, str]:
        token = request.token if request else None
        if token is None and (request is None or request.signed) and self.plan.signer:
            token = self.plan.signer.token(self.plan.audience(url))
        return {"authorization": f"Bearer {token}"} if token else {}

    async def _send(
        self, expected: Exchange, method: str, url: str, headers: Callable[[], Mapping[str, str]], content: bytes = b""
    ) -> Exchange:
        """Send a request, again where the service asks to wait; its headers are made anew, as tokens are good once."""
        exchange = await self._try(expected, method, url, headers(), content)
        while self.pauses < MOST_PAUSES and (seconds := _asked_to_wait(exchange)) is not None:
            self.pauses += 1
            await self.pause(seconds)
            exchange = await self._try(expected, method, url, headers(), content)
        self.exchanges.append(exchange)
        self.told(exchange)
        return exchange

    async def _try(
        self, expected: Exchange, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> Exchange:
        begun = self.timer() if self.timer else 0.0
        try:
            async with asyncio.timeout(self.plan.timeout):
                status, named, body = await self._read(method, url, headers, content)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            status, named, body = NO_ANSWER, {}, b""
        seconds = self.timer() - begun if self.timer and status != NO_ANSWER else None
        return Exchange(expected.asked, expected.case, status, named, body, expected.sent, expected.service, seconds)

    async def _read(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        async with self.client.stream(method, url, headers=headers, content=content) as response:
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    return NO_ANSWER, {}, b""
            return response.status_code, {name.lower(): value for name, value in response.headers.items()}, body


def _asked_to_wait(exchange: Exchange) -> int | None:
    """Return for how many seconds a service that has too much to do asks to be left alone, None where it does not."""
    told = exchange.headers.get("retry-after", "")
    if exchange.status not in _TOO_MUCH or not (told.isascii() and told.isdigit()) or int(told) > LONGEST_PAUSE:
        return None
    return int(told)
