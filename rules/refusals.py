"""How a document that does not have its shape is refused: where in the file, what is wrong, what to do."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from engine.errors import GuidelineError

Shape = TypeVar("Shape")

_LANGUAGES = {"en": "English", "ko": "Korean"}
_WHAT_TO_DO = {
    "missing": "is missing: add it",
    "extra_forbidden": "has no place here: remove it, or correct its spelling",
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be keys with values",
    "model_type": "must be keys with values",
}


def shaped(shape: TypeAdapter[Shape], document: object) -> Shape:
    """Return a document in its shape; GuidelineError for the first thing that is not so."""
    try:
        return shape.validate_python(document)
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
    rule, path = _place(document, flaw["loc"])
    raise GuidelineError(rule, f"{path} {_reason(flaw)}".strip())


def _place(document: object, location: Sequence[str | int]) -> tuple[str, str]:
    """Return the innermost id around a place, and the path from there; items are counted from 1."""
    rule, path = "", ""
    here = document
    for step in location:
        if isinstance(here, dict) and isinstance(here.get("id"), str) and step != "id":
            rule, path = str(here["id"]), ""
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
        here = _within(here, step)
    return rule, path.removeprefix(".")


def _within(document: object, step: str | int) -> object:
    if isinstance(document, list) and isinstance(step, int):
        return document[step]
    if isinstance(document, dict) and isinstance(step, str):
        return document.get(step)
    return None


def _reason(flaw: ErrorDetails) -> str:
    last = flaw["loc"][-1] if flaw["loc"] else ""
    blank = flaw["type"] == "value_error" and not str(flaw["input"]).strip()
    if last in _LANGUAGES and (blank or flaw["type"] == "missing"):
        return f"is missing: write the {_LANGUAGES[str(last)]} words"
    if flaw["type"] == "value_error":
        return str(flaw["ctx"]["error"])
    if flaw["type"] == "literal_error":
        return f"must be {flaw['ctx']['expected']}".replace("'", "")
    if flaw["type"] == "too_short":
        fewest = flaw["ctx"]["min_length"]
        return "must not be empty" if fewest == 1 else f"must hold at least {fewest}"
    return _WHAT_TO_DO[flaw["type"]]
