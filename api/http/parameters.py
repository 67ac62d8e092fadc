"""What a request says beside its body: the query of a FHIR body, and the headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import Request

from api.store.port import Idempotency
from api.times import read_time
from engine.errors import Flaw, InputError

OF_FHIR = ("guideline", "order", "as_of", "explain", "validate")
"""The query's parameters beside a FHIR body; a body of facts has them in itself."""

OF_ER7 = ("guideline", "order", "as_of", "explain", "presume")
"""Beside HL7 v2 messages."""

_BOOLEANS = {"true": True, "false": False}
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Query:
    """What stands in the query, read."""

    guideline: str | None = None
    order: str | None = None
    as_of: datetime | None = None
    explain: bool = False
    validate: bool = False
    presume: bool = True


def read_query(request: Request, allowed: Sequence[str]) -> Query:
    """Return the query; InputError for each parameter that is unknown, stands twice or cannot be read."""
    said: dict[str, str] = {}
    flaws: list[Flaw] = []
    for name, value in request.query_params.multi_items():
        if name not in allowed:
            # The name itself is not repeated: it may be anything.
            flaws.append(Flaw("?", "unknown-field", tuple(allowed)))
        elif name in said:
            flaws.append(Flaw(f"?{name}", "repeated-parameter"))
        said[name] = value
    as_of = _time(said.get("as_of"), flaws)
    explain, validate = (_boolean(name, said.get(name, "false"), flaws) for name in ("explain", "validate"))
    presume = _boolean("presume", said.get("presume", "true"), flaws)
    if flaws:
        raise InputError(flaws[0].code, *dict.fromkeys(flaws))
    return Query(said.get("guideline"), said.get("order"), as_of, explain, validate, presume)


def read_idempotency(request: Request, body: bytes) -> Idempotency | None:
    """Return the client's wish that this request be recorded once; InputError where its key is none."""
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
        raise InputError("malformed-key", Flaw("Idempotency-Key", "malformed-key"))
    told = sha256()
    for part in (request.headers["content-type"].encode("latin-1"), request.scope["query_string"], body):
        told.update(len(part).to_bytes(8, "big") + part)
    return Idempotency(client_of(request), keys[0], told.hexdigest())


def client_of(request: Request) -> str:
    """Return whose keys these are: the client's whose token was verified, else those of the address that asks."""
    if hasattr(request.state, "client"):
        return f"client {request.state.client.id}"
    return request.client.host if request.client else "local"


def _boolean(name: str, said: str, flaws: list[Flaw]) -> bool:
    if said not in _BOOLEANS:
        flaws.append(Flaw(f"?{name}", "unknown-value", tuple(_BOOLEANS)))
    return _BOOLEANS.get(said, False)


def _time(said: str | None, flaws: list[Flaw]) -> datetime | None:
    time = None if said is None else read_time(said)
    if said is not None and time is None:
        flaws.append(Flaw("?as_of", "malformed-time"))
    return time
