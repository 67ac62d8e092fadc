"""Which door a body goes in by: its media type, and that it is plain UTF-8."""

from collections.abc import Mapping

from starlette.datastructures import Headers

from api.intake import Kind
from engine.errors import Flaw, InputError

FACTS = "application/json"
FHIR = "application/fhir+json"
ER7 = "application/hl7-v2+er7"
KINDS: Mapping[str, Kind] = {FACTS: "facts", FHIR: "fhir"}
OF_DECISIONS: Mapping[str, Kind] = {**KINDS, ER7: "hl7v2"}

ALLOWED = tuple(KINDS)
"""Taken everywhere that takes a body."""

_PARAMETERS = {"charset": {"utf-8", "utf8"}, "fhirversion": {"4.0"}}


def read_kind(headers: Headers, kinds: Mapping[str, Kind] = KINDS) -> Kind:
    """Return what the body is said to be; InputError for any other media type, charset, FHIR version or coding.

    An HL7 v2 message says itself in what characters it is (MSH-18).
    """
    types = headers.getlist("content-type")
    essence, *parameters = types[0].split(";") if len(types) == 1 else ("",)
    kind = kinds.get(essence.strip().lower())
    if kind is None or (kind != "hl7v2" and not all(_is_read(parameter) for parameter in parameters)):
        raise InputError("unsupported-media-type", Flaw("Content-Type", "unsupported-media-type", tuple(kinds)))
    if any(coding.strip().lower() != "identity" for coding in headers.getlist("content-encoding")):
        raise InputError("unsupported-media-type", Flaw("Content-Encoding", "unsupported-media-type", ("identity",)))
    return kind


def _is_read(parameter: str) -> bool:
    """Tell whether a parameter leaves the body what we take it for; those that we do not know say nothing of it."""
    name, _, value = parameter.partition("=")
    allowed = _PARAMETERS.get(name.strip().lower())
    return allowed is None or value.strip().strip('"').lower() in allowed
