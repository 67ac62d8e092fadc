"""Coded fields as FHIR's codings: the system by its name in the message, and no text ever."""

import re
from collections.abc import Iterator
from typing import Any, Final

from fhir.bundle.resident import has_resident_form
from fhir.bundle.site import SiteMap
from fhir.v2.message import Repetition
from fhir.v2.tables import read_tables

Json = dict[str, Any]
OWN: Final = "99IMGCDS"
"""The name by which messages call this project's own codes."""

LOCAL: Final = "urn:hl7v2:"
UNNAMED: Final = "L"
"""The local system of a code that stands without one."""

_TABLE: Final = re.compile(r"(?:HL7)?(0\d{3})", re.ASCII)
_OID: Final = re.compile(r"[0-2](?:\.\d+)+", re.ASCII)
_CODE: Final = re.compile(r"[^\s|^]{1,64}")
_SYSTEM_BY_OID: Final = 14
"""The components of CWE in which the OIDs of its two systems stand."""

_OTHER_BY_OID: Final = 17


def system_named(name: str | None, oid: str | None, own: str) -> str | None:
    """Return the address of a code system that a message names; `own` is whose codes this project's own are.

    >>> system_named("LN", None, ""), system_named("HL7 0136", None, ""), system_named("99KMC", None, "")
    ('http://loinc.org', 'http://terminology.hl7.org/CodeSystem/v2-0136', 'urn:hl7v2:99KMC')
    """
    written = "".join((name or "").split()).upper()
    if not written:
        return f"urn:oid:{oid.strip()}" if oid is not None and _OID.fullmatch(oid.strip()) else None
    if written == OWN:
        return f"urn:imaging-cds:{own}"
    table = _TABLE.fullmatch(written)
    if table is not None:
        return f"http://terminology.hl7.org/CodeSystem/v2-{table[1]}"
    known = read_tables()["systems"].get(written)
    return known or (f"urn:oid:{written}" if _OID.fullmatch(written) else f"{LOCAL}{written.replace('|', '_')}")


def codings(one: Repetition, site: SiteMap, own: str = "", *, unnamed: bool = False) -> Iterator[Json]:
    """Walk through the two codings that a coded field can hold.

    unnamed: a code may stand without its system; else only where the site map knows it as one of `urn:hl7v2:L`.
    """
    for at, by_oid in ((1, _SYSTEM_BY_OID), (4, _OTHER_BY_OID)):
        code = (one.text(at) or "").strip()
        system = system_named(one.text(at + 2), one.text(by_oid), own)
        known = is_known(f"{system or LOCAL + UNNAMED}|{code}", site)
        if system is None and (unnamed or known):
            system = f"{LOCAL}{UNNAMED}"
        is_code = known or (_CODE.fullmatch(code) and not has_resident_form(code))
        if system is not None and code and is_code:
            yield {"system": system, "code": code}


def is_known(key: str, site: SiteMap) -> bool:
    """Tell whether a table of the site map names a code."""
    tables = (site.service_types, site.visit_reasons, site.orders, site.reasons, site.film_conclusions, site.surgery)
    scores = site.severity_scales
    return any(key in table for table in (*tables, scores)) or any(key in scale for scale in scores.values())
