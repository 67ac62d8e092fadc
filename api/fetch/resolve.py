"""Ask the system for the addresses of a name, without keeping anybody else waiting."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host and port; OSError where there are none."""

# Threads of its own: a name server that does not answer holds them for long, and others need theirs.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that the system knows for a host."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [str(address[0]) for *_, address in found]
