"""What invented messages tell, and what is read of all that they tell together."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.context import Gathered, weigh
from fhir.bundle.read import gather, open_chart
from fhir.bundle.site import SiteMap
from fhir.v2.chart import Gathering, Kept, record_of
from fhir.v2.parse import read_message
from fhir.v2.statements import Statement, Told
from fhir.v2.tell import tell
from tests.fhir.invented_bundles import AS_OF, edition

NO_SITE = SiteMap()
PID = "PID|1||900417^^^HOSP^MR||Invented^Patient||19800301|F"
PV1 = "PV1|1|E|ER^1^A^HOSP||||||||||||||||V1^^^HOSP"
CT, CXR = "24627-2^CT chest^LN", "36643-5^Chest film^LN"
RNA = "94500-6^SARS-CoV-2 RNA^LN"
CAME = AS_OF + timedelta(days=7)
"""When what is kept came, all of it, as out of a queue that was held up: no clock was ahead."""
DETECTED, NOT_DETECTED = "260373001^Detected^SCT", "260415000^Not detected^SCT"


def header(kind: str, identity: str = "M1", time: str = "20200407120000+0900", version: str = "2.5.1") -> str:
    """Return MSH."""
    return f"MSH|^~\\&|HIS|HOSP|CDS|HOSP|{time}||{kind}|{identity}|P|{version}||||||UNICODE UTF-8"


def said(kind: str, *segments: str, **named: str) -> bytes:
    """Return a message of these segments, said at AS_OF."""
    return "\r".join([header(kind, **named), *segments, ""]).encode()


def told(raw: bytes, site: SiteMap = NO_SITE, received: datetime = AS_OF) -> Told:
    """Return what a message tells."""
    return tell(read_message(raw), site, edition().thresholds, received)


def kept(*raws: bytes, site: SiteMap = NO_SITE, received: datetime = CAME) -> list[Kept]:
    """Return what is kept of messages, named by MSH-10."""
    return [
        Kept(statement, raw.split(b"|")[9].decode(), f"{one.kind}^{one.event}")
        for raw in raws
        for one in (told(raw, site, received),)
        for statement in one.statements
    ]


def gathering(*raws: bytes, site: SiteMap = NO_SITE, as_of: datetime = AS_OF) -> Gathering:
    """Return the record that messages make."""
    return record_of(kept(*raws, site=site, received=came_by(as_of)), site, as_of)


def came_by(as_of: datetime) -> datetime:
    """Return when messages came that are read as of a time: later than any of them says that it was written."""
    return max(CAME, as_of + timedelta(days=7))


def read_all(held: Sequence[Kept], site: SiteMap = NO_SITE, as_of: datetime = AS_OF) -> Gathered:
    """Return what is read of what is kept, of its first open order, with places as they stood in the messages."""
    made = record_of(held, site, as_of)
    order = next((order for _, order in made.orders), None)
    gathered = gather(open_chart(made.record, edition().facts, edition().thresholds, site, as_of, order))
    return replace(
        gathered,
        readings=tuple(replace(each, path=made.locate(each.path)) for each in gathered.readings),
        measurements=tuple(replace(each, path=made.locate(each.path)) for each in gathered.measurements),
        unread=tuple(replace(each, path=made.locate(each.path)) for each in gathered.unread),
    )


def read(*raws: bytes, site: SiteMap = NO_SITE, as_of: datetime = AS_OF) -> Gathered:
    """Return what is read of messages together."""
    return read_all(kept(*raws, site=site, received=came_by(as_of)), site, as_of)


def facts(gathered: Gathered, as_of: datetime = AS_OF) -> dict[str, tuple[str, ...]]:
    """Return the facts of which something is known."""
    context = weigh(gathered, edition().facts, edition().thresholds, as_of)
    return {name: one.values for name, one in context.facts.items() if set(one.values) != set(one.fact.values)}


def places(gathered: Gathered, fact: str) -> set[str]:
    """Return where a fact was read."""
    return {reading.path for reading in gathered.readings if reading.fact == fact}


def content(statement: Statement) -> Any:  # noqa: ANN401  JSON
    """Return what a statement says."""
    return json.loads(statement.content)


def of_kind(one: Told, kind: str) -> list[Statement]:
    """Return the statements of a kind."""
    return [statement for statement in one.statements if statement.kind == kind]


def result(
    value: str,
    *,
    state: str = "F",
    kind: str = "CWE",
    code: str = RNA,
    time: str = "20200406",
    report: str = "F",
    number: str = "L1",
    flag: str = "",
    sub: str = "",
) -> tuple[str, str, str]:
    """Return ORC, OBR and OBX of one result."""
    return (
        f"ORC|RE|{number}^HIS|{number}^LIS",
        f"OBR|1|{number}^HIS|{number}^LIS|{RNA}|||{time}||||||||||||||||||{report}",
        f"OBX|1|{kind}|{code}|{sub}|{value}|||{flag}|||{state}|||{time}",
    )
