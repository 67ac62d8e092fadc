"""What the form refuses: clearly, in the reader's language, with nothing recorded and nothing dangerous repeated."""

from pathlib import Path

import pytest

from api.pages.entries import MOST_BYTES
from api.store.port import StoredRecord
from api.store.sqlite import SqliteLog
from engine.errors import LogDamaged
from tests.api.pages.browser import Page
from tests.api.pages.clinic import NOW, Visitor

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
WRONG = {
    "fever": "maybe",
    "body_temperature": "99",
    "respiratory_rate": "quick",
    "age_years": "131",
    "pregnant": "perhaps",
    "recent_ct": "perhaps",
    "order": "mri",
    "subject": "x" * 201,
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_wrong_field_is_named_at_the_top_and_at_its_place(visitor: Visitor, language: str) -> None:
    answer = visitor.send({**WRONG, "lang": language, "rt_pcr": "pending"})
    page = Page(answer)
    assert (answer.status_code, visitor.records) == (422, [])
    assert page.texts("title")[0].startswith({"en": "Error: ", "ko": "오류: "}[language])
    (summary,) = page.all("div", role="alert")
    links = [each.attributes["href"] for each in page.all("a") if each.attributes["href"].startswith("#")][1:]
    ids = {each.attributes["id"] for each in page.elements if "id" in each.attributes}
    assert [link.removeprefix("#").removesuffix("-first") for link in links] == [
        "age_years",
        "subject",
        "fever",
        "body_temperature",
        "respiratory_rate",
        "order",
        "pregnant",
        "recent_ct",
    ]
    assert {link.removeprefix("#") for link in links} - ids == set()
    assert sorted(each.attributes["id"] for each in page.all("p", class_="wrong")) == sorted(
        f"{name}-wrong" for name in WRONG
    )
    assert "autofocus" in summary.attributes


def test_message_says_what_would_be_right(visitor: Visitor) -> None:
    page = Page(visitor.send(WRONG))
    assert page.texts("p", id="body_temperature-wrong") == ["Error: Check the number: it must be from 25 to 45."]
    assert page.texts("p", id="respiratory_rate-wrong") == ["Error: Write the number in digits alone, such as 37.2."]
    assert page.texts("p", id="age_years-wrong") == ["Error: Check the number: it must be from 0 to 130."]
    assert page.texts("p", id="fever-wrong") == ["Error: Choose one of the answers that are shown."]
    assert page.texts("p", id="subject-wrong") == ["Error: Write at most 200 characters."]
    page = Page(visitor.send({"age_years": "thirty"}))
    assert page.texts("p", id="age_years-wrong") == ["Error: Write the age in whole years, in digits alone."]


def test_what_was_entered_is_kept_but_for_the_patient_id(visitor: Visitor) -> None:
    entered = {"episode": "e", "fever": "yes", "body_temperature": "hot", "rt_pcr": "pending", "order": "cxr"}
    answer = visitor.send({**entered, "subject": "invented-17"})
    assert {name: Page(answer).chosen()[name] for name in entered} == entered
    assert "invented-17" not in answer.text
    assert Page(answer).texts("p", id="subject-hint") == ["Please enter it again: it is never shown."]


@pytest.mark.parametrize(
    "field", ["fever", "body_temperature", "age_years", "order", "subject", "episode", "lang", "switch"]
)
def test_attack_is_escaped(visitor: Visitor, field: str) -> None:
    entries = {"respiratory_rate": "x", "lang": "en", field: ATTACK}
    answer = visitor.send(entries)
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    kept = {"body_temperature", "age_years", "episode"}
    assert Page(answer).chosen()[field if field in kept else "fever"] == (ATTACK if field in kept else "not-known")


@pytest.mark.parametrize(
    "address",
    [
        "/decisions/%22%3E%3Cscript%3Ealert(1)",
        "/?from=%22%3E%3Cscript%3E",
        "/decisions/0192-9999?lang=%22%3E%3Cscript%3E",
        "/?from=0192-9999",
    ],
)
def test_unknown_decision_is_not_found_and_not_repeated(visitor: Visitor, address: str) -> None:
    answer = visitor.ask("GET", address)
    assert (answer.status_code, Page(answer).texts("h1")) == (404, ["No decision has this id"])
    assert "script" not in answer.text
    assert "0192-9999" not in answer.text


def test_edition_is_no_decision(visitor: Visitor) -> None:
    digest = visitor.advisor.library.find(None).digest
    assert visitor.open(f"/decisions/{digest}").status == 404
    assert Page(visitor.send({"from": digest})).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"fever=yes&fever=no", 422),
        (b"fevers=yes", 422),
        (b"fever=%ff", 400),
        (b"fever=\xff", 400),
        (b"&".join(b"fever=%d" % i for i in range(1000)), 400),
        (b"subject=" + b"x" * MOST_BYTES, 413),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(visitor: Visitor, body: bytes, status: int) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = visitor.ask("POST", "/", body, headers)
    assert (answer.status_code, visitor.records) == (status, [])
    assert "fever" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_form_in_another_format_is_refused(visitor: Visitor) -> None:
    answer = visitor.send({}, {"content-type": "multipart/form-data; boundary=x"})
    assert (answer.status_code, visitor.records) == (415, [])


def test_incomplete_form_is_told_so(visitor: Visitor) -> None:
    page = Page(visitor.send({"episode": "x" * 201}))
    assert (page.status, page.texts("li")) == (422, ["The form was not complete. Open it again."])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://clinic.example"}, 403),
        ({"origin": "http://clinic.example"}, 303),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "http://clinic.example:81"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[clinic.example"}, 403),
        ({}, 303),
    ],
)
def test_form_of_another_site_is_refused(visitor: Visitor, headers: dict[str, str], status: int) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = visitor.ask("POST", "/", b"fever=yes", {**form, **headers})
    assert (answer.status_code, len(visitor.records)) == (status, int(status == 303))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_advice_without_a_record(visitor: Visitor, log: SqliteLog, language: str) -> None:
    log.close()
    answer = visitor.send({"lang": language, "care_setting": "screening-clinic", "respiratory_symptoms": "yes"})
    page = Page(answer)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    told = {"en": "No advice can be given now", "ko": "지금은 답을 드릴 수 없습니다"}[language]
    assert page.texts("h2")[0] == told
    assert page.chosen()["respiratory_symptoms"] == "yes"
    assert "data-strength" not in answer.text
    assert page.texts("p", class_="wrong") == []


class DamagedLog(SqliteLog):
    """A log in which nothing is what was recorded."""

    def read(self, record_id: str) -> StoredRecord | None:
        """Find the damage."""
        raise LogDamaged(record_id)


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [("GET", "/decisions/0192-0001", b""), ("GET", "/?from=0192-0001", b""), ("POST", "/", b"from=0192-0001")],
)
def test_damaged_record_is_not_shown(visitor: Visitor, tmp_path: Path, method: str, address: str, body: bytes) -> None:
    visitor.send({"fever": "yes"})
    form = {"content-type": "application/x-www-form-urlencoded"}
    with DamagedLog(tmp_path / "log.db", lambda: NOW) as damaged:
        answer = visitor.with_log(damaged).ask(method, address, body, form)
    told = ["The record does not hold what was recorded"]
    assert (answer.status_code, Page(answer).texts("h1")) == (500, told)


@pytest.mark.parametrize("address", ["/decisions/0192-0001", "/?from=0192-0001"])
def test_log_that_cannot_be_read_says_so(visitor: Visitor, log: SqliteLog, address: str) -> None:
    visitor.send({"fever": "yes"})
    log.close()
    answer = visitor.ask("GET", address)
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
