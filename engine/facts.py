"""What can be known of a patient: closed lists of values, and what is presumed when nobody asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in English and in Korean."""

    en: str
    ko: str

    def read_in(self, language: str) -> str:
        """Return the words in `language` ("en" or "ko").

        >>> Words(en="yes", ko="예").read_in("ko")
        '예'
        """
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact having one of some values (in domain order)."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presumption:
    """The values that an unasked fact is presumed not to have, unless one of the cells is known to hold."""

    presumed_not: tuple[str, ...]
    unless: tuple[Cell, ...]
    reason: Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to be known of a patient, with its closed list of values."""

    id: str
    values: tuple[str, ...]
    name: Words
    question: Words
    labels: Mapping[str, Words]
    presumption: Presumption | None = None
    bits: Mapping[str, int] = field(init=False, repr=False, compare=False)
    all_values: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the values: bit i of a mask stands for the value i of the domain."""
        object.__setattr__(self, "bits", {value: 1 << i for i, value in enumerate(self.values)})
        object.__setattr__(self, "all_values", (1 << len(self.values)) - 1)

    def mask(self, values: Iterable[str]) -> int:
        """Return the set of values as bits; KeyError where a value is not of the domain."""
        bits = 0
        for value in values:
            bits |= self.bits[value]
        return bits

    def read_mask(self, mask: int) -> tuple[str, ...]:
        """Return the values of a mask in domain order."""
        return tuple(value for value, bit in self.bits.items() if mask & bit)


class Possible:
    """The values a fact may still have: never empty, never true or false by itself."""

    __slots__ = ("fact", "mask")

    def __init__(self, fact: Fact, mask: int) -> None:
        if not 0 < mask <= fact.all_values:
            message = f"{fact.id}: a fact has at least one possible value of its domain"
            raise ValueError(message)
        self.fact = fact
        self.mask = mask

    @classmethod
    def not_known(cls, fact: Fact) -> "Possible":
        """Return the state of a fact of which nothing is known."""
        return cls(fact, fact.all_values)

    @property
    def values(self) -> tuple[str, ...]:
        """The possible values in domain order."""
        return self.fact.read_mask(self.mask)

    @property
    def is_known(self) -> bool:
        """Whether exactly one value is possible."""
        return self.mask & (self.mask - 1) == 0

    @property
    def is_not_known(self) -> bool:
        """Whether nothing is known: every value is possible."""
        return self.mask == self.fact.all_values

    def __bool__(self) -> NoReturn:
        """Refuse: "not known" must never be taken for "no" by accident."""
        message = f"{self.fact.id}: ask is_known, is_not_known or values; a possible fact is neither true nor false"
        raise TypeError(message)

    def __eq__(self, other: object) -> bool:
        """Two states of knowledge are equal when they leave the same values possible."""
        return isinstance(other, Possible) and (self.fact.id, self.mask) == (other.fact.id, other.mask)

    def __hash__(self) -> int:
        """Hash as equality does."""
        return hash((self.fact.id, self.mask))

    def __repr__(self) -> str:
        """Show the fact and its possible values."""
        return f"Possible({self.fact.id}: {'|'.join(self.values)})"


class Facts(Mapping[str, Fact]):
    """The declared facts by id, in asking order."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.id: fact for fact in facts}
        self.not_known: Mapping[str, Possible] = {name: Possible.not_known(fact) for name, fact in self._facts.items()}

    def __getitem__(self, key: str) -> Fact:
        """Return a declared fact; KeyError for any other."""
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        """Walk through the ids in asking order."""
        return iter(self._facts)

    def __len__(self) -> int:
        """Count the declared facts."""
        return len(self._facts)
