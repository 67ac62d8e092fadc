"""Invented calls of CDS Hooks, and what is read of them."""

import json
from typing import Any

from api.order_entry.case import Case, open_case
from engine.context import Gathered
from fhir.bundle.chart import Chart
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap
from fhir.hooks.request import ORDER_SIGN, HookRequest, read_hook
from tests.fhir.invented_bundles import AS_OF, PATIENT, Resource, edition

INSTANCE = "3f0c9a52-6b1d-4c53-9d3e-0f6f1b7a2c11"
LEFT_OUT = "an element that is left out"


def entries(*resources: Resource, **elements: object) -> Resource:
    """Return a Bundle of resources, as drafts and searches are sent."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": each} for each in resources],
    } | elements


def document(
    *drafts: Resource, hook: str = ORDER_SIGN, prefetch: Resource | None = None, **context: object
) -> dict[str, Any]:
    """Return a call about drafts."""
    held = {
        "userId": "Practitioner/invented-2",
        "patientId": "invented-1",
        "draftOrders": entries(*drafts, type="collection"),
        **context,
    }
    sent = {name: value for name, value in held.items() if value is not LEFT_OUT}
    return {"hook": hook, "hookInstance": INSTANCE, "context": sent, "prefetch": prefetch or {}}


def asked(*drafts: Resource, **call: Any) -> HookRequest:  # noqa: ANN401  as in `document`
    """Return a call as it is read."""
    return read_hook(json.dumps(document(*drafts, **call)).encode())


def opened(*drafts: Resource, site: SiteMap | None = None, **call: Any) -> Case:  # noqa: ANN401  as in `document`
    """Return what a call is about."""
    return open_case(asked(*drafts, **call), site or SiteMap())


def chart_of(case: Case, site: SiteMap | None = None) -> Chart:
    """Open the record of a call as of AS_OF, for its one order or for none."""
    order = case.orders[0].order if case.orders else None
    known, encounter = edition(), case.request.encounter
    return open_chart(case.record, known.facts, known.thresholds, site or SiteMap(), AS_OF, order, encounter)


def gathered(
    *drafts: Resource,
    site: SiteMap | None = None,
    **call: Any,  # noqa: ANN401  as in `document`
) -> Gathered:
    """Return what is read of a call for its one order."""
    return gather(chart_of(opened(*drafts, site=site, **call), site))


def supplied(**prefetch: Any) -> Resource:  # noqa: ANN401  any JSON
    """Return a prefetch with the Patient; `vital_signs` for "vital-signs", and nothing for what is left out."""
    named = {key.replace("_", "-"): value for key, value in prefetch.items() if value is not LEFT_OUT}
    return {"patient": PATIENT} | named


def gathered_for(case: Case, number: int) -> Gathered:
    """Return what is read of a call for one of its orders."""
    known = edition()
    chart = open_chart(case.record, known.facts, known.thresholds, SiteMap(), AS_OF, case.orders[number].order)
    return gather(chart)
