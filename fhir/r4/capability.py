"""What the service does under /fhir, as a CapabilityStatement."""

from fhir.r4.elements import Resource
from fhir.r4.recorded import PRODUCT

DEFINITIONS = ("PlanDefinition", "Library", "ActivityDefinition", "Questionnaire")
"""What is made of the guidelines: read and searched."""

RENDERINGS = ("GuidanceResponse", "AuditEvent", "Provenance")
"""What is made of a decision's record: read by the decision's id."""

SEARCHED = {"_id": "token", "url": "uri", "version": "token"}
"""The search parameters of definitions, with their types."""

_APPLY = "http://hl7.org/fhir/OperationDefinition/PlanDefinition-apply"
_ABOUT = (
    "Should this patient have a chest X-ray or a CT, according to the guideline, given what is known now? "
    "Decision support; not a medical device and not a diagnosis. No answer leaves before its record is on disk."
)


def capability_statement(base: str, version: str, date: str) -> Resource:
    """Return the statement of the program's `version`, served under `base`; `date` is the day it is asked on."""
    return {
        "resourceType": "CapabilityStatement",
        "id": "metadata",
        "url": f"{base}/metadata",
        "version": version,
        "name": "ImagingCds",
        "title": PRODUCT,
        "status": "active",
        "date": date,
        "description": _ABOUT,
        "kind": "instance",
        "software": {"name": PRODUCT, "version": version},
        "implementation": {"description": PRODUCT, "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Each rendering of a decision is made of its record alone, and has its id.",
                "resource": [*(_definition(kind) for kind in DEFINITIONS), *(_rendering(kind) for kind in RENDERINGS)],
            }
        ],
    }


def _definition(kind: str) -> Resource:
    told: Resource = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "conditionalRead": "not-match",
        "searchParam": [{"name": name, "type": of} for name, of in SEARCHED.items()],
    }
    return told | ({"operation": [{"name": "apply", "definition": _APPLY}]} if kind == "PlanDefinition" else {})


def _rendering(kind: str) -> Resource:
    return {"type": kind, "interaction": [{"code": "read"}], "versioning": "no-version"}
