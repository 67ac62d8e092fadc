"""Read a request's body: no more of it than its kind may have, counted as it comes in."""

from fastapi import Request
from starlette.requests import ClientDisconnect

from engine.errors import InputError

MOST_FACTS = 256 * 1024
MOST_ER7 = 1024 * 1024
MOST_FHIR = 8 * 1024 * 1024


async def read_body(request: Request, most: int) -> bytes:
    """Return the whole body; InputError as soon as it is known to be larger, ClientDisconnect where it never ends."""
    announced = request.headers.get("content-length", "")
    # Only a hint, so that a large body is refused before it is sent; what counts is what comes.
    if announced.isdecimal() and int(announced[:20]) > most:
        raise InputError("too-large")
    parts: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > most:
            raise InputError("too-large")
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)
