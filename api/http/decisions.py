"""POST /v1/decisions and GET /v1/decisions/{id}: ask for a decision, and read one back."""

import asyncio
import json
import re
from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.feed.asking import Question
from api.http.answers import json_answer, refusal
from api.http.at_hand import AtHand, at_hand
from api.http.authentication import authenticate
from api.http.bodies import MOST_ER7, MOST_FACTS, MOST_FHIR, read_body
from api.http.media_types import OF_DECISIONS, read_kind
from api.http.parameters import OF_ER7, OF_FHIR, Query, read_idempotency, read_query
from api.intake import Kind, read_facts, read_fhir, refuse_invalid
from api.requests import Consultation
from engine.log.record import Kind as RecordKind

router = APIRouter(tags=["decisions"])

_PATH = "/v1/decisions"
MOST_INLINE = 256 * 1024
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@router.post(_PATH, status_code=201)
async def ask(request: Request) -> Response:
    """Decide, record, and only then answer.

    The media type says what is sent. Facts that are not known are left out: that is an answer too.
    """
    here = at_hand(request)
    await authenticate(request, _PATH)
    kind = read_kind(request.headers, OF_DECISIONS)
    if kind == "hl7v2":
        return await _ask_in_hl7v2(request, here)
    query = read_query(request, OF_FHIR if kind == "fhir" else ())
    body = await read_body(request, MOST_FHIR if kind == "fhir" else MOST_FACTS)
    idempotency = read_idempotency(request, body)
    asked = await _read(here, kind, body, query)
    decided = here.advisor.decide(asked, f"http-{kind}", idempotency)
    # A record that was submitted stays, whatever becomes of the client or of this task.
    appended = await asyncio.wrap_future(here.advisor.log.submit(decided.entry))
    if appended.replayed:
        answer = await run_in_threadpool(here.advisor.tell, decided, appended)
    else:
        answer = here.advisor.tell(decided, appended)
    return json_answer(answer, 201, {"Location": f"{here.public_url}{_PATH}/{appended.id}"})


async def _ask_in_hl7v2(request: Request, here: AtHand) -> Response:
    """Take messages in, decide, record and answer; sent again, they find the same answer by their own control ids."""
    said = read_query(request, OF_ER7)
    body = await read_body(request, MOST_ER7)
    question = Question(said.guideline, said.order, said.as_of, said.presume, said.explain)
    answer = await run_in_threadpool(here.asking.ask, body, question)
    return json_answer(answer, 201, {"Location": f"{here.public_url}{_PATH}/{answer['id']}"})


@router.get("/v1/decisions/{decision_id}")
async def read_back(request: Request, decision_id: str) -> Response:
    """Return the answer of a decision as it was given; never whom it was about."""
    await authenticate(request, request.scope["path"])
    if not _ID.fullmatch(decision_id):
        return refusal("unknown-decision")
    advisor = at_hand(request).advisor
    record = await run_in_threadpool(advisor.log.read, decision_id)
    if record is None or json.loads(record.header)["kind"] != RecordKind.DECISION:
        return refusal("unknown-decision")
    return json_answer(advisor.tell_again(record))


async def _read(here: AtHand, kind: Kind, body: bytes, query: Query) -> Consultation:
    library = here.advisor.library
    if kind == "facts":
        return read_facts(body, library)
    read = partial(
        read_fhir,
        body,
        library,
        here.site,
        now=here.now(),
        guideline=query.guideline,
        order=query.order,
        as_of=query.as_of,
    )
    # A patient's bundle takes a millisecond; one that takes longer must not make everybody else wait.
    asked = await run_in_threadpool(read) if len(body) > MOST_INLINE else read()
    if query.validate:
        await run_in_threadpool(refuse_invalid, body)
    return replace(asked, explain=query.explain)
