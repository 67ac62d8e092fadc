"""The one way in: a body of any kind, with what was said beside it, becomes a consultation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import orjson

from api.library import Library
from api.requests import Consultation, read_request
from api.strict_json import read_json
from engine.errors import Flaw, InputError
from engine.guideline import Edition
from fhir.bundle.read import read_bundle
from fhir.bundle.site import SiteMap


class Kind(StrEnum):
    """What a body is written in."""

    FACTS = "facts"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside a body, in the query or on the command line; it goes before what the body says."""

    guideline: str | None = None
    order: str | None = None
    as_of: datetime | None = None
    presume: bool = True
    explain: bool = False


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads bodies; everything in it was known before any of them came."""

    library: Library
    site: SiteMap
    now: Callable[[], datetime]

    def read_any(self, body: bytes, kind: Kind | None = None, beside: Beside = NOTHING) -> Consultation:
        """Return what a body asks, its kind told by its contents where it is not given; InputError with every flaw."""
        if (kind or kind_of(body)) is Kind.FHIR:
            return self.read_fhir(body, beside)
        return self.read_facts(body, beside)

    def read_facts(self, body: bytes, beside: Beside = NOTHING) -> Consultation:
        """Return what a JSON document of facts asks; InputError with every flaw that was found."""
        return self.read_document(read_json(body), beside)

    def read_document(self, document: object, beside: Beside = NOTHING) -> Consultation:
        """Return what a document of facts asks that was read from JSON already."""
        named = document.get("guideline") if isinstance(document, dict) else None
        edition = self._edition(beside, named if isinstance(named, str) else None)
        asked = read_request(document, self.library.facts, edition.thresholds, tuple(edition.modalities))
        return replace(
            asked,
            gathered=replace(asked.gathered, order=beside.order or asked.gathered.order),
            guideline=edition.id,
            as_of=beside.as_of or asked.as_of,
            presume=asked.presume and beside.presume,
            explain=asked.explain or beside.explain,
        )

    def read_fhir(self, body: bytes, beside: Beside = NOTHING) -> Consultation:
        """Return what a FHIR R4 Bundle, or Parameters with one, asks; InputError where it cannot be read."""
        edition, now = self._edition(beside), self.now()
        gathered = read_bundle(
            body,
            facts=self.library.facts,
            thresholds=edition.thresholds,
            site=self.site,
            as_of=beside.as_of,
            now=now,
            order=beside.order,
        )
        # Windows were counted back from this time, so it is the one to record, whatever the clock says by then.
        as_of = beside.as_of or gathered.authored_on or now
        return Consultation(gathered, edition.id, as_of, presume=beside.presume, explain=beside.explain)

    def _edition(self, beside: Beside, named: str | None = None) -> Edition:
        edition = self.library.find(beside.guideline or named)
        if beside.order and beside.order not in edition.modalities:
            raise InputError("unknown-value", Flaw("?order", "unknown-value", tuple(edition.modalities)))
        return edition


def kind_of(body: bytes) -> Kind:
    """Return what a body is written in: a JSON object with a resourceType is FHIR, any other body is read as facts.

    >>> kind_of(b'{"resourceType": "Bundle"}').value, kind_of(b'{"facts": {}}').value
    ('fhir', 'facts')
    """
    try:
        document = orjson.loads(body)
    except ValueError:
        return Kind.FACTS
    return Kind.FHIR if isinstance(document, dict) and "resourceType" in document else Kind.FACTS
