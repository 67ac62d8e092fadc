"""A message that cannot be taken, in the words of an acknowledgement: which code, which error, and which field."""

from typing import Final, Literal

from engine.errors import Flaw, InputError

Code = Literal["AE", "AR"]
"""AE: the content is wrong. AR: no message of this kind, version or purpose is ever taken."""

SEGMENT_SEQUENCE: Final = "100"
REQUIRED_FIELD: Final = "101"
DATA_TYPE: Final = "102"
TABLE_VALUE: Final = "103"
UNSUPPORTED_MESSAGE: Final = "200"
UNSUPPORTED_EVENT: Final = "201"
UNSUPPORTED_PROCESSING: Final = "202"
UNSUPPORTED_VERSION: Final = "203"
UNKNOWN_KEY: Final = "204"
DUPLICATE_KEY: Final = "205"
APPLICATION_ERROR: Final = "207"
"""HL7 table 0357, message error condition codes."""


class MessageRefused(InputError):
    """A message, or one field of it, that cannot be taken; nothing of its content is in here.

    place: as people of the field write it: "MSH-12", "OBX[2]-5", "PID". reason: a slug for people, such as
    "unknown-charset". allowed: what could stand there.
    """

    def __init__(self, code: Code, error: str, place: str, reason: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__("malformed-message", Flaw(place, reason, allowed))
        self.code = code
        self.error = error
        self.place = place
        self.reason = reason
