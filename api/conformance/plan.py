"""What a service is asked, and how gently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from api.conformance.signing import Signer

MOST_SERVICES = 10
"""Services of one discovery that are asked; who has more names one with --service."""
MOST_FEEDBACK = 6
"""Cards of one service about which feedback is sent."""
MOST_BYTES = 1_000_000
"""Of one answer; what is longer counts as no answer."""
MOST_PAUSES, LONGEST_PAUSE = 10, 60
"""How often, and for how many seconds, a service that has too much to do is left alone before its refusal counts."""
ORIGIN = "http://127.0.0.1:8000"
"""The origin of a browser that is tried where none is named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask of which service.

    `url` is what stands before /cds-services, and `known_as` the same in tokens, where it differs; `timeout` is in
    seconds, for each request; `ids` gives an unused UUID each time; `own` are calls that the operator brought, each
    sent to every service of its hook.
    """

    url: str
    ids: Iterator[str]
    service: str | None = None
    hooks: frozenset[str] = frozenset()
    origin: str | None = None
    timeout: float = 10.0
    signer: Signer | None = None
    own: tuple[tuple[str, dict[str, Any]], ...] = ()
    known_as: str | None = None

    @property
    def discovery(self) -> str:
        """The address of discovery."""
        return f"{self.url}/cds-services"

    def audience(self, url: str) -> str:
        """Return the audience of a token for an address of the service."""
        return (self.known_as or self.url) + url.removeprefix(self.url)

    def asks(self, service: object) -> bool:
        """Tell whether a service of discovery is to be asked."""
        if not isinstance(service, dict) or not all(isinstance(service.get(name), str) for name in ("id", "hook")):
            return False
        return self.service in {None, service["id"]} and (not self.hooks or service["hook"] in self.hooks)


def path_of(service: Mapping[str, Any]) -> str:
    """Return a service's id as the part of a path; an id may be anything that its discovery says.

    >>> path_of({"id": "../a b"})
    '..%2Fa%20b'
    """
    return quote(service["id"], safe="")
