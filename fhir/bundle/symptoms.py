"""The three symptom facts, from all that is said of symptoms: the newest counts, and a denial must deny all."""

from collections.abc import Iterable
from datetime import datetime

from engine.context import Reading, Unread
from engine.thresholds import Measurement, crossed
from fhir.bundle.chart import Chart, Told
from fhir.bundle.moments import Moment
from fhir.bundle.observations import SYMPTOM_FACTS
from fhir.bundle.symptom_statements import GROUP, Statement
from fhir.valuesets.loader import read_code_sets

_ANY = "any"
CARDINAL = {
    fact: frozenset(code_set.name for code_set in read_code_sets(fact) if code_set.cardinal) for fact in SYMPTOM_FACTS
}
"""By fact: the symptoms each of which must be denied for the group to be denied; of an open list, none suffice."""


def tell_symptoms(chart: Chart, statements: Iterable[Statement], measurements: Iterable[Measurement]) -> Told:
    """Tell what the statements together say of each fact."""
    said = list(statements)
    some = [one for one in said if not one.fact and one.is_present]
    none = [one for one in said if not one.fact and not one.is_present]
    denials = _after(some, none)
    denied: set[str] = set()
    for fact in SYMPTOM_FACTS:
        told = list(_tell_fact(chart, fact, [one for one in said if one.fact == fact], denials))
        if told and all(isinstance(one, Reading) and one.values == ("no",) for one in told):
            denied.add(fact)
        yield from told
    if some and none and not denials and not _after(none, some):
        one = max(none, key=_begin)
        yield Unread(one.path, "symptoms are said to be present and absent at one time")
    is_measured = any(limit.fact == "fever" for _, limit in crossed(measurements, chart.thresholds))
    remaining = _after(none, some)
    if remaining and {"fever", "respiratory_symptoms"} <= denied and not is_measured:
        one = max(remaining, key=_begin)
        because = "there are symptoms, and neither fever nor a respiratory one"
        yield from chart.tell("other_symptoms_or_signs", ("yes",), one.path, one.moment, because)


def _tell_fact(chart: Chart, fact: str, said: list[Statement], denials: list[Statement]) -> Told:
    present = [one for one in said if one.is_present]
    absent = [one for one in said if not one.is_present]
    group = [one for one in absent if one.symptom == GROUP] + denials
    if not absent and not group:
        yield from _tell(chart, fact, "yes", _newest_of_each(present).values())
        return
    denied, affirmed = _spans(absent) | _spans(group, GROUP), _spans(present) | _spans(present, _ANY)
    standing = [one for one in present if _stands(one, denied, one.symptom, GROUP)]
    clear = [one for one in standing if _is_newer(one, denied, one.symptom, GROUP)]
    denying = [one for one in group if _stands(one, affirmed, _ANY)]
    if clear:
        yield from _tell(chart, fact, "yes", _newest_of_each(clear).values())
    elif standing:
        for one in _newest_of_each(standing + denying).values():
            yield Unread(one.path, f"{fact}: said to be present and absent at one time")
    elif denying:
        yield from _tell(chart, fact, "no", [max(denying, key=_begin)])
    else:
        each = _newest_of_each([one for one in absent if _stands(one, affirmed, one.symptom, GROUP)])
        if CARDINAL[fact] and CARDINAL[fact] <= each.keys():
            yield from _tell(chart, fact, "no", [each[symptom] for symptom in sorted(CARDINAL[fact])])


def _tell(chart: Chart, fact: str, value: str, statements: Iterable[Statement]) -> Told:
    for one in statements:
        yield from chart.tell(fact, (value,), one.path, one.moment, one.because)


def _newest_of_each(said: list[Statement]) -> dict[str, Statement]:
    newest: dict[str, Statement] = {}
    for one in said:
        known = newest.get(one.symptom)
        if known is None or one.moment.earliest > known.moment.earliest:
            newest[one.symptom] = one
    return newest


def _begin(one: Statement) -> datetime:
    return one.moment.earliest


def _spans(said: list[Statement], under: str | None = None) -> dict[str, Moment]:
    """By symptom (or under one name): from when to when the newest of the statements may have been made."""
    spans: dict[str, Moment] = {}
    for one in said:
        name = under or one.symptom
        known = spans.get(name, one.moment)
        spans[name] = Moment(max(known.earliest, one.moment.earliest), max(known.latest, one.moment.latest))
    return spans


def _stands(one: Statement, contrary: dict[str, Moment], *names: str) -> bool:
    """Tell whether nothing to the contrary is certainly newer."""
    return all(not contrary[name].is_newer_than(one.moment) for name in names if name in contrary)


def _is_newer(one: Statement, contrary: dict[str, Moment], *names: str) -> bool:
    """Tell whether it is certainly newer than everything to the contrary."""
    return all(one.moment.is_newer_than(contrary[name]) for name in names if name in contrary)


def _after(others: list[Statement], said: list[Statement]) -> list[Statement]:
    """Return the statements that are certainly newer than all the others."""
    until = max((other.moment.latest for other in others), default=None)
    return [one for one in said if until is None or one.moment.earliest > until]
