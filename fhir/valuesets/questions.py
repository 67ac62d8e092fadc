"""Reads the question asked with a CT order, its options, and what each of them states."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from engine.facts import Words
from fhir.valuesets.loader import read_yaml

States = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; what it states, and what it states only of a fact of which the record holds no result."""

    label: Words
    states: States
    unless_recorded: States


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its link id, in words; its answers are codes of one system."""

    link_id: str
    system: str
    text: Words
    options: Mapping[str, Option]


@cache
def read_ct_circumstance() -> Question:
    """Return the question of a CT order.

    >>> read_ct_circumstance().options["no-film-yet"].states["chest_radiograph"]
    ('not-done',)
    """
    written = read_yaml("ct_circumstance.yaml")
    options = {
        code: Option(Words(**option["label"]), _states(option["states"]), _states(option.get("unless_recorded", {})))
        for code, option in written["options"].items()
    }
    return Question(written["link_id"], written["system"], Words(**written["text"]), options)


def _states(written: Mapping[str, list[str]]) -> States:
    return {fact: tuple(values) for fact, values in written.items()}
