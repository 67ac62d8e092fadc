"""Requests to hold the program against: seeded random ones, and one for every complete context."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

from tests.independent.ksr_kstr_2020_typed_by_hand import FACTS, PRESUMPTIONS, RECOMMENDATIONS

Request = dict[str, Any]
GUIDELINE = "ksr-kstr-2020"
ORDERS = (None, "cxr", "ct")


def request(facts: dict[str, Any], order: str | None = None) -> Request:
    """Give the JSON of a request; without an order it has no such key.

    >>> request({"fever": "no"}, "ct")
    {'guideline': 'ksr-kstr-2020', 'facts': {'fever': 'no'}, 'order': {'modality': 'ct'}}
    """
    asked: Request = {"guideline": GUIDELINE, "facts": facts}
    return asked if order is None else asked | {"order": {"modality": order}}


def random_requests(seed: int) -> Iterator[Request]:
    """Give requests for ever, the same for the same seed, from nothing known to all known, half of them near a row."""
    draw = random.Random(seed)
    while True:
        facts = random_facts(draw)
        asked = request(facts, draw.choice(ORDERS))
        presume = draw.choice((None, None, None, True, False))
        yield asked if presume is None else asked | {"presume": presume}


def random_facts(draw: random.Random) -> dict[str, Any]:
    """Give facts in random order, each a value, some values, null or left out; how many are known is drawn first."""
    density = draw.choice((0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0))
    lists = draw.choice((0.0, 0.2, 0.5))
    facts: dict[str, Any] = {}
    for fact, domain in FACTS.items():
        if draw.random() < density:
            facts[fact] = some_values(draw, domain) if draw.random() < lists else draw.choice(domain)
        elif draw.random() < 0.2:
            facts[fact] = draw.choice((None, list(domain)))
    if density and draw.random() < 0.5:
        steer(draw, facts)
    return dict(draw.sample(sorted(facts.items()), len(facts)))


def some_values(draw: random.Random, domain: tuple[str, ...]) -> list[str]:
    """Give one to all of the values, in random order."""
    return draw.sample(domain, draw.randint(1, len(domain)))


def steer(draw: random.Random, facts: dict[str, Any]) -> None:
    """Meet most cells of a row or two, and now and then what suspends a presumption.

    Drawn evenly, one context in ninety would match 1.1.
    """
    rows = [row for recommendation in RECOMMENDATIONS.values() for row in recommendation.rows]
    for row in draw.sample(rows, draw.choice((1, 1, 2))):
        share = draw.choice((0.7, 1.0))
        for fact, values in row.items():
            if draw.random() < share:
                some = draw.sample(sorted(values), draw.randint(1, len(values)))
                facts[fact] = some if draw.random() < 0.3 else some[0]
    if draw.random() < 0.3:
        fact, value = draw.choice([cell for presumption in PRESUMPTIONS.values() for cell in presumption.unless])
        facts[fact] = value


def complete_requests() -> Iterator[Request]:
    """Give a request for each of the 864,000 complete contexts, ordering nothing, a film and a CT in turn."""
    for number, values in enumerate(itertools.product(*FACTS.values())):
        yield request(dict(zip(FACTS, values, strict=True)), ORDERS[number % len(ORDERS)])
