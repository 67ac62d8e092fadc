"""The files that pages load: the program's own, the same for everybody, read once."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, Response

from api.http.answers import refusal

_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "public, max-age=86400"}


def assets_router(under: str, *files: Path) -> APIRouter:
    """Return the route of files by their names; any other file in their folders has no address."""
    named: Mapping[str, tuple[bytes, str]] = {
        file.name: (file.read_bytes(), _MEDIA_TYPES[file.suffix]) for file in files
    }
    router = APIRouter(include_in_schema=False)

    @router.get(f"{under}/{{name}}")
    async def asset(name: str) -> Response:
        if name not in named:
            return refusal("not-found")
        content, media_type = named[name]
        return Response(content, 200, _KEPT, media_type)

    return router
