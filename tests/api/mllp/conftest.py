"""Listeners over plain TCP and under TLS, on both event loops, and what their senders connect with."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from api.hl7_settings import Tls
from api.mllp.limits import Limits
from api.mllp.tls import server_context
from tests.api.mllp.certificates import Authority, authority, client
from tests.api.mllp.listening import Kept, Running, Speaking


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the listener trusts."""
    return authority(tmp_path_factory.mktemp("trusted"))


@pytest.fixture(scope="session")
def own(trusted: Authority) -> Tls:
    """The listener's own certificate."""
    return trusted.vouch("listener", "127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def sender(trusted: Authority) -> Tls:
    """A sender's certificate."""
    return trusted.vouch("his", "his.example")


@dataclass
class Wire:
    """A kind of connection, to one listener per test."""

    server: ssl.SSLContext | None
    client: ssl.SSLContext | None
    loop: str
    stack: ExitStack

    @property
    def is_tls(self) -> bool:
        """Whether it is under TLS."""
        return self.server is not None

    def listen(self, limits: Limits | None = None, kept: Kept | None = None) -> Running:
        """Start a listener that is stopped when the test ends."""
        return self.stack.enter_context(Running(limits, self.server, self.loop, kept))

    def connect(self, running: Running) -> Speaking:
        """Connect a sender."""
        return self.stack.enter_context(Speaking(running.address, self.client))


_OTHER_LOOP = [pytest.param(f"{kind}-asyncio", marks=pytest.mark.long) for kind in ("plain", "tls")]


@pytest.fixture(params=["plain-uvloop", "tls-uvloop", *_OTHER_LOOP])
def wire(request: pytest.FixtureRequest, own: Tls, sender: Tls) -> Iterator[Wire]:
    """Plain TCP and mutual TLS, on the event loop that serves, and on Python's own."""
    kind, _, loop = str(request.param).partition("-")
    is_tls = kind == "tls"
    with ExitStack() as stack:
        yield Wire(server_context(own) if is_tls else None, client(sender) if is_tls else None, loop, stack)
