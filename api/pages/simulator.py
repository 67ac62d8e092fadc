"""The order-entry simulator: a page that plays an EHR against this service, and the tokens that it asks with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from api.advise import Advisor
from api.clients.registry import Registry
from api.pages.languages import choose_language
from api.pages.origin import is_own
from api.pages.phrasing import Phrasing
from api.pages.recorded import find_decision
from api.pages.render import Renderer, renderer
from api.pages.simulator_tokens import MOST_BYTES, read_asked, sign
from api.problems import MEDIA_TYPE, PROBLEMS
from api.security.simulator_key import SimulatorKey
from engine.errors import InputError

PATH = "/simulator"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""Unlike the clinic's pages, it runs scripts, which are files of this service, and asks this service."""


class Played(Protocol):
    """What the simulator needs of a service."""

    @property
    def advisor(self) -> Advisor:
        """What decides and records."""

    @property
    def clients(self) -> Registry:
        """Who may ask; the simulator is among them, or is off."""

    @property
    def simulator(self) -> SimulatorKey:
        """The key that signs its tokens."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The clock."""


def simulator_router(at_hand: Callable[[Request], Played], base_of: Callable[[Request], str]) -> APIRouter:
    """Return the simulator's routes; `base_of` tells the address that a request reached the service by."""
    simulator = Simulator(at_hand, base_of, renderer())
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH, simulator.show, methods=["GET"])
    router.add_api_route(f"{PATH}/token", simulator.token, methods=["POST"])
    router.add_api_route(f"{PATH}/records/{{decision_id}}", simulator.record, methods=["GET"])
    return router


@dataclass(frozen=True, slots=True)
class Simulator:
    """Answers the simulator's addresses, while its tokens are taken."""

    at_hand: Callable[[Request], Played]
    base_of: Callable[[Request], str]
    renderer: Renderer

    def show(self, request: Request) -> Response:
        """Return the page; 404 and a page that says so, while the simulator is off."""
        here = self.at_hand(request)
        language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        values = _frame(here.advisor, language)
        client = here.clients.simulator
        if client is None:
            return self.renderer.page("simulator_off.html", language, values, status=HTTPStatus.NOT_FOUND.value)
        values |= {"base": self.base_of(request)}
        return self.renderer.page("simulator.html", language, values, headers={"Content-Security-Policy": POLICY})

    async def token(self, request: Request) -> Response:
        """Return a token for one endpoint of this service, right or with the fault that is asked for; InputError."""
        here = self.at_hand(request)
        client = here.clients.simulator
        if client is None:
            return _refusal("not-found")
        if not is_own(request.headers):
            return _refusal("forbidden-host")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise InputError("too-large")
        asked = read_asked(bytes(body), self.base_of(request))
        return JSONResponse({"token": sign(here.simulator, client.issuer, asked, here.now().timestamp())})

    def record(self, request: Request, decision_id: str) -> Response:
        """Return what the record of a call tells of how it was made: what was sloppy, and which sources there were."""
        here = self.at_hand(request)
        found = find_decision(here.advisor.log, decision_id) if here.clients.simulator else None
        hook = found.document.get("hook") if found else None
        if hook is None:
            return _refusal("unknown-decision")
        return JSONResponse({"warnings": hook["warnings"], "sources": hook["sources"]})


def _refusal(slug: str) -> Response:
    problem = PROBLEMS[slug]
    return JSONResponse(problem.body(), problem.status, media_type=MEDIA_TYPE)


def _frame(advisor: Advisor, language: str) -> dict[str, object]:
    """Return what the frame of every page says of the guideline."""
    edition = advisor.library.find(None)
    phrasing = Phrasing(language, ZoneInfo("UTC"), {}, {})
    return {
        "demonstration": advisor.decider.demonstration,
        "guideline": {
            "title": phrasing.say(edition.title),
            "publisher": phrasing.say(edition.publisher),
            "citation": edition.citation,
            "month": phrasing.month_of(edition),
            "translation": phrasing.say(edition.translation),
        },
    }
