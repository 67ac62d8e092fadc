"""What a suggestion does: an order removed, changed or created, each suggested order with its rating and a reason."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from fhir.hooks.case import Case, Draft
from fhir.hooks.rating import NO_CRITERIA_APPLY, Rating, rated, rating_of
from fhir.hooks.reasons import PURPOSE, with_reason
from fhir.hooks.written import Order, raw_of, read_written

Action = Mapping[str, object]
RT_PCR = "94500-6"
"""LOINC: SARS-CoV-2 RNA in a respiratory specimen, by amplification."""
_DONE = frozenset({"pending", "negative", "positive", "inconclusive"})


def remove(case: Case) -> Action | None:
    """Remove the order; nothing where it cannot be named."""
    if not case.hook["order"]:
        return None
    description = case.say("action.remove", modality=case.examination)
    return {"type": "delete", "description": description, "resourceId": case.hook["order"]}


def change(case: Case, draft: Draft, order: Order, strength: str, description: str) -> Action:
    """Put a changed order in place of the order, with the rating it would then have."""
    concordance = case.page.edition.strengths[strength].concordance
    rating = Rating(rating_of(concordance) or NO_CRITERIA_APPLY, draft.decision_id, strength)
    told = {member: value for member, value in order.items() if member != "text"}  # a narrative of the old order
    changed = read_written(raw_of(rated(told, rating, case.page)))
    return {"type": "update", "description": description, "resource": changed}


def order_rt_pcr(case: Case, draft: Draft, purpose: str) -> Action | None:
    """Order an RT-PCR for the same patient; nothing where the patient cannot be named."""
    sent = draft.order or {}
    subject = raw_of({"reference": f"Patient/{case.page.patient}"}) if case.page.patient else sent.get("subject")
    if subject is None:
        return None
    name = case.say("order.rt-pcr")
    new: dict[str, object] = {
        "resourceType": "ServiceRequest",
        "id": str(uuid5(UUID(draft.decision_id), RT_PCR)),
        "status": "draft",
        "intent": "order",
        "code": {"coding": [{"system": "http://loinc.org", "code": RT_PCR, "display": name}], "text": name},
        "subject": subject,
    }
    if "encounter" in sent:
        new["encounter"] = sent["encounter"]
    order = {member: raw_of(value) for member, value in new.items()}
    order = with_reason(order, PURPOSE, purpose, case.label("purpose", purpose))
    order = rated(order, Rating(NO_CRITERIA_APPLY, draft.decision_id, is_by_guideline=False), case.page)
    return {"type": "create", "description": case.say("action.rt-pcr"), "resource": read_written(raw_of(order))}


def needs_rt_pcr(case: Case) -> bool:
    """Tell whether no RT-PCR is known to be done, pending or being ordered."""
    known = case.known("rt_pcr")
    return not case.hook["rt_pcr_ordered"] and not (known and known <= _DONE)
