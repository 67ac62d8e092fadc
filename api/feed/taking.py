"""One stored message taken in: what it tells is kept, the orders it bears on are judged, and it says what to send."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from api.advise import Advisor
from api.feed.judging import About, Judge, Ruling, gather_kept, newest
from api.feed.replying import echo_of, echo_statements, replies, result_of
from api.hl7_settings import Hl7File
from api.store.hl7_port import Hl7Store
from api.store.hl7_values import Changes, KeptStatement, OrderAnswer, Outgoing, StoredMessage, Subject, latest
from fhir.bundle.site import SiteMap
from fhir.bundle.unmapped import unmapped_codes
from fhir.v2.chart import open_orders
from fhir.v2.header import read_header
from fhir.v2.message import Message
from fhir.v2.parse import read_message
from fhir.v2.refusal import UNKNOWN_KEY, MessageRefused
from fhir.v2.statements import Told
from fhir.v2.tell import tell

_ASKS = frozenset({"NW", "XO", "RP", "RO"})
"""ORC-1 that asks for something: it is answered, whatever was answered before."""


_STATE = "OrderState"

KEPT_AT_LEAST = timedelta(days=7)
"""After it came, even where its windows are long over: a queue that was held up is judged by its own times."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a message in came to: the changes that settle it, whom it is about, and what was recorded."""

    changes: Changes
    told: Told | None = None
    subject: Subject | None = None
    recorded: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking messages in needs; `sends` tells whether what they ask is answered to the destinations."""

    advisor: Advisor
    store: Hl7Store
    site: SiteMap
    file: Hl7File
    now: Callable[[], datetime]
    door: str = "hl7v2"
    sends: bool = True

    def take(self, stored: StoredMessage, read: Message | None = None) -> Taken:
        """Judge and record; the changes are the caller's to settle. LogError where that cannot be done now.

        A message that cannot be read after all changes nothing but its own state, and its sender is told. read: the
        message, where it was read before.
        """
        try:
            message = read or self.read(stored.raw)
            told = self.tell(message, stored.received)
            subject = self._subject(told)
        except MessageRefused as refusal:
            told_back = result_of(read_header(stored.raw), self.file, stored.id, self.now(), refusal)
            return Taken(Changes(self.now(), "refused", refusal.reason, outgoing=told_back))
        changes = Changes(
            self.now(),
            keep=[(subject, each) for each in statements_of(stored.id, told, stored.received)],
            merges=[(self.store.subject(told.merged), subject)] if told.merged else [],
            outgoing=result_of(message.header, self.file, stored.id, self.now(), None),
        )
        self._pass_over(stored, told)
        answered = list(self._answer(subject, changes, stored, told))
        changes = replace(
            changes,
            told=[(subject, answer) for _, answer, _ in answered],
            outgoing=(*changes.outgoing, *(one for *_, outgoing in answered for one in outgoing)),
        )
        return Taken(changes, told, subject, tuple(ruling for ruling, *_ in answered))

    def read(self, raw: bytes) -> Message:
        """Return a message as its sender writes; MessageRefused where it cannot be read."""
        return read_message(raw, self.charset_of(raw))

    def charset_of(self, raw: bytes) -> str | None:
        """Return what the sender of a message writes in where the message does not say."""
        header = read_header(raw)
        sender = self.file.sender_of(header.application, header.facility)
        return sender.charset if sender else None

    def tell(self, message: Message, received: datetime) -> Told:
        """Return what a message tells."""
        return tell(message, self.site, self.advisor.library.find(None).thresholds, received)

    def kept_after(self, subject: Subject, changes: Changes) -> list[KeptStatement]:
        """Return what will be kept of a patient when the changes are made."""
        before = [each for number in _numbers(subject, changes) for each in self.store.kept_of(number)]
        return latest([*before, *(each for _, each in changes.keep)])

    def _subject(self, told: Told) -> Subject:
        """Return whom a message is about; one that names nobody, whose order it names, if that is one patient's.

        MessageRefused where nobody can tell: what is said of one patient is never taken for another's.
        """
        if told.subject is not None:
            return self.store.subject(told.subject)
        found = {each for order in told.orders for each in self.store.subjects_of_order(order.key)}
        if len(found) != 1:
            reason = "order-of-several" if found else "order-not-known"
            raise MessageRefused("AE", UNKNOWN_KEY, "ORC[1]-2", reason)
        return found.pop()

    def _answer(
        self, subject: Subject, changes: Changes, stored: StoredMessage, told: Told
    ) -> Iterator[tuple[Ruling, OrderAnswer, tuple[Outgoing, ...]]]:
        """Record what is answered of each open order that asks, or whose answer is another now; and what is sent."""
        kept = self.kept_after(subject, changes)
        before = {one.order_key: one for number in _numbers(subject, changes) for one in self.store.answers_of(number)}
        controls = {each.key: each.control for each in told.orders}
        judge = Judge(self.advisor, self.site, self.door)
        for ruling in judge.rule(kept, subject, about_of(stored, told), newest(kept, self.now())):
            earlier, asks = before.get(ruling.order_key), controls.get(ruling.order_key) in _ASKS
            if not asks and earlier is not None and earlier.digest == ruling.digest:
                continue
            recorded, time = judge.record(ruling)
            told_before = earlier.concordance_told if earlier else None
            concordance = recorded.concordance if recorded.is_applicable else None
            # What was told and holds no more is taken back, also where the guideline is not consulted any more.
            is_told = concordance != told_before or (asks and concordance is not None)
            sent = self.file.destinations if is_told and (self.sends or not asks) else ()
            echo = echo_of(kept, ruling.order_key)
            time = time.astimezone(self.site.zone)
            outgoing = replies(recorded, time, echo, sent, corrects=told_before is not None)
            answer = OrderAnswer(recorded.order_key, recorded.entry.id, recorded.digest, concordance, stored.id)
            yield recorded, answer, outgoing

    def _pass_over(self, stored: StoredMessage, told: Told) -> None:
        """Record the imaging that a message orders and that nobody knows to be of the chest, with its codes."""
        named = [each for each in told.orders if each.is_imaging and each.control in _ASKS]
        if not named:
            return
        as_of = self.now()
        gathering = gather_kept(list(statements_of(stored.id, told, as_of)), self.site, as_of)
        of_the_chest = {key for key, _ in open_orders(gathering)}
        judge = Judge(self.advisor, self.site, self.door)
        unmapped = unmapped_codes(gathering.record, self.site)
        for each in named:
            if each.key not in of_the_chest:
                judge.record(judge.pass_over(each, unmapped, about_of(stored, told), told.said))


def about_of(stored: StoredMessage, told: Told) -> About:
    """Return what a record says of the message that gave rise to it."""
    controls = {each.key: each.control for each in told.orders}
    return About(stored.id, f"{told.kind}^{told.event}", controls, told.warnings)


def _numbers(subject: Subject, changes: Changes) -> tuple[Subject, ...]:
    return (subject, *(given_up for given_up, _ in changes.merges))


def statements_of(message_id: str, told: Told, received: datetime) -> Iterator[KeptStatement]:
    """Return what is kept of a message, and of what its replies repeat."""
    kind = f"{told.kind}^{told.event}"
    # Without a number of the patient, it is said only how far an order has come.
    statements = told.statements if told.subject else [each for each in told.statements if each.kind == _STATE]
    for each in (*statements, *echo_statements(told)):
        yield KeptStatement(
            each.kind,
            each.key,
            each.visit,
            each.said,
            each.rank,
            max(each.until, received + KEPT_AT_LEAST),
            each.content,
            each.fields,
            message_id,
            kind,
        )
