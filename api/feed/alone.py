"""Messages read by themselves, with nothing that was kept and nothing that will be: a question without a record."""

from dataclasses import replace
from datetime import datetime

from api.feed.choosing import choose_order, refuse_two
from api.feed.judging import counted_from, gather_kept, located, newest
from api.feed.taking import statements_of
from api.requests import Consultation
from api.store.hl7_values import latest
from engine.facts import Facts
from engine.guideline import Edition
from fhir.bundle.read import gather, open_chart
from fhir.bundle.select import Record
from fhir.bundle.site import SiteMap
from fhir.v2.batch import messages_of
from fhir.v2.parse import read_message
from fhir.v2.tell import tell


def read_record(raw: bytes, edition: Edition, site: SiteMap, now: datetime) -> Record:
    """Return the record that one message makes by itself; MessageRefused where it cannot be taken."""
    told = tell(read_message(raw), site, edition.thresholds, now)
    kept = latest(statements_of("1", told, now))
    return gather_kept(kept, site, newest(kept, now)).record


def read_messages(  # noqa: PLR0913  what is said beside a body is a choice of its own each
    body: bytes,
    facts: Facts,
    edition: Edition,
    site: SiteMap,
    *,
    now: datetime,
    order: str | None = None,
    as_of: datetime | None = None,
) -> Consultation:
    """Return what the messages of one patient ask; InputError where they cannot be taken, or are of two patients.

    Messages are named by their numbers in the body, from 1.
    """
    told = [tell(read_message(raw), site, edition.thresholds, now) for raw in messages_of(body)]
    refuse_two(told)
    kept = latest(each for number, one in enumerate(told, start=1) for each in statements_of(str(number), one, now))
    time = as_of or newest(kept, now)
    gathering = gather_kept(kept, site, time)
    _, ordered = choose_order(gathering, told, order)
    since = time if as_of else counted_from(ordered, time)
    chart = open_chart(gathering.record, facts, edition.thresholds, site, time, ordered, since=since)
    gathered = located(gather(chart), gathering)
    return Consultation(replace(gathered, order=order or gathered.order), edition.id, time)
