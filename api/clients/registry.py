"""The registered clients, read again without a restart whenever their file has changed."""

from collections.abc import Callable
from pathlib import Path

from api.clients.addresses import public_url
from api.clients.client import Client
from api.clients.file import ClientsRefused, read_clients

Stamp = tuple[int, int, int]


class Registry:
    """The clients of a file, and the simulator while nobody is registered, or always in a demonstration.

    A changed file that cannot be used, or that registers nobody any more, leaves the clients as they were, and is told
    once, by `tell`. The first one must be usable: else ClientsRefused.
    """

    def __init__(
        self,
        file: Path | None,
        own_url: str,
        simulator: Client | None = None,
        *,
        demo: bool = False,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._file = file
        self._own_url = own_url
        self._simulator = simulator
        self._demo = demo
        self._tell = tell
        self._stamp: Stamp | None = None
        self._clients: tuple[Client, ...] = ()
        if file is not None:
            try:
                self._stamp = _stamp_of(file)
            except OSError as error:
                raise ClientsRefused(f"{file} cannot be read: {error.strerror}") from None
            self._clients = self._read(file)

    @property
    def configured(self) -> bool:
        """Whether any client is registered: then whoever asks must say who it is."""
        return bool(self._current())

    @property
    def clients(self) -> tuple[Client, ...]:
        """Everybody whose tokens are taken."""
        registered = self._current()
        is_played = self._simulator is not None and (self._demo or not registered)
        return (*registered, self._simulator) if is_played and self._simulator else registered

    @property
    def simulator(self) -> Client | None:
        """The order-entry simulator, while its tokens are taken."""
        return next((each for each in self.clients if each is self._simulator), None)

    @property
    def origins(self) -> frozenset[str]:
        """The web pages that may read answers."""
        return frozenset[str]().union(*(client.origins for client in self._current()))

    def find(self, issuer: str | None, tenant: str | None) -> Client | None:
        """Return the client of an issuer; where several tenants share it, that tenant's, else any of them."""
        found = [client for client in self.clients if client.issuer == issuer]
        return next((client for client in found if client.tenant == tenant), found[0] if found else None)

    def _current(self) -> tuple[Client, ...]:
        if self._file is not None:
            self._reread(self._file)
        return self._clients

    def _reread(self, file: Path) -> None:
        try:
            stamp = _stamp_of(file)
        except OSError:
            stamp = None
        if stamp == self._stamp:
            return
        # Whatever it holds now, it is read, and told of, once.
        self._stamp = stamp
        try:
            self._clients = self._changed(file)
        except ClientsRefused as error:
            self._tell(f"{error}; the clients stay as they were")

    def _changed(self, file: Path) -> tuple[Client, ...]:
        clients = self._read(file)
        # An emptied file, as one is for a moment while it is written, must not open the doors that tokens had closed.
        if self._clients and not clients:
            raise ClientsRefused("it registers nobody any more; to show nothing, set mode: off")
        return clients

    def _read(self, file: Path) -> tuple[Client, ...]:
        try:
            clients = read_clients(file.read_bytes())
        except OSError as error:
            raise ClientsRefused(f"{file} cannot be read: {error.strerror}") from None
        if clients and public_url(self._own_url) is None:
            raise ClientsRefused("with clients, IMAGING_CDS_PUBLIC_URL must be the https address that they ask")
        return clients


def _stamp_of(file: Path) -> Stamp:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
