"""Which addresses a client's registration allows: searches and reads below the base it registered, letter by letter."""

import re
from collections.abc import Iterable

from api.clients.addresses import plain_url
from api.clients.client import FhirBase

_READ_OR_SEARCH = re.compile(
    r"[A-Z][A-Za-z]{1,63}(?:/(?!\.{1,2}(?:\?|$))[A-Za-z0-9.-]{1,64})?(?:\?[A-Za-z0-9._~:,|$=&%+/@!*();-]*)?", re.ASCII
)
_MOST = 2000


def base_of(server: str | None, bases: Iterable[FhirBase]) -> FhirBase | None:
    """Return the registered base that a request's `fhirServer` names; None where it names none of them.

    >>> base_of("https://ehr.example/fhir/", [FhirBase("https://ehr.example/fhir")])
    FhirBase(url='https://ehr.example/fhir', private=False)
    >>> base_of("https://ehr.example/fhir/../admin", [FhirBase("https://ehr.example/fhir")])
    """
    plain = plain_url(server) if server is not None else None
    return next((base for base in bases if base.url == plain), None) if plain is not None else None


def below(base: FhirBase, query: str) -> str | None:
    """Return the address of a FHIR read or search; None for what is neither, and could lead elsewhere.

    >>> below(FhirBase("https://ehr.example/fhir"), "Patient/invented")
    'https://ehr.example/fhir/Patient/invented'
    >>> below(FhirBase("https://ehr.example/fhir"), "../admin")
    """
    return f"{base.url}/{query}" if len(query) <= _MOST and _READ_OR_SEARCH.fullmatch(query) else None
