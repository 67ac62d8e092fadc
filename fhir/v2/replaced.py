"""Which results no longer stand: those whose report was taken back, and those that a later report took the place of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import json

from fhir.v2.codings import Json
from fhir.v2.message import Segment
from fhir.v2.statements import Kept, Statement
from fhir.v2.tables import rank_of
from fhir.v2.telling import Telling

WITHDRAWAL: Final = "Withdrawal"
"""The kind of a statement that what was said before it does not stand; folded into what it speaks of."""

VOID: Final = frozenset({"entered-in-error", "cancelled"})
_RESULTS: Final = frozenset({"DiagnosticReport", "Observation"})
_SEVERAL: Final = frozenset({"Condition", *_RESULTS})
_decode: Final = json.Decoder(dict[str, Any]).decode


def part_of(report: str | None, ordered: Json | None, question: str = "") -> dict[str, Any]:
    """Return of which report a result is part, what that tests, and of which question it is one of several answers."""
    if report is None:
        return {}
    codes = [] if ordered is None else sorted([each["system"], each["code"]] for each in ordered["coding"])
    return {"of": {"report": report, "tests": codes} | ({"question": question} if question else {})}


def withdraw_report(telling: Telling, report: str, ordered: Json | None, status: str, place: str) -> Statement:
    """Tell that a report is void, and with it all its results that were told until then."""
    content = {"status": status} | part_of(report, ordered)
    fields = {"": place.partition("-")[0], "status": place}
    until = telling.for_days("order")
    return telling.state(WITHDRAWAL, f"REPORT|{report}", content, fields, rank=rank_of(status), until=until)


def withdraw_answers(telling: Telling, question: str, segment: Segment) -> Statement:
    """Tell that the answers to a question that takes several are given anew: those that were told before are void."""
    fields = {"": f"OBX[{segment.number}]", "status": segment.place(11)}
    content = {"status": "entered-in-error", "question": question}
    return telling.state(WITHDRAWAL, f"ANSWERS|{question}", content, fields, until=telling.for_days("pregnancy"))


def standing(counting: Sequence[Kept]) -> Iterator[Kept]:
    """Walk through what stands: of several that one message said under one key, none that a later one left out."""
    last: dict[tuple[str, str], Kept] = {}
    for one in counting:
        name = _shared(one)
        if name not in last or _precedence(one) > _precedence(last[name]):
            last[name] = one
    for one in counting:
        newest = last[_shared(one)]
        is_of_it = (one.statement.said, one.source) == (newest.statement.said, newest.source)
        if is_of_it or one.statement.kind not in _SEVERAL:
            yield one


def withdrawn(one: Kept, content: Mapping[str, Any], withdrawals: Iterable[Kept]) -> Kept | None:
    """Return the last statement that a result is void, if it was made after the result; `content`: the result's."""
    part = content.get("of")
    if one.statement.kind not in _RESULTS or part is None:
        return None
    later = [
        each
        for each in withdrawals
        if each.statement.precedence[:2] > one.statement.precedence[:2]
        and _is_about(_decode(each.statement.content), part)
    ]
    return max(later, key=_precedence, default=None)


def _is_about(withdrawal: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    if "question" in withdrawal:
        return bool(withdrawal["question"] == part.get("question"))
    void = withdrawal["of"]
    return bool(void["report"] == part["report"]) and not _differ(void["tests"], part["tests"])


def _differ(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    """Tell whether two reports under one number are surely of other tests: by other codes of the same system."""
    shared = {system for system, _ in one} & {system for system, _ in other}
    return bool(shared) and {(*each,) for each in one}.isdisjoint((*each,) for each in other)


def _shared(one: Kept) -> tuple[str, str]:
    return one.statement.kind, one.statement.key.partition("#")[0]


def _precedence(one: Kept) -> tuple[Any, ...]:
    return *one.statement.precedence, one.source
