"""Who may ask, and what may be fetched for them: put together from the settings."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from api.assemble import now
from api.clients.key_cache import KeyCache
from api.clients.registry import Registry
from api.clients.simulator import simulator_client
from api.clients.verification import Verifier
from api.fetch.fetcher import Fetcher
from api.security.seen_tokens import SeenTokens
from api.security.simulator_key import SimulatorKey, read_simulator_key
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Admission:
    """What tells whom a request comes from, and fetches for them; `simulator` signs the simulator's tokens."""

    clients: Registry
    verifier: Verifier
    fetcher: Fetcher
    simulator: SimulatorKey


def clients_of(settings: Settings) -> Registry:
    """Return the registered clients; ClientsRefused where their file, or the address that they ask, cannot be used."""
    return Registry(settings.clients_file, settings.public_url)


@contextmanager
def admission_of(settings: Settings, journal: FilteringBoundLogger) -> Iterator[Admission]:
    """Put it together; ClientsRefused and LogError where it cannot be."""
    key = read_simulator_key(settings.database.with_suffix(".simulator-key"))
    own = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    registry = Registry(
        settings.clients_file,
        settings.public_url,
        simulator_client(own, key),
        demo=settings.demo,
        tell=lambda reason: journal.error("clients-refused", reason=reason),
    )
    fetcher = Fetcher(tell=lambda reason: journal.warning("not-fetched", reason=reason))
    seen = SeenTokens(settings.database.with_suffix(".tokens"))
    try:
        keys = KeyCache(fetcher.fetch_document, time.monotonic)
        yield Admission(registry, Verifier(registry, keys, seen, now), fetcher, key)
    finally:
        seen.close()
