"""Every check fails where just its requirement is broken."""

import pytest
from joserfc.jwk import ECKey

from api.conformance.exchange import Observed
from api.conformance.table import requirements
from api.conformance.verdicts import Verdict, judge
from tests.api.conformance.asking_peers import ask, plan, signer
from tests.api.conformance.breaks import BREAKS
from tests.api.conformance.good_peer import GoodPeer

# The table says some things twice, and some things cannot go wrong alone.
ALSO = {
    f"cds-hooks_2.0@{number}": {name if "@" in str(name) else f"cds-hooks_2.0@{name}" for name in names}
    for number, names in {
        2: (168,),
        4: (5, 13),
        5: (14,),
        13: (5, 14),
        14: (5,),
        16: ("imaging-cds@8",),
        29: (36,),
        56: (59,),
        59: (56,),
        76: ("imaging-cds@1",),
        100: (136,),
        146: (147,),
        147: (146,),
        168: (2,),
        176: (199, 205),
        199: (176, 205),
        205: (176, 199),
        218: (216,),
        219: (100, 136),
        220: (219,),
    }.items()
} | {"imaging-cds@4": {"imaging-cds@5"}, "imaging-cds@1": set()}


@pytest.fixture(scope="module")
def good() -> Observed:
    key = ECKey.generate_key("P-384")
    return ask(GoodPeer(key), plan(signer=signer(key)))


def test_every_check_is_broken_here() -> None:
    assert list(BREAKS) == [each.id for each in requirements() if each.by]


@pytest.mark.parametrize("requirement", BREAKS)
def test_check_fails_where_its_requirement_is_broken(good: Observed, requirement: str) -> None:
    broken = judge(BREAKS[requirement](good))
    failing = {each.requirement.id for each in broken if each.verdict is Verdict.FAILS}
    assert failing == {requirement} | ALSO.get(requirement, set())
