"""Read one order of a call as a question to the guideline: the same question as a Bundle of the same resources asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.library import Library
from api.order_entry.case import Case, open_case
from api.requests import Consultation
from engine.guideline import Edition
from fhir.bundle.chart import Chart
from fhir.bundle.moments import read_moment
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap
from fhir.hooks.orders import ChestOrder
from fhir.hooks.request import read_hook

ONE_SITTING = timedelta(hours=12)
"""So long at most lies between a draft that is begun and its signature, or one is a thing of the past to the other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The chart that an order is read from, and the question."""

    chart: Chart
    consultation: Consultation


def read_order(case: Case, order: ChestOrder | None, library: Library, site: SiteMap, now: datetime) -> Asked:
    """Return what an order of a call asks of the active guideline, or what the call asks where nothing is ordered."""
    return _read(case, order, library, library.find(None), site, now)


def read_cds_hooks(  # noqa: PLR0913 - what is said beside a body is a choice of its own each
    body: bytes,
    library: Library,
    site: SiteMap,
    *,
    now: datetime,
    edition: Edition,
    order: str | None = None,
    as_of: datetime | None = None,
) -> Consultation:
    """Return what a call asks of its one order of chest imaging, in topic or not; InputError where it cannot be read.

    Of several orders, the one of the kind in `order`; where there is no such one, nothing is taken for the order.
    """
    case = open_case(read_hook(body), site)
    orders = [each for each in case.orders if each.order is not None and order in {None, each.kind}]
    chosen = orders[0] if len(orders) == 1 else None
    return _read(case, chosen, library, edition, site, now, as_of).consultation


def _goes_on(case: Case, time: datetime, site: SiteMap) -> bool:
    """Tell whether the record holds anything of later: then an old draft is judged by what is known now."""
    written = (
        getattr(found.resource, name, None)
        for kind in ("Observation", "DiagnosticReport", "QuestionnaireResponse")
        for found in case.record.found[kind]
        for name in ("effective_date_time", "issued", "authored")
    )
    moments = (read_moment(each, site.zone) for each in written)
    return any(moment is not None and moment.earliest > time for moment in moments)


def _read(  # noqa: PLR0913, PLR0917 - as above
    case: Case,
    order: ChestOrder | None,
    library: Library,
    edition: Edition,
    site: SiteMap,
    now: datetime,
    as_of: datetime | None = None,
) -> Asked:
    ordered = order.order if order else None
    written = ordered.authored_on(now) if ordered else None
    # What was answered, measured or found since the draft was begun counts, and no order is of later than the call.
    is_of_now = written is None or now - written < ONE_SITTING or _goes_on(case, written + ONE_SITTING, site)
    time = as_of or (now if is_of_now or written is None else written)
    chart = open_chart(case.record, library.facts, edition.thresholds, site, time, ordered, case.request.encounter)
    return Asked(chart, Consultation(case.located(gather(chart)), edition.id, time))
