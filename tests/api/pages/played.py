"""A service with the simulator switched on or off, and somebody before its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from joserfc.jwk import ECKey

from api.advise import Advisor
from api.clients.registry import Registry
from api.clients.simulator import simulator_client
from api.http import refusals
from api.pages.simulator import simulator_router
from api.security.simulator_key import SimulatorKey
from tests.api.clients.ehr import PUBLIC_URL, client, write_clients
from tests.api.pages.clinic import NOW, Visitor

KEY = SimulatorKey(ECKey.generate_key("P-384"))
PLAYER = simulator_client(PUBLIC_URL, KEY)


@dataclass(frozen=True)
class Played:
    """What the simulator needs of a service."""

    advisor: Advisor
    clients: Registry
    simulator: SimulatorKey = KEY
    now: Callable[[], datetime] = lambda: NOW


def player_of(advisor: Advisor, clients: Registry | None = None) -> Visitor:
    """Somebody before the simulator of a service, which without clients is on."""
    here = Played(advisor, clients or Registry(None, PUBLIC_URL, PLAYER))
    app = FastAPI(openapi_url=None)
    app.include_router(simulator_router(lambda _: here, lambda _: PUBLIC_URL))
    refusals.add_to(app)
    return Visitor(app, advisor)


def registered(folder: Path, *, demo: bool = False) -> Registry:
    """The clients of a service that has one."""
    return Registry(write_clients(folder, client()), PUBLIC_URL, PLAYER, demo=demo)
