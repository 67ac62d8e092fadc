"""Judge the orders of one call: in topic or not, decided, and what is shown of it; recorded by whoever asked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.advise import Advisor
from api.answers import Document, payload_not_applicable
from api.clients.client import Client
from api.order_entry.case import Case
from api.order_entry.documents import about_call, write_unmapped
from api.order_entry.options import settle_options
from api.order_entry.reading import ONE_SITTING, Asked, read_order
from api.store.port import Entry
from engine.guideline import NEEDS_INFORMATION
from engine.log.record import Kind
from fhir.bundle.searches import State
from fhir.bundle.site import SiteMap
from fhir.bundle.topic import Because, awaits_rt_pcr, topic_of
from fhir.hooks.cards import plan_cards
from fhir.hooks.orders import ChestOrder, forms_of
from fhir.hooks.rating import rating_of
from fhir.hooks.request import ORDER_SIGN
from fhir.hooks.respond import Answer, Page
from fhir.hooks.templates import COVERED_BY, FEEDS, TOPICAL

DOOR = "cds-hooks"
_CT = "ct"
_OF_NO_PATIENT = frozenset({"locations", "service_types", "orders"})
_READABLE = frozenset({State.PRESENT, State.EMPTY, State.NULL, State.PARTIAL})


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be recorded of one order, and then told; `failed` are the searches without which it has no answer."""

    entry: Entry
    answer: Answer
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """What judging the orders of one client's call needs."""

    advisor: Advisor
    site: SiteMap
    client: Client
    page: Page
    now: datetime

    def judge(self, case: Case) -> list[Ruling]:
        """Return a ruling for each order, or one for the call where nothing in it is of interest."""
        if not case.is_of_interest:
            return [self._not_applicable(case, None, "no-chest-imaging")]
        return [self._judge(case, order) for order in case.orders or (None,)]

    def _judge(self, case: Case, order: ChestOrder | None) -> Ruling:
        if order is not None and order.order is None:
            return self._not_applicable(case, order, order.kind)
        asked = read_order(case, order, self.advisor.library, self.site, self.now)
        topic = topic_of(asked.chart, asked.consultation.gathered.readings)
        if not topic:
            failed = tuple(_failed_of(case, TOPICAL))
            because = "topic-not-known" if failed else "not-in-topic"
            failed = () if _any_readable(case) else failed
            return replace(self._not_applicable(case, order, because, asked.chart.as_of), failed=failed)
        return self._rule(case, order, asked, topic)

    def _rule(self, case: Case, order: ChestOrder | None, asked: Asked, topic: tuple[Because, ...]) -> Ruling:
        document = self.advisor.decider.decide(asked.consultation)
        hook = about_call(case, self.client, order, topic)
        document |= {"applicability": "applicable", "hook": hook, "unmapped": write_unmapped(case.unmapped)}
        hook["rt_pcr_ordered"] = awaits_rt_pcr(asked.chart)
        failed: tuple[str, ...] = ()
        if order is not None:
            hook["rating"] = rating_of(document["order"]["concordance"])
            advice = document["advice"][order.kind]
            if advice["strength"] == NEEDS_INFORMATION:
                failed = tuple(key for key in _failed_of(case, FEEDS) if not FEEDS[key].isdisjoint(advice["ask"]))
                if order.kind == _CT:
                    hook["options"] = dict(settle_options(self.advisor.decider, asked.consultation))
        return self._entered(case, order, document, asked.consultation.gathered.subject, failed)

    def _not_applicable(
        self, case: Case, order: ChestOrder | None, because: str, as_of: datetime | None = None
    ) -> Ruling:
        library, decider = self.advisor.library, self.advisor.decider
        told = payload_not_applicable(
            library.find(None), library.safety, as_of or self.now, order.kind if order else None
        )
        how = {"presume": True, "explain": False, "demonstration": decider.demonstration}
        # A code of the place or of the order tells nothing of the patient; one of a reason may.
        unmapped = write_unmapped(each for each in case.unmapped if each.table in _OF_NO_PATIENT)
        hook = about_call(case, self.client, order, (), because)
        document = how | told | {"hook": hook, "unmapped": unmapped}
        return self._entered(case, order, document, None, ())

    def _entered(
        self,
        case: Case,
        order: ChestOrder | None,
        document: Document,
        subject: str | None,
        failed: tuple[str, ...],
    ) -> Ruling:
        decision_id, episode = self.advisor.chance.new_id(), self._episode(case, order)
        hook = document["hook"]
        if document["advice"]:
            planned = plan_cards(
                document,
                decision_id,
                self.page,
                shown_before=self._shown_before(case, episode),
                limits=self.client.limits,
                withhold="source-failed" if failed else None,
            )
            hook["cards"], hook["withheld"] = planned.cards, planned.withheld
        entry = self.advisor.entry_of(document, DOOR, subject, episode, decision_id)
        entry = replace(entry, names=tuple(each["uuid"] for each in hook["cards"]))
        forms = forms_of(case.record, case.supplied.entries) if hook["cards"] else {}
        raw = order.raw if order is not None and order.name is not None else None
        return Ruling(entry, Answer(document, decision_id, raw, forms), failed)

    def _shown_before(self, case: Case, episode: str | None) -> frozenset[str]:
        """Return the digests of the cards that this order was shown when it was selected, or that stayed away since."""
        if case.request.hook != ORDER_SIGN or episode is None:
            return frozenset()
        earlier = self.advisor.log.latest(self.advisor.name_episode(episode), Kind.DECISION)
        # EHRs number drafts anew: a later order of the same number has been shown nothing.
        if earlier is None or self.now - datetime.fromisoformat(json.loads(earlier.header)["time"]) > ONE_SITTING:
            return frozenset()
        hook: dict[str, Any] = json.loads(earlier.payload).get("hook", {})
        repeated = [each for each in hook.get("withheld", []) if each["why"] == "repeated"]
        return frozenset(each["digest"] for each in [*hook.get("cards", []), *repeated])

    def _episode(self, case: Case, order: ChestOrder | None) -> str | None:
        request = case.request
        if order is None or order.name is None:
            return None
        return "|".join((self.client.id, request.patient, request.encounter or "", order.name))


def _failed_of(case: Case, keys: Iterable[str]) -> Iterator[str]:
    searches = case.supplied.searches
    failed = (key for key in keys if searches.state(key) is State.FAILED)
    return (key for key in failed if key not in COVERED_BY or not searches.is_whole(COVERED_BY[key]))


def _any_readable(case: Case) -> bool:
    return any(case.supplied.searches.state(key) in _READABLE for key in TOPICAL)
