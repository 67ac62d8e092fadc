"""How a sentence is looked up: it means what it was made to mean, or it is refused with all that may be said."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from tests.features.phrases import COLON, COMMA

T = TypeVar("T")


class UnknownWordsError(ValueError):
    """A sentence says what nobody declared; the message names what may be said."""


class Vocabulary(Generic[T]):
    """Phrases of one kind, each with its one meaning.

    >>> answers = Vocabulary("answer", [("yes", 1), ("no", 0), ("no, never", -1)])
    >>> answers.read("no"), answers.read_list("yes, no, never, no")
    (0, (1, -1, 0))
    """

    def __init__(self, kind: str, meanings: Iterable[tuple[str, T]]) -> None:
        self.kind = kind
        self.meanings: dict[str, T] = {}
        for phrase, meaning in meanings:
            if phrase in self.meanings:
                raise UnknownWordsError(f"“{phrase}” would be two things of the kind: {kind}")
            self.meanings[phrase] = meaning

    def read(self, text: str) -> T:
        """Return what a phrase means."""
        if text not in self.meanings:
            raise unknown(self.kind, text, self.meanings)
        return self.meanings[text]

    def read_list(self, text: str) -> tuple[T, ...]:
        """Return what each phrase of a list means; a phrase may hold a comma itself."""
        found: list[T] = []
        while text:
            opening = [phrase for phrase in self.meanings if f"{text}{COMMA}".startswith(f"{phrase}{COMMA}")]
            phrase = max(opening, key=len, default=text)
            found.append(self.read(phrase))
            text = text[len(phrase) + len(COMMA) :]
        return tuple(found)

    def __iter__(self) -> Iterator[tuple[str, T]]:
        """Walk through the phrases, each with what it means."""
        return iter(self.meanings.items())


@dataclass(frozen=True, slots=True)
class Grammar(Generic[T]):
    """Every sentence that may follow one keyword: whole ones, and those of a head, a colon and what is said."""

    keyword: str
    whole: Mapping[str, T]
    headed: Mapping[str, Callable[[str], T]]

    def read(self, sentence: str) -> T:
        """Return what a sentence means."""
        head, _, said = sentence.partition(COLON)
        if said and head in self.headed:
            return self.headed[head](said)
        if sentence not in self.whole:
            raise unknown(f"{self.keyword} sentence", sentence, self)
        return self.whole[sentence]

    def __iter__(self) -> Iterator[str]:
        """Walk through what may be said: heads end in a colon and three dots."""
        yield from (f"{head}{COLON}…" for head in self.headed)
        yield from self.whole


def unknown(kind: str, text: str, known: Iterable[str]) -> UnknownWordsError:
    """Return the error for a text that is not known, with all that is."""
    there_are = ", ".join(f"“{each}”" for each in known)
    return UnknownWordsError(f"“{text}” is no {kind} that is known here; there are: {there_are}")
