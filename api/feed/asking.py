"""A question in HL7 v2 that is answered at once: stored, kept and recorded like any message, and always consulted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.answers import Document
from api.feed.alone import read_messages
from api.feed.choosing import choose_order, refuse_two
from api.feed.drafting import received_of
from api.feed.drain import Drain
from api.feed.judging import About, Judge, counted_from, gather_kept, id_of, located, newest, told_of
from api.feed.taking import Taking
from api.ids import new_id
from api.requests import Consultation
from api.store.hl7_values import Changes, Subject
from engine.errors import Flaw, InputError, LogDamaged, LogUnavailable
from engine.guideline import Edition
from fhir.bundle.order import Order
from fhir.bundle.read import gather, open_chart
from fhir.v2.batch import messages_of
from fhir.v2.chart import Gathering
from fhir.v2.message import Message
from fhir.v2.refusal import APPLICATION_ERROR, REQUIRED_FIELD, MessageRefused
from fhir.v2.statements import Told

_PATIENCE = 5.0
_BACKLOG = 64
_PRODUCTION = "P"


@dataclass(frozen=True, slots=True)
class Question:
    """What is said beside the messages; where nothing is, an order that is in topic has one record and no second."""

    guideline: str | None = None
    order: str | None = None
    as_of: datetime | None = None
    presume: bool = True
    explain: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it asks for what the feed records anyway."""
        return self == Question(order=self.order)

    @property
    def name(self) -> str:
        """What tells it from another question about the same messages."""
        return f"{self.guideline}|{self.order}|{self.as_of}|{self.presume}|{self.explain}"


@dataclass(frozen=True, slots=True)
class Posted:
    """The messages of one body: as they were read, what they tell, and the ids under which they are stored."""

    read: Sequence[Message]
    told: Sequence[Told]
    ids: Sequence[str]

    @property
    def orders(self) -> dict[str, str]:
        """By the key of each order, the id of the message that names it last."""
        return {order.key: message for message, told in zip(self.ids, self.told, strict=True) for order in told.orders}


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers the messages of one body, which are of one patient."""

    drain: Drain
    door: str

    def ask(self, body: bytes, question: Question) -> Document:
        """Return the answer of a recorded decision.

        InputError where the body cannot be taken; LogUnavailable, nothing being lost, where it cannot be done now.
        """
        taking = replace(self.drain.taking, door=self.door, sends=False)
        edition = taking.advisor.library.find(question.guideline)
        if question.order is not None and question.order not in edition.modalities:
            raise InputError("unknown-value", Flaw("?order", "unknown-value", tuple(edition.modalities)))
        raws = messages_of(body)
        read = [taking.read(raw) for raw in raws]
        if taking.file.listen.production and any(each.header.processing_id != _PRODUCTION for each in read):
            return self._ask_alone(body, question, edition, taking)
        posted, subject = self._take(raws, read, taking)
        kept = taking.kept_after(subject, Changes(taking.now()))
        as_of = question.as_of or newest(kept, taking.now())
        gathering = gather_kept(kept, taking.site, as_of)
        key, order = choose_order(gathering, posted.told, question.order)
        if key is not None and question.is_plain:
            told = _told_already(taking, id_of(posted.orders.get(key, posted.ids[-1]), key, subject))
            if told is not None:
                return told
        return self._decide(taking, posted, question, gathering, (key, order), subject, as_of)

    def _ask_alone(self, body: bytes, question: Question, edition: Edition, taking: Taking) -> Document:
        """Answer messages that are a test where production is: on record, and nothing of them is ever kept."""
        asked = read_messages(
            body,
            taking.advisor.library.facts,
            edition,
            taking.site,
            now=taking.now(),
            order=question.order,
            as_of=question.as_of,
        )
        asked = replace(asked, presume=question.presume, explain=question.explain)
        return taking.advisor.advise(asked, self.door)

    def _take(self, raws: Sequence[bytes], read: Sequence[Message], taking: Taking) -> tuple[Posted, Subject]:
        """Store the messages and take what waits, these among it; return them, and whom they are about.

        All of it under the drain's lock: whoever drained them in between would answer them as if nobody had asked.
        """
        with taking.store.drain_lock(_PATIENCE) as is_ours:
            if not is_ours:
                raise LogUnavailable("another process is taking messages in")
            posted = _store(raws, read, self.door, taking)
            own = dict(zip(posted.ids, posted.read, strict=True))
            for stored in taking.store.waiting(0, _BACKLOG + len(own)):
                self.drain.take(stored, taking if stored.id in own else None, own.get(stored.id))
            found = [each for one in posted.ids if (each := taking.store.received(one)) is not None]
        if any(each.state == "waiting" for each in found):
            raise LogUnavailable("too many messages wait to be taken in")
        for each in found:
            if each.state == "refused":
                raise MessageRefused("AE", APPLICATION_ERROR, "MSH", each.reason or "not-taken")
        subjects = set(_subjects(posted, taking))
        if len(subjects) != 1:
            raise MessageRefused("AE", REQUIRED_FIELD, "PID-3", "missing")
        return posted, subjects.pop()

    def _decide(  # noqa: PLR0913, PLR0917  the messages, the question, and what is known
        self,
        taking: Taking,
        posted: Posted,
        question: Question,
        gathering: Gathering,
        ordered: tuple[str | None, Order | None],
        subject: Subject,
        as_of: datetime,
    ) -> Document:
        library, (key, order) = taking.advisor.library, ordered
        edition = library.find(question.guideline)
        since = as_of if question.as_of else counted_from(order, as_of)
        chart = open_chart(gathering.record, library.facts, edition.thresholds, taking.site, as_of, order, since=since)
        gathered = located(gather(chart), gathering)
        gathered = replace(gathered, order=question.order or gathered.order)
        asked = Consultation(gathered, edition.id, as_of, None, question.presume, question.explain)
        document = taking.advisor.decider.decide(asked) | {"applicability": "applicable"}
        last = posted.told[-1]
        controls = {each.key: each.control for told in posted.told for each in told.orders}
        about = About(posted.ids[-1], f"{last.kind}^{last.event}", controls, last.warnings)
        document["hl7"] = told_of(about, key, ())
        judge = Judge(taking.advisor, taking.site, self.door)
        ruling, _ = judge.record(judge.ruled(key, document, subject, *posted.ids, question.name))
        told = _told_already(taking, ruling.entry.id)
        if told is None:
            raise LogDamaged("the record of an answer cannot be found")
        return told


def _store(raws: Sequence[bytes], read: Sequence[Message], door: str, taking: Taking) -> Posted:
    """Hold the messages of a body to be of one patient, and store them."""
    told = [taking.tell(each, taking.now()) for each in read]
    refuse_two(told)
    batch = [received_of(raw, taking.file, door, new_id(), taking.now()) for raw in raws]
    receipts = taking.store.receive(batch, whole=True)
    if any(receipt.outcome == "conflict" for receipt in receipts):
        raise InputError("control-id-used", Flaw("MSH-10", "control-id-used"))
    return Posted(read, told, [receipt.id for receipt in receipts])


def _subjects(posted: Posted, taking: Taking) -> Iterator[Subject]:
    for told in posted.told:
        if told.subject is not None:
            yield taking.store.subject(told.subject)
            return
    for told in posted.told:
        for order in told.orders:
            yield from taking.store.subjects_of_order(order.key)


def _told_already(taking: Taking, record_id: str) -> Document | None:
    """Return the answer of a record, if it is one in which the guideline was consulted."""
    recorded = taking.advisor.log.read(record_id)
    told = taking.advisor.tell_again(recorded) if recorded else None
    return told if told and told["advice"] else None
