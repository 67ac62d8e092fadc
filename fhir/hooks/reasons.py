"""The reasons written on an order: one is added, those that say a certain purpose are taken off."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

from msgspec import Raw

from fhir.bundle.references import relative
from fhir.hooks.written import Order, items_of, list_of, members_of, raw_of, text_of, with_items

PURPOSE = "urn:imaging-cds:purpose"
_REASON = re.compile(r"#reasonCode\[(\d+)\]$")
_CODE = re.compile(r"(?P<name>[^#]*)#(?:code|(?P<within>[^#]+)\.code)")


def with_reason(order: Order, system: str, code: str, display: str) -> Order:
    """Return the order with a coded reason, in place of any earlier one of that system."""
    others = [raw for each in items_of(order, "reasonCode") for raw in _without(each, system)]
    reason = {"coding": [{"system": system, "code": code, "display": display}], "text": display}
    return with_items(order, "reasonCode", [*others, raw_of(reason)])


def without_reasons(order: Order, paths: Iterable[str], purposes: Collection[str]) -> Order:
    """Return the order without those purposes in our own code, and without the reasons that say them otherwise.

    `paths` are where they were read, once for each way in which they are said there. What a local code says, or a
    diagnosis, is one meaning however it is coded, so it is taken off as a whole.
    """
    places = tuple(paths)
    read = Counter(int(found[1]) for found in map(_REASON.search, places) if found)
    coded = (found for found in map(_CODE.fullmatch, places) if found)
    diagnoses = {f"#{found['within']}" if found["within"] else found["name"] for found in coded}
    reasons: list[Raw] = []
    for number, each in enumerate(items_of(order, "reasonCode")):
        left = _without(each, PURPOSE, purposes)
        is_own = left != [each]
        if read[number] <= is_own:
            reasons += left
    references = [raw for raw in items_of(order, "reasonReference") if _address(raw) not in diagnoses]
    return with_items(with_items(order, "reasonCode", reasons), "reasonReference", references)


def _without(reason: Raw, system: str, codes: Collection[str] | None = None) -> list[Raw]:
    """Return a reason without its codes of a system, or without some of these; nothing where none is left."""
    members = members_of(reason)
    codings = list_of(members.get("coding"))
    left = [raw for raw in codings if not _is_of(members_of(raw), system, codes)]
    if len(left) == len(codings):
        return [reason]
    return [raw_of({**members, "coding": left})] if left else []


def _is_of(coding: Order, system: str, codes: Collection[str] | None) -> bool:
    return text_of(coding.get("system")) == system and (codes is None or text_of(coding.get("code")) in codes)


def _address(reference: Raw) -> str:
    address = text_of(members_of(reference).get("reference")) or ""
    return address if address.startswith("#") else relative(address)
