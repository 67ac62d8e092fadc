"""Of a message damaged at random every segment is read, or it is refused by its place; nothing crashes or hangs."""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

import pytest

from fhir.v2.batch import messages_of
from fhir.v2.header import header_of_damaged
from fhir.v2.opened import MOST_FIELDS, MOST_PARTS, MOST_SEGMENTS
from fhir.v2.parse import read_message
from fhir.v2.refusal import MessageRefused
from tests.fhir.v2.independent_count import by_bytes
from tests.fhir.v2.invented_messages import ALL, PID, message
from tests.fhir.v2.mutants import DAMAGES, mutant

PLACE = re.compile(r"segment \d+|[A-Z][A-Z0-9]{2}(\[\d+\])?(-\d+)?")
HANGS = 120  # seconds of the processor for one message, of which no message here takes a tenth


class HangError(Exception):
    """A message took more than any may."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise HangError where what is done takes the processor for too long, however busy the machine is."""

    def hang(_: int, __: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGVTALRM, hang)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read_or_refused(raw: bytes) -> str:
    """Hold that a message was read with all of its segments, or was refused by its place; say which."""
    header_of_damaged(raw)
    refusal, found = None, None
    try:
        with watched():
            found = read_message(raw)
    except MessageRefused as error:
        refusal = error
    if found:
        assert [each.id for each in found.segments] == by_bytes(raw)
        return "read"
    assert refusal
    assert PLACE.fullmatch(refusal.place)
    return refusal.reason


def outcomes(seeds: list[bytes], seed: str, count: int) -> Counter[str]:
    """What became of some damaged messages."""
    random = Random(seed)
    return Counter(read_or_refused(mutant(random, random.choice(seeds))) for _ in range(count))


@pytest.mark.parametrize("shard", range(8))
def test_damaged_message_is_whole_or_refused(shard: int) -> None:
    found = outcomes(list(ALL), f"invented {shard}", 100)
    assert found.total() == 100
    assert found["read"] > 10
    assert found.total() - found["read"] > 10
    assert found["segment-lost"] == 0  # whatever hl7apy could not read was refused before


@pytest.mark.long
@pytest.mark.parametrize("shard", range(100))
def test_damaged_message_is_whole_or_refused_100_000_times(corpus: Path, shard: int) -> None:
    files = sorted((corpus / "hl7v2").rglob("*.hl7"))
    public = [each.replace(b"\n", b"\r") for file in files for each in messages_of(file.read_bytes())]
    found = outcomes([*ALL, *public], f"public {shard}", 1_000)
    assert (found.total(), found["segment-lost"]) == (1_000, 0)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_each_way_of_damage_changes_something(damage: type) -> None:
    random = Random(1)
    assert any(damage(random, each, random.randrange(len(each))) != each for each in ALL)


@pytest.mark.parametrize("segment", ["PID|1||{}", "OBX|1|CWE|{}", "ZZZ|{}", "NTE|1||{}"])
@pytest.mark.parametrize("sign", "~^&")
def test_message_of_very_many_parts_ends(segment: str, sign: str) -> None:
    parts = sign.join(["1"] * 3_000)
    assert read_or_refused(message(PID, segment.format(parts))) in {"read", "another-patient"}


@pytest.mark.long
@pytest.mark.parametrize("sign", "~^&")
def test_message_of_the_most_parts_ends(sign: str) -> None:
    parts = sign.join(["1"] * (MOST_PARTS - 100))
    assert read_or_refused(message(PID, f"OBX|1|CWE|1||{parts}")) == "read"


@pytest.mark.long
def test_message_of_the_most_segments_and_fields_ends() -> None:
    assert read_or_refused(message(PID, *["OBX|1|ST|1||1"] * (MOST_SEGMENTS - 2))) == "read"
    fields = "OBX|1|ST|1" + "|1" * (MOST_FIELDS - 3)
    assert read_or_refused(message(PID, *[fields] * (MOST_PARTS // MOST_FIELDS - 1))) == "read"
