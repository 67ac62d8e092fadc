"""Verify whom a token comes from: the registered client whose key signed it, for this endpoint, now, and once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from api.clients.client import Client, PublicKey
from api.clients.key_cache import KeyCache
from api.clients.registry import Registry
from api.security.seen_tokens import SeenTokens
from api.security.tokens import LEEWAY, Token, TokenRefused, check_claims, check_signature, expiry_of, read_token

_MINUTE = 60


class Verifier:
    """Verifies tokens against the registered clients."""

    def __init__(self, registry: Registry, keys: KeyCache, seen: SeenTokens, now: Callable[[], datetime]) -> None:
        self._registry = registry
        self._keys = keys
        self._seen = seen
        self._now = now

    async def verify(self, text: str, audience: str) -> Client:
        """Return the client of a token whose audience is `audience`; TokenRefused says why there is none.

        Nothing that a token says is used before its signature holds, but to find the key that must have made it.
        """
        token = read_token(text)
        client = self._registry.find(token.text("iss"), token.text("tenant"))
        if client is None:
            raise TokenRefused("unknown-issuer")
        if "jku" in token.header and token.header["jku"] != client.jwks_url:
            raise TokenRefused("foreign-jku")
        kid = token.header.get("kid")
        key = await self._keys.find(client, kid) if isinstance(kid, str) else None
        if key is None:
            raise TokenRefused("unknown-key")
        # A signature costs a millisecond, and the store may have to wait for its lock: nobody else should.
        await asyncio.to_thread(self._check, token, key, client, audience)
        return client

    async def seconds_to_wait(self, client: Client) -> int:
        """Count a request, and return for how long the client must wait before its next; 0 if it need not."""
        if client.requests_per_minute is None:
            return 0
        now = int(self._now().timestamp())
        asked = await asyncio.to_thread(self._seen.count_request, client.id, now // _MINUTE)
        return _MINUTE - now % _MINUTE if asked > client.requests_per_minute else 0

    def _check(self, token: Token, key: PublicKey, client: Client, audience: str) -> None:
        check_signature(token, key)
        now = self._now().timestamp()
        check_claims(token, audience, client.tenant, now)
        is_first = self._seen.remember(f"{client.issuer}\n{token.text('jti')}", expiry_of(token) + LEEWAY, now)
        if not is_first:
            raise TokenRefused("replayed")
