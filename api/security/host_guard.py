"""The guard of the host: while no client is configured, only this machine is answered, and only directly."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::\d{1,5})?", re.ASCII | re.IGNORECASE)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own.

    >>> [host for host in ("localhost", "127.9.9.9", "::1", "0.0.0.0", "imaging.example") if is_loopback(host)]
    ['localhost', '127.9.9.9', '::1']
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_direct_and_local(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request with these headers (names in lower case) names this machine, and no proxy passed it on.

    A page of another site can have its own name lead to 127.0.0.1, and then ask in a browser on this machine; the
    Host header still tells. A proxy makes everybody look local; its Forwarded headers tell.

    >>> is_direct_and_local([(b"host", b"localhost:8000")]), is_direct_and_local([(b"host", b"imaging.example")])
    (True, False)
    """
    hosts = []
    for name, value in headers:
        if name == b"forwarded" or name.startswith(b"x-forwarded-"):
            return False
        if name == b"host":
            hosts.append(value)
    if len(hosts) != 1:
        return False
    told = _HOST.fullmatch(hosts[0].decode("latin-1"))
    return told is not None and is_loopback(told["six"] or told["name"])
