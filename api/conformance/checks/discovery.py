"""What is required of discovery, and of where a service stands."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from api.conformance.checks.judging import Check, Judged, exchanged, status_of, there, wherever
from api.conformance.exchange import NO_ANSWER, NOT_JSON, OK, Asked, Exchange, Observed
from api.conformance.subjects import discoveries, inner, services

_HERE = ("localhost", "127.0.0.1", "::1")
_NOT_THERE = (404, 405, 410)
_CONTENT = ("application/json", "+json")


def _discovery(observed: Observed) -> Iterator[Exchange]:
    return observed.of(Asked.DISCOVERY)


def _is_there(exchange: Exchange) -> str | None:
    return status_of(exchange) if exchange.status in _NOT_THERE else None


def _is_ok(exchange: Exchange) -> str | None:
    return None if exchange.status == OK else status_of(exchange)


def _first(observed: Observed) -> Iterator[Exchange]:
    yield from list(_discovery(observed))[:1]


def _refused_discovery(observed: Observed) -> Iterator[Exchange]:
    return (each for each in _discovery(observed) if each.status not in (OK, NO_ANSWER))


def is_error(exchange: Exchange) -> str | None:
    """Tell what is wrong with a status that is no success."""
    return None if 400 <= exchange.status < 600 else status_of(exchange)  # noqa: PLR2004 - the classes of errors


def _discovery_has_services(observed: Observed) -> Iterator[Judged]:
    for exchange in _discovery(observed):
        if exchange.succeeded:
            told = isinstance(exchange.document, dict) and isinstance(exchange.document.get("services"), list)
            yield exchange.where, None if told else "not an object with a list of services"


def _https(observed: Observed) -> Iterator[Judged]:
    address = urlsplit(observed.url)
    # On this machine TLS has ended before the service, or is not needed to reach it.
    if address.scheme == "https" or address.hostname not in _HERE:
        yield address.scheme, None if address.scheme == "https" else "reached without TLS"


def _json(observed: Observed) -> Iterator[Judged]:
    for exchange in (*_discovery(observed), *observed.calls()):
        if exchange.succeeded:
            kind = exchange.headers.get("content-type", "").partition(";")[0].strip().lower()
            if exchange.document is NOT_JSON:
                yield exchange.where, "not strict JSON"
            else:
                yield exchange.where, None if kind.endswith(_CONTENT) else "does not say that it is JSON"


def _called(observed: Observed) -> Iterator[Exchange]:
    return (each for each in observed.of(Asked.CALL) if each.status != NO_ANSWER)


def _same_id(observed: Observed) -> Iterator[Judged]:
    for each in discoveries(observed):
        ids = [part.value.get("id") for part in inner(each, "services")]
        if len(ids) > 1:
            # What is wrong, one service twice under one hook, is found by the invariants.
            yield each.where, None


CHECKS: dict[str, Check] = {
    "json": _json,
    "https": _https,
    "discovery-place": exchanged(_first, _is_there),
    "discovery-always": exchanged(_discovery, _is_ok),
    "discovery-status": exchanged(_first, _is_ok),
    "discovery-error-status": exchanged(_refused_discovery, is_error),
    "services-list": _discovery_has_services,
    "service-hook": wherever(services),
    "service-title": wherever(services),
    "service-description": wherever(services),
    "service-id": wherever(services),
    "service-address": exchanged(_called, _is_there),
    "prefetch-object": there(services, "prefetch"),
    "usage-requirements": there(services, "usageRequirements"),
    "same-id": _same_id,
}
