"""What the specification asks of a service as discovery describes it, its prefetch templates in particular."""

import re
from collections.abc import Iterator

from fhir.hooks.expect import Object, finding, optional_text, required_text

_LIBRARY = "cds-hooks-library_1.0.1"
_NOT_TOKENS = {
    ("order-sign", "draftOrders"): 16,
    ("order-select", "selections"): 89,
    ("order-select", "draftOrders"): 93,
}
"""Fields of the context that the hooks library keeps out of templates, by its requirement."""
_USERS = ("userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId")
_TOKEN = re.compile(r"\{\{(.*?)\}\}")
_FIELD = re.compile(r"context\.[A-Za-z][A-Za-z0-9]*")
_ID = re.compile(r"[A-Za-z0-9._~-]+")


def flaws_of_service(where: str, service: Object) -> Iterator[str]:
    """Find what is wrong with one service."""
    yield from required_text(7, where, service, "hook")
    yield from required_text(8, where, service, "title")
    yield from required_text(9, where, service, "description")
    yield from required_text(10, where, service, "id")
    if isinstance(service.get("id"), str) and not _ID.fullmatch(service["id"]):
        yield finding(16, where, "id cannot be a part of a URL as it stands")
    yield from optional_text(12, where, service, "usageRequirements")
    if not isinstance(service.get("extension", {}), dict):
        yield finding(214, where, "extension is not an object")
    if "prefetch" in service:
        yield from _flaws_of_prefetch(where, service)


def _flaws_of_prefetch(where: str, service: Object) -> Iterator[str]:
    if not isinstance(service["prefetch"], dict):
        yield finding(11, where, "prefetch is not an object")
        return
    for key, template in service["prefetch"].items():
        place = f"{where}: prefetch {key}"
        if not isinstance(template, str) or not template.strip():
            yield finding(36, place, "it is not a template")
            continue
        if re.search(r"\{\{|\}\}", _TOKEN.sub("", template)):
            yield finding(55, place, "a token is not delimited by {{ and }}")
        for token in _TOKEN.findall(template):
            yield from _flaws_of_token(place, token, str(service.get("hook")))


def _flaws_of_token(where: str, token: str, hook: str) -> Iterator[str]:
    if token in _USERS:
        return
    if not token.startswith("context."):
        yield finding(56, where, "a token is neither a field of the context nor an identifier of the user")
    elif not _FIELD.fullmatch(token):
        yield finding(57, where, "a token is not a root-level field of the context")
    else:
        rule = _NOT_TOKENS.get((hook, token.removeprefix("context.")))
        if rule is not None:
            yield finding(rule, where, f"{token} is not for templates", _LIBRARY)
