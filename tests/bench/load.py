"""A client that asks over HTTP as fast as it is answered, or at a steady rate, and says how long each answer took."""

import asyncio
import time
from collections.abc import Sequence
from itertools import cycle
from statistics import quantiles

_LENGTH = b"\r\ncontent-length: "


class Load:
    """Asks at one address on connections that stay open; as many as there are requests under way."""

    def __init__(self, port: int, path: str, bodies: Sequence[bytes], status: int = 200) -> None:
        self._port = port
        self._head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        self._bodies = cycle(bodies)
        self._answered = f"http/1.1 {status} ".encode()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.newest = b""

    def in_turn(self, count: int) -> list[float]:
        """Ask so many times, each after the one before was answered; return the milliseconds of each."""
        return asyncio.run(self._in_turn(count))

    def steadily(self, count: int, a_second: int) -> list[float]:
        """Ask so many times at a rate; return the milliseconds of each.

        Requests are sent when they are due, whether or not earlier ones were answered: a service that stalls is not
        spared what it would have been asked meanwhile. Their time counts from when they are sent, as timers are a
        millisecond late.
        """
        return asyncio.run(self._steadily(count, a_second))

    async def _in_turn(self, count: int) -> list[float]:
        taken = [await self._ask() for _ in range(count)]
        self._close()
        return taken

    async def _steadily(self, count: int, a_second: int) -> list[float]:
        began = time.perf_counter()
        under_way = []
        for number in range(count):
            await asyncio.sleep(began + number / a_second - time.perf_counter())
            under_way.append(asyncio.ensure_future(self._ask()))
        taken = await asyncio.gather(*under_way)
        self._close()
        return taken

    def _close(self) -> None:
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()

    async def _ask(self) -> float:
        began = time.perf_counter()
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        body = next(self._bodies)
        writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(_LENGTH)[2].partition(b"\r\n")[0]
        self.newest = await reader.readexactly(int(length))
        taken = (time.perf_counter() - began) * 1000
        if not head.startswith(self._answered):
            raise RuntimeError(head.decode())
        self._idle.append((reader, writer))
        return taken


def percentile(taken: Sequence[float], percent: int) -> float:
    """Return a percentile, such as the 95th."""
    return quantiles(taken, n=100, method="inclusive")[percent - 1]
