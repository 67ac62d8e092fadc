"""What was asked of a service and what it answered, as values that checks can look at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from api.strict_json import read_json
from engine.errors import InputError
from fhir.hooks.invariants import flaws_of_discovery, flaws_of_response

NO_ANSWER = 0
"""Stands for the status of a request that was not answered in time."""
OK = 200
UNKNOWN_CALLER = (401, 403)


class Asked(StrEnum):
    """What a request was for."""

    DISCOVERY = "discovery"
    CALL = "call"
    FEEDBACK = "feedback"
    UNKNOWN_SERVICE = "unknown service"
    MALFORMED = "malformed JSON"
    NO_CONTEXT = "call without context"
    WRONG_TYPE = "wrong content type"
    PREFLIGHT = "preflight"
    TOKEN = "token"  # noqa: S105 - the name of a kind of request


NOT_JSON = object()
"""Stands for the document of a body that is no strict JSON."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """One request and its answer.

    `case` tells what was special about the request: how the data came along, or what was wrong with the token.
    Names of headers are in lower case; `seconds` is None where nobody measured.
    """

    asked: Asked
    case: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: Any = None
    service: Mapping[str, Any] | None = None
    seconds: float | None = None

    @cached_property
    def document(self) -> Any:  # noqa: ANN401 - what a stranger sent
        """What the body says, NOT_JSON where it is no strict JSON."""
        try:
            return read_json(self.body)
        except InputError:
            return NOT_JSON

    @property
    def where(self) -> str:
        """Which request it was, for people."""
        on = f" of {self.service.get('id')} on {self.service.get('hook')}" if self.service else ""
        return f"{self.asked}{on}" + (f" ({self.case})" if self.case else "")

    @property
    def succeeded(self) -> bool:
        """Whether the status says that all is well."""
        return OK <= self.status < 300  # noqa: PLR2004 - the end of the class of statuses

    @property
    def answer(self) -> Mapping[str, Any]:
        """The answer to a call that succeeded, empty where it is none."""
        return self.document if self.succeeded and isinstance(self.document, dict) else {}


@dataclass(frozen=True, eq=False)
class Observed:
    """Everything that was asked of one service.

    `signed` is the algorithm of the tokens that requests carried, empty where they carried none; `origin` is the origin
    of a browser that the service is known to allow.
    """

    url: str
    exchanges: tuple[Exchange, ...]
    signed: str = ""
    origin: str | None = None

    def of(self, *asked: Asked) -> Iterator[Exchange]:
        """Walk through the exchanges of these kinds."""
        return (each for each in self.exchanges if each.asked in asked)

    def calls(self) -> Iterator[Exchange]:
        """Walk through the calls that were let in."""
        return (each for each in self.of(Asked.CALL) if each.status not in UNKNOWN_CALLER)

    @cached_property
    def findings(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """What is wrong with the form of the answers, by requirement: where it stands and what it is."""
        found: dict[str, list[tuple[str, str]]] = {}
        for exchange in self.of(Asked.DISCOVERY, Asked.CALL):
            if exchange.answer:
                flaws = flaws_of_discovery if exchange.asked is Asked.DISCOVERY else flaws_of_response
                for flaw in flaws(exchange.answer):
                    requirement, _, what = flaw.partition(": ")
                    found.setdefault(requirement, []).append((exchange.where, what))
        return {requirement: tuple(each) for requirement, each in found.items()}
