"""A message of ours held by hl7apy's strict mode before it leaves."""

from typing import Final

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message

_SEGMENT_NAME: Final = 3


def hold(written: str) -> None:
    r"""Let pass a message that is valid and of which hl7apy finds every segment; else ValueError, which tells nothing.

    What hl7apy makes of it is not what is sent: it writes the escape of a line break, \.br\, as a text of four letters.
    """
    try:
        message = parse_message(written, validation_level=VALIDATION_LEVEL.STRICT)
        message.validate()
        found = message.to_er7()
    except (HL7apyException, ValueError):
        found = ""
    if _segments(found) != _segments(written):
        raise ValueError("a message is not as HL7 asks for it, and was not sent")


def _segments(written: str) -> list[str]:
    return [each[:_SEGMENT_NAME] for each in written.split("\r") if each]
