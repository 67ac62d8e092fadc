"""The same patient by form, JSON facts, FHIR bundle and CDS Hooks gets the same answer."""

import json
import random
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.api.http.asking import FHIR, Running
from tests.api.http.hook_calls import AUTHORED, call, draft, post, recorded, searchset
from tests.fhir.invented_bundles import PATIENT, form
from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS
from tests.independent.random_contexts import steer

COMPARED = ("strength", "recommendations", "possible", "defeated", "cautions", "ask", "presumed", "presumably", "text")


def contexts(seed: int) -> Any:  # noqa: ANN401 - an iterator without end
    """Give facts that are each known or not, half of them near a row of the guideline."""
    draw = random.Random(seed)
    while True:
        density = draw.random()
        facts: dict[str, Any] = {fact: draw.choice(domain) for fact, domain in FACTS.items() if draw.random() < density}
        if draw.random() < 0.5:
            steer(draw, facts)
        yield {fact: value for fact, value in facts.items() if isinstance(value, str)}, draw.choice(("cxr", "ct"))


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what is the same by every door."""
    advice = {modality: {name: each[name] for name in COMPARED} for modality, each in answer["advice"].items()}
    return {"advice": advice, "order": answer["order"], "facts": answer["facts"]}


def by_form(service: Running, facts: dict[str, str], modality: str) -> dict[str, Any]:
    """Fill the form, and read the decision back."""
    body = urlencode(facts | {"order": modality}).encode()
    sent = service.ask("POST", "/", body, [("Content-Type", "application/x-www-form-urlencoded")])
    place = sent.headers["location"].split("?")[0].removeprefix("/decisions/")
    found: dict[str, Any] = service.ask("GET", f"/v1/decisions/{place}").document
    return found


def by_bundle(service: Running, facts: dict[str, str], modality: str) -> dict[str, Any]:
    """Send the order and its answered questions as a Bundle."""
    held = [PATIENT, draft(modality, supportingInfo=[{"reference": "QuestionnaireResponse/q1"}]), form(**facts)]
    body = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in held]}
    sent = service.ask("POST", "/v1/decisions", json.dumps(body).encode(), [("Content-Type", FHIR)])
    found: dict[str, Any] = sent.document
    return found


def by_hook(service: Running, facts: dict[str, str], modality: str) -> dict[str, Any]:
    """Sign the order, and read the decision back by the id that the log has."""
    ordered = draft(modality, supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
    sent = post(service, call(ordered, hook="order-sign", prefetch={"answers": searchset(form(**facts))}))
    assert sent.status == 200
    found: dict[str, Any] = service.ask("GET", f"/v1/decisions/{recorded(service)[-1]['header']['id']}").document
    return found


@pytest.mark.parametrize("seed", range(4))
def test_four_doors_give_one_answer(tmp_path: Path, seed: int) -> None:
    (tmp_path / "site.yaml").write_text('always_in_topic: "true"\n')
    with Running(tmp_path, site_file=tmp_path / "site.yaml") as service:
        for facts, modality in islice(contexts(seed), 25):
            asked = {"facts": facts, "order": {"modality": modality}, "as_of": AUTHORED}
            expected = told(service.decide(asked).document)
            for door in (by_form, by_bundle, by_hook):
                assert (door.__name__, told(door(service, facts, modality))) == (door.__name__, expected)
