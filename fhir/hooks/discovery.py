"""What discovery answers: one service under one id for every hook, so that a later hook replaces earlier cards."""

from collections.abc import Collection, Mapping
from typing import Any

SERVICE = "chest-imaging"
HOOKS = ("order-select", "order-sign", "patient-view")
_SPECIFICATION = "2.0.1"
_HOOK_VERSION = "1.0"
_TITLE = "COVID-19 chest imaging: does the order agree with the guideline?"
_ORDERS = (
    "Rates chest X-ray and chest CT orders of patients who may have COVID-19 by the KSR/KSTR guideline of April 2020, "
    "and shows a card only where something can be done: another order, another purpose, or a question to answer. "
    "Silent on every other order."
)
_DESCRIPTIONS = {
    "order-select": _ORDERS,
    "order-sign": _ORDERS,
    "patient-view": "Tells whether the KSR/KSTR guideline of April 2020 speaks for chest imaging of this patient now.",
}
_REQUIREMENTS = (
    "Any of the prefetch may be refused: what is not supplied stays not known, and is never taken for absent. Orders "
    "are recognised by LOINC, SNOMED CT, CPT or the site's own codes. Advice for clinicians, not a medical device."
)


def services(hooks: Collection[str], templates: Mapping[str, str]) -> dict[str, Any]:
    """Return the service as it stands under each of the hooks that are switched on; other hooks are left out.

    >>> [service["hook"] for service in services({"order-sign", "order-select"}, {})["services"]]
    ['order-select', 'order-sign']
    """
    return {"services": [_service(hook, templates) for hook in HOOKS if hook in hooks]}


def _service(hook: str, templates: Mapping[str, str]) -> dict[str, Any]:
    service: dict[str, Any] = {
        "hook": hook,
        "id": SERVICE,
        "title": _TITLE,
        "description": _DESCRIPTIONS[hook],
        "usageRequirements": _REQUIREMENTS,
        "version": _SPECIFICATION,
        "hookVersion": _HOOK_VERSION,
    }
    return service | ({"prefetch": dict(templates)} if templates else {})
