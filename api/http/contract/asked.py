"""The shape of what is asked: the declared facts with their closed lists of values, and the FHIR bodies."""

from typing import Any

from api.library import Library
from engine.facts import Fact
from fhir.bundle.units import UNITS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_CERTAIN: Schema = {"enum": ["yes", "no", "not-known", None]}


def facts_request(library: Library) -> Schema:
    """Return the JSON Schema of a request of facts, under the guidelines at hand."""
    modalities = sorted({modality for edition in library.editions.values() for modality in edition.modalities})
    return _closed(
        {
            "guideline": {"enum": [*library.editions, None], "description": f"Default: {library.active}"},
            "facts": _or_null(_closed({fact.id: _fact(fact) for fact in library.facts.values()})),
            "measurements": _or_null(_closed({name: _or_null(_quantity(units)) for name, units in UNITS.items()})),
            "circumstances": _or_null(
                _closed(
                    {
                        "age_years": _or_null({"type": "integer", "minimum": 0, "maximum": 130}),
                        "pregnant": _CERTAIN,
                        "recent_ct": _CERTAIN,
                    }
                )
            ),
            "order": _or_null(_closed({"modality": {"enum": modalities}}, "modality")),
            "as_of": _or_null(
                {"type": "string", "format": "date-time", "description": "What windows count back from; default: now"}
            ),
            "subject": _or_null({**_TEXT, "description": "Local patient id; never stored in the clear"}),
            "episode": _or_null({**_TEXT, "description": "Joins the decisions of one visit or order"}),
            "presume": {"type": "boolean", "default": True, "description": "false: presume nothing"},
            "explain": {"type": "boolean", "default": False, "description": "true: add what would change the answer"},
        }
    )


FACTS_EXAMPLE: Schema = {
    "facts": {"care_setting": "screening-clinic", "fever": "no", "respiratory_symptoms": "yes"},
    "order": {"modality": "cxr"},
}
FHIR_EXAMPLE: Schema = {
    "resourceType": "Parameters",
    "parameter": [
        {"name": "bundle", "resource": {"resourceType": "Bundle", "type": "collection", "entry": []}},
        {"name": "care_setting", "valueCode": "emergency"},
    ],
}
_LINES = (
    r"MSH|^~\&|HIS|INVENTED|CDS|INVENTED|20200415103000+0900||ORM^O01|1|P|2.5.1||||||UNICODE UTF-8",
    "PID|1||INVENTED1^^^HIS^MR",
    "PV1|1|E|ER||||||||||||||||V1^^^HIS^VN",
    "ORC|NW|P1^HIS|||||||20200415103000+0900",
    "OBR|1|P1^HIS||24627-2^chest CT^LN",
    "OBX|1|CWE|ct-circumstance^^99IMGCDS||negative-but-suspected^^99IMGCDS||||||F|||||||||||||||||QST",
)
ER7_EXAMPLE = "\r".join(_LINES)
"""All three of an invented patient."""

FHIR_REQUEST: Schema = {
    "type": "object",
    "required": ["resourceType"],
    "properties": {"resourceType": {"enum": ["Bundle", "Parameters"]}},
    "description": "A FHIR R4 Bundle of one patient; or Parameters with a part `bundle` and a part per stated fact",
}


def _fact(fact: Fact) -> Schema:
    values = list(fact.values)
    return {
        "description": f"{fact.question.en} Left out or null: not known.",
        "anyOf": [
            {"enum": [*values, None]},
            {"type": "array", "items": {"enum": values}, "minItems": 1, "uniqueItems": True},
        ],
    }


def _quantity(units: tuple[str, ...]) -> Schema:
    unit = {**_TEXT, "description": f"UCUM: {' or '.join(units)}, with or without annotations"}
    return _closed({"value": {"type": "number"}, "unit": unit}, "value", "unit")


def _closed(properties: Schema, *required: str) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return schema | ({"required": list(required)} if required else {})


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
