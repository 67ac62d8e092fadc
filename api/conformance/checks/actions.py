"""What is required of suggestions and of actions, beyond what the invariants find."""

from collections.abc import Callable, Iterator

from api.conformance.checks.judging import Check, Judged, each, has, there, wherever
from api.conformance.exchange import Observed
from api.conformance.subjects import Part, actions, answers, draft_orders, suggestions, system_actions

_LASTING = ("resourceType", "id", "status", "intent", "subject", "patient", "code")
"""Members that tell what a resource is; whoever sends it whole sends these."""


def _is(kind: str) -> Callable[[Part], bool]:
    return lambda part: part.value.get("type") == kind


def _together(part: Part) -> str | None:
    behaviour = part.value.get("actionSelectionBehavior", "all")
    return None if behaviour == "all" else "some of its actions may be left out"


def _new(part: Part) -> str | None:
    resource = part.value.get("resource")
    if not isinstance(resource, dict):
        return None
    known = f"{resource.get('resourceType')}/{resource.get('id')}" in draft_orders(part.exchange)
    return "creates an order that the client has already" if known else None


def _whole(part: Part) -> str | None:
    missing = _missing(part, _LASTING)
    return f"lacks {', '.join(missing)} of the order that it updates" if missing else None


def _missing(part: Part, names: tuple[str, ...] | None = None) -> list[str]:
    """Return the members of a draft order that an update of it lacks, among those named."""
    resource = part.value.get("resource")
    if not isinstance(resource, dict):
        return []
    draft = draft_orders(part.exchange).get(f"{resource.get('resourceType')}/{resource.get('id')}", {})
    return [name for name in draft if name not in resource and (names is None or name in names)]


def _changes(part: Part) -> str | None:
    missing = _missing(part)
    return f"{len(missing)} members of the order are lost" if missing else None


def _system_actions(observed: Observed) -> Iterator[Judged]:
    return ((part.where, None) for part in answers(observed) if "systemActions" in part.value)


CHECKS: dict[str, Check] = {
    "system-actions": _system_actions,
    "suggestion-label": wherever(suggestions),
    "suggestion-uuid": there(suggestions, "uuid"),
    "recommended-boolean": there(suggestions, "isRecommended"),
    "actions-list": there(suggestions, "actions"),
    "actions-together": each(suggestions, _together, has("actions")),
    "action-type": wherever(actions),
    "action-description": wherever(actions),
    "action-resource": there(actions, "resource"),
    "action-create": each(actions, _new, _is("create")),
    "action-update": each(actions, _whole, _is("update")),
    "action-delete": each(actions, lambda _: None, _is("delete")),
    "delete-resource-id": each(actions, lambda _: None, _is("delete")),
    "resource-id": there(actions, "resourceId"),
    "system-action-changes-nothing": each(system_actions, _changes, _is("update")),
}
