"""Judge the open orders of one patient by everything that is kept: in topic or not, decided, and recorded once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from api.advise import Advisor
from api.answers import NOT_APPLICABLE, Document, payload_not_applicable
from api.order_entry.documents import write_unmapped
from api.requests import Consultation
from api.store.hl7_values import KeptStatement, Subject
from api.store.port import Entry
from engine.context import Gathered
from engine.errors import LogDamaged
from engine.log.canonical import canonical_bytes
from engine.log.pseudonym import key_id
from fhir.bundle.order import Order
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap
from fhir.bundle.topic import Because, topic_of
from fhir.bundle.unmapped import Unmapped, unmapped_codes
from fhir.v2.chart import Gathering, Kept, open_orders, record_of
from fhir.v2.statements import OrderTold, Statement
from fhir.v2.times import CLOCKS_DIFFER

ECHO = "Echo"
"""The kind of a kept statement that tells nothing of the patient: what the reply to an order repeats."""

_DECIDES = ("advice", "notes", "order")


@dataclass(frozen=True, slots=True)
class About:
    """The message that gave rise to a judgement: its id, its type, and the requests of its orders (ORC-1) by key."""

    message: str
    kind: str
    controls: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be recorded of one order; `digest` tells one answer from another."""

    order_key: str
    document: Document
    entry: Entry
    digest: str

    @property
    def is_applicable(self) -> bool:
        """Whether the guideline was consulted."""
        return bool(self.document["advice"])

    @property
    def concordance(self) -> str:
        """What the advice says of the order."""
        return str(self.document["order"]["concordance"]) if self.document["order"] else NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Judge:
    """What judging the orders of one patient needs."""

    advisor: Advisor
    site: SiteMap
    door: str

    def rule(self, kept: Sequence[KeptStatement], subject: Subject, about: About, as_of: datetime) -> Iterator[Ruling]:
        """Yield a ruling for each open order of chest imaging."""
        gathering = gather_kept(kept, self.site, as_of)
        for key, order in open_orders(gathering):
            yield self._rule(gathering, key, order, subject, about, as_of)

    def _rule(  # noqa: PLR0913, PLR0917  one order of one patient, at one time, for one message
        self, gathering: Gathering, key: str, order: Order, subject: Subject, about: About, as_of: datetime
    ) -> Ruling:
        library = self.advisor.library
        edition = library.find(None)
        since = counted_from(order, as_of)
        chart = open_chart(gathering.record, library.facts, edition.thresholds, self.site, as_of, order, since=since)
        gathered = located(gather(chart), gathering)
        topic = topic_of(chart, gathered.readings)
        if topic:
            document = self.advisor.decider.decide(Consultation(gathered, edition.id, as_of))
            unmapped = write_unmapped(unmapped_codes(gathering.record, self.site))
            document |= {"applicability": "applicable", "unmapped": unmapped}
        else:
            how = {"presume": True, "explain": False, "demonstration": self.advisor.decider.demonstration}
            document = how | payload_not_applicable(edition, library.safety, as_of, order.modality)
        document |= {"hl7": told_of(about, key, topic)}
        return self.ruled(key, document, subject if topic else None, about.message, key, subject)

    def pass_over(self, order: OrderTold, unmapped: Sequence[Unmapped], about: About, as_of: datetime) -> Ruling:
        """Return what is recorded of imaging that is not of the chest, as far as anybody knows: nothing of the patient.

        unmapped: the codes of the message, of which one may be the site's own for a chest film or CT.
        """
        library = self.advisor.library
        document: Document = {"presume": True, "explain": False}
        document["demonstration"] = self.advisor.decider.demonstration
        document |= payload_not_applicable(library.find(None), library.safety, as_of, None)
        document["hl7"] = told_of(about, order.key, ())
        document["unmapped"] = write_unmapped(each for each in unmapped if each.table == "orders")
        return self.ruled(order.key, document, None, about.message, order.key)

    def ruled(self, key: str | None, document: Document, subject: Subject | None, *named: str) -> Ruling:
        """Return a document as what is to be recorded, under an id that is made from what `named` it."""
        entry = self.advisor.entry_of(document, self.door, None, f"hl7v2|{key}" if key else None, id_of(*named))
        keyed = key_id(self.advisor.site_key)
        entry = replace(entry, subject=subject, subject_key=keyed, once=True)
        return Ruling(key or "", document, entry, digest_of(document))

    def record(self, ruling: Ruling) -> tuple[Ruling, datetime]:
        """Return the ruling when it is on disk, and since when; where its message was taken before, that of then."""
        appended = self.advisor.log.append(ruling.entry)
        time = datetime.fromisoformat(appended.time)
        if not appended.replayed:
            return ruling, time
        earlier = self.advisor.log.read(appended.id)
        if earlier is None:
            raise LogDamaged("the record of an earlier answer cannot be found")
        document = json.loads(earlier.payload)
        return replace(ruling, document=document, digest=digest_of(document)), time


def id_of(*named: str) -> str:
    """Return the id of the record of what is named: the same whenever it is taken again."""
    return str(uuid5(NAMESPACE_URL, "\n".join(("urn:imaging-cds:hl7v2", *named))))


def digest_of(document: Document) -> str:
    """Return what tells one answer from another: what was decided, and none of the reasons."""
    said = canonical_bytes({name: document[name] for name in _DECIDES})
    return sha256(said).hexdigest()


def gather_kept(kept: Sequence[KeptStatement], site: SiteMap, as_of: datetime) -> Gathering:
    """Return the record that kept statements make."""
    return record_of([unwrapped(each) for each in kept if each.kind != ECHO], site, as_of)


def located(gathered: Gathered, gathering: Gathering) -> Gathered:
    """Return what was gathered with its places named as they stood in the messages."""
    locate = gathering.locate
    return replace(
        gathered,
        readings=tuple(replace(each, path=locate(each.path)) for each in gathered.readings),
        measurements=tuple(replace(each, path=locate(each.path)) for each in gathered.measurements),
        unread=tuple(replace(each, path=locate(each.path)) for each in gathered.unread),
    )


def counted_from(order: Order | None, as_of: datetime) -> datetime:
    """Return what windows count back from: the order, so that no answer turns over because time goes by."""
    return min(order.authored.earliest, as_of) if order is not None and order.authored is not None else as_of


def newest(kept: Sequence[KeptStatement], now: datetime) -> datetime:
    """Return as of when a patient is judged: when the newest was said, and not later than a clock may be ahead of ours.

    What a sender writes with its own clock must not lie in the future of the judgement.
    """
    return min(max((each.said for each in kept), default=now), now + CLOCKS_DIFFER)


def unwrapped(each: KeptStatement) -> Kept:
    """Return a kept statement as the reader of records takes it."""
    statement = Statement(each.kind, each.key, each.visit, each.said, each.rank, each.until, each.content, each.fields)
    return Kept(statement, each.message_id, each.message_kind)


def told_of(about: About, key: str | None, topic: tuple[Because, ...]) -> Document:
    """Return what a record says of the message that gave rise to it."""
    return {
        "message": about.message,
        "kind": about.kind,
        "control": about.controls.get(key) if key else None,
        "topic": [each.value for each in topic],
        "warnings": list(about.warnings),
    }
