"""Asks a service everything that the checks look at, one request at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from itertools import islice
from typing import Any

import httpx

from api.conformance import invented
from api.conformance.cases import Token
from api.conformance.exchange import NO_ANSWER, Asked, Exchange, Observed
from api.conformance.plan import MOST_FEEDBACK, MOST_SERVICES, ORIGIN, Plan, path_of
from api.conformance.subjects import Part, inner
from api.conformance.wire import NotReachable, Post, Timer, Wire

Service = Mapping[str, Any]
_NO_SERVICE = "invented-service-that-is-not-there"
_WHEN = "2026-01-01T09:00:00Z"
_REASON = {
    "system": "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes",
    "code": "patient-refuses",
}


async def observe(
    client: httpx.AsyncClient,
    plan: Plan,
    timer: Timer | None = None,
    told: Callable[[Exchange], object] = lambda _: None,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Observed:
    """Ask a service, and return what was observed; NotReachable where nobody answers at its address."""
    wire = Wire(client, plan, timer, told, pause)
    first = await wire.get_discovery("at first")
    if first.status == NO_ANSWER:
        raise NotReachable
    services = list(_chosen(first, plan))
    for service in services:
        await _call(wire, service)
    if services:
        await _try_errors(wire, services[0])
        await _try_tokens(wire, services[0])
        await _try_preflight(wire, services[0])
    await wire.get_discovery("at last")
    algorithm = plan.signer.algorithm if plan.signer else ""
    return Observed(plan.url, tuple(wire.exchanges), algorithm, plan.origin)


def _chosen(discovery: Exchange, plan: Plan) -> Iterator[Service]:
    listed = discovery.answer.get("services")
    chosen = (each for each in (listed if isinstance(listed, list) else ()) if plan.asks(each))
    return islice(chosen, MOST_SERVICES)


async def _call(wire: Wire, service: Service) -> None:
    """Call a service in every case, and send feedback about the cards that come."""
    own = [(case, body) for case, body in wire.plan.own if body.get("hook") == service["hook"]]
    left = MOST_FEEDBACK
    for case, body in (*invented.calls(service["hook"], service.get("prefetch"), wire.plan.ids), *own):
        exchange = await wire.post(Post(Asked.CALL, case, path_of(service), body, service))
        for card in islice(inner(Part("", exchange.answer, exchange), "cards"), left):
            if isinstance(card.value.get("uuid"), str):
                left -= 1
                await _give_feedback(wire, service, card.value)


async def _give_feedback(wire: Wire, service: Service, card: Mapping[str, Any]) -> None:
    """Send feedback about a card, as a user gives it who takes the first suggestion, or has a reason not to."""
    about: dict[str, Any] = {"card": card["uuid"], "outcomeTimestamp": _WHEN}
    suggestions = card.get("suggestions")
    offered = [each for each in (suggestions if isinstance(suggestions, list) else ()) if isinstance(each, dict)]
    outcome: dict[str, Any]
    if taken := [each["uuid"] for each in offered if isinstance(each.get("uuid"), str)]:
        case, outcome = "accepted", {"outcome": "accepted", "acceptedSuggestions": [{"id": taken[0]}]}
    else:
        case, outcome = "overridden", {"outcome": "overridden", "overrideReason": {"reason": _REASON}}
    feedback = {"feedback": [about | outcome]}
    for again in ("", ", sent again"):
        await wire.post(Post(Asked.FEEDBACK, f"{case}{again}", f"{path_of(service)}/feedback", feedback, service))


async def _try_errors(wire: Wire, service: Service) -> None:
    body = _plain(wire, service)
    await wire.post(Post(Asked.UNKNOWN_SERVICE, "", _NO_SERVICE, body))
    await wire.post(Post(Asked.MALFORMED, "", path_of(service), None, service, raw=b'{"hook": '))
    without = {name: value for name, value in body.items() if name != "context"}
    await wire.post(Post(Asked.NO_CONTEXT, "", path_of(service), without, service))
    await wire.post(Post(Asked.WRONG_TYPE, "", path_of(service), body, service, kind="image/png"))


async def _try_tokens(wire: Wire, service: Service) -> None:
    if not (signer := wire.plan.signer):
        return
    url = wire.plan.audience(f"{wire.plan.discovery}/{path_of(service)}")
    once = signer.token(url)
    cases = (*signer.refusable(url), ("sent for the first time", once), (Token.REPLAYED, once))
    for case, token in cases:
        body = _plain(wire, service)
        await wire.post(Post(Asked.TOKEN, case, path_of(service), body, service, token=token, signed=False))


async def _try_preflight(wire: Wire, service: Service) -> None:
    origin = wire.plan.origin or ORIGIN
    await wire.preflight(wire.plan.discovery, "GET", origin)
    await wire.preflight(f"{wire.plan.discovery}/{path_of(service)}", "POST", origin)
    await wire.preflight(f"{wire.plan.discovery}/{path_of(service)}/feedback", "POST", origin)


def _plain(wire: Wire, service: Service) -> dict[str, Any]:
    return next(invented.calls(service["hook"], service.get("prefetch"), wire.plan.ids))[1]
