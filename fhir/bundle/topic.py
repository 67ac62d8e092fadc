"""When the guideline is consulted at all: whether anything says that an order is about COVID-19."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from engine.context import STATED, Reading
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.nucleic_acid_results import NO_RT_PCR, Worth
from fhir.bundle.nucleic_acid_tests import read_tests
from fhir.bundle.raw import Found
from fhir.bundle.reasons import order_reasons
from fhir.valuesets.loader import read_codebook

_BOOK = read_codebook("topic")
_PURPOSES = read_codebook("purpose")
_TESTS = read_codebook("rt_pcr")
_CLINICS = frozenset({"screening-clinic", "outpatient-safe-clinic"})
_NAMING = {
    "covid_suspicion": frozenset({"high"}),
    "rt_pcr": frozenset({"not-done", "pending", "negative", "positive", "inconclusive"}),
    "purpose": frozenset({"rule-out-covid-pneumonia"}),
}
"""What names COVID-19 where a question is answered, or a site's own reason means it."""

_SIGNED = frozenset({None, "active"})
_TOLD = frozenset(Worth) - {Worth.OLD, Worth.OTHER}


class Because(StrEnum):
    """Why an order is in topic."""

    SETTING = "setting"
    REASON = "reason"
    QUESTION = "question"
    RT_PCR = "rt-pcr"
    SITE_RULE = "site-rule"


def topic_of(chart: Chart, readings: Iterable[Reading]) -> tuple[Because, ...]:
    """Return why the order, or the patient where nothing is ordered, is in topic; nothing where it is not known to be.

    `readings` are those of the chart. A setting that may be another is none of the two clinics.
    """
    told = tuple(readings)
    found = {
        Because.SETTING: _is_setting(chart, told),
        Because.REASON: _is_reason(chart),
        Because.QUESTION: any(reading.origin == STATED and _names_covid(reading) for reading in told),
        Because.RT_PCR: _is_tested(chart),
        Because.SITE_RULE: chart.site.always_in_topic,
    }
    return tuple(because for because, holds in found.items() if holds)


def orders_rt_pcr(chart: Chart) -> bool:
    """Tell whether a SARS-CoV-2 nucleic acid test is being ordered now, beside the imaging."""
    return any(
        _is_ordered_now(chart, found)
        and not found.resource.do_not_perform
        and names(found.resource.code, _TESTS) - NO_RT_PCR
        for found in chart.all("ServiceRequest")
    )


def awaits_rt_pcr(chart: Chart) -> bool:
    """Tell whether an order of such a test is open, be it of now or of no known time: another is too many."""
    undated = (
        found.resource
        for found in chart.all("ServiceRequest")
        if found.resource.status == "active" and found.resource.authored_on is None
    )
    return orders_rt_pcr(chart) or any(
        names(request.code, _TESTS) - NO_RT_PCR and not request.do_not_perform for request in undated
    )


def _is_ordered_now(chart: Chart, found: Found) -> bool:
    """Tell whether an order is a draft; what is being signed may be active by then, or not say."""
    is_in_call = found.holder is None and found.number < chart.record.drafts
    return found.resource.status == "draft" or (is_in_call and found.resource.status in _SIGNED)


def _is_setting(chart: Chart, readings: Iterable[Reading]) -> bool:
    settings = _CLINICS | chart.site.topic_settings
    return any(reading.fact == "care_setting" and settings.issuperset(reading.values) for reading in readings)


def _is_reason(chart: Chart) -> bool:
    if chart.order is None:
        return False
    for concept, _ in order_reasons(chart, chart.order):
        if names(concept, _BOOK) or names(concept, _PURPOSES) & _NAMING["purpose"]:
            return True
        for key in site_keys(concept):
            said = chart.site.reasons.get(key, {})
            if any(_NAMING[fact].issuperset(values) for fact, values in said.items() if fact in _NAMING):
                return True
    return False


def _names_covid(reading: Reading) -> bool:
    return _NAMING.get(reading.fact, frozenset()).issuperset(reading.values)


def _is_tested(chart: Chart) -> bool:
    """Tell whether a test was ordered or resulted within the window, or is ordered now.

    A test that the site does not accept for RT-PCR is one all the same.
    """
    any_test = replace(chart, site=replace(chart.site, naat_accepted_as_rt_pcr=True))
    return orders_rt_pcr(chart) or any(
        assay.worth in _TOLD and assay.moment is not None for assay in read_tests(any_test)
    )
