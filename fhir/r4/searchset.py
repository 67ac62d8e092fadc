"""What a search found, as a Bundle."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from fhir.r4.elements import Resource

Wanted = Mapping[str, tuple[str, ...]]
"""By search parameter, the values of which one is wanted."""


def searchset(resources: Iterable[Resource], wanted: Wanted, address: str) -> Resource:
    """Return the resources that have what is wanted; the Bundle says again only those values that are somewhere met."""
    everything = list(resources)
    met = {name: [value for value in values if _any(everything, name, value)] for name, values in wanted.items()}
    found = [each for each in everything if all(_of(each, name) in values for name, values in wanted.items())]
    query = urlencode({name: ",".join(values) for name, values in met.items()})
    bundle: Resource = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": "self", "url": f"{address}?{query}" if query else address}],
    }
    entries = [{"fullUrl": each["url"], "resource": each, "search": {"mode": "match"}} for each in found]
    return bundle | ({"entry": entries} if entries else {})


def _any(resources: Iterable[Resource], name: str, value: str) -> bool:
    return any(_of(each, name) == value for each in resources)


def _of(resource: Resource, name: str) -> str:
    return str(resource[name.removeprefix("_")])
