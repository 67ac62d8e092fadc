"""GET /docs and /openapi.json: the interface's documentation, drawn by Swagger UI from this machine's own files."""

from pathlib import Path

import orjson
from fastapi import APIRouter, Request, Response

from api.http.answers import JSON
from api.http.assets import assets_router
from api.http.at_hand import advisor_of
from api.http.contract.paths import openapi
from api.security.headers import DOCS_POLICY

_FOLDER = Path(__file__).parent / "static"
_SWAGGER_UI = _FOLDER / "swagger-ui"
_PAGE = (_FOLDER / "docs.html").read_bytes()

router = APIRouter(include_in_schema=False)
router.include_router(
    assets_router("/docs", _FOLDER / "init.js", _SWAGGER_UI / "swagger-ui-bundle.js", _SWAGGER_UI / "swagger-ui.css")
)


@router.get("/openapi.json")
async def contract(request: Request) -> Response:
    """Return the interface as OpenAPI 3.1."""
    # In its own order, which is the order in which it is read.
    return Response(orjson.dumps(openapi(advisor_of(request).library)), media_type=JSON)


@router.get("/docs")
async def show() -> Response:
    """Return the page."""
    return Response(_PAGE, 200, {"Content-Security-Policy": DOCS_POLICY}, "text/html")
