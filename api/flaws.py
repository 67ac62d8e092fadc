"""Turn pydantic's findings into flaws: a pointer to the field and a code, without anything that was sent."""

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from engine.errors import Flaw

_CODES = {
    "missing": "missing-field",
    "extra_forbidden": "unknown-field",
    "literal_error": "unknown-value",
    "string_too_long": "too-long",
    "string_too_short": "unknown-value",
    "greater_than_equal": "implausible",
    "less_than_equal": "implausible",
    "finite_number": "implausible",
}


def flaws_of(error: ValidationError, model: type[BaseModel]) -> tuple[Flaw, ...]:
    """Return a flaw for each finding, once.

    A key that the model does not declare is not repeated: its parent is named, with the keys that are allowed.
    """
    return tuple(dict.fromkeys(_flaw(found, model) for found in error.errors(include_input=False, include_url=False)))


def _flaw(found: ErrorDetails, model: type[BaseModel]) -> Flaw:
    pointer, here = "#", model
    for part in found["loc"]:
        fields = here.model_fields
        if part not in fields:
            if found["type"] == "extra_forbidden":
                return Flaw(pointer, "unknown-field", tuple(fields))
            break
        pointer += f"/{part}"
        inner = _model_of(fields[str(part)])
        if inner is None:
            break
        here = inner
    allowed = found.get("ctx", {}).get("expected", "") if found["type"] == "literal_error" else ""
    values = tuple(part.strip("'") for part in allowed.replace(" or ", ", ").split(", ") if part)
    return Flaw(pointer, _CODES.get(found["type"], "wrong-type"), values)


def _model_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model that a field holds, if it holds one."""
    options = getattr(field.annotation, "__args__", (field.annotation,))
    return next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)
