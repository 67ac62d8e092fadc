"""GET /health/live, /health/ready and /metrics: for those who operate the service."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.http.answers import json_answer
from api.http.at_hand import at_hand
from api.watch.metrics import CONTENT_TYPE
from engine.errors import LogError

router = APIRouter(tags=["operation"])


@router.get("/health/live")
async def live() -> Response:
    """Tell that the process answers."""
    return json_answer({"status": "live"})


@router.get("/health/ready")
async def ready(request: Request) -> Response:
    """Tell whether a decision could be recorded now: the log's lock is free and its disk has room."""
    await run_in_threadpool(at_hand(request).advisor.log.check_ready)
    return json_answer({"status": "ready"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Return the figures of the service, for Prometheus; none of them is about a patient."""
    here = at_hand(request)
    try:
        records = await run_in_threadpool(here.advisor.log.size)
    except LogError:
        records = None
    return Response(here.metrics.render(records), media_type=CONTENT_TYPE)
