"""The table of requirements is complete, in words of its own, and its checks are those of the program."""

import csv
from pathlib import Path

import pytest

from api.conformance.table import OWN, requirements
from api.conformance.verdicts import CHECKS

LONGEST_QUOTE = 50  # characters in a row


@pytest.fixture(scope="session")
def published(corpus: Path) -> list[dict[str, str]]:
    """The published rows."""
    with (corpus / "cds-hooks/inferno-crd/cds-hooks-2.0-service-requirements.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_table_has_every_published_row_with_its_force(published: list[dict[str, str]]) -> None:
    rows = {f"{row['Req Set']}@{row['ID']}": row["Conformance"] for row in published}
    assert {each.id: each.force for each in requirements() if not each.id.startswith(OWN)} == rows


def test_table_has_120_rows_of_the_specification_and_23_of_the_hook_library() -> None:
    sets = [each.id.partition("@")[0] for each in requirements()]
    assert {name: sets.count(name) for name in dict.fromkeys(sets)} == {
        "cds-hooks_2.0": 120,
        "cds-hooks-library_1.0.1": 23,
        "imaging-cds": 12,
    }


def test_table_says_it_in_its_own_words(published: list[dict[str, str]]) -> None:
    texts = " ".join(row["Requirement"] for row in published)
    quoted = [
        each.id
        for each in requirements()
        if any(each.says[at : at + LONGEST_QUOTE] in texts for at in range(len(each.says) - LONGEST_QUOTE + 1))
    ]
    assert quoted == []


def test_row_has_a_check_or_a_reason_why_not() -> None:
    assert [each.id for each in requirements() if (each.by is None) == (each.why is None)] == []


def test_ids_are_distinct() -> None:
    ids = [each.id for each in requirements()]
    assert len(set(ids)) == len(ids)


def test_every_check_is_named_in_the_table() -> None:
    assert {each.by for each in requirements() if each.by} == set(CHECKS)
