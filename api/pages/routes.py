"""The clinic's three addresses: the form, what it sends, and the page of a recorded decision."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from api.advise import Advisor
from api.feed.sharing import Sharing
from api.pages.desk import Desk
from api.pages.entries import MOST_BYTES, Entries, fields_of, heed_measurements, read_consultation, read_entries
from api.pages.languages import choose_language
from api.pages.origin import is_own
from api.pages.recorded import Recorded, carry_on, entries_of, find_decision
from api.pages.render import HEADERS, Renderer, renderer
from engine.errors import InputError, LogDamaged, LogUnavailable
from engine.log.pseudonym import key_id

DOOR = "form"
FORM_TYPE = "application/x-www-form-urlencoded"


def pages_router(
    advisor_of: Callable[[Request], Advisor],
    sharing_of: Callable[[Request], Sharing],
    zone: str = "Asia/Seoul",
) -> APIRouter:
    """Return the routes of the clinic's pages; times are shown in `zone`."""
    clinic = Clinic(advisor_of, sharing_of, renderer(), ZoneInfo(zone))
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/", clinic.show_form, methods=["GET"])
    router.add_api_route("/", clinic.take_form, methods=["POST"])
    router.add_api_route("/decisions/{decision_id}", clinic.show_decision, methods=["GET"])
    return router


@dataclass(frozen=True, slots=True)
class Clinic:
    """Answers the three addresses."""

    advisor_of: Callable[[Request], Advisor]
    sharing_of: Callable[[Request], Sharing]
    renderer: Renderer
    zone: ZoneInfo

    def show_form(self, request: Request) -> Response:
        """Return an empty form, or one that carries on from an earlier decision (`?from=`)."""
        desk = self._desk(request)
        carried_id = request.query_params.get("from")
        if carried_id is None:
            return desk.form({})
        try:
            carried = find_decision(desk.advisor.log, carried_id)
        except LogUnavailable:
            return desk.trouble("log-unavailable")
        except LogDamaged:
            return desk.trouble("log-damaged")
        return desk.form(entries_of(carried.document), carried) if carried else desk.trouble("unknown-decision")

    def show_decision(self, request: Request, decision_id: str) -> Response:
        """Return the page of a recorded decision."""
        desk = self._desk(request)
        try:
            recorded = find_decision(desk.advisor.log, decision_id)
            return desk.result(recorded) if recorded else desk.trouble("unknown-decision")
        except LogUnavailable:
            return desk.trouble("log-unavailable")
        except LogDamaged:
            return desk.trouble("log-damaged")

    async def take_form(self, request: Request) -> Response:
        """Decide what the form asks and record it, then lead to its page; or show the form again."""
        desk = self._desk(request)
        if not is_own(request.headers):
            return desk.trouble("cross-site")
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
            return desk.trouble("unsupported-media-type")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return desk.trouble("too-large")
        return await run_in_threadpool(self._answer, desk, self.sharing_of(request), bytes(body))

    def _desk(self, request: Request) -> Desk:
        language = choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        return Desk(self.renderer, self.advisor_of(request), language, self.zone)

    def _answer(self, desk: Desk, sharing: Sharing, body: bytes) -> Response:
        library = desk.advisor.library
        try:
            entries = read_entries(body, fields_of(library.facts, library.find(None).thresholds))
        except InputError as error:
            return desk.trouble(error.problem)
        asked_in = entries.get("switch") or entries.get("lang")
        desk = replace(desk, language=choose_language(asked_in, desk.language))
        carried: Recorded | None = None
        try:
            if "from" in entries:
                carried = find_decision(desk.advisor.log, entries["from"])
                if carried is None:
                    return desk.trouble("unknown-decision")
            return desk.form(entries, carried) if "switch" in entries else self._record(desk, sharing, entries, carried)
        except InputError as error:
            return desk.refused_form(entries, carried, error.flaws)
        except LogUnavailable:
            return desk.unrecorded_form(entries, carried)
        except LogDamaged:
            return desk.trouble("log-damaged")

    @staticmethod
    def _record(desk: Desk, sharing: Sharing, entries: Entries, carried: Recorded | None) -> Response:
        advisor = desk.advisor
        asked, edition = read_consultation(entries, advisor.library), advisor.library.find(None)
        asked = sharing.with_kept(asked, advisor.library.facts, edition, advisor.decider.now())
        asked = replace(asked, gathered=heed_measurements(asked.gathered, edition.thresholds))
        decided = advisor.decide(asked, DOOR)
        entry = carry_on(decided.entry, carried, key_id(advisor.site_key)) if carried else decided.entry
        appended = advisor.log.append(entry)
        place = f"/decisions/{appended.id}?lang={desk.language}"
        return RedirectResponse(place, HTTPStatus.SEE_OTHER.value, HEADERS)
