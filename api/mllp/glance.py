"""A glance at a message's first lines: what may be told of it in messages to operators, and what it answers."""

import re
from dataclasses import dataclass
from hashlib import sha256

_SEEN = 1024
_PLAIN = re.compile(r"[A-Za-z0-9_.:^/-]{1,50}", re.ASCII)
_LINE = re.compile(rb"[\r\n]+")


@dataclass(frozen=True, slots=True)
class Glance:
    """MSH-3, MSH-4, MSH-9 and MSH-10; "" where they are absent, "?" where they are not of the form of codes."""

    application: str = ""
    facility: str = ""
    kind: str = ""
    control_id: str = ""


def glance(message: bytes) -> Glance:
    r"""Return what may be told of a message; nothing of one without MSH.

    >>> glance(b"MSH|^~\\&|HIS|KUMC|||20260101||ORU^R01|17|P|2.5.1\rPID|")
    Glance(application='HIS', facility='KUMC', kind='ORU^R01', control_id='17')
    """
    fields = _fields(message, b"MSH")
    return Glance(*(_plain(fields, number) for number in (2, 3, 8, 9))) if fields else Glance()


def digest_of(message: bytes) -> str:
    """Return the first 12 hex digits of a message's SHA-256: enough to find it again."""
    return sha256(message).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an acknowledgement says: MSA-1, one of AA, AE, AR, CA, CE, CR, and MSA-2, which message it answers."""

    code: str
    control_id: str


def answer_of(message: bytes) -> Answer | None:
    r"""Return what an acknowledgement says; None for what is none.

    >>> answer_of(b"MSH|^~\\&|\rMSA|AA|17\r")
    Answer(code='AA', control_id='17')
    """
    header = _line(message, b"MSH")
    fields = _fields(message, b"MSA", header[3:4]) if header else []
    code, control_id = ([*fields, b"", b""][1:3]) if fields else (b"", b"")
    known = code in {b"AA", b"AE", b"AR", b"CA", b"CE", b"CR"}
    return Answer(code.decode(), control_id.decode("latin-1").strip()) if known else None


def control_id_of(message: bytes) -> str:
    """Return MSH-10 as it is written; "" where it is absent."""
    fields = _fields(message, b"MSH")
    return fields[9].decode("latin-1").strip() if len(fields) > 9 else ""  # noqa: PLR2004 - MSH-10


def _fields(message: bytes, name: bytes, sign: bytes = b"") -> list[bytes]:
    """Return the parts of the first segment of this name, near the beginning; none where it is not there."""
    line = _line(message, name)
    sign = sign or line[3:4]
    return line.split(sign) if sign else []


def _line(message: bytes, name: bytes) -> bytes:
    return next((line for line in _LINE.split(message[:_SEEN]) if line.startswith(name)), b"")


def _plain(fields: list[bytes], index: int) -> str:
    text = fields[index].decode("latin-1") if index < len(fields) else ""
    return text if not text or _PLAIN.fullmatch(text) else "?"
