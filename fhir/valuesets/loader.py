"""Reads the value sets of this folder once, and finds which of them a code belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, eq=False)
class CodeSet:
    """Codes of one meaning, under this project's own label.

    `topic` is the file, a fact where it is named for one; `codes` are pairs of a system's short name and a code.
    The presence of `is_a` follows from the presence of this; a group of symptoms is denied when every cardinal one is.
    """

    topic: str
    name: str
    label: str
    source: str
    codes: frozenset[tuple[str, str]]
    is_a: str | None = None
    cardinal: bool = False
    alone: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the set of the name alone, which is what most concepts mean."""
        object.__setattr__(self, "alone", frozenset({self.name}))


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system under its short name, with every address under which it is met."""

    name: str
    addresses: tuple[str, ...]
    by_category: bool


def read_yaml(name: str) -> Any:  # noqa: ANN401  whatever shape the file has
    """Return the content of a file of this folder, every scalar as text."""
    return yaml.load(files(__package__).joinpath(name).read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  no types


@cache
def read_systems() -> Mapping[str, CodeSystem]:
    """Return the code systems by short name."""
    return {
        name: CodeSystem(name, tuple(entry["addresses"]), entry.get("by_category") == "true")
        for name, entry in read_yaml("systems.yaml").items()
    }


@cache
def read_code_sets(topic: str) -> tuple[CodeSet, ...]:
    """Return the sets of one file, in its order.

    >>> [code_set.name for code_set in read_code_sets("severity")]
    ['ventilation', 'ecmo']
    """
    return tuple(
        CodeSet(
            topic=topic,
            name=name,
            label=entry["label"],
            source=entry["source"],
            codes=frozenset((system, code) for system, codes in entry["codes"].items() for code in codes),
            is_a=entry.get("is_a"),
            cardinal=entry.get("cardinal") == "true",
        )
        for name, entry in read_yaml(f"{topic}.yaml").items()
    )


@cache
def read_texts(topic: str) -> Mapping[str, str]:
    """Return the texts that a file takes for codes, case-folded, each with the name of the set that it means.

    >>> read_texts("rt_pcr_results")["not detected"]
    'negative'
    """
    return {text.casefold(): name for name, entry in read_yaml(f"{topic}.yaml").items() for text in entry["texts"]}


class Codebook:
    """Finds the set that a code belongs to, by any address of its system; a code has one meaning in a book."""

    def __init__(self, code_sets: Iterable[CodeSet]) -> None:
        systems = read_systems()
        self._exact: dict[str, dict[str, CodeSet]] = {}
        self._categories: dict[str, dict[str, CodeSet]] = {}
        for code_set in code_sets:
            for name, code in code_set.codes:
                tables = self._categories if systems[name].by_category else self._exact
                for address in systems[name].addresses:
                    tables.setdefault(address, {})[_undotted(code) if systems[name].by_category else code] = code_set

    def find(self, system: str | None, code: str | None) -> CodeSet | None:
        """Return the set that the code belongs to, or nothing.

        >>> book = Codebook(read_code_sets("fever"))
        >>> [book.find("http://hl7.org/fhir/sid/icd-10", code).name for code in ("R50", "R50.9", "R509")]
        ['fever', 'fever', 'fever']
        """
        if system is None or code is None:
            return None
        table = self._exact.get(system)
        if table is not None:
            return table.get(code)
        categories = self._categories.get(system)
        return None if categories is None else _widest(categories, _undotted(code))


def _undotted(code: str) -> str:
    return code.replace(".", "").upper()


def _widest(categories: Mapping[str, CodeSet], code: str) -> CodeSet | None:
    for length in range(3, len(code) + 1):
        found = categories.get(code[:length])
        if found is not None:
            return found
    return None


@cache
def read_codebook(*topics: str) -> Codebook:
    """Return the book of all sets of these topics."""
    return Codebook(code_set for topic in topics for code_set in read_code_sets(topic))
