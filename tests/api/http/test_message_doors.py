"""The same patient by HL7 v2, as each kind of order with a result apart, gets the answer that the other doors give."""

import random
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from api.http.media_types import ER7
from tests.api.feed.talk import DETECTED, NOT_DETECTED, answer, order, rt_pcr
from tests.api.http.asking import Running
from tests.api.http.hook_calls import AUTHORED
from tests.api.http.test_four_doors import by_bundle, by_form, contexts, told

RESULTS = {
    "negative": (NOT_DETECTED, "F"),
    "positive": (DETECTED, "F"),
    "inconclusive": ("419984006^^SCT", "F"),
    "pending": ("", "P"),
}
"""What a laboratory says, and how far it is, by the value of the fact that it means."""

numbers = count(1)


def messages(facts: dict[str, str], modality: str, kind: str, draw: random.Random) -> list[bytes]:
    """Write an order with its answered questions, and the test's result in a message of its own, in any order."""
    number = next(numbers)
    patient = f"PID|1||INVENTED-{number}^^^HIS^MR"
    answers = {fact: value for fact, value in facts.items() if fact != "rt_pcr" or value not in RESULTS}
    told_ = [answer(fact, value, index) for index, (fact, value) in enumerate(answers.items(), start=1)]
    sent = [order(kind, modality, placer=f"P{number}", patient=patient, visit="", told=told_)]
    if len(answers) < len(facts):
        value, status = RESULTS[facts["rt_pcr"]]
        sent.append(rt_pcr(value, status, minutes=0, taken=0, filler=f"L{number}", patient=patient, visit=""))
        draw.shuffle(sent)
    return sent


def by_messages(service: Running, sent: list[bytes], modality: str) -> dict[str, Any]:
    """Post one message after the other, and read what the last of them was answered of the order."""
    for each in sent:
        answered = service.ask("POST", f"/v1/decisions?order={modality}", each, [("Content-Type", ER7)])
        assert (answered.status, answered.body) == (201, answered.body)
    found: dict[str, Any] = answered.document
    return found


@pytest.mark.parametrize("kind", ["ORM", "OMG", "OMI"])
def test_messages_give_the_answer_of_the_other_doors(tmp_path: Path, kind: str) -> None:
    draw = random.Random(kind)
    (tmp_path / "site.yaml").write_text('always_in_topic: "true"\n')
    with Running(tmp_path, site_file=tmp_path / "site.yaml") as service:
        for facts, modality in islice(contexts(len(kind) + ord(kind[1])), 25):
            expected = told(
                service.decide({"facts": facts, "order": {"modality": modality}, "as_of": AUTHORED}).document
            )
            sent = messages(facts, modality, kind, draw)
            assert told(by_messages(service, sent, modality)) == expected
            assert told(by_form(service, facts, modality)) == expected
            assert told(by_bundle(service, facts, modality)) == expected
