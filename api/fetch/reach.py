"""Which network addresses may be reached: those of the internet, and a site's own only where it registered that."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks of IPv6 alone write them (RFC 6052)."""

_INTERNET = IPv6Network("2000::/3")
"""All that is allocated of IPv6 to this day; older plans (fec0::/10) are no part of it."""

_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""IPv6 addresses that lead to an IPv4 address of somebody's choice."""


def may_reach(written: str, *, private: bool) -> bool:
    """Tell whether an address may be reached; `private`: also one of a site's own network or of this machine.

    An address of one link is never reached: there the providers of machines keep their secrets (169.254.169.254).

    >>> may_reach("192.0.2.1", private=True), may_reach("10.1.2.3", private=False), may_reach("10.1.2.3", private=True)
    (True, False, True)
    >>> may_reach("::ffff:127.0.0.1", private=False), may_reach("169.254.169.254", private=True)
    (False, False)
    """
    address = _inner(ip_address(written.partition("%")[0]))
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    if isinstance(address, IPv6Address) and not address.is_loopback and any(address in net for net in _TUNNELS):
        return False
    is_global = address.is_global and (isinstance(address, IPv4Address) or address in _INTERNET)
    return is_global or (private and str(address) != "255.255.255.255")


def all_may_be_reached(addresses: Sequence[str], *, private: bool) -> bool:
    """Tell whether a name leads to addresses that may be reached, every one of them, and to at least one."""
    return bool(addresses) and all(may_reach(each, private=private) for each in addresses)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
