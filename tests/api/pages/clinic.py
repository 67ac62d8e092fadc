"""A clinic with the real guideline and a log on disk, and somebody who asks it with a browser."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, cast
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from httpx import ASGITransport, AsyncClient, Response

from api.advise import Advisor, Chance, Decider
from api.feed.sharing import Sharing
from api.library import Library
from api.pages import STATIC, pages_router
from api.requests import read_request
from api.store.hl7_port import Hl7Store
from api.store.port import Log, StoredRecord
from engine.log.record import Kind
from fhir.bundle.site import SiteMap
from tests.api.pages.browser import Page

NOW = datetime(2026, 11, 22, 6, 0, 0, 123_000, UTC)
SITE_KEY = bytes(range(32))
NOTHING_SHARED = Sharing(cast("Hl7Store", None), SiteMap())
"""A site that says nothing of sharing: then nobody looks into the store."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser before the clinic's pages, and the log behind them."""

    app: FastAPI
    advisor: Advisor

    def ask(self, method: str, address: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Response:
        """Ask one address, without following where it leads."""

        async def asked() -> Response:
            transport = ASGITransport(app=self.app)
            async with AsyncClient(transport=transport, base_url="http://clinic.example") as client:
                return await client.request(method, address, content=body, headers=headers)

        return asyncio.run(asked())

    def open(self, address: str, accept_language: str = "en") -> Page:
        """Open a page."""
        return Page(self.ask("GET", address, headers={"accept-language": accept_language}))

    def send(self, entries: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Response:
        """Send the form, as a browser does."""
        browser = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
        return self.ask("POST", "/", urlencode(entries).encode(), {**browser, **(headers or {})})

    def decide(self, entries: Mapping[str, str], language: str = "en") -> Page:
        """Send the form, and follow to the page of the decision."""
        sent = self.send({"lang": language, **entries})
        assert (sent.status_code, sent.text) == (303, "")
        return self.open(sent.headers["location"])

    def decide_json(self, request: Mapping[str, object]) -> str:
        """Record a decision through the JSON of facts, and return its id."""
        library = self.advisor.library
        edition = library.find(None)
        asked = read_request(dict(request), library.facts, edition.thresholds, tuple(edition.modalities))
        return str(self.advisor.advise(asked, "http-facts")["id"])

    def with_log(self, log: Log) -> "Visitor":
        """The same clinic with another log."""
        return visitor_of(replace(self.advisor, log=log))

    @property
    def records(self) -> list[StoredRecord]:
        """The decisions in the log, in order."""
        return list(self.advisor.log.records(kind=Kind.DECISION))

    @property
    def documents(self) -> list[dict[str, Any]]:
        """What was recorded of each decision."""
        return [json.loads(record.payload) for record in self.records]

    @property
    def headers(self) -> list[dict[str, Any]]:
        """The header of each decision."""
        return [json.loads(record.header) for record in self.records]


def visitor_of(advisor: Advisor) -> Visitor:
    """A visitor to the pages of one advisor."""
    app = FastAPI(openapi_url=None)
    app.include_router(pages_router(lambda _: advisor, lambda _: NOTHING_SHARED))
    app.mount("/static", StaticFiles(directory=STATIC))
    return Visitor(app, advisor)


def advisor_of(library: Library, log: Log, *, demonstration: bool = False) -> Advisor:
    """An advisor with a clock that stands still and ids that are counted; the editions are on record."""
    numbers = count(1)
    chance = Chance(lambda: f"0192-{next(numbers):04}", lambda: bytes(32))
    advisor = Advisor(Decider(library, lambda: NOW, demonstration), log, SITE_KEY, chance)
    advisor.record_editions("cli")
    return advisor
