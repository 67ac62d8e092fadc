"""Fetch one JSON document over HTTPS from a registered place: pinned to an address that may be reached, and bounded."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import httpx

from api.fetch.reach import all_may_be_reached
from api.fetch.resolve import Resolve, resolve
from engine.errors import ImagingCdsError

MOST_BYTES = 1024 * 1024
_JSON = {"application/json", "application/fhir+json", "application/jwk-set+json"}
_HTTPS = 443
_STEP = 2.0
"""Seconds that no single step needs; whoever fetches has less time, for all of them together."""


class FetchRefused(ImagingCdsError):
    """Nothing was fetched; the message is a slug, free of addresses and of what came back."""


@dataclass(frozen=True, slots=True)
class Place:
    """One host at one address: where the name led when it was asked, and stays, whatever it leads to later."""

    host: str
    port: int
    address: str


@dataclass(frozen=True, slots=True)
class Guard:
    """How hosts are found and trusted; both are arguments so that a test can serve from this machine."""

    resolve: Resolve = resolve
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    async def place_of(self, url: str, *, private: bool) -> Place:
        """Return where an address leads; FetchRefused where that may not be reached."""
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.hostname is None or parts.username is not None:
            raise FetchRefused("not-https")
        port = parts.port or _HTTPS
        try:
            addresses = await self.resolve(parts.hostname, port)
        except (OSError, UnicodeError):
            raise FetchRefused("unknown-host") from None
        if not all_may_be_reached(addresses, private=private):
            raise FetchRefused("address-not-allowed")
        return Place(parts.hostname, port, addresses[0])

    def open(self) -> httpx.AsyncClient:
        """Return a client that follows no redirect and asks no proxy; of connections to one place alone."""
        return httpx.AsyncClient(verify=self.trust, follow_redirects=False, trust_env=False, timeout=_STEP)


async def fetch(client: httpx.AsyncClient, place: Place, url: str, headers: Mapping[str, str]) -> bytes:
    """Return the body at `url`, asked of `place`; FetchRefused unless it is a JSON object, whole and of fair size."""
    asked = {"Accept-Encoding": "identity", "Host": _host_header(place), **headers}
    pinned = _pinned(url, place)
    try:
        async with client.stream("GET", pinned, headers=asked, extensions={"sni_hostname": place.host}) as response:
            return await _body(response)
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise FetchRefused("not-answered") from None


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        # A redirect is one of these: where it leads, nobody registered.
        raise FetchRefused("other-status")
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() not in _JSON:
        raise FetchRefused("not-json")
    if response.headers.get("content-encoding", "identity") != "identity":
        # It was asked for as it is; unpacked, a small body could be of any size.
        raise FetchRefused("compressed")
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > MOST_BYTES:
            raise FetchRefused("too-large")
        parts.append(part)
    body = b"".join(parts)
    if not body.lstrip().startswith(b"{"):
        raise FetchRefused("not-json")
    return body


def _pinned(url: str, place: Place) -> httpx.URL:
    """Return the same request, addressed to where the name led."""
    parts: SplitResult = urlsplit(url)
    host = f"[{place.address}]" if ":" in place.address else place.address
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return httpx.URL(f"https://{host}:{place.port}{target}")


def _host_header(place: Place) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return host if place.port == _HTTPS else f"{host}:{place.port}"
