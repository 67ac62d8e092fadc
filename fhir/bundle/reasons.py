"""What the reasons of the imaging order say: pneumonia, a purpose, and whatever the site's own codes mean."""

from collections.abc import Iterator

from engine.context import Reading
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names, site_keys
from fhir.bundle.conditions import may_have_condition
from fhir.bundle.elements import CodeableConcept
from fhir.bundle.order import Order
from fhir.valuesets.loader import read_codebook

_PNEUMONIA = read_codebook("pneumonia_suspected")
_COVID = read_codebook("covid_suspicion")
_PURPOSES = read_codebook("purpose")


def tell_reasons(chart: Chart) -> Iterator[Reading]:
    """Tell what the codes of the order's reasons mean."""
    if chart.order is not None:
        for concept, path in order_reasons(chart, chart.order):
            yield from _tell_reason(chart, chart.order, concept, path)


def _tell_reason(chart: Chart, order: Order, concept: CodeableConcept, path: str) -> Iterator[Reading]:
    moment = order.authored
    for value in names(concept, _PNEUMONIA):
        yield from chart.tell("pneumonia_suspected", (value,), path, moment, "a reason of the order")
    if chart.site.u07_2_means_high_suspicion and "suspected" in names(concept, _COVID):
        because = "U07.2 is a reason of the order, which the site declares to mean a high suspicion"
        yield from chart.tell("covid_suspicion", ("high",), path, moment, because)
    for value in sorted(names(concept, _PURPOSES)):
        yield from chart.tell("purpose", (value,), path, moment, "a reason of the order")
    for key in site_keys(concept):
        for fact, values in chart.site.reasons.get(key, {}).items():
            yield from chart.tell(fact, values, path, moment, "a reason of the order, by the site map")


def order_reasons(chart: Chart, order: Order) -> Iterator[tuple[CodeableConcept, str]]:
    """Walk through the coded reasons of an order, its diagnoses among them, each with its place."""
    request = order.found.resource
    for index, concept in enumerate(request.reason_code):
        yield concept, order.found.at(f"reasonCode[{index}]")
    diagnoses = (chart.record.addresses.find(each, order.found, "Condition") for each in request.reason_reference)
    for found in {id(found): found for found in diagnoses}.values():
        if found is not None and found.resource.code is not None and may_have_condition(found.resource):
            yield found.resource.code, found.at("code")
