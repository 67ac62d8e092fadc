"""Facts and thresholds that do not fit are refused with their file, the id and the reason."""

import pytest

from engine.errors import GuidelineError
from rules.shelf import read_facts
from tests.rules.small_guideline import Place, changed, facts, read, thresholds, words, written

TESTED: Place = (2, "presumption")
NAME = "must be small letters, digits and underscores, such as rt_pcr"

OF_FACTS: list[tuple[Place, object, str, str]] = [
    ((0, "name", "ko"), None, "clinic", "name.ko is missing: write the Korean words"),
    ((0, "question", "ko"), "", "clinic", "question.ko is missing: write the Korean words"),
    ((0, "values", 1, "label", "ko"), None, "clinic", "values[2].label.ko is missing: write the Korean words"),
    ((*TESTED, "reason", "ko"), None, "tested", "presumption.reason.ko is missing: write the Korean words"),
    ((0, "id"), None, "", "[1].id is missing: add it"),
    ((0, "id"), "Clinic", "", f"[1].id {NAME}"),
    ((0, "id"), "진료소", "", f"[1].id {NAME}"),
    ((1, "id"), "clinic", "clinic", "this id stands twice among the facts: rename one"),
    ((1, "values"), "yes", "cough", "values must be a list"),
    ((1, "values", 1), None, "cough", "values must hold at least 2"),
    ((1, "values", 1, "value"), "yes", "cough", "values: yes stands twice: keep one"),
    ((1, "codes"), ["1"], "cough", "codes has no place here: remove it, or correct its spelling"),
    (TESTED, "", "tested", "presumption must be keys with values"),
    ((*TESTED, "not"), [], "tested", "presumption: it takes away no value; name one, or remove the presumption"),
    (
        (*TESTED, "not"),
        ["negative", "positive", "not-done"],
        "tested",
        "presumption: it takes away every value; leave at least one",
    ),
    ((*TESTED, "not"), ["x"], "tested", "presumption: x is not one of not-done, negative, positive"),
    ((*TESTED, "not"), ["positive", "positive"], "tested", "presumption: positive stands twice: keep one"),
    (
        (*TESTED, "unless", 0, "travels"),
        "yes",
        "tested",
        "presumption: unless: travels is not a fact; the facts are clinic, cough, tested, travelled, colour",
    ),
    (
        (*TESTED, "unless", 0, "travelled"),
        "x",
        "tested",
        "presumption: unless: travelled: x is not one of yes, no",
    ),
    (
        (*TESTED, "unless", 0, "cough"),
        "yes",
        "tested",
        "presumption: unless: each cell names one fact; they are joined by OR",
    ),
    ((*TESTED, "unless", 0), {}, "tested", "presumption.unless[1] must not be empty"),
]


@pytest.mark.parametrize(("place", "value", "rule", "reason"), OF_FACTS)
def test_facts_that_do_not_fit_are_refused(place: Place, value: object, rule: str, reason: str) -> None:
    document = changed(facts(), place, value)
    for reading in (lambda: read(facts_document=document), lambda: read_facts(written(document))):
        with pytest.raises(GuidelineError) as refused:
            reading()
        assert (refused.value.file, refused.value.rule, refused.value.reason) == ("facts.yaml", rule, reason)


def test_facts_are_told_under_the_name_of_their_file() -> None:
    with pytest.raises(GuidelineError) as refused:
        read_facts(b"clinic", "rules/my-facts.yaml")
    assert str(refused.value) == "rules/my-facts.yaml: must be a list"


def test_all_declared_facts_are_read_in_the_order_of_the_file() -> None:
    read_back = read_facts(written(facts()))
    assert list(read_back) == ["clinic", "cough", "tested", "travelled", "colour"]
    assert [fact.values for fact in read_back.values()] == [
        ("first", "second", "third"),
        ("yes", "no"),
        ("not-done", "negative", "positive"),
        ("yes", "no"),
        ("red", "green"),
    ]


OF_THRESHOLDS: list[tuple[Place, object, str, str]] = [
    (("quantities", 0, "name", "ko"), None, "breaths", "name.ko is missing: write the Korean words"),
    (("thresholds", 0, "source", "ko"), None, "", "thresholds[1].source.ko is missing: write the Korean words"),
    (("windows", 0, "source"), None, "vital_signs", "source is missing: add it"),
    (("windows", 0, "length"), "1.5 h", "vital_signs", "length must be hours or days, such as 24 h or 14 d"),
    (("windows", 0, "length"), "0 h", "vital_signs", "length must be hours or days, such as 24 h or 14 d"),
    (("windows", 0, "length"), "24h", "vital_signs", "length must be hours or days, such as 24 h or 14 d"),
    (("thresholds", 0, "limit"), "22,5", "", "thresholds[1].limit must be a decimal number, such as 37.5"),
    (("thresholds", 0, "limit"), "1e3", "", "thresholds[1].limit must be a decimal number, such as 37.5"),
    (("thresholds", 0, "limit"), "NaN", "", "thresholds[1].limit must be a decimal number, such as 37.5"),
    (("thresholds", 0, "limit"), "٣٧", "", "thresholds[1].limit must be a decimal number, such as 37.5"),
    (("thresholds", 0, "comparison"), "above", "", "thresholds[1].comparison must be at-least or below"),
    (
        ("thresholds", 0, "measurement"),
        "pulse",
        "pulse",
        "thresholds: this is not a quantity; the quantities are breaths",
    ),
    (
        ("thresholds", 0, "fact"),
        "fever",
        "breaths",
        "thresholds: fever is not a fact; the facts are clinic, cough, tested, travelled, colour",
    ),
    (("thresholds", 0, "value"), "fast", "breaths", "thresholds: cough: fast is not one of yes, no"),
    (("thresholds", 0, "limit"), "91", "breaths", "thresholds: 91 is not between lowest and highest"),
    (("quantities", 0, "lowest"), "90", "breaths", "lowest must be below highest"),
    (
        ("quantities", 1),
        {"id": "breaths", "name": words("again"), "unit": "/min", "lowest": "1", "highest": "2"},
        "breaths",
        "this id stands twice among the quantities: rename one",
    ),
    (("windows", 1, "id"), "vital_signs", "vital_signs", "this id stands twice among the windows: rename one"),
    (
        ("windows", 1),
        None,
        "windows",
        "must be exactly vital_signs, symptoms, rt_pcr, chest_radiograph; look at symptoms",
    ),
    (
        ("windows", 1, "id"),
        "symptom",
        "windows",
        "must be exactly vital_signs, symptoms, rt_pcr, chest_radiograph; look at symptom, symptoms",
    ),
]


@pytest.mark.parametrize(("place", "value", "rule", "reason"), OF_THRESHOLDS)
def test_thresholds_that_do_not_fit_are_refused(place: Place, value: object, rule: str, reason: str) -> None:
    with pytest.raises(GuidelineError) as refused:
        read(thresholds_document=changed(thresholds(), place, value))
    assert (refused.value.file, refused.value.rule, refused.value.reason) == ("thresholds.yaml", rule, reason)
