"""Rows of a guideline as conditions of FHIR: FHIRPath over the answers to its form, and the same in words."""

from collections.abc import Iterable, Sequence

from engine.facts import Cell, Facts, Words
from engine.guideline import Edition, Recommendation, Row
from fhir.r4.elements import Resource, said


def in_scope(edition: Edition) -> Resource:
    """Return the condition that a patient is one of whom the edition speaks."""
    rows = edition.scope.outside
    told = _rows_in_words(rows, edition.facts)
    return _condition(f"({_path(rows)}).not()", Words(f"not ({told.en})", f"다음에 해당하지 않음: {told.ko}"))


def where(rows: Sequence[Row], facts: Facts) -> Resource:
    """Return the condition that one of the rows holds."""
    return _condition(_path(rows), _rows_in_words(rows, facts))


def unless_defeated(defeaters: Sequence[Recommendation]) -> Resource:
    """Return the condition that none of the recommendations that go before this one matches."""
    ids = ", ".join(each.id for each in defeaters)
    rows = [row for each in defeaters for row in each.rows]
    return _condition(f"({_path(rows)}).not()", Words(f"none of {ids} matches", f"{ids} 모두 해당하지 않음"))


def _condition(path: str, words: Words) -> Resource:
    expression = {**said("description", words), "language": "text/fhirpath", "expression": path}
    return {"kind": "applicability", "expression": expression}


def _path(rows: Iterable[Row]) -> str:
    return " or ".join(f"({' and '.join(_cell(cell) for cell in row.cells)})" for row in rows)


def _cell(cell: Cell) -> str:
    answered = f"item.where(linkId = '{cell.fact}').answer.value.code"
    values = [f"'{value}'" for value in cell.values]
    return f"({answered} = {values[0]})" if len(values) == 1 else f"({answered} in ({' | '.join(values)}))"


def _rows_in_words(rows: Sequence[Row], facts: Facts) -> Words:
    told = [_row_in_words(row, facts) for row in rows]
    if len(told) == 1:
        return told[0]
    return Words(" or ".join(f"({each.en})" for each in told), " 또는 ".join(f"({each.ko})" for each in told))


def _row_in_words(row: Row, facts: Facts) -> Words:
    cells = [_cell_in_words(cell, facts) for cell in row.cells]
    return Words("; ".join(each.en for each in cells), "; ".join(each.ko for each in cells))


def _cell_in_words(cell: Cell, facts: Facts) -> Words:
    fact = facts[cell.fact]
    labels = [fact.labels[value] for value in cell.values]
    en, ko = " or ".join(each.en for each in labels), " 또는 ".join(each.ko for each in labels)
    return Words(f"{fact.name.en}: {en}", f"{fact.name.ko}: {ko}")
