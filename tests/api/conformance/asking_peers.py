"""Asks an application in this process everything that the checks look at, with a clock and ids that stand still."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
from joserfc.jwk import ECKey, RSAKey
from starlette.types import ASGIApp

from api.conformance.ask import observe
from api.conformance.exchange import Observed
from api.conformance.plan import Plan
from api.conformance.signing import Signer
from tests.api.conformance.good_peer import ISSUER, NOW, ORIGIN, URL


def numbered() -> Iterator[str]:
    """Ids that are the same in every run."""
    return (f"00000000-0000-4000-8000-{number:012}" for number in count())


def signer(key: ECKey | RSAKey) -> Signer:
    """The signer of a client that the peer knows."""
    return Signer(key, "invented-key", ISSUER, "invented-tenant", lambda: NOW, numbered())


def plan(**changed: Any) -> Plan:  # noqa: ANN401 - any field of a plan
    """A plan for the peer."""
    return Plan(**({"url": URL, "ids": numbered(), "origin": ORIGIN} | changed))


def ask(app: ASGIApp, asked: Plan | None = None) -> Observed:
    """Ask an application; every answer takes a tenth of a second by its clock."""
    ticks = count()

    async def asking() -> Observed:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await observe(client, asked or plan(), lambda: next(ticks) / 10)

    return asyncio.run(asking())
