"""The connection to one destination: a message goes out, and its acknowledgement is waited for."""

import asyncio
import ssl
from dataclasses import dataclass

from api.mllp.framing import Framer, framed
from api.mllp.glance import Answer, answer_of

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 64 * 1024
_CLOSE_SECONDS = 2


class Unreachable(Exception):
    """No answer can be had now: the destination does not listen, does not answer, or ended the connection."""


class NoAnswer(Exception):
    """What came back is no acknowledgement of what was sent."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for connecting with its TLS handshake, for an answer, and for a connection on which nothing is sent."""

    connect: float = 10
    answer: float = 30
    idle: float = 60


class Link:
    """Connects when there is something to send, and again when the connection has ended."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, patience: Patience) -> None:
        self._host = host
        self._port = port
        self._tls = tls
        self._patience = patience
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0
        self._is_astray = False

    async def ask(self, message: bytes, control_id: str) -> Answer:
        """Send a message and return its acknowledgement; Unreachable, NoAnswer, and then the connection is closed."""
        self._is_astray = False
        try:
            reader, writer = await self._connected()
            async with asyncio.timeout(self._patience.answer):
                writer.write(framed(message))
                await writer.drain()
                answer = await self._answer(reader, control_id)
        except OSError as error:
            await self.close()
            if self._is_astray:
                raise NoAnswer("answer-to-another") from None
            raise Unreachable(type(error).__name__) from None
        except NoAnswer:
            await self.close()
            raise
        self._used = asyncio.get_running_loop().time()
        return answer

    async def close_if_quiet(self) -> None:
        """Close a connection that was long not used, before somebody between drops it without a word."""
        if asyncio.get_running_loop().time() - self._used > self._patience.idle:
            await self.close()

    async def close(self) -> None:
        """Close the connection, if there is one."""
        if self._streams is None:
            return
        writer, self._streams = self._streams[1], None
        writer.close()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await writer.wait_closed()
        except OSError:
            writer.transport.abort()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is not None and self._streams[0].at_eof():
            await self.close()
        if self._streams is None:
            async with asyncio.timeout(self._patience.connect):
                self._streams = await asyncio.open_connection(self._host, self._port, ssl=self._tls, limit=_CHUNK)
        return self._streams

    async def _answer(self, reader: asyncio.StreamReader, control_id: str) -> Answer:
        """Return the acknowledgement of this message; one of an earlier message, come too late, is passed over."""
        framer = Framer(_LONGEST_ANSWER)
        while piece := await reader.read(_CHUNK):
            for each in framer.feed(piece):
                answer = answer_of(each)
                if answer is None:
                    raise NoAnswer("answer-not-readable")
                if answer.control_id == control_id:
                    return answer
                self._is_astray = True
            if framer.flaw is not None:
                raise NoAnswer("answer-not-readable")
        raise ConnectionResetError
