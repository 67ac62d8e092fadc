"""Messages damaged at random, through the whole feed: refused, or taken whole; none fails, none holds up the next."""

import json
from pathlib import Path
from random import Random

import pytest

from tests.api.feed.feeding import Feed, codes
from tests.api.feed.talk import answer, merged, order, rt_pcr, visit
from tests.fhir.v2.independent_count import by_bytes
from tests.fhir.v2.mutants import mutant

SHARDS, EACH = 20, 5_000
"""Together 100,000."""

LONG = [pytest.param(1000 + seed, EACH, marks=pytest.mark.long) for seed in range(SHARDS)]


def damaged(random: Random) -> bytes:
    """Write a message of the invented visit, damaged, under a control id that is most likely its own."""
    told = [answer("covid_suspicion", "high"), answer("ct-circumstance", "critical-cannot-wait", 2)]
    whole = random.choice(
        (
            order(random.choice(("ORM", "OMG", "OMI")), placer=f"P{random.randrange(9)}", told=told),
            rt_pcr(status=random.choice("PFCDWX")),
            visit(random.choice(("A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13"))),
            merged(f"INVENTED-{random.randrange(2, 5)}"),
        )
    )
    return mutant(random, whole)


@pytest.mark.parametrize(("seed", "count"), [(1, 150), *LONG])
def test_damaged_message_is_refused_or_taken_whole(tmp_path: Path, seed: int, count: int) -> None:
    random = Random(seed)
    acknowledged: set[str] = set()
    with Feed(tmp_path) as feed:
        for _ in range(count):
            acknowledged.update(codes(feed.send(damaged(random))))
            feed.drain.catch_up()
        assert {"AA", "AE", "AR"} <= acknowledged <= {"", "AA", "AE", "AR", "CA", "CE", "CR"}
        assert {json.loads(line)["event"] for line in feed.messages.getvalue().splitlines()} == {"hl7-taken"}
        assert feed.store.waiting() == []
        assert feed.store.troubles() == []
        decisions = feed.decisions()
        assert len(decisions) > count // 50
        for each in decisions:
            stored = feed.store.received(each["hl7"]["message"])
            assert stored is not None
            assert [segment.id for segment in feed.taking.read(stored.raw).segments] == by_bytes(stored.raw)
        assert feed.log.verify().holds
