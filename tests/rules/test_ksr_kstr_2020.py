"""The files of the guideline of 2020 say what the tables typed here say."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine.facts import Cell, Presumption, Words
from engine.guideline import Defeat, Edition, Lift, Row
from engine.table import refuse_contradictions
from engine.thresholds import Measurement, crossed
from rules.shelf import read_edition, read_facts, restore_edition
from rules.yaml_text import Document, read_document

RULES = Path(__file__).parents[2] / "rules"
FILES = ("guidelines/ksr-kstr-2020.yaml", "facts.yaml", "thresholds.yaml", "local-safety.yaml")

CLINIC = Cell("care_setting", ("screening-clinic",))
NO_FEVER = Cell("fever", ("no",))
NO_RESPIRATORY = Cell("respiratory_symptoms", ("no",))
NO_OTHER = Cell("other_symptoms_or_signs", ("no",))
VISITS = Cell("visit_reason", ("epidemiological", "unspecified"))
NOT_CRITICAL = Cell("severity", ("none", "mild", "moderate", "severe"))
NO_RESULT = Cell("rt_pcr", ("not-done", "pending", "inconclusive"))
CANNOT_WAIT = Cell("can_wait_for_rt_pcr", ("no",))

FACTS = {
    "care_setting": ("screening-clinic", "outpatient-safe-clinic", "emergency", "inpatient", "intensive-care", "other"),
    "visit_reason": ("epidemiological", "unspecified", "medical"),
    "fever": ("yes", "no"),
    "respiratory_symptoms": ("yes", "no"),
    "other_symptoms_or_signs": ("yes", "no"),
    "rt_pcr": ("not-done", "pending", "negative", "positive", "inconclusive"),
    "covid_suspicion": ("high", "not-high"),
    "pneumonia_suspected": ("yes", "no"),
    "chest_radiograph": ("not-done", "pneumonia-definite", "pneumonia-not-definite"),
    "severity": ("none", "mild", "moderate", "severe", "critical"),
    "urgent_procedure": ("yes", "no"),
    "can_wait_for_rt_pcr": ("yes", "no"),
    "purpose": ("screening", "diagnosis", "rule-out-covid-pneumonia", "pre-procedure", "follow-up"),
}

PRESUMPTIONS = {
    "visit_reason": (("medical",), (Cell("urgent_procedure", ("yes",)),)),
    "rt_pcr": (("positive",), ()),
    "covid_suspicion": (("high",), (Cell("rt_pcr", ("negative",)),)),
    "pneumonia_suspected": (("yes",), (Cell("chest_radiograph", ("pneumonia-not-definite",)),)),
    "severity": (("critical",), (Cell("care_setting", ("intensive-care",)), CANNOT_WAIT)),
    "urgent_procedure": (("yes",), (CANNOT_WAIT,)),
}

ROWS = {
    "1.1": [{CLINIC, VISITS, NO_FEVER, NO_RESPIRATORY, NO_OTHER, NOT_CRITICAL}],
    "1.2": [{CLINIC, Cell("respiratory_symptoms", ("yes",))}],
    "1.3": [
        {Cell("care_setting", ("outpatient-safe-clinic",)), Cell("fever", ("yes",))},
        {Cell("care_setting", ("outpatient-safe-clinic",)), Cell("respiratory_symptoms", ("yes",))},
    ],
    "1.4.a": [{Cell("pneumonia_suspected", ("yes",)), Cell("chest_radiograph", ("pneumonia-not-definite",))}],
    "1.4.b": [{Cell("covid_suspicion", ("high",)), Cell("rt_pcr", ("negative",))}],
    "1.4.c": [
        {Cell("severity", ("critical",)), CANNOT_WAIT, NO_RESULT},
        {Cell("urgent_procedure", ("yes",)), CANNOT_WAIT, NO_RESULT},
    ],
}

STRENGTHS = {
    "1.1": ("is not recommended", {"cxr": "not-recommended", "ct": "not-recommended"}),
    "1.2": ("may be considered", {"cxr": "may-be-considered"}),
    "1.3": ("are recommended", {"cxr": "recommended"}),
    "1.4.a": ("can be done, after weighing individual risks and benefits", {"ct": "after-weighing"}),
    "1.4.b": ("can be done, after weighing individual risks and benefits", {"ct": "after-weighing"}),
    "1.4.c": ("can be done, after weighing individual risks and benefits", {"ct": "after-weighing"}),
}

INTERPRETATIONS = {
    "1.1": {"1.1.signs-count": "cxr ct", "1.1.medical-reason": "cxr ct", "1.1.critically-ill": "cxr ct"},
    "1.2": {"1.2.fever-alone": "cxr", "1.2.other-symptoms-alone": "cxr"},
    "1.3": {"1.3.for-the-patient": "cxr", "1.3.other-places": "cxr"},
    "1.4.a": {"1.4.a.needs-a-film": "ct", "1.4.over-1.1": "ct", "1.4.any-place": "ct"},
    "1.4.b": {"1.4.b.final-result": "ct"},
    "1.4.c": {"1.4.c.both-groups": "ct", "1.4.c.no-result-yet": "ct", "1.4.c.nothing-to-wait-for": "ct"},
}

LABELS = {  # of the house's glossary
    "recommended": Words("recommended", "권고함"),
    "may-be-considered": Words("may be considered", "고려할 수 있음"),
    "after-weighing": Words("after weighing", "위험과 이득을 고려하여 시행할 수 있음"),
    "not-recommended": Words("not recommended", "권고하지 않음"),
    "no-statement": Words("no statement", "지침에 언급 없음"),
    "out-of-scope": Words("out of scope", "적용 범위 밖(RT-PCR 양성)"),
    "needs-information": Words("needs information", "추가 정보 필요"),
}

CONCORDANCES = {
    "recommended": "concordant",
    "may-be-considered": "concordant",
    "after-weighing": "concordant-if-weighed",
    "not-recommended": "discordant",
    "no-statement": "no-criteria",
    "out-of-scope": "out-of-scope",
    "needs-information": "undetermined",
}


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition as the files in rules/ make it."""
    guideline, facts, thresholds = ((RULES / file).read_bytes() for file in FILES[:3])
    return read_edition(guideline, facts, thresholds, FILES[0])


