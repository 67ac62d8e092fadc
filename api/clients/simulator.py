"""The order-entry simulator as a client: known to a service that has no other, and to a demonstration."""

from api.clients.client import Client
from api.security.simulator_key import SimulatorKey


def simulator_client(own_url: str, key: SimulatorKey) -> Client:
    """Return the client that the simulator of this service is."""
    return Client(id="simulator", issuer=f"{own_url}/simulator", keys={key.kid: key.public})
