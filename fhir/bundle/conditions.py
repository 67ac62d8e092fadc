"""Whether the patient has what a Condition names, at the time of the chart."""

from fhir.bundle.chart import Chart
from fhir.bundle.concepts import names
from fhir.bundle.resources import Condition
from fhir.valuesets.loader import read_codebook

_STATUSES = read_codebook("statuses")


def has_condition(chart: Chart, condition: Condition) -> bool | None:
    """Tell whether the patient has it (confirmed and active) or has not (refuted); nothing where neither is said."""
    verified = names(condition.verification_status, _STATUSES)
    if condition.verification_status is not None and verified != {"verified"}:
        return False if verified == {"refuted"} else None
    if condition.abatement_age or condition.abatement_range or condition.abatement_string:
        return None
    if condition.abatement_date_time or condition.abatement_period:
        ended = chart.moment(condition.abatement_date_time) or chart.period(condition.abatement_period)
        # What ended later was present at the time of the chart, whatever its status is by now.
        return True if ended is not None and ended.earliest > chart.as_of else None
    is_active = condition.clinical_status is None or names(condition.clinical_status, _STATUSES) == {"active"}
    return True if is_active else None


def may_have_condition(condition: Condition) -> bool:
    """Tell whether a Condition is at least suspected: neither refuted nor entered in error."""
    verified = names(condition.verification_status, _STATUSES)
    return condition.verification_status is None or verified in ({"verified"}, {"suspected"})
