"""What `imaging-cds conformance` does with its arguments: a plan, a run over HTTP, a report and an exit code."""

import argparse
import asyncio
import json
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from tqdm import tqdm

from api.conformance.ask import observe
from api.conformance.exchange import Asked, Observed
from api.conformance.plan import Plan
from api.conformance.report import FORMATS, holds
from api.conformance.signing import Signer, read_key
from api.conformance.verdicts import judge
from api.conformance.wire import NotReachable
from api.version import VERSION
from engine.errors import ImagingCdsError

HOLDS, DOES_NOT_HOLD, NOT_NOW = 0, 1, 3
_SUFFIX = "/cds-services"
_LONGEST_TIMEOUT = 60.0


class CannotAsk(ImagingCdsError):
    """What was given on the command line cannot be used."""


def check_service(chosen: argparse.Namespace) -> int:
    """Ask a service, print what became of every requirement, and return the exit code."""
    plan = _plan(chosen)
    try:
        return _tell(chosen, asyncio.run(_observe(plan)))
    except NotReachable:
        return _tell_of_nobody()


def _tell(chosen: argparse.Namespace, observed: Observed) -> int:
    asked = list(observed.of(Asked.CALL))
    if not asked and (chosen.service or chosen.hook):
        raise CannotAsk("discovery lists no service of this id and hook")
    judgements = judge(observed)
    sys.stdout.write(FORMATS[chosen.format](judgements))
    if asked and not any(observed.calls()):
        sys.stderr.write("imaging-cds: the service let no call in; name a client that it knows (--token-key)\n")
        return NOT_NOW
    return HOLDS if holds(judgements) else DOES_NOT_HOLD


def _tell_of_nobody() -> int:
    sys.stderr.write("imaging-cds: nobody answers at this address; nothing was checked\n")
    return NOT_NOW


async def _observe(plan: Plan) -> Observed:
    agent = {"user-agent": f"imaging-cds/{VERSION} conformance"}
    async with httpx.AsyncClient(headers=agent, timeout=plan.timeout, follow_redirects=False) as client:
        # Nothing but invented patients is sent, so no more is at risk than with any address an operator types.
        with tqdm(unit=" requests", disable=not sys.stderr.isatty()) as bar:
            return await observe(client, plan, time.perf_counter, lambda _: bar.update())


def _plan(chosen: argparse.Namespace) -> Plan:
    """Return what is to be asked; CannotAsk where the arguments do not go together."""
    url = chosen.url.rstrip("/").removesuffix(_SUFFIX)
    if not 0 < chosen.timeout <= _LONGEST_TIMEOUT:
        raise CannotAsk(f"--timeout is between 0 and {_LONGEST_TIMEOUT:.0f} seconds")
    return Plan(
        _address(url),
        _ids(),
        chosen.service,
        frozenset(chosen.hook),
        chosen.origin,
        chosen.timeout,
        _signer(chosen),
        tuple((file.name, _call(file)) for file in chosen.request),
        chosen.public_url and _address(chosen.public_url.rstrip("/"), "--public-url"),
    )


def _address(url: str, name: str = "URL") -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        usable = False
    if not usable:
        raise CannotAsk(f"{name} is http://… or https://…, without query")
    return url


def _signer(chosen: argparse.Namespace) -> Signer | None:
    if chosen.token_key is None:
        return None
    if not chosen.issuer:
        raise CannotAsk("--token-key needs --issuer")
    key = read_key(chosen.token_key)
    key_id = chosen.key_id or key.kid or key.thumbprint()
    return Signer(key, key_id, chosen.issuer, chosen.tenant, time.time, _ids())


def _call(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("hook"), str):
        raise CannotAsk(f"{file}: not a call of a hook, as JSON")
    return document


def _ids() -> Iterator[str]:
    while True:
        yield str(uuid.uuid4())
