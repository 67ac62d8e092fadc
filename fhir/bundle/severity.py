"""A critical illness by the support that is in progress, and a severity by the site's own scales."""

from collections.abc import Iterator

from engine.context import Reading, Unread
from fhir.bundle.chart import Chart, Told
from fhir.bundle.concepts import meanings, site_keys
from fhir.bundle.moments import Moment, newest
from fhir.bundle.observations import FINAL
from fhir.bundle.raw import Found
from fhir.bundle.units import read_number
from fhir.valuesets.loader import read_codebook

_FACT = "severity"
_SUPPORT = read_codebook(_FACT)


def tell_severity(chart: Chart) -> Told:
    """Tell the severity that ventilation, extracorporeal oxygenation or a scale means."""
    for found in chart.all("Procedure"):
        for code_set in dict.fromkeys(meanings(found.resource.code, _SUPPORT)):
            yield from _tell_support(chart, found, f"{code_set.label} in progress")
    if chart.site.severity_scales:
        yield from _tell_scales(chart)


def _tell_support(chart: Chart, found: Found, because: str) -> Iterator[Reading]:
    procedure = found.resource
    period = procedure.performed_period
    start = chart.moment(period.start if period else procedure.performed_date_time)
    end = chart.moment(period.end) if period else None
    is_begun = start.earliest <= chart.as_of if start else procedure.status == "in-progress"
    # What was completed since was in progress then, if it says until when.
    is_on = chart.as_of <= end.latest if end else procedure.status == "in-progress"
    if is_begun and is_on and procedure.status in {"in-progress", "completed", "stopped"}:
        yield from chart.tell(_FACT, ("critical",), found.at("performed"), start, because)


def _tell_scales(chart: Chart) -> Told:
    scored: list[tuple[Moment, tuple[Found, str]]] = []
    for found in chart.all("Observation"):
        scales = [key for key in site_keys(found.resource.code) if key in chart.site.severity_scales]
        moment = chart.effective(found.resource) if scales else None
        if scales and moment is None:
            yield Unread(found.at("effective"), "it does not say when it was so")
        is_ours = found.resource.status in FINAL and chart.stay.covers(found.resource.encounter, found)
        if moment is not None and is_ours and chart.is_within(moment, "vital_signs"):
            scored.append((moment, (found, scales[0])))
    dated = {id(found): moment for moment, (found, _) in scored}
    for found, scale in newest(scored):
        meant = {value for value in _scores(found) if value in chart.site.severity_scales[scale]}
        values = {chart.site.severity_scales[scale][value] for value in meant}
        yield from chart.tell(_FACT, values, found.at("value"), dated[id(found)], f"by the scale {scale}")
        if not values:
            yield Unread(found.at("value"), "the site map does not say what it means")


def _scores(found: Found) -> Iterator[str]:
    """Walk through the ways in which the site map may write the value."""
    observation = found.resource
    if observation.value_integer is not None:
        yield str(observation.value_integer)
    if observation.value_quantity is not None:
        number = read_number(observation.value_quantity.value)
        yield "" if number is None else f"{number.normalize():f}"
    yield from site_keys(observation.value_codeable_concept)
