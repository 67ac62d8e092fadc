"""What local safety looks at: age, pregnancy, and a CT not long ago; nothing of it is ever concluded from silence."""

from datetime import datetime, timedelta

from engine.context import Circumstances
from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names
from fhir.bundle.conditions import has_condition
from fhir.bundle.elements import CodeableConcept
from fhir.bundle.moments import Moment, newest
from fhir.bundle.observations import FINAL
from fhir.bundle.order import modality_of
from fhir.bundle.raw import Found
from fhir.valuesets.loader import read_codebook

_BOOK = read_codebook("circumstances")
_ORDERS = read_codebook("orders")
_CT = frozenset({"ct", "ct-combined", "ct-angiography", "ct-lung-screening"})
_DONE = frozenset({"completed", "final", "amended", "corrected", "appended", "preliminary", "partial", "available"})
_OLDEST = 130  # years
RECENT_CT = timedelta(days=30)
"""How long a CT counts as recent; this project's default."""
_LASTS = {"yes": timedelta(weeks=42), "no": timedelta(days=7)}
"""How long a patient who was recorded as pregnant, or as not pregnant, is taken to be so."""


def read_circumstances(chart: Chart) -> Circumstances:
    """Return what the record tells of them."""
    return Circumstances(_age(chart), _pregnant(chart), "yes" if _had_ct(chart) else "not-known")


def _age(chart: Chart) -> int | None:
    """Return the age in whole years, where the date of birth says which."""
    born = chart.moment(chart.record.patient.resource.birth_date) if chart.record.patient else None
    if born is None:
        return None
    today = chart.as_of.astimezone(chart.site.zone)
    ages = {_years(born.earliest, today), _years(born.latest, today)}
    age = ages.pop()
    return age if not ages and 0 <= age <= _OLDEST else None


def _years(born: datetime, today: datetime) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _pregnant(chart: Chart) -> str:
    said: list[tuple[Moment, str]] = []
    for one in chart.about("circumstances"):
        observation = one.found.resource
        moment = chart.effective(observation)
        answers = names(observation.value_codeable_concept, _BOOK) & {"pregnant", "not-pregnant"}
        is_asked = any(code_set.name == "pregnancy-status" for code_set in one.sets)
        if is_asked and moment and observation.status in FINAL and not observation.data_absent_reason:
            said += [(moment, "yes" if name == "pregnant" else "no") for name in answers]
    for found in chart.all("Condition"):
        condition = found.resource
        if "pregnant" in names(condition.code, _BOOK) and has_condition(chart, condition):
            recorded = chart.moment(condition.recorded_date) or chart.moment(condition.onset_date_time)
            said += [(recorded, "yes")] if recorded else []
    by_then = [(moment, (moment, answer)) for moment, answer in said if moment.earliest <= chart.as_of]
    lasting = {answer if moment.is_within(_LASTS[answer], chart.as_of) else "" for moment, answer in newest(by_then)}
    return "yes" if lasting == {"yes"} else "no" if lasting == {"no"} else "not-known"


def _had_ct(chart: Chart) -> bool:
    return any(
        moment.is_within(RECENT_CT, chart.as_of)
        for kind in ("ImagingStudy", "DiagnosticReport", "Procedure")
        for found in chart.all(kind)
        if found.resource.status in _DONE and _is_ct(chart, found)
        for moment in _made(chart, found)
    )


def _is_ct(chart: Chart, found: Found) -> bool:
    if found.kind == "ImagingStudy":
        kinds = (*found.resource.modality, *(series.modality for series in found.resource.series if series.modality))
        return "ct-modality" in names(CodeableConcept(kinds), _BOOK)
    code = found.resource.code
    return modality_of((code,), chart.site) == "ct" or not _CT.isdisjoint(names(code, _ORDERS))


def _made(chart: Chart, found: Found) -> tuple[Moment, ...]:
    resource = found.resource
    if found.kind == "ImagingStudy":
        moment = chart.moment(resource.started)
    elif found.kind == "Procedure":
        moment = chart.moment(resource.performed_date_time) or chart.period(resource.performed_period)
    else:
        moment = chart.effective(resource)
    return () if moment is None else (moment,)
