"""Bodies that mean harm, drawn from a seed: valid ones that were changed, broken, swollen or written in another way."""

import gzip
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.api.http.asking import FACTS, FHIR
from tests.api.http.innocent import BUNDLES, CANARY, REQUESTS

HUGE_EVERY = 2_000
"""One body in so many has 10 MB."""

MOST_PLACES = 1_000
LONE_SURROGATE = "\ud800" + CANARY
STRINGS = (
    CANARY, "", " ", "\0", "no", "NO", "no\0", LONE_SURROGATE, "\udfff", "é" * 70, CANARY * 40, "1e999",
    "\u202e" + CANARY,
    "2020-04-07T12:00:00+09:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "Patient/" + CANARY,
    "../" + CANARY,
    "' OR 1=1 --", "<script>" + CANARY, "{{7*7}}", "%s%n", "٣٧", "ct", "positive", "screening-clinic",
)  # fmt: skip
NUMBERS = (0, -1, 1, 37, 2**31, 2**53, 2**64, -(10**30), 10**400, 0.1, -0.0, 1e308, 5e-324, 37.4999999999999999)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    [[]],
    [None],
    {"": None},
    [CANARY],
    {CANARY: CANARY},
    {"facts": {}},
)
TOKENS = (
    b"NaN", b"-Infinity", b"1e999", b"-0", b"01", b"+1", b"0x1f", b"1.", b".5", b"1e-999999", b"9" * 5000,
    b"1" + b"0" * 300,
    b'"\\ud800"', b'"\\udc00\\ud800"', b"'x'", b"undefined", b"truE", b'"\\x41"', b'"\t"', b"\xff", b"\xc3\x28",
    b"\xed\xa0\x80",
    b"/**/1", b'{"a":1,"a":2}', b"[1,]", b"]", b"}", b"\x00",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "utf-7", "cp037", "latin-1")
