"""The pieces that all files of rules/ are made of: text, ids, words in two languages, rows and cells."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from engine.errors import GuidelineError
from engine.facts import Cell, Words
from engine.guideline import Row

Domains: TypeAlias = Mapping[str, tuple[str, ...]]
"""The ids of the declared facts in asking order, each with its values in domain order."""


class Part(BaseModel):
    """A part of a document: only the keys it names, each of exactly its type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def written_as(pattern: str, told: str) -> Callable[[str], str]:
    """Return a check that a whole text has a pattern; `told` says what is right."""
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(told)
        return text

    return check


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text


Text = Annotated[str, AfterValidator(_not_blank)]
Id = Annotated[
    str,
    AfterValidator(
        written_as(
            r"(?=.{1,64}$)[a-z0-9]+([.-][a-z0-9]+)*",
            "must be small letters, digits, dots and hyphens, at most 64, such as 1.4.a or ksr-kstr-2020",
        )
    ),
]
Name = Annotated[
    str,
    AfterValidator(
        written_as(r"[a-z][a-z0-9_]{0,63}", "must be small letters, digits and underscores, such as rt_pcr")
    ),
]


def _listed(values: object) -> object:
    return [values] if isinstance(values, str) else values


Values = Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1)]
"""One value, or a list of values joined by "or"."""

RowPart = Annotated[dict[str, Values], Field(min_length=1)]
"""Fact to values; the cells of a row are joined by "and"."""


class WordsPart(Part):
    """The same words in English and in Korean."""

    en: Text
    ko: Text

    def words(self) -> Words:
        """Return the words as the engine has them."""
        return Words(self.en, self.ko)


def refuse_repeated(ids: Iterable[str], what: str) -> None:
    """Refuse ids of which two are the same; `what` is told of them."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise GuidelineError(each, f"this id stands twice among the {what}: rename one")
        seen.add(each)


def cell_of(fact: str, values: list[str], domains: Domains, owner: str, place: str) -> Cell:
    """Return a cell with its values in domain order; refuse a fact, or a value, that is not declared."""
    if fact not in domains:
        raise GuidelineError(owner, f"{place}: {fact} is not a fact; the facts are {', '.join(domains)}")
    refuse_unknown(values, domains[fact], owner, f"{place}: {fact}")
    return Cell(fact, tuple(value for value in domains[fact] if value in values))


def refuse_unknown(names: list[str], known: Iterable[str], owner: str, place: str) -> None:
    """Refuse a name that is not among the known, or that is given twice."""
    allowed = list(known)
    for i, name in enumerate(names):
        if name not in allowed:
            raise GuidelineError(owner, f"{place}: {name} is not one of {', '.join(allowed)}")
        if name in names[:i]:
            raise GuidelineError(owner, f"{place}: {name} stands twice: keep one")


def cells_of(row: Mapping[str, list[str]], domains: Domains, owner: str, place: str) -> tuple[Cell, ...]:
    """Return the cells of a row in asking order, in whatever order they were written."""
    order = list(domains)
    cells = [cell_of(fact, values, domains, owner, place) for fact, values in row.items()]
    return tuple(sorted(cells, key=lambda cell: order.index(cell.fact)))


def rows_of(rows: Iterable[Mapping[str, list[str]]], domains: Domains, owner: str) -> tuple[Row, ...]:
    """Return the rows of a recommendation, caution, interpretation or scope."""
    return tuple(Row(cells_of(row, domains, owner, f"row {number}")) for number, row in enumerate(rows, start=1))
