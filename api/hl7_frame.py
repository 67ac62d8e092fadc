"""What the listener hands over and what it gets back: frames in order, and the acknowledgement of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Damage = Literal["too-big", "timeout"]
"""Why a frame was never received whole: longer than is taken, or not ended in time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message as it was framed.

    raw: the bytes between the frame's marks. names: what the sender's certificate says it is called, in lower case;
    none over plain TCP. address: where it came from.
    """

    raw: bytes
    names: frozenset[str] = frozenset()
    address: str = ""


class Receiving(Protocol):
    """Whoever keeps what was received, and says so."""

    async def receive(self, frames: Sequence[Frame]) -> list[bytes]:
        """Return the acknowledgement of each frame, in order, when all are on disk; b"" where none is to be sent."""
        ...

    def refuse(self, frame_head: bytes, reason: Damage) -> bytes:
        """Return the acknowledgement of a frame that is given up, of which these bytes are the beginning."""
        ...