MEDIA_TYPES = (
    FACTS, FHIR, f"{FACTS}; charset=utf-8", f"{FHIR};fhirVersion=4.0", f"{FACTS}; charset=utf-16", "text/plain", CANARY,
)  # fmt: skip
QUERIES = (
    "", "", "", "explain=true", "validate=true", "order=ct", "order=cxr&as_of=2020-04-07T12:00:00Z", f"order={CANARY}",
    f"{CANARY}=1",
    "as_of=2999-12-31T23:59:59-23:59", "as_of=1900-01-01T00:00:00%2B23:59", f"guideline={CANARY}", "%ff=%00",
    "order=ct&order=ct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request to be made."""

    path: str
    headers: list[tuple[str, str]]
    body: list[bytes]


def hostile(seed: int) -> Iterator[Hostile]:
    """Yield hostile requests without end; the same ones for the same seed."""
    draw = Random(seed)
    number = 0
    while True:
        number += 1
        fhir = draw.random() < 0.5
        media_type = (FHIR if fhir else FACTS) if draw.random() < 0.95 else draw.choice(MEDIA_TYPES)
        body = _huge(draw, fhir=fhir) if number % HUGE_EVERY == 0 else _parts(draw, _body(draw, fhir=fhir))
        headers = [("Content-Type", media_type)]
        if draw.random() < 0.05:
            headers.append(("Idempotency-Key", draw.choice([CANARY, "", "k" * 201, str(draw.randrange(10))])))
        query = draw.choice(QUERIES) if fhir or draw.random() < 0.05 else ""
        yield Hostile(f"/v1/decisions?{query}", headers, body)


def _body(draw: Random, *, fhir: bool) -> bytes:
    document = json.loads(json.dumps(draw.choice(BUNDLES if fhir else REQUESTS)))
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3, 8))):
        document = draw.choice(CHANGES)(draw, document)
    try:
        body = json.dumps(document, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")
    except RecursionError:
        body = b"[" * 5000
    return draw.choice(BREAKS)(draw, body) if draw.random() < 0.4 else body


def _huge(draw: Random, *, fhir: bool) -> list[bytes]:
    document = json.dumps(draw.choice(BUNDLES if fhir else REQUESTS)).encode()
    filling = draw.choice((b" ", b"[", b'"' + CANARY.encode() + b'",', b"1"))
    chunk = filling * (100_000 // len(filling))
    return [document[:-1], b',"facts":[' if draw.random() < 0.5 else b"", *[chunk] * 100]


def _parts(draw: Random, body: bytes) -> list[bytes]:
    if draw.random() < 0.9:
        return [body]
    at = draw.randrange(len(body) + 1)
    return [body[:at], b"", body[at:]]


def _places(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Return every place of a document as its holder and its key."""
    found, holders = [], [value]
    for holder in holders:
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            found += [(holder, key) for key in keys]
            holders += [holder[key] for key in keys]
    return found


def _change(change: Callable[[Random, Any, Any], None]) -> Callable[[Random, Any], Any]:
    """Make a change of one place into a change of a document."""

    def changed(draw: Random, document: Any) -> Any:  # noqa: ANN401 - JSON
        places = _places(document)
        # What was repeated is repeated again, and soon fills any memory.
        if 0 < len(places) < MOST_PLACES:
            change(draw, *draw.choice(places))
        return document

    return changed


def _value(draw: Random) -> Any:  # noqa: ANN401 - JSON
    return deepcopy(draw.choice(draw.choice((STRINGS, STRINGS, NUMBERS, OTHERS))))


def _replace(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401 - JSON
    holder[key] = _value(draw)


def _remove(_: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    del holder[key]


def _add(draw: Random, holder: Any, _: Any) -> None:  # noqa: ANN401
    if isinstance(holder, dict):
        holder[draw.choice((*STRINGS[:8], "facts", "resourceType", "extension", "modifierExtension", "_id"))] = _value(
            draw
        )
    else:
        holder.insert(draw.randrange(len(holder) + 1), _value(draw))


def _wrap(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    for _ in range(draw.choice((1, 1, 2, 63, 64, 65, 300))):
        holder[key] = [holder[key]] if draw.random() < 0.5 else {"extension": holder[key]}


def _repeat(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    if isinstance(holder, list):
        holder.extend([holder[key]] * draw.choice((1, 2, 50)))
    else:
        holder[key] = [holder[key]] * 2


def _confuse(draw: Random, holder: Any, key: Any) -> None:  # noqa: ANN401
    if isinstance(holder, dict):
        other = draw.choice(list(holder))
        holder[key], holder[other] = holder[other], holder[key]


CHANGES = [_change(each) for each in (_replace, _replace, _replace, _remove, _add, _wrap, _repeat, _confuse)]


def _cut(draw: Random, body: bytes) -> bytes:
    return body[: draw.randrange(len(body) + 1)]


def _flip(draw: Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(draw.choice((1, 1, 5, 50))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def _put(draw: Random, body: bytes) -> bytes:
    at = draw.randrange(len(body) + 1)
    return body[:at] + draw.choice(TOKENS) + body[at:]


def _put_for_a_value(draw: Random, body: bytes) -> bytes:
    at = body.find(b": ", draw.randrange(len(body)))
    end = min((body + b",").find(b",", at), (body + b"}").find(b"}", at))
    return body[: at + 2] + draw.choice(TOKENS) + body[end:]


def _write_otherwise(draw: Random, body: bytes) -> bytes:
    return body.decode("utf-8", "replace").encode(draw.choice(ENCODINGS), "replace")


def _press(_: Random, body: bytes) -> bytes:
    return gzip.compress(body, 1)


def _nest(draw: Random, body: bytes) -> bytes:
    depth = draw.choice((60, 64, 65, 1000, 100_000))
    opening, closing = draw.choice(((b"[", b"]"), (b'{"facts":', b"}"), (b'{"extension":[', b"]}")))
    return (opening * depth + body + closing * depth)[:250_000]


def _double(draw: Random, body: bytes) -> bytes:
    return body + draw.choice((b"", b"\n", b",", b"\0")) + body


BREAKS = (_cut, _flip, _put, _put_for_a_value, _put_for_a_value, _write_otherwise, _press, _nest, _double)
