"""The RT-PCR result: the newest final one by collection, else pending, else not known."""

from engine.context import Unread
from fhir.bundle.chart import Chart, Told
from fhir.bundle.moments import newest
from fhir.bundle.nucleic_acid_results import Assay, Worth
from fhir.bundle.nucleic_acid_tests import read_tests
from fhir.bundle.searches import Searches

_FACT = "rt_pcr"
_TYPES = frozenset({"Observation", "DiagnosticReport", "ServiceRequest"})


def tell_rt_pcr(chart: Chart) -> Told:
    """Tell the newest result of the window, or why there is none."""
    assays = list(read_tests(chart))
    if assays and not _holds_newest(chart.record.searches):
        yield Unread("Bundle.link", "the laboratory results are not all here, so a newer one may say otherwise")
        return
    results = [one for one in assays if one.worth > Worth.PENDING]
    pending = [one for one in assays if one.worth == Worth.PENDING]
    for one in assays:
        if one.worth in {Worth.OTHER, Worth.UNUSABLE}:
            yield Unread(one.path, one.because)
    if results:
        yield from _tell_results(chart, results)
    elif pending:
        for one in _newest(pending)[:1]:
            yield from chart.tell(_FACT, one.values, one.path, one.moment, one.because)
    else:
        for one in _newest([one for one in assays if one.worth == Worth.OLD])[:1]:
            yield Unread(one.path, one.because)
        was_tried = any(one.worth == Worth.UNUSABLE for one in assays) or chart.record.unreadable & _TYPES
        is_whole = chart.record.searches.is_whole("laboratory", "orders")
        if chart.site.laboratory_record_complete and is_whole and not was_tried:
            because = "the site declares its laboratory record complete, and it holds no such test"
            yield from chart.tell(_FACT, ("not-done",), "Bundle", None, because)


def _holds_newest(searches: Searches) -> bool:
    """Tell whether no newer result can be missing: as an observation of a test of its own, or as a report."""
    is_told = searches.is_whole("rt-pcr") or searches.holds_newest("laboratory")
    return is_told and searches.holds_newest("reports")


def _tell_results(chart: Chart, results: list[Assay]) -> Told:
    latest = _newest(results)
    worth = max(one.worth for one in latest)
    counted = [one for one in latest if one.worth == worth]
    known = [one for one in counted if one.values]
    if len(known) < len(counted):
        # Whatever an older one says, the newest may say something else.
        yield from (Unread(one.path, one.because) for one in counted if not one.values)
        return
    said: dict[tuple[str, ...], Assay] = {one.values: one for one in reversed(counted)}
    for one in said.values():
        yield from chart.tell(_FACT, one.values, one.path, one.moment, one.because)
    for one in results:
        if one.values and one.values not in said:
            yield Unread(one.path, "a newer result, or a result of the whole test, says otherwise")


def _newest(assays: list[Assay]) -> list[Assay]:
    return newest((one.moment, one) for one in assays if one.moment is not None)
