"""The project's own service keeps every requirement that it gives an occasion to see."""

import re
import shlex
from collections import Counter

import pytest

from api.cli.main import parser
from api.conformance.exchange import Asked
from api.conformance.table import requirements
from api.conformance.verdicts import Judgement, Verdict, judge
from tests.api.conformance.documented_matrix import DOCUMENT, NEVER, listed, matrix
from tests.api.conformance.own_service import CALLS, observed

CHECKED = [each.id for each in requirements() if each.by and each.id not in NEVER]


@pytest.fixture(scope="module")
def judged() -> dict[str, Judgement]:
    return {each.requirement.id: each for each in judge(observed())}


@pytest.mark.parametrize("requirement", CHECKED)
def test_own_service_passes(judged: dict[str, Judgement], requirement: str) -> None:
    assert (judged[requirement].verdict, judged[requirement].flaws) == (Verdict.PASSES, ())


@pytest.mark.parametrize("requirement", NEVER)
def test_what_the_service_never_shows_is_not_seen(judged: dict[str, Judgement], requirement: str) -> None:
    assert judged[requirement].verdict is Verdict.NOT_OBSERVED


def test_cards_of_several_kinds_came() -> None:
    cards = {each.case: each.answer["cards"] for each in observed().calls() if each.case in CALLS}
    told = {case: [each["indicator"] for each in shown] for case, shown in cards.items()}
    assert told == {
        "film without symptoms": ["warning"],
        "film to rule out": ["warning"],
        "CT after an unclear film": [],
        "fever at a safe clinic": ["info"],
    }


def test_every_wrong_token_is_refused() -> None:
    statuses = Counter(each.status for each in observed().of(Asked.TOKEN))
    assert statuses == {200: 1, 401: 8}


def test_documented_table_is_that_of_the_service() -> None:
    assert listed() == matrix(), "PYTHONPATH=. python tests/api/conformance/documented_matrix.py writes it anew"


def test_documented_commands_are_read() -> None:
    lines = re.findall(r"^imaging-cds (.+)$", DOCUMENT.read_text(), re.MULTILINE)
    read = [parser().parse_args(shlex.split(line)) for line in lines]
    assert [each.url for each in read] == [
        "https://cds.example.org",
        "http://127.0.0.1:8000",
        "https://cds.example.org",
    ]


def test_every_option_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["conformance", "--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"`(--[a-z-]+)", DOCUMENT.read_text()))
