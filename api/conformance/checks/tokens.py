"""What is required of a service that knows its clients by signed tokens; shown only where a client's key was given."""

from collections.abc import Iterator

from api.conformance.cases import Token
from api.conformance.checks.judging import Check, Judged, status_of
from api.conformance.exchange import NO_ANSWER, UNKNOWN_CALLER, Asked, Exchange, Observed

_RECOMMENDED = ("ES384", "RS384")


def _tokens(observed: Observed, case: str) -> Iterator[Exchange]:
    return (each for each in observed.of(Asked.TOKEN) if each.case == case and each.status != NO_ANSWER)


def _refused(*cases: str) -> Check:
    def check(observed: Observed) -> Iterator[Judged]:
        # A service that lets nobody in refuses these too, and shows nothing by it.
        if any(observed.calls()):
            for case in cases:
                for exchange in _tokens(observed, case):
                    yield exchange.where, None if exchange.status in UNKNOWN_CALLER else status_of(exchange)

    return check


def _accepted(observed: Observed) -> Iterator[Judged]:
    if observed.signed:
        for exchange in observed.of(Asked.CALL):
            if exchange.status != NO_ANSWER:
                yield exchange.where, status_of(exchange) if exchange.status in UNKNOWN_CALLER else None


def _recommended(observed: Observed) -> Iterator[Judged]:
    return _accepted(observed) if observed.signed in _RECOMMENDED else iter(())


CHECKS: dict[str, Check] = {
    "token-accepted": _accepted,
    "token-needed": _refused(Token.MISSING),
    "strangers-refused": _refused(Token.FOREIGN_ISSUER, Token.FOREIGN_ADDRESS),
    "keys-beforehand": _accepted,
    "none-refused": _refused(Token.UNSIGNED),
    "symmetric-refused": _refused(Token.SYMMETRIC),
    "recommended-algorithms": _recommended,
    "expired-refused": _refused(Token.EXPIRED),
    "wrong-audience-refused": _refused(Token.OTHER_AUDIENCE),
    "replayed-refused": _refused(Token.REPLAYED),
}