def test_facts_are_those_of_the_table(edition: Edition) -> None:
    assert [(fact.id, fact.values) for fact in edition.facts.values()] == list(FACTS.items())
    assert list(read_facts((RULES / "facts.yaml").read_bytes())) == list(FACTS)


def test_presumptions_are_those_of_the_table(edition: Edition) -> None:
    def told(presumption: Presumption | None) -> tuple[tuple[str, ...], tuple[Cell, ...]] | None:
        return (presumption.presumed_not, presumption.unless) if presumption else None

    assert {fact.id: told(fact.presumption) for fact in edition.facts.values()} == {
        fact: PRESUMPTIONS.get(fact) for fact in FACTS
    }


def test_order_of_a_ct_lifts_the_presumptions_of_its_reasons(edition: Edition) -> None:
    reasons = frozenset({"covid_suspicion", "pneumonia_suspected", "severity", "urgent_procedure"})
    assert edition.lifts == (Lift("ct", "ct", reasons),)


def test_rows_are_those_of_the_table(edition: Edition) -> None:
    rows = {each.id: [set(row.cells) for row in each.rows] for each in edition.recommendations}
    assert list(rows.items()) == list(ROWS.items())


def test_verbs_and_strengths_are_those_of_the_panel(edition: Edition) -> None:
    assert {each.id: (each.verb, each.strengths) for each in edition.recommendations} == STRENGTHS


def test_statement_four_defeats_statement_one_for_ct_alone(edition: Edition) -> None:
    assert {each.id: each.defeats for each in edition.recommendations} == {
        each: (Defeat("1.1", "ct"),) if each.startswith("1.4") else () for each in ROWS
    }


def test_interpretations_stand_beside_what_they_read(edition: Edition) -> None:
    assert {
        each.id: {reading.id: " ".join(reading.modalities) for reading in each.interpretations}
        for each in edition.recommendations
    } == INTERPRETATIONS


def test_caution_is_about_one_use_of_the_film(edition: Edition) -> None:
    (caution,) = edition.cautions
    assert (caution.id, caution.recommendation, caution.modality) == ("1.3.rule-out", "1.3", "cxr")
    assert caution.concordance == "discordant"
    assert caution.rows == (Row((Cell("purpose", ("rule-out-covid-pneumonia",)),)),)


def test_patient_with_positive_rt_pcr_is_outside_the_scope(edition: Edition) -> None:
    assert edition.scope.outside == (Row((Cell("rt_pcr", ("positive",)),)),)


def test_modalities_are_the_film_and_ct_whose_silence_names_three_circumstances(edition: Edition) -> None:
    assert {each.id: (each.label, each.named_in_silence) for each in edition.modalities.values()} == {
        "cxr": (Words("chest X-ray", "흉부 X선 검사"), ()),
        "ct": (Words("chest CT", "흉부 CT"), ("1.4.a", "1.4.b", "1.4.c")),
    }


def test_strengths_have_the_words_of_the_house_and_the_names_of_orders(edition: Edition) -> None:
    assert {each.id: each.label for each in edition.strengths.values()} == LABELS
    assert {each.id: each.concordance for each in edition.strengths.values()} == CONCORDANCES


def test_korean_terms_are_those_of_the_house(edition: Edition) -> None:
    assert [label.ko for label in edition.facts["rt_pcr"].labels.values()] == [
        "미시행", "결과 대기", "음성", "양성", "미결정",
    ]  # fmt: skip
    assert edition.facts["severity"].labels["severe"].ko == "중증"
    assert edition.facts["severity"].labels["critical"].ko == "위중"
    assert edition.facts["care_setting"].labels["screening-clinic"].ko == "선별진료소"
    assert edition.facts["care_setting"].labels["outpatient-safe-clinic"].ko == "안심진료소(국민안심병원 호흡기 외래)"


