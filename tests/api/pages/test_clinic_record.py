"""The page of a decision tells what was known and from where, and of the record; and never about whom."""

import json
from dataclasses import replace

import pytest

from api.library import Library
from api.store.port import Entry
from api.store.sqlite import SqliteLog
from engine.log.record import Kind, edition_digest
from tests.api.pages.browser import Page
from tests.api.pages.clinic import Visitor, advisor_of, visitor_of

COUGH = {"care_setting": "screening-clinic", "respiratory_symptoms": "yes"}


def rows(page: Page) -> list[list[str]]:
    """The table of what was known, row by row."""
    cells = [" ".join(each.text.split()) for each in page.elements if each.tag in {"th", "td"}]
    return [cells[start : start + 3] for start in range(3, len(cells), 3)]


def record(visitor: Visitor, document: dict[str, object]) -> str:
    """Put a record in the log as another door would have made it, and return its id."""
    visitor.advisor.log.append(
        Entry(
            Kind.DECISION,
            "0192-made",
            "http-fhir",
            json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(),
            bytes(32),
            edition=str(visitor.advisor.library.find(None).digest),
        )
    )
    return "0192-made"


def test_measurement_that_counted_is_shown(visitor: Visitor) -> None:
    page = visitor.decide({"fever": "no", "body_temperature": "37.8", "oxygen_saturation": "91"})
    assert rows(page) == [
        [
            "fever",
            "yes",
            "stated \N{EN DASH} says “no”, and was not used measured: body temperature 37.8 °C (37.5 °C or above)",
        ],
        ["other symptoms or signs", "yes", "measured: oxygen saturation 91% (below 94%)"],
    ]


def test_nothing_known_is_told_so(visitor: Visitor) -> None:
    page = visitor.decide({})
    assert rows(page) == []
    assert page.section("known") == "What was known Nothing was known of the patient."


def test_numbers_and_circumstances_are_shown(visitor: Visitor) -> None:
    entered = {"respiratory_rate": "16", "age_years": "0", "pregnant": "no", "recent_ct": "yes"}
    assert (
        visitor.decide(entered)
        .section("known")
        .endswith("respiratory rate 16 per minute Age 0 Pregnant no Recent CT yes")
    )


def test_local_safety_stands_apart(visitor: Visitor) -> None:
    page = visitor.decide({"care_setting": "inpatient", "severity": "critical"})
    (note,) = [each.words.en for each in visitor.advisor.library.safety.notes if each.id == "assess-now"]
    apart = "These reminders are not the guideline's, and change none of its answers."
    assert page.section("safety") == f"Local safety {note} {apart}"
    assert visitor.decide(COUGH).all("section", aria_labelledby="safety") == []


def test_page_tells_record_guideline_and_what_came_after(visitor: Visitor) -> None:
    text = visitor.decide(COUGH, "ko").section("record")
    assert "판단 번호 0192-0001" in text
    assert "기록 시각 2026년 11월 22일 15:00 (GMT+09:00)" in text
    assert "이후 지침 한국형 COVID-19 흉부영상 진단 시행 가이드라인 (2022)" in text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_text_of_the_record_is_on_the_page(visitor: Visitor, language: str) -> None:
    page = visitor.decide(COUGH, language)
    (document,) = visitor.documents
    shown = " ".join(page.texts("details"))
    assert [advice["text"][language] in shown for advice in document["advice"].values()] == [True, True]


def test_nothing_of_a_patient_is_in_address_or_title(visitor: Visitor) -> None:
    patient = "invented-17"
    sent = visitor.send({**COUGH, "lang": "ko", "subject": patient, "age_years": "34"})
    assert sent.headers["location"] == "/decisions/0192-0001?lang=ko"
    answer = visitor.ask("GET", sent.headers["location"])
    assert patient not in answer.text
    assert Page(answer).texts("title") == ["지침의 답 \N{EN DASH} 영상검사 의사결정 지원"]
    assert visitor.headers[0]["subject"] not in answer.text


def test_demonstration_is_told_by_the_record(visitor: Visitor, demonstration_visitor: Visitor) -> None:
    told = "Demonstration. Not for real patients: enter invented ones only."
    assert demonstration_visitor.decide(COUGH).texts("p", class_="demonstration") == [told]
    decision = demonstration_visitor.headers[-1]["id"]
    assert visitor.open(f"/decisions/{decision}").texts("p", class_="demonstration") == [told]


def test_page_of_a_superseded_edition_is_in_its_own_words(visitor: Visitor, library: Library, log: SqliteLog) -> None:
    before = visitor.decide(COUGH).texts("main")
    later = replace(library.find(None), digest=edition_digest(b"{}"), recommendations=(), canonical=b"{}")
    successor = visitor_of(advisor_of(replace(library, editions={later.id: later}), log))
    assert successor.open("/decisions/0192-0001").texts("main") == before


def test_page_of_an_edition_that_is_nowhere_is_not_made_up(visitor: Visitor) -> None:
    visitor.decide(COUGH)
    document = visitor.documents[0]
    document["guideline"]["digest"] = "sha256:" + "1" * 64
    assert visitor.open(f"/decisions/{record(visitor, document)}").status == 500


def test_page_tells_resources_contradictions_and_what_was_unreadable(visitor: Visitor) -> None:
    visitor.decide(COUGH)
    document = visitor.documents[0]
    reading = {
        "fact": "rt_pcr",
        "values": ["negative"],
        "from": "resource",
        "path": "Observation/1#value",
        "because": "",
    }
    measured = {
        "fact": "fever",
        "values": ["yes"],
        "from": "measurement",
        "path": "Observation/3",
        "because": "at-least 37.5",
    }
    document["facts"] |= {"rt_pcr": ["negative", "inconclusive"], "fever": ["no"], "gone": ["x"]}
    document["readings"] += [
        reading | {"time": "2026-11-21T06:00:00.000Z"},
        measured | {"time": None},
        measured | {"from": "stated", "values": ["no"], "time": None},
    ]
    document["measurements"] = [
        {"quantity": "body_temperature", "value": "38", "path": "Observation/3", "time": "2026-11-22T01:00:00.000Z"},
        {"quantity": "gone", "value": "7", "path": "x", "time": None},
    ]
    document["unread"] = [{"path": "Observation/2", "reason": "no unit"}]
    page = visitor.open(f"/decisions/{record(visitor, document)}")
    assert rows(page)[1:] == [
        [
            "fever",
            "no",
            "measured: body temperature 38 °C (37.5 °C or above) \N{EN DASH} says “yes”, and was not used stated",
        ],
        ["respiratory symptoms", "yes", "stated"],
        [
            "RT-PCR result",
            "negative or inconclusive",
            "patient's record: Observation/1#value, November 21, 2026 15:00 (GMT+09:00)",
        ],
        ["gone", "x", ""],
    ]
    assert "There, but not readable Observation/2 no unit" in page.section("known")
    assert "body temperature 38 °C, November 22, 2026 10:00 (GMT+09:00) gone 7" in page.section("known")


def test_what_would_change_the_answer_is_told_where_it_was_asked(visitor: Visitor) -> None:
    decision = visitor.decide_json({"facts": COUGH, "explain": True})
    assert "What would change the answer" in visitor.open(f"/decisions/{decision}").section("why-cxr")
    assert "What would change the answer" not in visitor.decide(COUGH).section("why-cxr")
