"""The one way in: a body of any kind, with what was said beside it, becomes a consultation."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

import orjson

from api.feed.alone import read_messages
from api.library import Library
from api.order_entry.reading import read_cds_hooks
from api.requests import Consultation, read_request
from api.strict_json import read_json
from engine.errors import Flaw, InputError
from engine.guideline import Edition
from fhir.bundle.read import read_bundle
from fhir.bundle.site import SiteMap
from fhir.r4.validate import validate_resource
from fhir.v2.header import started

Kind = Literal["facts", "fhir", "cds-hooks", "hl7v2"]
KINDS: tuple[Kind, ...] = ("facts", "fhir", "cds-hooks", "hl7v2")
"""What a body may be written in."""


def read_any(  # noqa: PLR0913 - what is said beside a body is a choice of its own each
    body: bytes,
    library: Library,
    site: SiteMap,
    *,
    now: datetime,
    kind: Kind | None = None,
    guideline: str | None = None,
    order: str | None = None,
    as_of: datetime | None = None,
) -> Consultation:
    """Return what a body asks, its kind told by its contents where it is not given; InputError with every flaw."""
    kind = kind or kind_of(body)
    if kind == "cds-hooks":
        edition = _edition(library, guideline, order)
        return read_cds_hooks(body, library, site, now=now, edition=edition, order=order, as_of=as_of)
    if kind == "hl7v2":
        edition = _edition(library, guideline, order)
        return read_messages(body, library.facts, edition, site, now=now, order=order, as_of=as_of)
    if kind == "fhir":
        return read_fhir(body, library, site, now=now, guideline=guideline, order=order, as_of=as_of)
    return read_facts(body, library, guideline=guideline, order=order, as_of=as_of)


def read_facts(
    body: bytes,
    library: Library,
    *,
    guideline: str | None = None,
    order: str | None = None,
    as_of: datetime | None = None,
) -> Consultation:
    """Return what a JSON document of facts asks; what was said beside it goes before what stands in it."""
    document = read_json(body)
    named = document.get("guideline") if isinstance(document, dict) else None
    edition = _edition(library, guideline or (named if isinstance(named, str) else None), order)
    asked = read_request(document, library.facts, edition.thresholds, tuple(edition.modalities))
    gathered = replace(asked.gathered, order=order) if order else asked.gathered
    return replace(asked, gathered=gathered, guideline=edition.id, as_of=as_of or asked.as_of)


def read_fhir(  # noqa: PLR0913 - as above
    body: bytes,
    library: Library,
    site: SiteMap,
    *,
    now: datetime,
    guideline: str | None = None,
    order: str | None = None,
    as_of: datetime | None = None,
) -> Consultation:
    """Return what a FHIR R4 Bundle, or Parameters with one, asks; InputError where it cannot be read."""
    edition = _edition(library, guideline, order)
    gathered = read_bundle(
        body, facts=library.facts, thresholds=edition.thresholds, site=site, as_of=as_of, now=now, order=order
    )
    # Windows were counted back from this time, so it is the one to record, whatever the clock says by then.
    return Consultation(gathered, edition.id, as_of or gathered.authored_on or now)


def refuse_invalid(body: bytes) -> None:
    """Raise InputError where a FHIR body is not valid R4; ten times slower than reading it, so only on request."""
    resource = read_json(body)
    flaws = validate_resource(resource)
    if flaws:
        raise InputError("invalid-resource", *flaws)


def kind_of(body: bytes) -> Kind:
    """Return what a body is written in: FHIR has a resourceType, a call of CDS Hooks a hook; anything else is facts.

    HL7 v2 begins with the header of a message, a batch or a file.

    >>> [kind_of(body) for body in (b'{"resourceType": "Bundle"}', b'{"hook": "order-sign"}', b'{"facts": {}}')]
    ['fhir', 'cds-hooks', 'facts']
    """
    if started(body).startswith((b"MSH", b"BHS", b"FHS")):
        return "hl7v2"
    try:
        document = orjson.loads(body)
    except ValueError:
        return "facts"
    if not isinstance(document, dict):
        return "facts"
    return "fhir" if "resourceType" in document else "cds-hooks" if "hook" in document else "facts"


def _edition(library: Library, guideline: str | None, order: str | None) -> Edition:
    edition = library.find(guideline)
    if order is not None and order not in edition.modalities:
        raise InputError("unknown-value", Flaw("?order", "unknown-value", tuple(edition.modalities)))
    return edition
