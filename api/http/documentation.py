"""GET /docs and /openapi.json: the interface's documentation, drawn by Swagger UI from this machine's own files."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.http.answers import json_answer, refusal
from api.http.at_hand import advisor_of
from api.http.contract.paths import openapi
from api.security.headers import DOCS_POLICY

router = APIRouter(include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_FILES = {
    "init.js": (_FOLDER / "init.js", "text/javascript"),
    "swagger-ui-bundle.js": (_FOLDER / "swagger-ui" / "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": (_FOLDER / "swagger-ui" / "swagger-ui.css", "text/css"),
}
_KEPT = {"Cache-Control": "public, max-age=86400"}
"""The files are the program's own, and the same for everybody."""


@router.get("/openapi.json")
async def contract(request: Request) -> Response:
    """Return the interface as OpenAPI 3.1."""
    return json_answer(openapi(advisor_of(request).library))


@router.get("/docs")
async def show() -> Response:
    """Return the page."""
    return Response(_read(_FOLDER / "docs.html"), 200, {"Content-Security-Policy": DOCS_POLICY}, "text/html")


@router.get("/docs/{name}")
async def asset(name: str) -> Response:
    """Return one of the page's files."""
    if name not in _FILES:
        return refusal("not-found")
    path, media_type = _FILES[name]
    return Response(_read(path), 200, _KEPT, media_type)


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()
