"""What the routes have at hand: put together once, when the service starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from structlog.typing import FilteringBoundLogger

from api.advise import Advisor
from api.clients.registry import Registry
from api.clients.verification import Verifier
from api.feed.asking import Asking
from api.feed.sharing import Sharing
from api.fetch.fetcher import Fetcher
from api.security.simulator_key import SimulatorKey
from api.watch.metrics import Metrics
from fhir.bundle.site import SiteMap


@dataclass(frozen=True, slots=True)
class AtHand:
    """Everything that answering a request needs and that no request brings."""

    advisor: Advisor
    site: SiteMap
    now: Callable[[], datetime]
    metrics: Metrics
    journal: FilteringBoundLogger
    public_url: str
    clients: Registry
    verifier: Verifier
    fetcher: Fetcher
    simulator: SimulatorKey
    asking: Asking
    sharing: Sharing


def at_hand(request: Request) -> AtHand:
    """Return what the service of this request was put together from."""
    found: AtHand = request.app.state.at_hand
    return found


def advisor_of(request: Request) -> Advisor:
    """Return what decides and records."""
    return at_hand(request).advisor


def sharing_of(request: Request) -> Sharing:
    """Return what tells other doors of what came in over HL7 v2."""
    return at_hand(request).sharing
