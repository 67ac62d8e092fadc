"""The keys that clients publish: fetched when a token needs one, kept an hour, and asked for anew with restraint."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from api.clients.client import Client, PublicKey
from api.clients.jwks import KeyRefused, read_published_keys

KEPT = 3600
"""Seconds after which published keys are fetched again."""

PAUSE = 60
"""Seconds between two fetches from the same address, whatever tokens say."""

LAST = 24 * 3600
"""Seconds for which keys are used whose address does not answer any more."""

FetchDocument = Callable[[str, bool], Awaitable[bytes | None]]
"""Fetches an address, which may be private; None where that failed."""


@dataclass(slots=True)
class _Published:
    keys: Mapping[str, PublicKey] = field(default_factory=dict)
    read_at: float = float("-inf")
    asked_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class KeyCache:
    """Finds the key that a token names; `clock` tells seconds, from any beginning."""

    def __init__(self, fetch: FetchDocument, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._published: dict[str, _Published] = {}

    async def find(self, client: Client, kid: str) -> PublicKey | None:
        """Return a client's key: one that is registered, else one that it publishes; None where there is none."""
        if kid in client.keys or client.jwks_url is None:
            return client.keys.get(kid)
        published = self._published.setdefault(client.jwks_url, _Published())
        # Whoever names a key that is there must not wait for somebody who names one that is not.
        if self._is_wanting(published, kid):
            async with published.lock:
                await self._refresh(published, client.jwks_url, kid, private=client.jwks_private)
        return published.keys.get(kid) if self._clock() - published.read_at < LAST else None

    def _is_wanting(self, published: _Published, kid: str) -> bool:
        return kid not in published.keys or self._clock() - published.read_at >= KEPT

    async def _refresh(self, published: _Published, url: str, kid: str, *, private: bool) -> None:
        now = self._clock()
        if now - published.asked_at < PAUSE or not self._is_wanting(published, kid):
            return
        published.asked_at = now
        body = await self._fetch(url, private)
        if body is None:
            return
        try:
            published.keys = read_published_keys(json.loads(body))
        except (ValueError, RecursionError, KeyRefused):
            return
        published.read_at = now
