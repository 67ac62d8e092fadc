"""Which messages are taken, and which are acknowledgements, to which no answer is ever given."""

from types import MappingProxyType
from typing import Final

from fhir.v2.message import Header
from fhir.v2.refusal import UNSUPPORTED_EVENT, UNSUPPORTED_MESSAGE, MessageRefused

TAKEN: Final = MappingProxyType(
    {
        "ADT": ("A01", "A02", "A03", "A04", "A06", "A07", "A08", "A11", "A12", "A13", "A40"),
        "ORM": ("O01",),
        "OMG": ("O19",),
        "OMI": ("O23",),
        "OML": ("O21",),
        "ORU": ("R01",),
        "OUL": ("R22",),
    }
)
"""Events by message type."""

ORDERS: Final = frozenset({"ORM", "OMG", "OMI", "OML"})
"""The types of messages that order something."""

_ACKNOWLEDGEMENTS: Final = frozenset({"ACK", "MCF", "ORG", "ORI", "ORL", "ORR"})


def is_acknowledgement(header: Header) -> bool:
    """Tell whether a message answers another: it must never be acknowledged, or two systems answer for ever."""
    return header.code in _ACKNOWLEDGEMENTS


def check_kind(header: Header) -> None:
    """Let pass what is taken; raises MessageRefused at MSH-9."""
    events = TAKEN.get(header.code)
    if events is None:
        raise MessageRefused("AR", UNSUPPORTED_MESSAGE, "MSH-9", "unsupported-message", tuple(TAKEN))
    if header.event not in events:
        raise MessageRefused("AR", UNSUPPORTED_EVENT, "MSH-9", "unsupported-event", events)
