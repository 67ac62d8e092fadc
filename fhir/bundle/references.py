"""Whether a reference points to a resource, by the rules of FHIR: absolute, or relative to a server."""

from collections.abc import Iterator, Mapping

from fhir.bundle.elements import Reference
from fhir.bundle.raw import Found


def server_of(address: str | None) -> str | None:
    """Return the server that an address names, if it does.

    >>> server_of("https://ehr.example/fhir/Patient/7/_history/2")
    'https://ehr.example/fhir'
    """
    if address is None or not address.startswith(("http://", "https://")):
        return None
    return _unversioned(address).rsplit("/", 2)[0]


def relative(address: str) -> str:
    """Return the type and id that an address ends in.

    >>> relative("https://ehr.example/fhir/Patient/7/_history/2")
    'Patient/7'
    """
    return "/".join(_unversioned(address).rsplit("/", 2)[-2:])


def points_to(reference: Reference, source: Found, target: Found) -> bool:
    """Tell whether `source`, which holds the reference, means `target`, which stands in no other resource.

    A relative address is relative to the server of `source`; where either server is not known, type and id decide.
    """
    address = reference.reference
    if address is None:
        return False
    if address == target.full_url:
        return True
    if address.startswith("#") or relative(address) != _local_name(target):
        return False
    servers = {server_of(address) or server_of(source.full_url), server_of(target.full_url)}
    return None in servers or len(servers) == 1


class Addresses:
    """Finds resources by type and reference, in a time that does not depend on how many there are."""

    def __init__(self, found: Mapping[str, list[Found]]) -> None:
        self._found = found
        self._by_url: dict[str, dict[str, Found]] = {}
        self._by_name: dict[str, dict[tuple[str | int, str], Found]] = {}

    def find(self, reference: Reference | None, source: Found, kind: str) -> Found | None:
        """Return what a reference of `source` points to; nothing where the bundle does not hold it."""
        address = reference.reference if reference else None
        if address is None:
            return None
        by_url = self._by_url.get(kind)
        if by_url is None:
            by_url = {found.full_url: found for found in reversed(self._found[kind]) if found.full_url is not None}
            self._by_url[kind] = by_url
        return by_url.get(address) or self._find_by_name(address, source, kind)

    def _find_by_name(self, address: str, source: Found, kind: str) -> Found | None:
        by_name = self._by_name.get(kind)
        if by_name is None:
            by_name = {key: found for found in reversed(self._found[kind]) for key in _keys(found)}
            self._by_name[kind] = by_name
        if address.startswith("#"):
            return by_name.get(((source.holder or source).number, address))
        name, server = relative(address), server_of(address) or server_of(source.full_url)
        if server is None:
            return by_name.get(("any server", name))
        return by_name.get((server, name)) or by_name.get(("no server", name))


def _keys(found: Found) -> Iterator[tuple[str | int, str]]:
    name = _local_name(found)
    if found.holder is not None:
        yield found.holder.number, f"#{found.resource.id}"
    elif name is not None:
        yield "any server", name
        yield server_of(found.full_url) or "no server", name


def _unversioned(address: str) -> str:
    return address.partition("/_history/")[0]


def _local_name(found: Found) -> str | None:
    if found.resource.id:
        return f"{found.kind}/{found.resource.id}"
    return relative(found.full_url) if found.full_url and server_of(found.full_url) else None
