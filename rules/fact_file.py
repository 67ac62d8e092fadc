"""The shape of facts.yaml, and the facts made of it."""

from pydantic import Field, TypeAdapter

from engine.errors import GuidelineError
from engine.facts import Fact, Facts, Presumption
from rules.pieces import (
    Domains,
    Id,
    Name,
    Part,
    RowPart,
    WordsPart,
    cells_of,
    refuse_repeated,
    refuse_unknown,
)


class ValuePart(Part):
    """One value of a fact, with its label."""

    value: Id
    label: WordsPart


class PresumptionPart(Part):
    """What a fact is presumed not to be, unless one of some cells is known to hold."""

    presumed_not: list[Id] = Field(alias="not")
    unless: list[RowPart] = Field(default_factory=list)
    reason: WordsPart


class FactPart(Part):
    """One fact with everything that is said of it."""

    id: Name
    name: WordsPart
    question: WordsPart
    values: list[ValuePart] = Field(min_length=2)
    presumption: PresumptionPart | None = None


FACTS = TypeAdapter(list[FactPart])


def facts_of(parts: list[FactPart]) -> Facts:
    """Return the facts in the order of the file; GuidelineError for ids, values or presumptions that cannot be."""
    refuse_repeated((part.id for part in parts), "facts")
    for part in parts:
        refuse_unknown([each.value for each in part.values], (each.value for each in part.values), part.id, "values")
    domains = {part.id: tuple(each.value for each in part.values) for part in parts}
    return Facts(_fact_of(part, domains) for part in parts)


def domains_of(facts: Facts) -> Domains:
    """Return the values of each fact, in asking order."""
    return {fact.id: fact.values for fact in facts.values()}


def _fact_of(part: FactPart, domains: Domains) -> Fact:
    return Fact(
        id=part.id,
        values=domains[part.id],
        name=part.name.words(),
        question=part.question.words(),
        labels={each.value: each.label.words() for each in part.values},
        presumption=_presumption_of(part.id, part.presumption, domains) if part.presumption else None,
    )


def _presumption_of(fact: str, part: PresumptionPart, domains: Domains) -> Presumption:
    refuse_unknown(part.presumed_not, domains[fact], fact, "presumption")
    if not part.presumed_not:
        raise GuidelineError(fact, "presumption: it takes away no value; name one, or remove the presumption")
    if len(part.presumed_not) == len(domains[fact]):
        raise GuidelineError(fact, "presumption: it takes away every value; leave at least one")
    unless = [cells_of(row, domains, fact, "presumption: unless") for row in part.unless]
    if any(len(cells) > 1 for cells in unless):
        raise GuidelineError(fact, "presumption: unless: each cell names one fact; they are joined by OR")
    presumed_not = tuple(value for value in domains[fact] if value in part.presumed_not)
    return Presumption(presumed_not, tuple(cell for cells in unless for cell in cells), part.reason.words())