def test_dates_are_the_three_that_sources_give_and_the_first_is_used(edition: Edition) -> None:
    assert [(each.date, each.used) for each in edition.dates] == [
        ("2020-04-07", True),
        ("2020-04-10", False),
        ("2020-04-21", False),
    ]
    assert [each.source for each in edition.dates if not each.source] == []


def test_edition_says_its_age_its_nature_and_its_successor(edition: Edition) -> None:
    assert (edition.id, edition.version, edition.status) == ("ksr-kstr-2020", "2020-04.1", "active")
    assert edition.doi == "10.3348/jksr.2020.81.3.577"
    assert [each.year for each in edition.later] == ["2022"]
    assert edition.limitations[0].en == (
        "The guideline is expert consensus without grades; only the panel's own verbs are shown."
    )
    assert edition.translation.ko == "한국어 문구는 이 프로젝트의 비공식 번역이며 저자의 검토를 받지 않았습니다."


def test_guideline_contradicts_itself_nowhere_and_every_row_can_match(edition: Edition) -> None:
    refuse_contradictions(edition)


def test_edition_restored_from_the_log_is_the_same(edition: Edition) -> None:
    assert restore_edition(edition.canonical) == edition


@pytest.mark.parametrize(
    ("quantity", "value", "fact"),
    [
        ("body_temperature", "37.4", None),
        ("body_temperature", "37.49", None),
        ("body_temperature", "37.5", "fever"),
        ("body_temperature", "37.6", "fever"),
        ("oxygen_saturation", "93", "other_symptoms_or_signs"),
        ("oxygen_saturation", "93.9", "other_symptoms_or_signs"),
        ("oxygen_saturation", "94", None),
        ("oxygen_saturation", "95", None),
        ("respiratory_rate", "21", None),
        ("respiratory_rate", "22", "other_symptoms_or_signs"),
        ("respiratory_rate", "23", "other_symptoms_or_signs"),
    ],
)
def test_number_means_a_fact_from_its_threshold_on(
    edition: Edition, quantity: str, value: str, fact: str | None
) -> None:
    found = crossed([Measurement(quantity, Decimal(value), "#")], edition.thresholds)
    assert [(limit.fact, limit.value) for _, limit in found] == ([(fact, "yes")] if fact else [])


@pytest.mark.parametrize(
    ("quantity", "unit", "lowest", "highest"),
    [("body_temperature", "Cel", 25, 45), ("oxygen_saturation", "%", 30, 100), ("respiratory_rate", "/min", 1, 90)],
)
def test_number_that_no_patient_has_is_not_read(
    edition: Edition, quantity: str, unit: str, lowest: int, highest: int
) -> None:
    read = edition.thresholds.quantities[quantity]
    assert read.unit == unit
    tried = [Decimal(lowest) - 1, Decimal(lowest), Decimal(highest), Decimal(highest) + 1]
    assert [read.is_plausible(value) for value in tried] == [False, True, True, False]


def test_windows_are_those_of_the_contract(edition: Edition) -> None:
    assert edition.thresholds.windows == {
        "vital_signs": timedelta(hours=24),
        "symptoms": timedelta(hours=24),
        "rt_pcr": timedelta(days=14),
        "chest_radiograph": timedelta(hours=72),
    }


def test_numbers_in_questions_are_those_of_the_thresholds(edition: Edition) -> None:
    hours = {name: int(window.total_seconds()) // 3600 for name, window in edition.thresholds.windows.items()}
    numbers = {
        "fever": [str(edition.thresholds.thresholds[0].limit), str(hours["symptoms"])],
        "rt_pcr": [str(hours["rt_pcr"] // 24)],
        "chest_radiograph": [str(hours["chest_radiograph"])],
    }
    names = re.compile(r"SARS-CoV-2|COVID-19")
    for fact in edition.facts.values():
        for text in (fact.question.en, fact.question.ko):
            told = re.findall(r"\d+(?:\.\d+)?", names.sub("", text))
            assert (fact.id, sorted(told)) == (fact.id, sorted(numbers.get(fact.id, [])))


def pairs(document: Document) -> list[tuple[str, str]]:
    """Every pair of English and Korean words in a document."""
    if isinstance(document, str):
        return []
    if isinstance(document, list):
        return [pair for each in document for pair in pairs(each)]
    if set(document) == {"en", "ko"}:
        return [(str(document["en"]), str(document["ko"]))]
    return [pair for each in document.values() for pair in pairs(each)]


@pytest.mark.parametrize("file", FILES)
def test_words_are_in_both_languages(file: str) -> None:
    text = (RULES / file).read_bytes()
    words = pairs(read_document(text))
    assert len(words) == len(re.findall(rb"\ben:", text)) == len(re.findall(rb"\bko:", text)) > 0
    assert [ko for _, ko in words if not re.search("[가-힣]", ko)] == []
    assert [en for en, _ in words if re.search("[가-힣]", en) or not re.search("[a-z]", en)] == []


@pytest.mark.parametrize("file", FILES)
def test_whole_sentences_end_as_sentences_do_in_both_languages(file: str) -> None:
    ends = {(en[-1] in ".?", ko[-1] in ".?") for en, ko in pairs(read_document((RULES / file).read_bytes()))}
    assert ends <= {(True, True), (False, False)}
