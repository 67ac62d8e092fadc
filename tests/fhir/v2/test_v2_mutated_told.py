"""Whatever is taken can be told and read: a mutated message is refused, or told with places that are in it."""

import random

import pytest

from fhir.bundle.site import SiteMap
from fhir.bundle.unmapped import unmapped_codes
from fhir.v2.chart import Kept, record_of
from fhir.v2.opened import open_message
from fhir.v2.parse import parse
from fhir.v2.refusal import MessageRefused
from fhir.v2.tell import tell
from tests.fhir.invented_bundles import AS_OF, edition
from tests.fhir.v2 import test_v2_same_as_fhir as visit
from tests.fhir.v2.invented_telling import kept, read_all

SITE = SiteMap(
    locations={"urn:hl7v2:location|SCREEN": "screening-clinic"},
    severity_scales={"http://loinc.org|75325-1": {"7": "severe"}},
)
SEEDS = visit.messages("ORM^O01") + visit.messages("OMI^O23^OMI_O23")
KINDS = [b"OUL^R22", b"ORM^O01", b"OMG^O19", b"OML^O21", b"ORU^R01", b"ADT^A02", b"ADT^A08", b"ADT^A11"]
PIECES = [
    *(b"|", b"^", b"~", b"&", b"\\", b'""', b"\\T\\", b"\\X0D\\", b"\r", b"-", b".", b"9", b"1e9", b"+9999"),
    *(b"OBX", b"OBR|1|", b"\rSPM|1", b"20200407", b"94500-6^x^LN", b"NM", b"QST", b"99IMGCDS", b"D", b"P"),
]


def mutated(chance: random.Random) -> bytes:
    raw = bytearray(chance.choice(SEEDS))
    if chance.random() < 0.3:
        raw = bytearray(bytes(raw).replace(b"ORU^R01^ORU_R01", chance.choice(KINDS)))
    for _ in range(chance.randint(1, 8)):
        start = chance.randint(60, len(raw) - 1)
        raw[start : start + chance.choice((0, 1, 1, 3, 20))] = chance.choice(PIECES)
    return bytes(raw)


def read_mutated(raw: bytes) -> bool:
    """Read what a mutated message tells; False where it is refused."""
    try:
        told = tell(parse(open_message(raw)), SITE, edition().thresholds, AS_OF)
    except MessageRefused:
        return False
    held = [Kept(statement, "M", "ORU^R01") for statement in told.statements]
    gathered = read_all(held, SITE)
    paths = [each.path for each in gathered.readings] + [each.path for each in gathered.unread]
    paths += [each.path for each in gathered.measurements]
    assert [path for path in paths if not path.startswith("ORU^R01/M#")] == []
    assert [each for each in gathered.unread if each.reason == "it is not of the type that FHIR gives it"] == []
    unmapped_codes(record_of(held, SITE, AS_OF).record, SITE)
    return True


def test_mutated_messages_are_read_or_refused() -> None:
    chance = random.Random(20200407)
    taken = [read_mutated(mutated(chance)) for _ in range(300)]
    assert {True, False} == set(taken)


@pytest.mark.long
def test_many_mutated_messages_are_read_or_refused() -> None:
    chance = random.Random(1)
    for _ in range(100_000):
        read_mutated(mutated(chance))


def test_seeds_tell_something_each() -> None:
    assert all(kept(raw, site=SITE) for raw in SEEDS)
