"""A file or batch of messages taken apart into its messages."""

import re
from typing import Final

from fhir.v2.header import started
from fhir.v2.refusal import DATA_TYPE, SEGMENT_SEQUENCE, MessageRefused

_BEGINS: Final = {b"FHS", b"BHS"}
_ENDS: Final = {b"BTS", b"FTS"}
_CR_LINES: Final = re.compile(rb"[^\r]*(?:\r\n?|\Z)")
_LF_LINES: Final = re.compile(rb"[^\n]*(?:\n|\Z)")
_FRAME_BEGINS, _FRAME_ENDS = b"\x0b", b"\x1c"


def messages_of(raw: bytes) -> tuple[bytes, ...]:
    r"""Return the messages of a file or batch, each on its own and as it was written; a single message as it is.

    What stands around them is taken off: FHS, BHS, BTS, FTS, and the signs of MLLP's frames. Raises MessageRefused
    where a batch says that it has another number of messages, or a file of batches, and where a line is of no message.

    >>> messages_of(b"BHS|^~\\&|HIS\rMSH|^~\\&|1\rPID|1\rMSH|^~\\&|2\rBTS|2\r")
    (b'MSH|^~\\&|1\rPID|1\r', b'MSH|^~\\&|2\r')
    """
    file = _File()
    for number, line in enumerate(_lines(started(raw)), start=1):
        file.take(number, line)
    return tuple(b"".join(lines) for lines in file.messages)


class _File:
    """What was read of a file so far."""

    def __init__(self) -> None:
        self.messages: list[list[bytes]] = []
        self.begun = self.ended = 0  # batches, of which some have no end, and some no beginning
        self.earlier = 0  # messages of earlier batches
        self.within = False  # a message

    def take(self, number: int, line: bytes) -> None:
        name = line[:3]
        if name == b"MSH":
            self.messages.append([line])
            self.within = True
        elif name in _BEGINS:
            self.begun += name == b"BHS"
            self.within = False
        elif name in _ENDS:
            self.ended += name == b"BTS"
            _check_count(line, self._batches() if name == b"FTS" else {len(self.messages) - self.earlier})
            self.earlier = len(self.messages)
            self.within = False
        elif self.within:
            self.messages[-1].append(line)
        elif line.strip():
            place = f"segment {number}"
            raise MessageRefused("AE", SEGMENT_SEQUENCE, place, "outside-of-a-message", ("FHS", "BHS", "MSH"))

    def _batches(self) -> set[int]:
        """Return how many batches the file may say that it has: what no BHS and no BTS parts is one, or none."""
        return {max(self.begun, self.ended)} if self.begun or self.ended else {0, 1}


def _lines(raw: bytes) -> list[bytes]:
    parted: list[bytes] = (_CR_LINES if b"\r" in raw else _LF_LINES).findall(raw)
    return [line.removeprefix(_FRAME_BEGINS) for line in parted if line.strip() != _FRAME_ENDS]


def _check_count(line: bytes, counts: set[int]) -> None:
    place = f"{line[:3].decode('ascii')}-1"
    said = line.split(line[3:4])[1].strip() if line[3:4].strip() else b""
    if not said:
        return
    if not said.isdigit():
        raise MessageRefused("AE", DATA_TYPE, place, "not-a-number")
    if said.lstrip(b"0") not in {str(each).encode().lstrip(b"0") for each in counts}:
        raise MessageRefused("AE", SEGMENT_SEQUENCE, place, "another-number-of-messages")
