"""The files that pages load: the program's own, the same for everybody, read once."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.http.answers import refusal

_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_KEPT = {"Cache-Control": "public, max-age=86400"}
_ASKED_AGAIN = {"Cache-Control": "no-cache"}
"""For scripts, which load one another by names that do not change with them."""


def assets_router(under: str, *files: Path) -> APIRouter:
    """Return the route of files by their names; any other file in their folders has no address."""
    named: Mapping[str, tuple[bytes, str]] = {
        file.name: (file.read_bytes(), _MEDIA_TYPES[file.suffix]) for file in files
    }
    tags = {name: f'"{sha256(content).hexdigest()[:32]}"' for name, (content, _) in named.items()}
    router = APIRouter(include_in_schema=False)

    @router.get(f"{under}/{{name}}")
    async def asset(request: Request, name: str) -> Response:
        if name not in named:
            return refusal("not-found")
        content, media_type = named[name]
        headers = {**(_ASKED_AGAIN if name.endswith(".js") else _KEPT), "ETag": tags[name]}
        if request.headers.get("if-none-match") == tags[name]:
            return Response(status_code=304, headers=headers)
        return Response(content, 200, headers, media_type)

    return router
