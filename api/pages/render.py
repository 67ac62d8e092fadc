"""Pages out of templates: one strict environment per language, and the headers that every page carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages.languages import read_catalogues
from api.security.headers import HEADERS as OF_EVERY_ANSWER
from api.version import VERSION

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
"""Served at /static."""

HEADERS = {
    **OF_EVERY_ANSWER,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    # Not "no-referrer": with it, browsers hide the Origin of our own form too.
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language",
}
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Fills templates, in each language."""

    environments: Mapping[str, Environment]

    def page(
        self,
        template: str,
        language: str,
        values: Mapping[str, object],
        *,
        status: int = 200,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> HTMLResponse:
        """Return a page; what is shown is escaped unless it is a template's own text."""
        text = self.environments[language].get_template(template).render(values, language=language, version=VERSION)
        return HTMLResponse(text, status, {**HEADERS, "Content-Language": language, **headers})


@cache
def renderer() -> Renderer:
    """Return the renderer, its words read once."""
    environments = {}
    for language, words in read_catalogues().items():
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
        environments[language] = environment
    return Renderer(environments)
