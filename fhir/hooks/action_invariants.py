"""What the specification asks of an action, in a suggestion or by the system."""

import re
from collections.abc import Iterator

from fhir.hooks.expect import Object, finding, optional_text, required_text

_TYPES = ("create", "update", "delete")
_RELATIVE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")


def flaws_of_action(where: str, action: Object) -> Iterator[str]:
    """Find what is wrong with one action."""
    yield from required_text(127, where, action, "type")
    yield from required_text(128, where, action, "description")
    kind = action.get("type")
    if "type" in action and kind not in _TYPES:
        yield finding(127, where, "type is none of create, update, delete")
    if kind == "delete":
        yield from _flaws_of_delete(where, action)
    elif "resource" in action:
        yield from _flaws_of_resource(where, action["resource"], 132 if kind == "update" else 131)
    elif kind in _TYPES:
        yield finding(132 if kind == "update" else 131, where, "resource is missing")


def _flaws_of_delete(where: str, action: Object) -> Iterator[str]:
    if "resource" in action:
        yield finding(133, where, "resource is not for a delete")
    if "resourceId" not in action:
        yield finding(134, where, "resourceId is missing")
    elif isinstance(action["resourceId"], str) and not _RELATIVE.fullmatch(action["resourceId"]):
        yield finding(134, where, "resourceId is not a relative reference")
    yield from optional_text(135, where, action, "resourceId")


def _flaws_of_resource(where: str, resource: object, rule: int) -> Iterator[str]:
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        yield finding(130, where, "resource is not a FHIR resource")
    elif rule == 132 and not isinstance(resource.get("id"), str):  # noqa: PLR2004  a requirement's number
        yield finding(rule, where, "resource has no id, so nobody can tell what is updated")
