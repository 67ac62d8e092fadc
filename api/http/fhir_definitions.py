"""GET /fhir/metadata, and the guidelines as definitions of FHIR: read by id, and searched."""

from fastapi import APIRouter, Request, Response

from api.http.at_hand import advisor_of, at_hand
from api.http.fhir_answers import ROOT, fhir_base, unless_known
from api.http.outcomes import refusal_at
from api.library import Library
from api.version import VERSION
from engine.errors import Flaw, InputError
from fhir.r4.activities import activity_definition
from fhir.r4.capability import DEFINITIONS, SEARCHED, capability_statement
from fhir.r4.elements import Resource
from fhir.r4.library import library as library_resource
from fhir.r4.plan import plan_definition
from fhir.r4.questionnaire import order_questions, whole_form
from fhir.r4.searchset import searchset

router = APIRouter(tags=["FHIR"])


@router.get(f"{ROOT}/metadata")
async def metadata(request: Request) -> Response:
    """Tell what is done under this address."""
    today = at_hand(request).now().date().isoformat()
    return unless_known(request, capability_statement(fhir_base(request), VERSION, today))


def _add(kind: str) -> None:
    @router.get(f"{ROOT}/{kind}", name=f"search {kind}")
    async def search(request: Request) -> Response:
        wanted = _wanted(request)
        base = fhir_base(request)
        found = definitions(kind, advisor_of(request).library, base)
        return unless_known(request, searchset(found, wanted, f"{base}/{kind}"))

    @router.get(f"{ROOT}/{kind}/{{resource_id}}", name=f"read {kind}")
    async def read(request: Request, resource_id: str) -> Response:
        for resource in definitions(kind, advisor_of(request).library, fhir_base(request)):
            if resource["id"] == resource_id:
                return unless_known(request, resource)
        return refusal_at(ROOT, "not-found")


for _kind in DEFINITIONS:
    _add(_kind)


def definitions(kind: str, library: Library, base: str) -> list[Resource]:
    """Return every definition of one kind that the guidelines at hand make."""
    editions = list(library.editions.values())
    match kind:
        case "PlanDefinition":
            return [plan_definition(edition, base) for edition in editions]
        case "Library":
            return [library_resource(edition, base) for edition in editions]
        case "ActivityDefinition":
            return [activity_definition(edition, each, base) for edition in editions for each in edition.modalities]
        case _:
            return [order_questions(library.facts, base, VERSION), *(whole_form(each, base) for each in editions)]


def _wanted(request: Request) -> dict[str, tuple[str, ...]]:
    """Return what is searched for; a parameter that is not known is passed over, as FHIR wants, a modifier refused."""
    wanted: dict[str, tuple[str, ...]] = {}
    for name, value in request.query_params.multi_items():
        bare, modifier, _ = name.partition(":")
        if bare in SEARCHED and modifier:
            raise InputError("unknown-field", Flaw("?", "unknown-field", tuple(SEARCHED)))
        if bare in SEARCHED:
            values = value.split(",")
            wanted[bare] = tuple(each for each in wanted.get(bare, values) if each in values)
    return wanted
