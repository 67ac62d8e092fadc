"""Nothing of the guideline is without its scenarios, and the ids of scenarios say what they show."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from api.library import Library
from engine.guideline import Edition
from tests.features.meanings import Expected, Meaning, Stated
from tests.features.sentences import Sentences
from tests.features.written import read_all

KINDS = ("applies", "does-not-apply", "cannot-be-known")
ON_A_FILE_OF_RESOURCES = {"rt-pcr-contradicted", "source-contradicted"}
"""Notes on two sources that differ: stated facts and numbers alone cannot bring them about."""


@pytest.fixture(scope="module")
def scenarios(sentences: Mapping[str, Sentences]) -> list[tuple[str, tuple[Meaning, ...]]]:
    return [(written.id, written.meanings(sentences["en"])) for written in read_all("en")]


@pytest.fixture(scope="module")
def edition(library: Library) -> Edition:
    return library.find(None)


Scenarios = list[tuple[str, tuple[Meaning, ...]]]


def expected(meanings: tuple[Meaning, ...], *parts: str) -> list[Any]:
    """What a scenario expects of some parts of the answer, lists laid end to end."""
    whats = [each.what for each in meanings if isinstance(each, Expected) and each.part in parts]
    return [item for what in whats for item in (what if isinstance(what, tuple) else (what,))]


def expected_anywhere(scenarios: Scenarios, *parts: str) -> set[Any]:
    return {item for _, meanings in scenarios for item in expected(meanings, *parts)}


def statements(edition: Edition) -> Iterator[str]:
    yield from (each.id for each in edition.recommendations)
    yield from (each.id for each in edition.cautions)


def test_statement_has_scenarios_where_it_applies_where_not_and_where_it_cannot_be_known(
    scenarios: Scenarios, edition: Edition
) -> None:
    ids = {scenario for scenario, _ in scenarios}
    wanted = [f"{statement}-{kind}" for statement in statements(edition) for kind in KINDS]
    assert [each for each in wanted if not any(one.startswith(each) for one in ids)] == []


def test_id_of_a_scenario_is_true(scenarios: Scenarios, edition: Edition) -> None:
    for statement in statements(edition):
        for scenario, meanings in scenarios:
            governs = statement in expected(meanings, "recommendations", "caution")
            open_yet = "needs-information" in expected(meanings, "strength") or statement in expected(
                meanings, "possible-caution"
            )
            if scenario.startswith(f"{statement}-applies"):
                assert governs, scenario
            elif scenario.startswith(f"{statement}-does-not-apply"):
                assert not governs, scenario
            elif scenario.startswith(f"{statement}-cannot-be-known"):
                assert (governs, open_yet) == (False, True), scenario


def test_scenario_expects_something(scenarios: Scenarios) -> None:
    assert [scenario for scenario, meanings in scenarios if not isinstance(meanings[-1], Expected)] == []


def test_every_value_of_every_fact_is_stated(scenarios: Scenarios, edition: Edition) -> None:
    stated = {
        (each.where[1], each.what)
        for _, meanings in scenarios
        for each in meanings
        if isinstance(each, Stated) and each.where[0] == "facts" and isinstance(each.what, str)
    }
    assert stated == {(fact.id, value) for fact in edition.facts.values() for value in fact.values}


def test_every_answer_interpretation_defeat_and_concordance_is_expected(scenarios: Scenarios, edition: Edition) -> None:
    recommendations = edition.recommendations
    assert expected_anywhere(scenarios, "strength") == set(edition.strengths)
    assert expected_anywhere(scenarios, "interpretations") == {
        each.id for one in recommendations for each in one.interpretations
    }
    assert expected_anywhere(scenarios, "defeated") == {
        (defeat.recommendation, each.id) for each in recommendations for defeat in each.defeats
    }
    assert expected_anywhere(scenarios, "presumed") == {fact.id for fact in edition.facts.values() if fact.presumption}
    assert expected_anywhere(scenarios, "concordance") == {
        *(each.concordance for each in edition.strengths.values()),
        *(each.concordance for each in edition.cautions),
    }


def test_every_note_is_expected(scenarios: Scenarios, library: Library) -> None:
    notes = {note.id for note in library.safety.notes}
    assert expected_anywhere(scenarios, "notes") == notes - ON_A_FILE_OF_RESOURCES
