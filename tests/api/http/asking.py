"""Ask the service without a network: requests go straight to the application, byte for byte as written."""

import asyncio
import io
import json
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from fastapi import FastAPI

from api.app import create_app
from api.http.at_hand import AtHand
from api.settings import Settings
from api.watch.logs import journal

FACTS = "application/json"
FHIR = "application/fhir+json"
HOST = "localhost:8000"
LOCAL = ("127.0.0.1", 40000)

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The slug of the problem that this is."""
        assert self.headers["content-type"] == "application/problem+json"
        kind: str = self.document["type"]
        return kind.removeprefix("/problems/")


async def ask(
    app: FastAPI,
    method: str,
    path: str,
    body: bytes | list[bytes] = b"",
    headers: Headers = (),
    *,
    host: str | None = HOST,
    client: tuple[str, int] | None = LOCAL,
    breaks_off: bool = False,
) -> Answered:
    """Ask an application that runs; `body` may come in parts, and may never end (`breaks_off`)."""
    address, _, query = path.partition("?")
    parts = list(body) if isinstance(body, list) else [body]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode("utf-8", "surrogateescape"),
        "root_path": "",
        "headers": ([] if host is None else [(b"host", host.encode())])
        + [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": client,
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not parts and breaks_off:
            return {"type": "http.disconnect"}
        if not parts:
            await asyncio.Event().wait()  # for an answer, as clients do
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts) or breaks_off}

    async def send(message: Any) -> None:  # noqa: ANN401 - what ASGI sends
        sent.append(message)

    await app(scope, receive, send)
    if not sent:
        return Answered(0, {}, b"")
    told = {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answered(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


class Running:
    """A service that runs in this process on a log of its own, with its messages kept."""

    def __init__(self, folder: Path, messages: io.StringIO | None = None, **settings: Any) -> None:  # noqa: ANN401
        self.database = folder / "log.db"
        self.messages = messages or io.StringIO()
        self.app = create_app(Settings(database=self.database, **settings), journal("json", self.messages))
        self.runner = asyncio.Runner()
        self._stack = AsyncExitStack()

    def __enter__(self) -> Self:
        """Start."""
        self.runner.run(self._stack.enter_async_context(self.app.router.lifespan_context(self.app)))
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.runner.run(self._stack.aclose())
        self.runner.close()

    @property
    def at_hand(self) -> AtHand:
        """What the service was put together from."""
        found: AtHand = self.app.state.at_hand
        return found

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | list[bytes] = b"",
        headers: Headers = (),
        *,
        host: str | None = HOST,
        client: tuple[str, int] | None = LOCAL,
        breaks_off: bool = False,
    ) -> Answered:
        """Ask and wait for the answer."""
        return self.runner.run(
            ask(self.app, method, path, body, headers, host=host, client=client, breaks_off=breaks_off)
        )

    def decide(self, document: object, *headers: tuple[str, str]) -> Answered:
        """Ask for a decision on facts."""
        return self.ask("POST", "/v1/decisions", json.dumps(document).encode(), [("Content-Type", FACTS), *headers])

    def told(self) -> list[dict[str, Any]]:
        """The messages that were written, oldest first."""
        return [json.loads(line) for line in self.messages.getvalue().splitlines()]
