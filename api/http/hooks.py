"""CDS Hooks: discovery, the one service behind every hook, and feedback."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.clients.client import LOCAL, UNREGISTERED, Client
from api.clients.registry import Registry
from api.feed.judging import unwrapped
from api.http.answers import JSON, json_answer
from api.http.at_hand import AtHand, at_hand
from api.http.authentication import authenticate, authenticate_if_named, base_of
from api.http.bodies import MOST_FACTS, MOST_FHIR, read_body
from api.http.media_types import read_kind
from api.http.outcomes import refusal_at
from api.order_entry.case import Case, open_case
from api.order_entry.feedback import entry_of
from api.order_entry.judge import Judge, Ruling
from api.store.port import Entry
from fhir.bundle.searches import State
from fhir.hooks.discovery import SERVICE, services
from fhir.hooks.feedback import read_feedback
from fhir.hooks.request import HOOKS, HookRequest, read_hook
from fhir.hooks.respond import Page, respond
from fhir.hooks.templates import TEMPLATES, queries
from fhir.v2.shared import Shared, shared_entries

router = APIRouter(tags=["CDS Hooks"])

_ROOT = "/cds-services"
_NOTHING = b'{"cards":[]}'


@router.get(_ROOT)
async def discover(request: Request) -> Response:
    """Return the hooks that are answered, and what to send along."""
    await authenticate_if_named(request, _ROOT)
    return json_answer(services(_answered(at_hand(request).clients), TEMPLATES))


@router.post(_ROOT + "/{service_id}")
async def call(request: Request, service_id: str) -> Response:
    """Judge the orders of one call, record, and only then answer: with ratings, and with cards where they matter."""
    if service_id != SERVICE:
        return refusal_at(_ROOT, "unknown-service")
    client = _spoken_to(await authenticate(request, f"{_ROOT}/{SERVICE}"), request)
    read_kind(request.headers)
    asked = read_hook(await read_body(request, MOST_FHIR))
    mode = client.mode(asked.hook)
    if mode == "off":
        return _answer(_NOTHING)
    here = at_hand(request)
    case = await _open(here, client, asked)
    edition = here.advisor.library.find(None)
    page = Page(base_of(request), client.language, here.advisor.library.facts, edition, client.qcdsm, asked.patient)
    rulings = Judge(here.advisor, here.site, client, page, here.now()).judge(case)
    await _record(here, [ruling.entry for ruling in rulings])
    told = _records(base_of(request), rulings)
    if mode == "shadow":
        return _answer(_NOTHING, told)
    failed = sorted({key for ruling in rulings for key in ruling.failed})
    if failed and all(ruling.failed and not ruling.entry.names for ruling in rulings):
        errors = ({"pointer": f"#/prefetch/{key}", "code": "source-failed"} for key in failed)
        return refusal_at(_ROOT, "source-failed", told, *errors)
    return _answer(respond([ruling.answer for ruling in rulings], page), told)


@router.post(_ROOT + "/{service_id}/feedback")
async def hear(request: Request, service_id: str) -> Response:
    """Record what became of cards; told twice, it is recorded once."""
    if service_id != SERVICE:
        return refusal_at(_ROOT, "unknown-service")
    client = await authenticate(request, f"{_ROOT}/{SERVICE}/feedback")
    read_kind(request.headers)
    told = read_feedback(await read_body(request, MOST_FACTS))
    here = at_hand(request)
    entries = await run_in_threadpool(lambda: [entry_of(here.advisor, client, each) for each in told])
    await _record(here, entries)
    return json_answer({})


def _answered(clients: Registry) -> list[str]:
    """Return the hooks that any client may call."""
    asking = clients.clients if clients.configured else (LOCAL,)
    return [hook for hook in HOOKS if any(client.mode(hook) != "off" for client in asking)]


def _spoken_to(client: Client, request: Request) -> Client:
    """Return the client with the language of its cards: as it is registered, or as whoever is not registered asks."""
    is_korean = request.headers.get("accept-language", "").lower().startswith("ko")
    return replace(client, language="ko") if is_korean and client.id in UNREGISTERED else client


async def _open(here: AtHand, client: Client, asked: HookRequest) -> Case:
    """Read the call, and fetch what it left out from the client's own server, where there is an order to judge."""
    case = open_case(asked, here.site)
    if not case.is_of_interest:
        return case
    missing = [key for key in TEMPLATES if case.supplied.searches.state(key) is State.ABSENT]
    fetched: Mapping[str, bytes | None] = {}
    if missing and asked.access_token:
        wanted = queries(asked, missing)
        fetched = await here.fetcher.fetch_missing(wanted, asked.server, asked.access_token, client)
    if here.sharing.serves("cds-hooks"):
        return await run_in_threadpool(open_case, asked, here.site, fetched, partial(_shared, here, asked))
    return open_case(asked, here.site, fetched) if fetched else case


def _shared(here: AtHand, asked: HookRequest, number: str) -> Shared:
    """Return what came in over HL7 v2 of the patient of a number."""
    kept = [unwrapped(each) for each in here.sharing.kept(number)] if "|" in number else []
    return shared_entries(kept, f"Patient/{asked.patient}", here.now())


async def _record(here: AtHand, entries: list[Entry]) -> None:
    """Return when all of it is on disk."""
    waiting = [asyncio.wrap_future(here.advisor.log.submit(entry)) for entry in entries]
    await asyncio.gather(*waiting)


def _records(base: str, rulings: list[Ruling]) -> dict[str, str]:
    """Return where the records of a call are read back, also of one that was met with silence."""
    places = (f'<{base}/v1/decisions/{ruling.entry.id}>; rel="describedby"' for ruling in rulings)
    return {"Link": ", ".join(places)}


def _answer(body: bytes, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, HTTPStatus.OK.value, headers, JSON)
