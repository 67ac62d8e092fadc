"""GET /v1/guidelines and /v1/guidelines/{id}: what is on the shelf, words and rows side by side."""

from fastapi import APIRouter, Request, Response

from api.editions import edition_document, edition_summary
from api.http.answers import json_answer, refusal
from api.http.at_hand import advisor_of

router = APIRouter(tags=["guidelines"])


@router.get("/v1/guidelines")
async def list_editions(request: Request) -> Response:
    """List the guidelines at hand; the active one is used where a request names none."""
    library = advisor_of(request).library
    return json_answer(
        {"active": library.active, "guidelines": [edition_summary(each) for each in library.editions.values()]}
    )


@router.get("/v1/guidelines/{guideline_id}")
async def show_edition(request: Request, guideline_id: str) -> Response:
    """Return one edition: its statements with their rows, its facts with their questions, and what it presumes."""
    edition = advisor_of(request).library.editions.get(guideline_id)
    return json_answer(edition_document(edition)) if edition else refusal("not-found")
