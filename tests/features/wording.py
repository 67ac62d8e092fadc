"""How the facts and answers of an edition are written in one language."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from engine.facts import Fact, Words
from engine.guideline import Edition, Modality, Strength
from tests.features.phrases import CHANGE_TO, COLON, IS, IS_NOT, NOT_KNOWN, NOTHING, ONE_OF, OR
from tests.features.vocabulary import T, Vocabulary, unknown

Values: TypeAlias = str | list[str] | None
"""What is said of a fact, as requests and answers write it: a value, several of which one is true, or not known."""


class Wording:
    """The names and labels of an edition, as phrases."""

    def __init__(self, language: str, edition: Edition) -> None:
        self.language = language
        self.edition = edition
        facts = edition.facts.values()
        self.facts = Vocabulary("fact", ((self.say(fact.name), fact.id) for fact in facts))
        self.labels = {fact.id: self._labels(fact) for fact in facts}
        self.modalities = self._labelled("examination", edition.modalities.values())
        self.strengths = self._labelled("answer", edition.strengths.values())
        self.presumptions = Vocabulary("presumption", self._presumptions(facts))
        self.changes = Vocabulary("change", self._changes(facts))

    def say(self, words: Words) -> str:
        """Return words in this language."""
        return words.read_in(self.language)

    def values(self, fact: str, text: str) -> Values:
        """Return what a text says of a fact."""
        if text == self.say(NOT_KNOWN):
            return None
        before, after = self.say(ONE_OF).split("{}")
        if text.startswith(before) and text.endswith(after):
            return list(self.labels[fact].read_list(text.removeprefix(before).removesuffix(after)))
        labels = self.labels[fact]
        if text not in labels.meanings:
            raise unknown(labels.kind, text, [*labels.meanings, self.say(NOT_KNOWN), self.say(ONE_OF).format("…")])
        return labels.read(text)

    def fact_and_values(self, text: str) -> tuple[str, Values]:
        """Return what a text such as "fever: yes" says."""
        name, _, said = text.partition(COLON)
        fact = self.facts.read(name)
        return fact, self.values(fact, said)

    def listed(self, vocabulary: Vocabulary[T], text: str) -> tuple[T, ...]:
        """Return what the phrases of a list mean, or an empty list where the text says that there is nothing."""
        return () if text == self.say(NOTHING) else vocabulary.read_list(text)

    def _labels(self, fact: Fact) -> Vocabulary[str]:
        kind = f"value of “{self.say(fact.name)}”"
        return Vocabulary(kind, ((self.say(label), value) for value, label in fact.labels.items()))

    def _labelled(self, kind: str, things: Iterable[Modality | Strength]) -> Vocabulary[str]:
        return Vocabulary(kind, ((self.say(thing.label), thing.id) for thing in things))

    def _presumptions(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        for fact in facts:
            if fact.presumption:
                away = fact.presumption.presumed_not
                left = [value for value in fact.values if value not in away]
                pattern, values = (IS, left) if len(left) == 1 else (IS_NOT, away)
                labels = self.say(OR).join(self.say(fact.labels[value]) for value in values)
                yield self.say(pattern).format(fact=self.say(fact.name), values=labels), fact.id

    def _changes(self, facts: Iterable[Fact]) -> Iterator[tuple[str, tuple[str, str, str]]]:
        for fact in facts:
            for value, label in fact.labels.items():
                for strength in self.edition.strengths.values():
                    named = {"fact": fact.name, "value": label, "strength": strength.label}
                    phrase = self.say(CHANGE_TO).format(**{key: self.say(words) for key, words in named.items()})
                    yield phrase, (fact.id, value, strength.id)
