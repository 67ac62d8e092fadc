"""Put the HTTP service together: what it needs, its routes, and what surrounds them."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace

from fastapi import FastAPI
from structlog.typing import FilteringBoundLogger

from api.admission import admission_of
from api.assemble import advisor_of, decider_of, drain_of, now, site_of
from api.counted_log import CountedLog
from api.feed.asking import Asking
from api.feed.sharing import Sharing
from api.http import authentication, decisions, documentation, guidelines, health, hooks, refusals
from api.http.assets import assets_router
from api.http.at_hand import AtHand, at_hand
from api.http.at_hand import advisor_of as advisor_of_request
from api.http.at_hand import sharing_of as sharing_of_request
from api.http.cors import Cors
from api.http.envelope import Envelope
from api.http.fhir_routes import router as fhir_router
from api.http.guard import Guard
from api.pages import STATIC, pages_router
from api.pages.simulator import simulator_router
from api.settings import Settings
from api.version import VERSION
from api.watch.logs import journal as journal_of
from api.watch.metrics import Metrics


def served_app() -> FastAPI:
    """Return the service as a process of its own serves it, under the settings of its environment."""
    return create_app(Settings(), settled=_keep_what_is_at_hand)


def _keep_what_is_at_hand() -> None:
    # The guidelines stay as long as the process. Looked through for garbage, they make requests wait: 80 ms, measured.
    gc.collect()
    gc.freeze()


def create_app(
    settings: Settings, journal: FilteringBoundLogger | None = None, settled: Callable[[], None] = lambda: None
) -> FastAPI:
    """Return the service; what it is made from is read, and refused, when it starts, and then `settled` is called."""
    journal = journal or journal_of(settings.log_format)
    metrics = Metrics(VERSION)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        decider = decider_of(settings)
        for edition in decider.library.editions.values():
            decider.library.deciding(edition)
        site = site_of(settings, decider.library)
        with ExitStack() as stack:
            recording = stack.enter_context(advisor_of(settings, decider, "serve"))
            admission = stack.enter_context(admission_of(settings, journal))
            advisor = replace(recording, log=CountedLog(recording.log, metrics))
            drain = stack.enter_context(drain_of(settings, advisor, site, journal))
            app.state.at_hand = AtHand(
                advisor,
                site,
                now,
                metrics,
                journal,
                settings.public_url.rstrip("/"),
                admission.clients,
                admission.verifier,
                admission.fetcher,
                admission.simulator,
                Asking(drain, "http-hl7v2"),
                Sharing(drain.taking.store, site),
            )
            editions = [f"{each.id} {each.digest}" for each in decider.library.editions.values()]
            settled()
            journal.info("started", version=VERSION, guidelines=editions, demonstration=settings.demo)
            yield
        journal.info("stopped", version=VERSION)

    app = FastAPI(title="Imaging CDS", openapi_url=None, redirect_slashes=False, lifespan=running)
    for resource in (decisions, hooks, guidelines, health, documentation):
        app.include_router(resource.router)
    app.include_router(fhir_router)
    app.include_router(pages_router(advisor_of_request, sharing_of_request, settings.site_timezone))
    app.include_router(simulator_router(at_hand, authentication.base_of))
    app.include_router(assets_router("/static", *sorted(STATIC.iterdir())))
    refusals.add_to(app)
    authentication.add_to(app)
    app.add_middleware(Cors, demo=settings.demo)
    if not settings.demo:
        app.add_middleware(Guard)
    # Added last, it surrounds all the others.
    app.add_middleware(Envelope, journal=journal, metrics=metrics)
    return app
