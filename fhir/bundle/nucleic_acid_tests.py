"""The SARS-CoV-2 nucleic acid tests of the record: Observations, reports and orders."""

from collections.abc import Iterator

from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names
from fhir.bundle.elements import Reference
from fhir.bundle.moments import Moment
from fhir.bundle.nucleic_acid_results import NO_RT_PCR, Assay, Worth, read_result
from fhir.bundle.raw import Found
from fhir.valuesets.loader import read_codebook

_TESTS = read_codebook("rt_pcr")
_FINAL = frozenset({"final", "amended", "corrected", "appended"})
_COMING = frozenset({"registered", "preliminary", "partial"})
_PLACED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})


def read_tests(chart: Chart) -> Iterator[Assay]:
    """Tell of every test that was known at the time of the chart."""
    for one in chart.about("rt_pcr"):
        kinds = frozenset(code_set.name for code_set in one.sets if code_set.topic == "rt_pcr")
        yield from _read(chart, one.found, kinds, _collected(chart, one.found, (one.found.resource.specimen,)))
    for found in chart.all("DiagnosticReport"):
        kinds = frozenset(names(found.resource.code, _TESTS))
        if kinds:
            yield from _read(chart, found, kinds, _collected(chart, found, found.resource.specimen))
    for found in chart.all("ServiceRequest"):
        kinds = frozenset(names(found.resource.code, _TESTS))
        request = found.resource
        if kinds and request.status == "active" and request.intent in _PLACED and not request.do_not_perform:
            yield from _read(chart, found, kinds, chart.moment(request.authored_on))


def _collected(chart: Chart, found: Found, specimens: tuple[Reference | None, ...]) -> Moment | None:
    """Return when the specimen was taken: as it says itself, else the time that the result is about."""
    for reference in specimens:
        specimen = chart.record.addresses.find(reference, found, "Specimen")
        collection = specimen.resource.collection if specimen else None
        if collection is not None:
            moment = chart.moment(collection.collected_date_time) or chart.period(collection.collected_period)
            if moment is not None:
                return moment
    return chart.effective(found.resource)


def _read(chart: Chart, found: Found, kinds: frozenset[str], moment: Moment | None) -> Iterator[Assay]:
    is_other = kinds <= NO_RT_PCR
    is_refused = "rna-without-probe" in kinds and not chart.site.naat_accepted_as_rt_pcr
    if moment is None:
        if not is_other:
            yield Assay(Worth.UNUSABLE, found.at("code"), None, (), "it does not say when the specimen was taken")
    elif not chart.is_within(moment, "rt_pcr"):
        if moment.earliest <= chart.as_of and not is_other:
            yield Assay(Worth.OLD, found.at("code"), moment, (), "the test is older than the window")
    elif is_other:
        yield Assay(Worth.OTHER, found.at("code"), moment, (), "an antigen or antibody test is no RT-PCR")
    elif is_refused:
        yield Assay(Worth.OTHER, found.at("code"), moment, (), "the site accepts no other amplification for RT-PCR")
    else:
        yield from _read_status(chart, found, kinds, moment)


def _read_status(chart: Chart, found: Found, kinds: frozenset[str], moment: Moment) -> Iterator[Assay]:
    status, path = found.resource.status, found.at("status")
    if status == "entered-in-error":
        return
    if found.kind == "ServiceRequest":
        yield Assay(Worth.PENDING, path, moment, ("pending",), "the test is ordered")
    elif status in _COMING:
        yield Assay(Worth.PENDING, path, moment, ("pending",), "the result is not final")
    elif status not in _FINAL:
        yield Assay(Worth.UNUSABLE, path, moment, (), "the test was not completed")
    elif not chart.is_issued(found.resource.issued):
        yield Assay(Worth.PENDING, path, moment, ("pending",), "collected by then, reported later")
    else:
        yield from read_result(chart, found, kinds, moment)
