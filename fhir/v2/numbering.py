"""Numbers of patients, visits and orders, each with who gave it; never a resident registration number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fhir.bundle.resident import may_be_resident
from fhir.bundle.site import SiteMap
from fhir.v2.message import Header, Repetition, Segment

_OID: Final = re.compile(r"[0-2](?:\.\d+)+", re.ASCII)
_LONGEST: Final = 200
_KEY_SIGNS: Final = str.maketrans({"%": "%25", "|": "%7C", "#": "%23"})
_GIVERS: Final = {2: "placer", 3: "filler"}
"""Who gives an order's numbers, by the field of ORC and of OBR."""


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """A number of an order: as a `key`, and by itself; by the placer or the filler, bare where it does not say which.

    A bare number is of those who send it: two systems may count alike.
    """

    key: str
    value: str
    giver: str
    is_bare: bool


def system_of(namespace: str | None, universal: str | None, site: SiteMap) -> str | None:
    """Return the address of who gives a number: as the site says, else an OID, else a name; None where nobody does."""
    for name in (namespace, universal):
        if name is not None and name.strip() in site.assigning_authorities:
            return site.assigning_authorities[name.strip()]
    if universal is not None and _OID.fullmatch(universal.strip()):
        return f"urn:oid:{universal.strip()}"
    known = namespace or universal
    return f"urn:hl7v2:{'_'.join(known.split())}" if known else None


def key_of(*parts: str | None) -> str:
    """Return a key of parts, whatever signs are in them.

    >>> key_of("ORDER", "HIS", "1|2")
    'ORDER|HIS|1%7C2'
    """
    return "|".join((part or "").translate(_KEY_SIGNS) for part in parts)


def numbered(one: Repetition | None, namespace: int, universal: int, site: SiteMap) -> str | None:
    """Return "authority|number" of a field that holds a number and who gave it, in components of their own or one.

    Nothing where there is no number, or one that may be a resident registration number.
    """
    value = _value_of(one)
    return key_of(_giver_of(one, namespace, universal, site), value) if one is not None and value else None


def visit_of(visit: Segment | None, patient: Segment | None, site: SiteMap) -> str | None:
    """Return the number of the visit: PV1-19, else the account number in PID-18."""
    for segment, field in ((visit, 19), (patient, 18)):
        for one in segment.repetitions(field) if segment is not None else ():
            known = numbered(one, 4, 4, site)
            if known is not None:
                return known
    return None


def order_numbers(
    segments: tuple[Segment | None, ...], fields: tuple[int, ...], site: SiteMap, sender: Header
) -> Iterator[OrderNumber]:
    """Walk through the numbers of an order that the fields hold, in their order."""
    for segment, field in zip(segments, fields, strict=True):
        one = next(iter(segment.repetitions(field)), None) if segment is not None else None
        value = _value_of(one)
        if one is not None and value:
            known, giver = _giver_of(one, 2, 3, site), _GIVERS[field]
            by = (known,) if known is not None else (giver, sender.application.strip(), sender.facility.strip())
            yield OrderNumber(key_of(*by, value), value, giver, known is None)


def _value_of(one: Repetition | None) -> str:
    """Return a number that may be kept, else nothing."""
    value = (one.text() or "").strip() if one is not None else ""
    return "" if len(value) > _LONGEST or may_be_resident(value) else value


def _giver_of(one: Repetition, namespace: int, universal: int, site: SiteMap) -> str | None:
    if namespace == universal:  # one component (HD within CX)
        name, other = one.text(namespace), one.text(namespace, 2)
    else:
        name, other = one.text(namespace), one.text(universal)
    return system_of(name, None if name else other, site)
