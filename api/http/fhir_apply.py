"""GET and POST /fhir/PlanDefinition/{id}/$apply: decide, record, and tell the record as a CarePlan."""

import asyncio
import re
from functools import partial

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http.at_hand import AtHand, at_hand
from api.http.authentication import authenticate
from api.http.bodies import MOST_FHIR, read_body
from api.http.fhir_answers import ROOT, fhir_answer, fhir_base
from api.http.fhir_records import render
from api.http.media_types import read_kind
from api.http.outcomes import refusal_at
from api.http.parameters import Query, read_query
from api.intake import read_fhir, refuse_invalid
from engine.errors import Flaw, InputError, LogDamaged
from engine.facts import Facts
from fhir.bundle.parameters import PASSED_OVER
from fhir.r4.apply import care_plan

router = APIRouter(tags=["FHIR"])

_PATH = f"{ROOT}/PlanDefinition/{{plan_id}}/$apply"
_DOOR = "http-apply"
_BESIDE = ("order", "as_of", "_format")
_PART = re.compile(r"#/parameter/(\d+)(/.*)?")


@router.get(_PATH)
async def apply_facts(request: Request, plan_id: str) -> Response:
    """Decide on facts that stand in the query; of several values, divided by commas, it is one."""
    here = at_hand(request)
    if plan_id not in here.advisor.library.editions:
        return refusal_at(ROOT, "not-found")
    await authenticate(request, request.scope["path"])
    facts = here.advisor.library.facts
    query = read_query(request, (*_BESIDE, *PASSED_OVER, *facts))
    names, body = _as_parameters(request, facts)
    try:
        return await _apply(request, here, plan_id, body, query)
    except InputError as error:
        # Whoever asked sees a query, and not what it was turned into.
        raise InputError(error.problem, *(_in_the_query(flaw, names) for flaw in error.flaws)) from None


@router.post(_PATH)
async def apply_bundle(request: Request, plan_id: str) -> Response:
    """Decide on a Bundle, or on Parameters with one (`data` or `bundle`) and a part per stated fact."""
    here = at_hand(request)
    if plan_id not in here.advisor.library.editions:
        return refusal_at(ROOT, "not-found")
    await authenticate(request, request.scope["path"])
    read_kind(request.headers)
    query = read_query(request, (*_BESIDE, "validate", *PASSED_OVER))
    return await _apply(request, here, plan_id, await read_body(request, MOST_FHIR), query)


async def _apply(request: Request, here: AtHand, plan_id: str, body: bytes, query: Query) -> Response:
    library = here.advisor.library
    read = partial(
        read_fhir, body, library, here.site, now=here.now(), guideline=plan_id, order=query.order, as_of=query.as_of
    )
    asked = await run_in_threadpool(read)
    if query.validate:
        await run_in_threadpool(refuse_invalid, body)
    decided = here.advisor.decide(asked, _DOOR)
    # A record that was submitted stays, whatever becomes of the client or of this task.
    appended = await asyncio.wrap_future(here.advisor.log.submit(decided.entry))
    return fhir_answer(await run_in_threadpool(_told, here, appended.id, fhir_base(request)))


def _told(here: AtHand, decision_id: str, base: str) -> dict[str, object]:
    record = here.advisor.log.read(decision_id)
    if record is None:
        message = "the record of an answer cannot be found"
        raise LogDamaged(message)
    return render(here.advisor, record, base, care_plan)


def _as_parameters(request: Request, facts: Facts) -> tuple[list[str], bytes]:
    """Return the facts of the query as a Parameters resource, with the name of each of its parts."""
    empty = {"resourceType": "Bundle", "type": "collection"}
    said = [(name, value) for name in facts for value in (request.query_params.get(name) or "").split(",") if value]
    parts = [{"name": "bundle", "resource": empty}, *({"name": name, "valueCode": value} for name, value in said)]
    names = ["", *(name for name, _ in said)]
    return names, orjson.dumps({"resourceType": "Parameters", "parameter": parts})


def _in_the_query(flaw: Flaw, names: list[str]) -> Flaw:
    found = _PART.fullmatch(flaw.pointer)
    return Flaw(f"?{names[int(found[1])]}", flaw.code, flaw.allowed) if found else flaw
