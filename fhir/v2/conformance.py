"""Which fields a message must have, each because something here rests on it; looked at before it is acknowledged."""

from fhir.v2.opened import Opened


def check(opened: Opened) -> None:
    """Let pass a message that holds what is needed of it; raises MessageRefused at the first field that is missing."""
