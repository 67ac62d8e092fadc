"""One recorded decision of a hook as cards look at it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from msgspec import Raw

from engine.facts import Fact
from fhir.hooks.limits import Indicator
from fhir.hooks.page import Page
from fhir.hooks.phrases import phrase
from fhir.hooks.written import Order

LONGEST_SUMMARY = 139
"""Characters; the specification asks for fewer than 140."""


@dataclass(frozen=True, slots=True)
class Case:
    """A record's payload, and the page that its cards are drawn on."""

    document: Mapping[str, Any]
    page: Page

    @property
    def language(self) -> str:
        """The language of the cards."""
        return self.page.language

    @property
    def hook(self) -> Mapping[str, Any]:
        """What the record tells of the hook."""
        told: Mapping[str, Any] = self.document["hook"]
        return told

    @property
    def modality(self) -> str:
        """The modality ordered; "" where none is."""
        order = self.document["order"]
        return str(order["modality"]) if order else ""

    @property
    def concordance(self) -> str:
        """What the order is against the advice; "" where there is none."""
        order = self.document["order"]
        return str(order["concordance"]) if order else ""

    @property
    def advice(self) -> Mapping[str, Any]:
        """The advice on the modality ordered."""
        told: Mapping[str, Any] = self.document["advice"][self.modality]
        return told

    @property
    def examination(self) -> str:
        """The modality ordered, in words."""
        return self.name_of(self.modality)

    def name_of(self, modality: str) -> str:
        """Return a modality in words."""
        return self.page.edition.modalities[modality].label.read_in(self.language)

    def sentence(self, modality: str, strength: str) -> str:
        """Return a strength as the edition's sentence on a modality."""
        words = self.page.edition.strengths[strength].sentence.read_in(self.language)
        return words.replace("{modality}", self.name_of(modality))

    def known(self, fact: str) -> frozenset[str]:
        """Return the values that a fact may still have; none where nothing is known of it."""
        return frozenset(self.document["facts"].get(fact, ()))

    def label(self, fact: str, value: str) -> str:
        """Return a value of a fact in words."""
        return self.page.facts[fact].labels[value].read_in(self.language)

    def told(self, fact: str, values: Sequence[str], pattern: str = "detail.is") -> str:
        """Return a fact with some of its values in words."""
        declared: Fact = self.page.facts[fact]
        words = phrase("detail.or", self.language).join(self.label(fact, value) for value in values)
        return phrase(pattern, self.language, name=declared.name.read_in(self.language), values=words)

    def say(self, name: str, /, **parts: str) -> str:
        """Return a phrase in the language of the cards."""
        return phrase(name, self.language, **parts)


@dataclass(frozen=True, slots=True)
class Content:
    """What a card says."""

    kind: str
    indicator: Indicator
    topic: str
    summary: str
    detail: str

    @property
    def digest(self) -> str:
        """What tells the same card again, whenever it is drawn."""
        return sha256(f"{self.kind}\n{self.summary}\n{self.detail}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """The order as it was sent, none where it was not, and the known forms by type and id."""

    decision_id: str
    order: Order | None
    forms: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do about it, with one click: what is done, in the specification's actions."""

    kind: str
    label: str
    actions: Iterable[Mapping[str, object]]
    is_recommended: bool = False
