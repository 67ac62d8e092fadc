"""Checks a whole resource against the structure of FHIR R4, on request; much too slow for every request.

The models are those of R4B, which differ from R4 in resources that have no part here. They check elements, types and
cardinalities; they do not check codes of required bindings, invariants, or what a reference points to.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.errors import Flaw

_DEEPEST = 60  # levels; FHIR's own resources have about ten
_CODES = {
    "extra_forbidden": "unknown-field",
    "missing": "missing-field",
    "model_field_validation.missing": "missing-field",
}


def validate_resource(resource: Mapping[str, Any]) -> list[Flaw]:
    """Return what is wrong with a resource, with JSON pointers; an empty list where nothing is.

    An element that FHIR does not know is not repeated: the one that holds it is named.

    >>> validate_resource({"resourceType": "Patient", "birthDate": "1980-13-01"})
    [Flaw(pointer='#/birthDate', code='wrong-type', allowed=())]
    """
    kind = resource.get("resourceType")
    if not isinstance(kind, str):
        return [Flaw("#/resourceType", "missing-field" if kind is None else "wrong-type")]
    if _is_deeper(resource, _DEEPEST):
        return [Flaw("#", "too-deep")]
    # Half a second and 27 MB, which only those pay who ask.
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415

    try:
        get_fhir_model_class(kind).model_validate(dict(resource))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return list(dict.fromkeys(_flaw(each) for each in found))
    except (ValueError, KeyError, TypeError):
        # A type of resource that FHIR does not have, here or within; the models cannot say where.
        return [Flaw("#/resourceType", "unknown-value")]
    return []


def _flaw(found: ErrorDetails) -> Flaw:
    parts = found["loc"][:-1] if found["type"] == "extra_forbidden" else found["loc"]
    return Flaw("/".join(("#", *(str(part) for part in parts))), _CODES.get(found["type"], "wrong-type"))


def _is_deeper(value: object, most: int) -> bool:
    """Tell whether lists and objects are nested deeper than the models can follow."""
    level: list[object] = [value]
    for _ in range(most):
        level = [inner for each in level for inner in _inner(each)]
    return bool(level)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()
