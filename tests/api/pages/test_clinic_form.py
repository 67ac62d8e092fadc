"""The form asks every fact in asking order, with "not known" chosen, in both languages, and without any script."""

import re

import pytest

from tests.api.pages.clinic import Visitor

HANGUL = re.compile(r"[가-힣]")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
EVERY_FIELD = [
    "care_setting",
    "visit_reason",
    "age_years",
    "subject",
    "fever",
    "respiratory_symptoms",
    "other_symptoms_or_signs",
    "body_temperature",
    "oxygen_saturation",
    "respiratory_rate",
    "rt_pcr",
    "covid_suspicion",
    "pneumonia_suspected",
    "chest_radiograph",
    "severity",
    "urgent_procedure",
    "can_wait_for_rt_pcr",
    "purpose",
    "order",
    "pregnant",
    "recent_ct",
]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_form_asks_every_fact_in_asking_order(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/?lang={language}")
    asked = [each.attributes["id"] for each in page.all("fieldset")]
    assert [name for name in asked if name in visitor.advisor.library.facts] == list(visitor.advisor.library.facts)
    fields = dict.fromkeys(
        each.attributes["name"] for each in page.all("input") if each.attributes["type"] in {"radio", "text"}
    )
    assert list(fields) == EVERY_FIELD


@pytest.mark.parametrize("language", ["en", "ko"])
def test_form_asks_in_the_words_of_the_catalogue(visitor: Visitor, language: str) -> None:
    page = visitor.open(f"/?lang={language}")
    facts = visitor.advisor.library.facts.values()
    questions = [fact.question.read_in(language) for fact in facts]
    assert [legend for legend in page.texts("legend") if legend in questions] == questions
    unknown = {"en": "not known", "ko": "모름"}[language]
    for fact in facts:
        values = [each.attributes["value"] for each in page.all("input", name=fact.id)]
        assert values == [*fact.values, "not-known"]
    labels = [[*(fact.labels[value].read_in(language) for value in fact.values), unknown] for fact in facts]
    choices = [each for each in page.all("label") if each.attributes.get("class", "").startswith("choice")]
    shown = [" ".join(each.text.split()) for each in choices]
    assert shown[: sum(map(len, labels))] == [label for each in labels for label in each]


def test_nothing_is_known_until_somebody_says_so(visitor: Visitor) -> None:
    chosen = visitor.open("/").chosen()
    hidden = {"lang": "en", "episode": "0192-0001"}
    numbers = dict.fromkeys(("age_years", "subject", "body_temperature", "oxygen_saturation", "respiratory_rate"), "")
    asked = dict.fromkeys((*visitor.advisor.library.facts, "pregnant", "recent_ct"), "not-known")
    assert chosen == {**hidden, **numbers, **asked, "order": "none"}


@pytest.mark.parametrize(
    ("address", "accepts", "language"),
    [
        ("/", "en", "en"),
        ("/", "ko-KR", "ko"),
        ("/?lang=ko", "en", "ko"),
        ("/?lang=en", "ko", "en"),
        ("/?lang=x", "ko", "ko"),
    ],
)
def test_form_is_in_the_language_of_the_reader(visitor: Visitor, address: str, accepts: str, language: str) -> None:
    answer = visitor.ask("GET", address, headers={"accept-language": accepts})
    page = visitor.open(address, accepts)
    assert [each.attributes["lang"] for each in page.all("html")] == [language]
    assert answer.headers["content-language"] == language
    assert page.chosen()["lang"] == language
    assert (HANGUL.search(page.texts("h1")[0]) is not None) == (language == "ko")


def test_change_of_language_keeps_what_was_entered(visitor: Visitor) -> None:
    entered = {
        "lang": "en",
        "episode": "e",
        "fever": "yes",
        "body_temperature": "37.<8",
        "order": "ct",
        "age_years": "x",
    }
    page = visitor.open("/")
    (button,) = page.all("button", name="switch")
    assert button.attributes["value"] == "ko"
    # Enter presses the first button of the form, which must not be the one that changes the language.
    assert "name" not in page.all("button")[0].attributes
    sent = visitor.send({**entered, "switch": "ko", "subject": "invented-17"})
    changed = type(page)(sent)
    assert (sent.status_code, changed.all("html")[0].attributes["lang"]) == (200, "ko")
    assert {name: changed.chosen()[name] for name in entered} == {**entered, "lang": "ko"}
    assert "invented-17" not in sent.text
    assert visitor.records == []


@pytest.mark.parametrize("address", ["/", "/decisions/0192-9999", "/static/style.css"])
def test_pages_load_nothing_from_elsewhere_and_run_nothing(visitor: Visitor, address: str) -> None:
    text = visitor.ask("GET", address).text
    assert re.findall(r"https?://[^\s\"']+|<script|<style|\sstyle=|\son\w+=|javascript:|@import|url\(", text) == []


@pytest.mark.parametrize("address", ["/", "/decisions/0192-9999"])
def test_pages_carry_strict_headers(visitor: Visitor, address: str) -> None:
    headers = visitor.ask("GET", address).headers
    told = ("content-security-policy", "cache-control", "x-content-type-options", "referrer-policy", "x-frame-options")
    assert [headers[name] for name in told] == [POLICY, "no-store", "nosniff", "same-origin", "DENY"]


@pytest.mark.parametrize("name", ["style.css", "icon.svg"])
def test_what_pages_link_to_is_there(visitor: Visitor, name: str) -> None:
    (link,) = [each for each in visitor.open("/").all("link") if name in each.attributes["href"]]
    assert visitor.ask("GET", link.attributes["href"]).status_code == 200


@pytest.mark.parametrize("address", ["/?lang=en", "/?lang=ko", "/decisions/0192-9999"])
def test_page_is_sound_html(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)
    ids = [each.attributes["id"] for each in page.elements if "id" in each.attributes]
    assert sorted(ids) == sorted(set(ids))
    named = ("for", "aria-describedby", "aria-labelledby", "form")
    pointed = {
        each.attributes[name]
        for each in page.elements
        for name in named
        if each.tag != "html" and name in each.attributes
    }
    assert pointed - set(ids) == set()
    assert len(page.all("h1")) == 1
    labelled = {each.attributes["for"] for each in page.all("label") if "for" in each.attributes}
    assert {each.attributes["id"] for each in page.all("input", type="text")} == labelled


def test_form_says_how_old_the_guideline_is_and_what_it_is_not(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.texts("p", class_="age") == ["Guideline of April 2020. A later guideline exists (2022)."]
    footer = page.texts("footer")[0]
    assert footer.startswith(
        "Clinical judgement comes first. This is decision support; it is not a medical device and not"
    )


def test_demonstration_says_so(visitor: Visitor, demonstration_visitor: Visitor) -> None:
    told = "Demonstration. Not for real patients: enter invented ones only."
    assert demonstration_visitor.open("/").texts("p", class_="demonstration") == [told]
    assert visitor.open("/").texts("p", class_="demonstration") == []


def test_numbers_say_what_they_count_as(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.texts("p", id="body_temperature-hint") == ["37.5 °C or above counts as fever: yes."]
    assert page.texts("p", id="oxygen_saturation-hint") == ["Below 94% counts as other symptoms or signs: yes."]
