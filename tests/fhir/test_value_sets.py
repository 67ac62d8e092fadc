"""The codes are well formed, each has one meaning, and they feed only facts and values that are declared."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.bundle.symptoms import CARDINAL
from fhir.valuesets.loader import CodeSet, read_code_sets, read_codebook, read_systems, read_yaml
from fhir.valuesets.questions import read_ct_circumstance
from tests.fhir.invented_bundles import edition

NO_SETS = {"systems", "ct_circumstance", "proposals"}
TOPICS = sorted(
    entry.name.removesuffix(".yaml")
    for entry in files("fhir.valuesets").iterdir()
    if entry.name.endswith(".yaml") and entry.name.removesuffix(".yaml") not in NO_SETS
)
ALL_SETS = [code_set for topic in TOPICS for code_set in read_code_sets(topic)]
LOINC_CODES = sorted({code for one in ALL_SETS for system, code in one.codes if system == "loinc" and code[:2] != "LA"})
SNOMED_CODES = sorted({code for one in ALL_SETS for system, code in one.codes if system == "snomed"})

# The digits of Verhoeff's check, which the last digit of every SNOMED CT identifier is.
MULTIPLY = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
PERMUTE = [tuple(range(10)), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)]
while len(PERMUTE) < 8:
    PERMUTE.append(tuple(PERMUTE[1][digit] for digit in PERMUTE[-1]))


def verhoeff(number: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = MULTIPLY[check][PERMUTE[place % 8][int(digit)]]
    return check


def luhn(number: str) -> int:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return -sum(digit // 10 + digit % 10 for digit in doubled) % 10


@pytest.mark.parametrize("code", LOINC_CODES)
def test_loinc_code_passes_its_check_digit(code: str) -> None:
    number, _, check = code.partition("-")
    assert luhn(number) == int(check)


@pytest.mark.parametrize("code", SNOMED_CODES)
def test_snomed_code_passes_its_check_digit(code: str) -> None:
    assert verhoeff(code) == 0


@pytest.mark.parametrize("code_set", ALL_SETS, ids=lambda one: f"{one.topic}.{one.name}")
def test_set_says_what_it_means_and_where_it_is_from(code_set: CodeSet) -> None:
    assert code_set.label
    assert code_set.source
    assert {system for system, _ in code_set.codes} <= set(read_systems())


@pytest.mark.parametrize("topic", TOPICS)
def test_code_has_one_meaning_in_its_topic(topic: str) -> None:
    codes = [code for code_set in read_code_sets(topic) for code in code_set.codes]
    assert sorted(set(codes)) == sorted(codes)


def test_symptom_has_one_meaning_in_all_facts() -> None:
    codes = [code for fact in ("symptoms", *CARDINAL) for code_set in read_code_sets(fact) for code in code_set.codes]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("fact", sorted(CARDINAL))
def test_narrower_symptom_belongs_to_one_of_its_fact(fact: str) -> None:
    names = {code_set.name for code_set in read_code_sets(fact)}
    assert {code_set.is_a for code_set in read_code_sets(fact) if code_set.is_a} <= names


def test_cardinal_symptoms_are_those_of_the_case_definition() -> None:
    assert {
        "fever": {"fever"},
        "respiratory_symptoms": {"cough", "dyspnoea", "sore-throat"},
        "other_symptoms_or_signs": set(),
    } == CARDINAL


@pytest.mark.parametrize("topic", ["pneumonia_suspected", "purpose", "chest_radiograph"])
def test_set_named_for_a_value_names_one_that_is_declared(topic: str) -> None:
    assert {code_set.name for code_set in read_code_sets(topic)} <= set(edition().facts[topic].values)


def test_results_are_values_of_the_fact() -> None:
    assert {one.name for one in read_code_sets("rt_pcr_results")} <= set(edition().facts["rt_pcr"].values)


def test_quantities_are_those_of_the_thresholds() -> None:
    assert {one.name for one in read_code_sets("measurements")} == set(edition().thresholds.quantities)


def test_no_test_is_two_kinds_of_test() -> None:
    kinds = {one.name for one in read_code_sets("rt_pcr")}
    assert kinds == {
        "rna",
        "rna-without-probe",
        "panel",
        "mixed-panel",
        "target",
        "not-specific",
        "antigen",
        "antibody",
    }


def test_no_description_of_snomed_is_held() -> None:
    # Labels are this project's own: a full name would end in its semantic tag.
    tags = ("(finding)", "(disorder)", "(procedure)", "(qualifier value)", "(situation)")
    assert [one.label for one in ALL_SETS if one.label.endswith(tags)] == []


@pytest.mark.parametrize("address", read_systems()["icd"].addresses)
@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("R05", "cough"),
        ("R059", "cough"),
        ("r05.9", "cough"),
        ("R06.0", "dyspnoea"),
        ("R06.02", "dyspnoea"),
        ("R06", None),
        ("R0", None),
        ("", None),
        ("J18.9", None),
    ],
)
def test_category_stands_for_everything_below_it(address: str, code: str, name: str | None) -> None:
    found = read_codebook("respiratory_symptoms").find(address, code)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("system", "code"),
    [(None, "49727002"), ("http://snomed.info/sct", None), ("urn:invented", "49727002"), ("http://loinc.org", "R05")],
)
def test_code_without_its_system_means_nothing(system: str | None, code: str | None) -> None:
    assert read_codebook("respiratory_symptoms").find(system, code) is None


@given(st.text(), st.text())
def test_no_code_breaks_the_book(system: str, code: str) -> None:
    assert read_codebook("fever").find(system, code) is None


def test_question_states_values_that_are_declared() -> None:
    facts = edition().facts
    for option in read_ct_circumstance().options.values():
        for fact, values in (option.states | option.unless_recorded).items():  # type: ignore[operator]
            assert set(values) <= set(facts[fact].values)


CANNOT_WAIT = {"rt_pcr": ("not-done", "pending", "inconclusive")}


def test_question_of_a_ct_order_states_what_is_agreed() -> None:
    assert {
        name: (option.states, option.unless_recorded) for name, option in read_ct_circumstance().options.items()
    } == {
        "film-not-definite": (
            {"pneumonia_suspected": ("yes",), "chest_radiograph": ("pneumonia-not-definite",)},
            {},
        ),
        "negative-but-suspected": ({"covid_suspicion": ("high",), "rt_pcr": ("negative",)}, {}),
        "critical-cannot-wait": ({"severity": ("critical",), "can_wait_for_rt_pcr": ("no",)}, CANNOT_WAIT),
        "urgent-procedure-cannot-wait": ({"urgent_procedure": ("yes",), "can_wait_for_rt_pcr": ("no",)}, CANNOT_WAIT),
        "no-film-yet": ({"pneumonia_suspected": ("yes",), "chest_radiograph": ("not-done",)}, {}),
        "none-of-these": (
            {
                "pneumonia_suspected": ("no",),
                "covid_suspicion": ("not-high",),
                "urgent_procedure": ("no",),
                "severity": ("none", "mild", "moderate", "severe"),
            },
            {},
        ),
        "not-known": ({}, {}),
    }


def test_every_file_is_read_as_text() -> None:
    assert list(read_yaml("answers.yaml")) == ["yes", "no"]
