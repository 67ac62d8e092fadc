"""Local safety's notes are read strictly, and say what the project says beside the guideline."""

from pathlib import Path

import pytest

from engine.errors import GuidelineError
from engine.facts import Cell
from engine.guideline import Edition
from engine.log.canonical import canonical_bytes
from engine.safety import LocalSafety, SafetyCondition
from rules.shelf import (
    read_edition,
    read_facts,
    read_local_safety,
    refuse_strangers,
    restore_local_safety,
)
from tests.rules.small_guideline import Place, changed, facts, read, words, written

RULES = Path(__file__).parents[2] / "rules"
FILE = "local-safety.yaml"

SILENT = ("no-statement", "not-recommended")
ADVISED = ("recommended", "may-be-considered", "after-weighing")
ILL = Cell("severity", ("severe", "critical"))
ANY_ANSWER_SILENT = (Cell("ct", SILENT), Cell("cxr", SILENT))
FEVER, RESPIRATORY, OTHER = "fever", "respiratory_symptoms", "other_symptoms_or_signs"
PREGNANT = (Cell("pregnant", ("yes",)),)
RECENT = (Cell("recent_ct", ("yes",)),)
ON_CT = (Cell("ct", ADVISED),)

CONDITIONS = {
    "assess-now": (
        SafetyCondition(abnormal=("oxygen_saturation", "respiratory_rate"), answers=ANY_ANSWER_SILENT),
        SafetyCondition(cells=(ILL,), answers=ANY_ANSWER_SILENT),
    ),
    "film-does-not-exclude": (SafetyCondition(cells=(Cell("chest_radiograph", ("pneumonia-not-definite",)),)),),
    "repeat-rt-pcr": (SafetyCondition(cells=(Cell("rt_pcr", ("negative",)), Cell("covid_suspicion", ("high",)))),),
    "pregnancy": (
        SafetyCondition(circumstances=PREGNANT, ordered=("ct",)),
        SafetyCondition(circumstances=PREGNANT, answers=ON_CT),
    ),
    "under-18": (SafetyCondition(age_below=18, ordered=("ct",)), SafetyCondition(age_below=18, answers=ON_CT)),
    "recent-ct": (
        SafetyCondition(circumstances=RECENT, ordered=("ct",)),
        SafetyCondition(circumstances=RECENT, answers=ON_CT),
    ),
    "severe-without-symptoms": (
        SafetyCondition(cells=(Cell(FEVER, ("no",)), Cell(RESPIRATORY, ("no",)), Cell(OTHER, ("no",)), ILL)),
    ),
    "rt-pcr-contradicted": (SafetyCondition(contradicted=("rt_pcr",)),),
    "fever-contradicted": (SafetyCondition(contradicted=(FEVER,)),),
    "signs-contradicted": (SafetyCondition(contradicted=(RESPIRATORY, OTHER)),),
    "source-contradicted": (
        SafetyCondition(
            contradicted=(
                "care_setting",
                "visit_reason",
                "covid_suspicion",
                "pneumonia_suspected",
                "chest_radiograph",
                "severity",
                "urgent_procedure",
                "can_wait_for_rt_pcr",
                "purpose",
            )
        ),
    ),
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition as the files in rules/ make it."""
    guideline, declared, thresholds = (
        (RULES / file).read_bytes() for file in ("guidelines/ksr-kstr-2020.yaml", "facts.yaml", "thresholds.yaml")
    )
    return read_edition(guideline, declared, thresholds, "guidelines/ksr-kstr-2020.yaml")


@pytest.fixture(scope="module")
def safety(edition: Edition) -> LocalSafety:
    """The notes as the file in rules/ makes them."""
    return read_local_safety((RULES / FILE).read_bytes(), edition.facts, FILE)


def test_notes_hold_when_the_contract_says(safety: LocalSafety) -> None:
    assert [(note.id, note.when) for note in safety.notes] == list(CONDITIONS.items())


def test_notes_say_what_is_to_be_said(safety: LocalSafety) -> None:
    told = {note.id: note.words.en for note in safety.notes}
    assert told["assess-now"] == (
        "Assess this patient now. The guideline's silence, or its advice against imaging, is not reassurance."
    )
    assert told["repeat-rt-pcr"] == (
        "RT-PCR is negative and the suspicion high: repeat RT-PCR. In a Korean cohort of 522 patients, 11 had a "
        "negative first test and a positive one 1 to 18 days later."
    )


def test_notes_speak_only_of_what_the_edition_has(safety: LocalSafety, edition: Edition) -> None:
    refuse_strangers(safety, edition)


def test_facts_whose_contradiction_is_told_are_all_facts(safety: LocalSafety, edition: Edition) -> None:
    told = [fact for note in safety.notes for each in note.when for fact in each.contradicted]
    assert sorted(told) == sorted(edition.facts)


def test_notes_restored_from_the_log_are_the_same(safety: LocalSafety) -> None:
    assert restore_local_safety(safety.canonical) == safety


def notes() -> list[object]:
    """A document of one note with every kind of part."""
    everything = {
        "facts": {"cough": "no", "clinic": ["second", "first"]},
        "abnormal": ["breaths"],
        "age_below": "18",
        "circumstances": {"recent_ct": "yes", "pregnant": "not-known"},
        "contradicted": ["tested", "cough"],
        "answer": {"cxr": "no", "ct": ["yes", "no"]},
        "ordered": ["ct"],
    }
    return [{"id": "note", "words": words("note"), "source": "here", "when": [everything, {"ordered": ["cxr"]}]}]


def read_notes(document: object) -> LocalSafety:
    """The notes of a document, over the facts of the small guideline."""
    return read_local_safety(written(document), read_facts(written(facts())), FILE)


def test_every_part_of_a_condition_is_read() -> None:
    (note,) = read_notes(notes()).notes
    assert note.when == (
        SafetyCondition(
            cells=(Cell("clinic", ("first", "second")), Cell("cough", ("no",))),
            abnormal=("breaths",),
            age_below=18,
            circumstances=(Cell("pregnant", ("not-known",)), Cell("recent_ct", ("yes",))),
            contradicted=("cough", "tested"),
            answers=(Cell("ct", ("yes", "no")), Cell("cxr", ("no",))),
            ordered=("ct",),
        ),
        SafetyCondition(ordered=("cxr",)),
    )


def test_canonical_bytes_hold_the_notes_and_the_domains_they_need() -> None:
    safety = read_notes(notes())
    domains = [
        {"id": "clinic", "values": ["first", "second", "third"]},
        {"id": "cough", "values": ["yes", "no"]},
        {"id": "tested", "values": ["not-done", "negative", "positive"]},
    ]
    assert safety.canonical == canonical_bytes({"facts": domains, "notes": notes()})
    assert restore_local_safety(safety.canonical) == safety


def test_digest_changes_with_the_words() -> None:
    other = changed(notes(), (0, "words", "ko"), "다른 말")
    assert read_notes(other).digest != read_notes(notes()).digest


WHEN: Place = (0, "when", 0)
NEVER: Place = (0, "when", 1)


@pytest.mark.parametrize(
    ("place", "value", "rule", "reason"),
    [
        ((0, "words", "ko"), None, "note", "words.ko is missing: write the Korean words"),
        ((0, "source"), None, "note", "source is missing: add it"),
        ((0, "when"), [], "note", "when must not be empty"),
        ((*WHEN, "weather"), "x", "note", "when[1].weather has no place here: remove it, or correct its spelling"),
        ((*WHEN, "facts"), {}, "note", "when[1].facts must not be empty"),
        (
            (*WHEN, "facts"),
            {"fever": "no"},
            "note",
            "when 1: facts: fever is not a fact; the facts are clinic, cough, tested, travelled, colour",
        ),
        ((*WHEN, "facts", "cough"), "maybe", "note", "when 1: facts: cough: maybe is not one of yes, no"),
        ((*WHEN, "age_below"), "0", "note", "when[1].age_below must be a number of years, such as 18"),
        (
            (*WHEN, "circumstances", "pregnant"),
            "maybe",
            "note",
            "when[1].circumstances.pregnant must be yes, no or not-known",
        ),
        (
            (*WHEN, "circumstances", "smoker"),
            "yes",
            "note",
            "when[1].circumstances.smoker has no place here: remove it, or correct its spelling",
        ),
        (
            (*WHEN, "contradicted"),
            ["fever"],
            "note",
            "when 1: contradicted: fever is not one of clinic, cough, tested, travelled, colour",
        ),
        (NEVER, {}, "note", "when 2: it asks for nothing, so it would hold of every patient"),
        ((1,), notes()[0], "note", "this id stands twice among the notes: rename one"),
    ],
)
def test_notes_that_do_not_fit_are_refused(place: Place, value: object, rule: str, reason: str) -> None:
    with pytest.raises(GuidelineError) as refused:
        read_notes(changed(notes(), place, value))
    assert (refused.value.file, refused.value.rule, refused.value.reason) == (FILE, rule, reason)


def test_record_that_is_no_local_safety_is_refused() -> None:
    with pytest.raises(GuidelineError) as refused:
        restore_local_safety(canonical_bytes({"facts": [], "notes": notes()}))
    assert str(refused.value) == "local-safety record: note: when 1: contradicted: tested is not one of "


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ((*WHEN, "abnormal"), ["pulse"], "note: abnormal: pulse is not one of breaths"),
        ((*WHEN, "ordered"), ["mri"], "note: ordered: mri is not one of cxr, ct"),
        ((*WHEN, "answer"), {"mri": "no"}, "note: answer: mri is not one of cxr, ct"),
        (
            (*WHEN, "answer"),
            {"ct": ["perhaps"]},
            "note: answer: ct: perhaps is not one of yes, no, no-statement, out-of-scope, needs-information",
        ),
    ],
)
def test_notes_on_what_an_edition_does_not_have_are_refused(place: Place, value: object, reason: str) -> None:
    refuse_strangers(read_notes(notes()), read())
    with pytest.raises(GuidelineError) as refused:
        refuse_strangers(read_notes(changed(notes(), place, value)), read())
    assert str(refused.value) == reason
