"""Everything under /fhir."""

from fastapi import APIRouter

from api.http import fhir_apply, fhir_definitions, fhir_records

router = APIRouter()
for _part in (fhir_definitions, fhir_apply, fhir_records):
    router.include_router(_part.router)
