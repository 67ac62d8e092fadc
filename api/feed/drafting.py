"""A message that came in, looked at before it is stored: what to keep of it, and what its sender is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from api.hl7_frame import Frame
from api.hl7_settings import Hl7File, Sender
from api.store.hl7_values import Received
from fhir.v2.acknowledge import AckCode, acknowledge
from fhir.v2.batch import messages_of
from fhir.v2.conformance import check
from fhir.v2.header import header_of_damaged, read_header, started
from fhir.v2.kinds import is_acknowledgement
from fhir.v2.message import Header
from fhir.v2.opened import Opened, open_message
from fhir.v2.refusal import APPLICATION_ERROR, DUPLICATE_KEY, UNSUPPORTED_PROCESSING, MessageRefused

_PRODUCTION = "P"
_OURS = 20
"""Characters that a control id may have in every version."""

_WANTED = {"AL": (True, True), "SU": (True, False), "ER": (False, True), "NE": (False, False)}
"""HL7 table 0155: whether an acknowledgement is wanted of a success, and of an error."""


_BATCH = (b"FHS", b"BHS")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A message and its answer; `received` is None where there is nothing to store, and the answer is all."""

    raw: bytes
    header: Header | None
    answer: bytes
    received: Received | None = None
    refusal: MessageRefused | None = None


def drafts(frame: Frame, file: Hl7File, new_id: Callable[[], str], now: datetime) -> list[Drafted]:
    """Look at what a frame holds: a message, or those of a batch."""
    if not started(frame.raw).startswith(_BATCH):
        return [draft(frame, file, new_id(), now)]
    try:
        messages = messages_of(frame.raw)
    except MessageRefused as refusal:
        return [refused(frame.raw, refusal, new_id(), now)]
    return [draft(replace(frame, raw=raw), file, new_id(), now) for raw in messages]


def together(answers: Sequence[bytes]) -> bytes:
    """Return the answers to the messages of one frame as one: those to a batch are a batch."""
    if len(answers) == 1:
        return answers[0]
    said = [each for each in answers if each]
    return b"".join((b"BHS|^~\\&|IMAGING-CDS\r", *said, b"BTS|%d\r" % len(said))) if said else b""


def draft(frame: Frame, file: Hl7File, message_id: str, now: datetime) -> Drafted:
    """Look at a message, and write its acknowledgement: what it needs is here, or a refusal that names the field."""
    try:
        header = read_header(frame.raw)
        if is_acknowledgement(header):
            return Drafted(frame.raw, header, b"")
        sender = sender_of(header, file, frame.names)
        opened = open_message(frame.raw, sender.charset)
        _check_processing(opened.header, file)
        check(opened)
    except MessageRefused as refusal:
        return refused(frame.raw, refusal, message_id, now, codec_of(frame.raw, file))
    header = opened.header
    code: AckCode = "CA" if header.is_enhanced else "AA"
    answer = b""
    if _wants(header, is_error=False):
        answer = acknowledge(header, code, control_id=own_control_id(message_id), now=now, codec=opened.charset)
    return Drafted(frame.raw, header, answer, _received(frame.raw, opened, message_id, now, answer))


def received_of(raw: bytes, file: Hl7File, door: str, message_id: str, now: datetime) -> Received:
    """Return a message that is answered otherwise as what is stored of it; MessageRefused where it cannot be.

    What came through one door is no repetition of what came through another: each is answered in its own way.
    """
    sender = sender_of(read_header(raw), file, frozenset())
    return _received(raw, open_message(raw, sender.charset), message_id, now, b"", door)


def codec_of(raw: bytes, file: Hl7File) -> str:
    """Return what a message may be written in where it does not say, so that its sender can read the answer."""
    header = header_of_damaged(raw)
    sender = file.sender_of(header.application, header.facility) if header else None
    return (sender.charset if sender else None) or "utf-8"


def refused(raw: bytes, refusal: MessageRefused, message_id: str, now: datetime, codec: str = "utf-8") -> Drafted:
    """Return the answer to a message that is not taken."""
    header = header_of_damaged(raw)
    if header is not None and is_acknowledgement(header):
        return Drafted(raw, header, b"", None, refusal)
    answer = b""
    if header is None or _wants(header, is_error=True):
        code = _coded(header, refusal)
        number = own_control_id(message_id)
        answer = acknowledge(header, code, control_id=number, now=now, error=refusal, codec=codec)
    return Drafted(raw, header, answer, None, refusal)


def conflicting(raw: bytes, message_id: str, now: datetime) -> Drafted:
    """Return the answer to another message under a control id that its sender has used."""
    return refused(raw, MessageRefused("AE", DUPLICATE_KEY, "MSH-10", "control-id-used"), message_id, now)


def digest_of(opened: Opened) -> bytes:
    """Return what tells a message from another, however its lines end and whenever it was sent again: without MSH-7."""
    sign = opened.header.delimiters.field
    header = opened.lines[0].split(sign)
    header[6:7] = [""]
    return sha256("\r".join((sign.join(header), *opened.lines[1:])).encode()).digest()


def own_control_id(message_id: str) -> str:
    """Return what our own message is called, from the id of what it answers.

    >>> own_control_id("0192aaaa-bbbb-7ccc-8ddd-eeeeffff0001")
    '7ccc8dddeeeeffff0001'
    """
    return message_id.replace("-", "")[-_OURS:]


def sender_of(header: Header, file: Hl7File, names: frozenset[str]) -> Sender:
    """Return who sends a message; MessageRefused for one that is not registered, or is not called so."""
    sender = file.sender_of(header.application, header.facility)
    if sender is None:
        is_elsewhere = any(each.is_called(header.application, each.facility) for each in file.senders)
        raise MessageRefused("AR", APPLICATION_ERROR, "MSH-4" if is_elsewhere else "MSH-3", "sender-not-registered")
    if sender.mode == "off":
        raise MessageRefused("AR", APPLICATION_ERROR, "MSH-3", "sender-off")
    if not sender.is_shown_by(names):
        raise MessageRefused("AR", APPLICATION_ERROR, "MSH-3", "sender-not-certified")
    return sender


def _check_processing(header: Header, file: Hl7File) -> None:
    if file.listen.production and header.processing_id != _PRODUCTION:
        raise MessageRefused("AR", UNSUPPORTED_PROCESSING, "MSH-11", "not-production", (_PRODUCTION,))


def _received(  # noqa: PLR0913, PLR0917  a message has as many parts
    raw: bytes, opened: Opened, message_id: str, now: datetime, answer: bytes, door: str = "mllp"
) -> Received:
    return Received(
        id=message_id,
        sender=f"{opened.header.application}|{opened.header.facility}|{door}",
        control_id=opened.header.control_id,
        digest=digest_of(opened),
        raw=raw,
        answer=answer,
        received=now,
    )


def _coded(header: Header | None, refusal: MessageRefused) -> AckCode:
    if header is None or not header.is_enhanced:
        return refusal.code
    return "CE" if refusal.code == "AE" else "CR"


def _wants(header: Header, *, is_error: bool) -> bool:
    """Tell whether the sender wants to hear at once: as MSH-15 says, and where it says nothing.

    Many a sender fills in MSH-16 alone, and still waits for an answer before it sends the next.
    """
    success, error = _WANTED.get(header.accept, (True, True))
    return error if is_error else success
