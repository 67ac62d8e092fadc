"""A service that keeps every requirement is let pass, with every check put to the test."""

import pytest
from joserfc.jwk import ECKey

from api.conformance.table import requirements
from api.conformance.verdicts import Judgement, Verdict, judge
from tests.api.conformance.asking_peers import ask, plan, signer
from tests.api.conformance.good_peer import GoodPeer

# A refused discovery cannot be seen where discovery is always answered.
NOT_BY_A_GOOD_PEER = {"cds-hooks_2.0@14"}
CHECKED = [each.id for each in requirements() if each.by and each.id not in NOT_BY_A_GOOD_PEER]


@pytest.fixture(scope="module")
def judged() -> dict[str, Judgement]:
    key = ECKey.generate_key("P-384")
    return {each.requirement.id: each for each in judge(ask(GoodPeer(key), plan(signer=signer(key))))}


@pytest.mark.parametrize("requirement", CHECKED)
def test_good_peer_passes(judged: dict[str, Judgement], requirement: str) -> None:
    judgement = judged[requirement]
    assert (judgement.verdict, judgement.flaws) == (Verdict.PASSES, ())
