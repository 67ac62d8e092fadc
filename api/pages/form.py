"""What the form asks: every declared fact in asking order, in the groups of a visit, with the numbers beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.pages.phrasing import Phrasing
from engine.facts import Fact, Facts
from engine.guideline import Edition
from engine.thresholds import Quantity, Thresholds

GROUPS: Mapping[str, tuple[str, ...]] = {
    "place": ("care_setting", "visit_reason"),
    "symptoms": ("fever", "respiratory_symptoms", "other_symptoms_or_signs"),
    "tests": ("rt_pcr", "covid_suspicion", "pneumonia_suspected", "chest_radiograph"),
    "urgency": ("severity", "urgent_procedure", "can_wait_for_rt_pcr"),
    "order": ("purpose",),
}
"""The groups in the order of the page; a fact that none of them names is asked in the last."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a radio group."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact as the form asks for it; "not known" is added to its answers."""

    name: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A measurement as the form asks for it, with what can be one, and what a threshold makes of it."""

    name: str
    label: str
    unit: str
    lowest: str
    highest: str
    meanings: tuple["Meaning", ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A threshold in words: at or beyond `limit`, the fact is taken to have the value."""

    comparison: str
    limit: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """Everything the form asks, in words."""

    groups: Mapping[str, tuple[AskedFact, ...]]
    numbers: Mapping[str, AskedNumber]
    modalities: tuple[Choice, ...]

    @property
    def questions(self) -> dict[str, str]:
        """The question of each fact, by the field's name."""
        return {asked.name: asked.question for members in self.groups.values() for asked in members}

    @property
    def order(self) -> list[str]:
        """The fields that can be wrong, in the order of the page."""
        beside = {"place": ["age_years", "subject"], "symptoms": list(self.numbers)}
        asked = [
            name
            for group, members in self.groups.items()
            for name in [*(member.name for member in members), *beside.get(group, [])]
        ]
        return [*asked, "order", "pregnant", "recent_ct"]


def form_of(facts: Facts, edition: Edition, phrasing: Phrasing) -> Form:
    """Return what the form asks in one language, for an edition."""
    thresholds = edition.thresholds
    return Form(
        groups={group: tuple(_asked(facts[fact], phrasing) for fact in members) for group, members in _grouped(facts)},
        numbers={name: _number(quantity, thresholds, phrasing) for name, quantity in thresholds.quantities.items()},
        modalities=tuple(Choice(each.id, phrasing.say(each.label)) for each in edition.modalities.values()),
    )


def _grouped(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    named = {fact: group for group, members in GROUPS.items() for fact in members}
    *_, last = GROUPS
    for group in GROUPS:
        yield group, [fact for fact in facts if named.get(fact, last) == group]


def _asked(fact: Fact, phrasing: Phrasing) -> AskedFact:
    choices = tuple(Choice(value, phrasing.say(fact.labels[value])) for value in fact.values)
    return AskedFact(fact.id, phrasing.say(fact.question), choices)


def _number(quantity: Quantity, thresholds: Thresholds, phrasing: Phrasing) -> AskedNumber:
    return AskedNumber(
        name=quantity.id,
        label=phrasing.say(quantity.name),
        unit=phrasing.unit(quantity.id),
        lowest=phrasing.number(quantity.lowest),
        highest=phrasing.number(quantity.highest),
        meanings=tuple(
            Meaning(
                limit.comparison,
                phrasing.measured(quantity.id, limit.limit),
                phrasing.name(limit.fact),
                phrasing.values(limit.fact, limit.value),
            )
            for limit in thresholds.thresholds
            if limit.measurement == quantity.id
        ),
    )
