"""What is required of prefetch templates and of the tokens in them."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from api.conformance.checks.judging import Check, Judged
from api.conformance.exchange import Observed
from api.conformance.subjects import services, templates, tokens

_USERS = ("userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId")
_READ = re.compile(r"[A-Z][A-Za-z]+/[^/?]+")
_TYPE = re.compile(r"[A-Z][A-Za-z]+")
_PREFIX = re.compile(r"(ne|sa|eb|ap)\d{4}")
_MODIFIER = "in"


def _braces(observed: Observed) -> Iterator[Judged]:
    return ((where, None) for _, where, template in templates(observed) if "{" in template or "}" in template)


def _any_token(observed: Observed) -> Iterator[Judged]:
    return ((where, None) for where, _ in tokens(observed))


def _context_tokens(observed: Observed) -> Iterator[Judged]:
    return ((where, None) for where, token in tokens(observed) if token.startswith("context."))


def _token_names(observed: Observed) -> Iterator[Judged]:
    for where, token in tokens(observed):
        if token not in _USERS:
            named = re.fullmatch(r"context\.\w+.*", token)
            yield where, None if named else "a token of the context is not written context.name"


def _keys(observed: Observed) -> Iterator[Judged]:
    for service in services(observed):
        prefetch = service.value.get("prefetch")
        for key in prefetch if isinstance(prefetch, dict) else ():
            yield service.where, None if key.strip() else "a template has an empty key"


def _queries(observed: Observed) -> Iterator[Judged]:
    for service in services(observed):
        prefetch = service.value.get("prefetch")
        for key, template in prefetch.items() if isinstance(prefetch, dict) else ():
            is_query = isinstance(template, str) and template.strip()
            yield f"{service.where}: prefetch {key}", None if is_query else "not a query"


def _subset(observed: Observed) -> Iterator[Judged]:
    for _, where, template in templates(observed):
        if template:
            yield where, beyond(template)


def beyond(template: str) -> str | None:
    """Return what a template asks that a simple FHIR server need not know.

    >>> beyond("Patient/{{context.patientId}}")
    >>> beyond("Observation?patient={{context.patientId}}&code:in=https://x.example/set&date=ge2026-01-01&_count=5")
    >>> beyond("Observation?code:text=fever")
    'a modifier other than :in'
    """
    resource, asks, search = template.partition("?")
    if not asks:
        return None if _READ.fullmatch(resource) else "neither a read nor a search of one type"
    if not _TYPE.fullmatch(resource):
        return "a search that is not of one type"
    return next(filter(None, (_beyond(*pair) for pair in parse_qsl(search, keep_blank_values=True))), None)


def _beyond(name: str, value: str) -> str | None:
    plain, _, modifier = name.partition(":")
    if modifier not in {"", _MODIFIER}:
        return "a modifier other than :in"
    if plain.startswith("_") and plain not in {"_id", "_count", "_sort"}:
        return "a parameter of results other than _count and _sort"
    if "." in plain:
        return "a chained search"
    return "a prefix of dates other than eq, lt, gt, ge, le" if _PREFIX.match(value) else None


def _without(hook: str, field: str) -> Check:
    def check(observed: Observed) -> Iterator[Judged]:
        for where, token in tokens(observed, hook):
            used = re.match(rf"context\.{field}\b", token)
            yield where, f"uses context.{field}" if used else None

    return check


_NOT_FOR_TEMPLATES = (
    ("order-sign", "draftOrders"),
    ("order-select", "selections"),
    ("order-select", "draftOrders"),
    ("appointment-book", "appointments"),
    ("order-dispatch", "fulfillmentTasks"),
)
CHECKS: dict[str, Check] = {
    "templates": _queries,
    "prefetch-keys": _keys,
    "token-braces": _braces,
    "token-content": _any_token,
    "token-root": _context_tokens,
    "token-name": _token_names,
    "query-subset": _subset,
} | {f"{hook}-without-{field}": _without(hook, field) for hook, field in _NOT_FOR_TEMPLATES}
