"""The pages of one request, drawn in its language: the form, a recorded decision, or what went wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse

from api.advise import Advisor
from api.answers import is_not_applicable
from api.pages.entries import NO_ORDER, NOT_KNOWN, Entries, field_of
from api.pages.form import form_of
from api.pages.known import known_of
from api.pages.phrasing import Phrasing
from api.pages.recorded import Recorded, still_asked
from api.pages.render import NO_HEADERS, Renderer
from api.pages.result import ordered_in, result_of, why_silent
from api.problems import PROBLEMS
from engine.errors import Flaw
from engine.guideline import Edition

RETRY_AFTER = {"Retry-After": "5"}
"""Seconds: what keeps a log from appending is mended by a person, or over at once."""

_CROSS_SITE = {"cross-site": "forbidden-host"}
"""Told in words of its own, with the status of what else is forbidden."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Draws pages in one language, times in the site's zone."""

    renderer: Renderer
    advisor: Advisor
    language: str
    zone: ZoneInfo

    def form(self, entries: Entries, carried: Recorded | None = None) -> HTMLResponse:
        """Return the form, holding what was entered before."""
        return self._form(entries, carried, (), "")

    def refused_form(self, entries: Entries, carried: Recorded | None, flaws: Iterable[Flaw]) -> HTMLResponse:
        """Return the form with what is wrong in it, and everything that was entered but the patient id."""
        return self._form(entries, carried, flaws, "unknown-value")

    def unrecorded_form(self, entries: Entries, carried: Recorded | None) -> HTMLResponse:
        """Return the form of somebody who gets no advice, because it cannot be recorded now."""
        return self._form(entries, carried, (), "log-unavailable")

    def _form(self, entries: Entries, carried: Recorded | None, flaws: Iterable[Flaw], problem: str) -> HTMLResponse:
        edition = self.advisor.library.find(None)
        phrasing = self._phrasing(edition)
        form = form_of(self.advisor.library.facts, edition, phrasing)
        values = {
            "form": form,
            "entries": {name: entered for name, entered in entries.items() if name != "subject"},
            "subject_again": bool(entries.get("subject", "").strip()),
            "subject_kept": carried is not None and carried.header["subject"] is not None,
            "carried": carried.header["id"] if carried else entries.get("from"),
            "still_asked": still_asked(carried.document) if carried else (),
            "episode": entries.get("episode") or self.advisor.chance.new_id(),
            "flaws": _by_place(flaws, form.order),
            "problem": problem,
            "not_known": NOT_KNOWN,
            "no_order": NO_ORDER,
        }
        return self._page("form.html", values, edition, problem)

    def result(self, recorded: Recorded) -> HTMLResponse:
        """Return the page of a recorded decision; LogDamaged where its edition cannot be found."""
        document = recorded.document
        edition = self.advisor.edition_of(document["guideline"]["digest"])
        phrasing = self._phrasing(edition)
        values: dict[str, object] = {
            "id": recorded.header["id"],
            "recorded_at": phrasing.time(recorded.header["time"]),
            "as_of": phrasing.time(document["as_of"]),
            "demonstration": document["demonstration"],
        }
        if is_not_applicable(document):
            values |= {"ordered": ordered_in(document, edition, phrasing), "because": why_silent(document)}
            return self._page("not_applicable.html", values, edition)
        values |= {"result": result_of(document, edition, phrasing), "known": known_of(document, phrasing)}
        return self._page("result.html", values, edition)

    def trouble(self, problem: str) -> HTMLResponse:
        """Return the page that tells of a problem; nothing that was sent is on it."""
        return self._page("trouble.html", {"problem": problem}, self.advisor.library.find(None), problem)

    def _page(self, template: str, values: Mapping[str, object], edition: Edition, problem: str = "") -> HTMLResponse:
        frame = {
            "demonstration": self.advisor.decider.demonstration,
            "guideline": _told_of(edition, self._phrasing(edition)),
        }
        return self.renderer.page(
            template,
            self.language,
            {**frame, **values},
            status=PROBLEMS[_CROSS_SITE.get(problem, problem)].status if problem else 200,
            headers=RETRY_AFTER if problem == "log-unavailable" else NO_HEADERS,
        )

    def _phrasing(self, edition: Edition) -> Phrasing:
        declared = {**self.advisor.library.facts, **edition.facts}
        return Phrasing(self.language, self.zone, declared, edition.thresholds.quantities)


def _by_place(flaws: Iterable[Flaw], order: list[str]) -> list[tuple[str, str]]:
    """Return field and code of each flaw, in the order of the page; what is about no field comes last, as ""."""
    found = [(field_of(flaw) or "", flaw.code) for flaw in flaws]
    return sorted(found, key=lambda each: order.index(each[0]) if each[0] in order else len(order))


def _told_of(edition: Edition, phrasing: Phrasing) -> dict[str, object]:
    """Return what every page says of its guideline."""
    return {
        "title": phrasing.say(edition.title),
        "publisher": phrasing.say(edition.publisher),
        "version": edition.version,
        "citation": edition.citation,
        "month": phrasing.month_of(edition),
        "later": [(phrasing.say(later.title), later.year, later.citation) for later in edition.later],
        "limitations": [phrasing.say(words) for words in edition.limitations],
        "translation": phrasing.say(edition.translation),
    }
