"""Fetch what a client's request left out, from the client's own FHIR server, within a fixed time."""

import asyncio
import re
from collections.abc import Callable, Mapping

from api.clients.client import Client, FhirBase
from api.fetch.guarded import FetchRefused, Guard, fetch
from api.fetch.queries import base_of, below

SECONDS = 0.3
"""For all that one request fetches, together: the clinician waits."""

DOCUMENT_SECONDS = 2.0
"""For a client's published keys, which are fetched once an hour."""

_ACCESS_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{1,8192}=*", re.ASCII)


class Fetcher:
    """Fetches through a guard; what was refused is told by `tell`, as a slug."""

    def __init__(
        self, guard: Guard | None = None, tell: Callable[[str], None] = lambda _: None, seconds: float = SECONDS
    ) -> None:
        self._guard = guard or Guard()
        self._tell = tell
        self._seconds = seconds

    async def fetch_missing(
        self, queries: Mapping[str, str], server: str | None, authorization: str | None, client: Client
    ) -> Mapping[str, bytes | None]:
        """Return the body of each query (relative to the server), None where fetching it failed.

        `server` is the request's fhirServer, and `authorization` its access token. Nothing is fetched, and {} returned,
        where the client has not registered that server.
        """
        base = base_of(server, client.fhir_bases)
        if base is None or not queries:
            return {}
        found: dict[str, bytes | None] = dict.fromkeys(queries)
        if authorization is not None and not _ACCESS_TOKEN.fullmatch(authorization):
            self._tell("malformed-access-token")
            return found
        headers = {"Accept": "application/fhir+json"}
        if authorization is not None:
            headers["Authorization"] = f"Bearer {authorization}"
        try:
            async with asyncio.timeout(self._seconds):
                await self._fetch_all(queries, base, headers, found)
        except TimeoutError:
            self._tell("too-slow")
        except FetchRefused as error:
            self._tell(str(error))
        return found

    async def fetch_document(self, url: str, private: bool) -> bytes | None:  # noqa: FBT001 - the keys' port
        """Return the JSON document at a registered address; None where fetching it failed."""
        try:
            async with asyncio.timeout(DOCUMENT_SECONDS):
                place = await self._guard.place_of(url, private=private)
                async with self._guard.open() as connection:
                    return await fetch(connection, place, url, {"Accept": "application/json"})
        except TimeoutError:
            self._tell("too-slow")
        except FetchRefused as error:
            self._tell(str(error))
        return None

    async def _fetch_all(
        self, queries: Mapping[str, str], base: FhirBase, headers: Mapping[str, str], found: dict[str, bytes | None]
    ) -> None:
        place = await self._guard.place_of(base.url, private=base.private)

        async def fetch_one(key: str, query: str) -> None:
            url = below(base, query)
            try:
                if url is None:
                    raise FetchRefused("not-a-query")  # noqa: TRY301 - told as all the others are
                found[key] = await fetch(connection, place, url, headers)
            except FetchRefused as error:
                self._tell(str(error))

        async with self._guard.open() as connection, asyncio.TaskGroup() as group:
            for key, query in queries.items():
                group.create_task(fetch_one(key, query))
