"""Whether a reference points to a resource, by the rules of FHIR: absolute, relative to a server, or by identifier."""

from collections.abc import Iterable

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
        return _is_identified(reference, target)
    if address == target.full_url:
        return True
    if address.startswith("#") or relative(address) != _local_name(target):
        return False
    servers = {server_of(address) or server_of(source.full_url), server_of(target.full_url)}
    return None in servers or len(servers) == 1


class Addresses:
    """Finds resources by reference, in a time that does not depend on how many there are."""

    def __init__(self, founds: Iterable[Found]) -> None:
        self._found: dict[tuple[str | None, str | None], Found] = {}
        for found in founds:
            for key in _keys(found):
                self._found.setdefault(key, found)

    def find(self, reference: Reference | None, source: Found) -> Found | None:
        """Return what a reference of `source` points to; nothing where the bundle does not hold it."""
        address = reference.reference if reference else None
        if address is None:
            return None
        if address.startswith("#"):
            return self._found.get(((source.holder or source).place, address))
        exact = self._found.get((None, address))
        if exact is not None:
            return exact
        name, server = relative(address), server_of(address) or server_of(source.full_url)
        if server is None:
            return self._found.get(("", name))
        return self._found.get((server, name)) or self._found.get(("anywhere", name))


def _keys(found: Found) -> Iterable[tuple[str | None, str | None]]:
    if found.holder is not None:
        yield found.holder.place, f"#{found.resource.id}"
        return
    if found.full_url is not None:
        yield None, found.full_url
    name = _local_name(found)
    if name is not None:
        yield "", name
        yield server_of(found.full_url) or "anywhere", name


def _unversioned(address: str) -> str:
    return address.partition("/_history/")[0]


def _local_name(found: Found) -> str | None:
    if found.resource.id:
        return f"{found.kind}/{found.resource.id}"
    return relative(found.full_url) if found.full_url and server_of(found.full_url) else None


def _is_identified(reference: Reference, target: Found) -> bool:
    meant = reference.identifier
    if meant is None or meant.system is None or meant.value is None:
        return False
    numbers = getattr(target.resource, "identifier", ())
    return any((number.system, number.value) == (meant.system, meant.value) for number in numbers)
