"""GET /fhir/GuidanceResponse/{id}, AuditEvent/{id} and Provenance/{id}: a decision's record, rendered."""

import json
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.advise import Advisor
from api.http.at_hand import advisor_of
from api.http.authentication import authenticate
from api.http.fhir_answers import ROOT, fhir_answer, fhir_base
from api.http.outcomes import refusal_at
from api.store.port import StoredRecord
from engine.guideline import Edition
from engine.log.record import Kind, is_id
from fhir.r4.audit_event import audit_event
from fhir.r4.elements import Resource
from fhir.r4.guidance import guidance_response
from fhir.r4.provenance import provenance
from fhir.r4.recorded import Recorded

router = APIRouter(tags=["FHIR"])

Render = Callable[[Recorded, Edition], Resource]

_RENDERINGS: dict[str, Render] = {
    "GuidanceResponse": guidance_response,
    "AuditEvent": lambda recorded, _: audit_event(recorded),
    "Provenance": lambda recorded, _: provenance(recorded),
}


def render(advisor: Advisor, record: StoredRecord, base: str, rendering: Render) -> Resource:
    """Return a record rendered under the edition that it names; LogUnavailable, LogDamaged."""
    document = json.loads(record.payload)
    recorded = Recorded(json.loads(record.header), document, record.index, record.size, base)
    return rendering(recorded, advisor.edition_of(document["guideline"]["digest"]))


def _add(kind: str, rendering: Render) -> None:
    def rendered(advisor: Advisor, decision_id: str, base: str) -> Resource | None:
        record = advisor.log.read(decision_id) if is_id(decision_id) else None
        if record is None or json.loads(record.header)["kind"] != Kind.DECISION:
            return None
        return render(advisor, record, base, rendering)

    @router.get(f"{ROOT}/{kind}/{{decision_id}}", name=f"read {kind}")
    async def read(request: Request, decision_id: str) -> Response:
        # A rendering names the patient's pseudonym, by which somebody with several ids could put them together.
        await authenticate(request, request.scope["path"])
        resource = await run_in_threadpool(rendered, advisor_of(request), decision_id, fhir_base(request))
        return fhir_answer(resource) if resource else refusal_at(ROOT, "unknown-decision")


for _kind, _rendering in _RENDERINGS.items():
    _add(_kind, _rendering)
