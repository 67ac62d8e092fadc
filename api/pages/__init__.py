"""The clinic's pages: a plain form, and the page of each recorded decision."""

from api.pages.render import STATIC
from api.pages.routes import pages_router

__all__ = ["STATIC", "pages_router"]
