"""What is required of the answers to calls and to feedback as a whole, and of how errors are told."""

from collections.abc import Callable, Iterator

from api.conformance.cases import Data
from api.conformance.checks.discovery import is_error
from api.conformance.checks.judging import Check, Judged, exchanged, status_of, wherever
from api.conformance.exchange import NO_ANSWER, OK, UNKNOWN_CALLER, Asked, Exchange, Observed
from api.conformance.subjects import answers

_ORDER_OF_500_MS = 1.0
"""Seconds; the specification says "on the order of", not "within"."""
_PRECONDITION, _NOT_FOUND, _OVERLOADED = 412, 404, 503
_NO_FEEDBACK = (404, 405, 501)
_WRONG = (Asked.UNKNOWN_SERVICE, Asked.MALFORMED, Asked.NO_CONTEXT, Asked.WRONG_TYPE)
_IS_AN_ERROR = 400


def _status(*asked: Asked, wrong: Callable[[Exchange], str | None]) -> Check:
    return exchanged(lambda observed: (each for each in observed.of(*asked) if each.status != NO_ANSWER), wrong)


def _with(case: str) -> Callable[[Observed], Iterator[Exchange]]:
    return lambda observed: (each for each in observed.calls() if each.case.endswith(case))


def _answered(exchange: Exchange) -> str | None:
    return None if exchange.status in (OK, _PRECONDITION) else status_of(exchange)


def _cards(observed: Observed) -> Iterator[Judged]:
    for exchange in observed.calls():
        if exchange.succeeded:
            if exchange.status != OK:
                yield exchange.where, status_of(exchange)
            else:
                listed = isinstance(exchange.answer.get("cards"), list)
                yield exchange.where, None if listed else "not an object with a list of cards"


def _nothing_to_say(observed: Observed) -> Iterator[Judged]:
    for exchange in observed.calls():
        if exchange.case.endswith(Data.ALL) and not exchange.answer.get("cards"):
            empty = exchange.status == OK and exchange.answer.get("cards") == []
            yield exchange.where, None if empty else f"{status_of(exchange)}, and no empty list of cards"


def _quick(exchange: Exchange) -> str | None:
    slow = exchange.seconds is None or exchange.seconds > _ORDER_OF_500_MS
    return f"took {exchange.seconds:.1f} s" if slow else None


def _timed(observed: Observed) -> Iterator[Exchange]:
    return (each for each in observed.calls() if each.seconds is not None)


def _failed(observed: Observed) -> Iterator[Exchange]:
    chosen = (*observed.calls(), *observed.of(*_WRONG))
    return (each for each in chosen if not each.succeeded and each.status != NO_ANSWER)


def _taken(exchange: Exchange) -> str | None:
    return None if exchange.succeeded or exchange.status in _NO_FEEDBACK else status_of(exchange)


def _let_in(observed: Observed) -> Iterator[Exchange]:
    return (each for each in observed.of(Asked.FEEDBACK) if each.status not in UNKNOWN_CALLER)


def _client_error(exchange: Exchange) -> str | None:
    return None if 400 <= exchange.status < 500 else status_of(exchange)  # noqa: PLR2004 - the class of statuses


def _not_found(exchange: Exchange) -> str | None:
    return None if exchange.status == _NOT_FOUND else status_of(exchange)


def _no_5xx(exchange: Exchange) -> str | None:
    told = exchange.status == _OVERLOADED and "retry-after" in exchange.headers
    return status_of(exchange) if exchange.status >= 500 and not told else None  # noqa: PLR2004 - the class


def _says_why(observed: Observed) -> Iterator[Judged]:
    for exchange in observed.exchanges:
        # Who is not known is told nothing.
        if exchange.status >= _IS_AN_ERROR and exchange.status not in UNKNOWN_CALLER:
            told = isinstance(exchange.document, dict) and exchange.document.get("resourceType") == "OperationOutcome"
            yield exchange.where, None if told else "the body is no OperationOutcome"


def _cross_origin(observed: Observed) -> Iterator[Judged]:
    for exchange in observed.of(Asked.PREFLIGHT):
        allowed = exchange.headers.get("access-control-allow-origin") in {"*", exchange.sent}
        methods = exchange.headers.get("access-control-allow-methods", "")
        # Which origins a service allows is its own affair: one that nobody named may be unknown to it.
        if observed.origin or allowed:
            good = exchange.succeeded and allowed and ("POST" in methods or "*" in methods or "GET" in methods)
            yield exchange.where, None if good else f"{status_of(exchange)}, and the origin is not allowed"


CHECKS: dict[str, Check] = {
    "cards-list": _cards,
    "no-empty-members": wherever(answers),
    "error-status": exchanged(_failed, is_error),
    "nothing-to-say": _nothing_to_say,
    "quick": exchanged(_timed, _quick),
    "outcomes-noticed": exchanged(_with(Data.OUTCOMES), _answered),
    "precondition": exchanged(_with(Data.NONE), _answered),
    "feedback": exchanged(_let_in, _taken),
    "cross-origin": _cross_origin,
    "unknown-service": _status(Asked.UNKNOWN_SERVICE, wrong=_not_found),
    "malformed-json": _status(Asked.MALFORMED, wrong=_client_error),
    "missing-context": _status(Asked.NO_CONTEXT, wrong=_client_error),
    "wrong-content-type": _status(Asked.WRONG_TYPE, wrong=_no_5xx),
    "no-server-error": exchanged(lambda observed: observed.exchanges, _no_5xx),
    "always-an-answer": exchanged(
        lambda observed: observed.exchanges, lambda each: None if each.status else status_of(each)
    ),
    "outcome-on-error": _says_why,
    "unknown-members-tolerated": exchanged(_with(Data.UNKNOWN_MEMBERS), _answered),
}
