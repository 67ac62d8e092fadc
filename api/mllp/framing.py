r"""Frames in a stream of bytes: a vertical tab, the message, a file separator and a carriage return.

Source: HL7 Version 2 Transport Specification, MLLP Release 2, section 2.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

BEGIN: Final = b"\x0b"
END: Final = b"\x1c\r"
HEAD: Final = 4096
"""How much is kept of a frame that is given up: enough for its MSH."""

Flaw = Literal["garbage", "too-big"]

_STRAY = re.compile(rb"[\r\n]+")


class Framer:
    """Parts a stream into frames, however it is cut into pieces, looking at each byte once.

    After a flaw nothing more is read: where the next frame would begin, nobody can tell.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = bytearray()
        self._inside = False
        self._searched = 0
        self.flaw: Flaw | None = None

    @property
    def is_inside(self) -> bool:
        """Whether a frame has begun, and not ended."""
        return self._inside

    @property
    def held(self) -> int:
        """How many bytes of a frame that has not ended are held."""
        return len(self._bytes)

    @property
    def head(self) -> bytes:
        """The beginning of a frame that has not ended."""
        return bytes(self._bytes[:HEAD])

    def feed(self, piece: bytes) -> list[bytes]:
        r"""Return the frames that are complete now, without their marks.

        >>> framer = Framer(100)
        >>> framer.feed(b"\x0bone\x1c\r\n\x0btw"), framer.feed(b"o\x1c"), framer.feed(b"\r")
        ([b'one'], [], [b'two'])
        """
        if self.flaw is not None:
            return []
        self._bytes += piece
        frames = []
        while self._begins() and (frame := self._ended()) is not None:
            frames.append(frame)
        return frames

    def _begins(self) -> bool:
        """Tell whether a message has begun, dropping its mark and what stands before it."""
        if self._inside:
            return True
        stray = _STRAY.match(self._bytes)
        del self._bytes[: stray.end() if stray else 0]
        if not self._bytes:
            return False
        if not self._bytes.startswith(BEGIN):
            self.flaw = "garbage"
            return False
        del self._bytes[: len(BEGIN)]
        self._inside = True
        return True

    def _ended(self) -> bytes | None:
        """Take the message that has ended, if it has; else note how far was looked, and whether it is too long."""
        end = self._bytes.find(END, self._searched)
        # The last byte may be the first of the mark.
        size = len(self._bytes) - 1 if end < 0 else end
        if size > self._most:
            self.flaw = "too-big"
            return None
        if end < 0:
            self._searched = max(size, 0)
            return None
        message = bytes(memoryview(self._bytes)[:end])
        del self._bytes[: end + len(END)]
        self._inside, self._searched = False, 0
        return message


def framed(message: bytes) -> bytes:
    r"""Return a message as it is sent; nothing for an empty one.

    >>> framed(b"MSH|"), framed(b"")
    (b'\x0bMSH|\x1c\r', b'')
    """
    return BEGIN + message + END if message else b""


def batches(frames: Sequence[bytes], most: int, most_bytes: int) -> Iterator[list[bytes]]:
    """Part frames, in order, into those that are taken together; one that is larger than all may be goes alone.

    >>> list(batches([b"1", b"2", b"345", b"6"], 2, 3))
    [[b'1', b'2'], [b'345'], [b'6']]
    """
    batch: list[bytes] = []
    size = 0
    for frame in frames:
        if batch and (len(batch) == most or size + len(frame) > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(frame)
        size += len(frame)
    if batch:
        yield batch
