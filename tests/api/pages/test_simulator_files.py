"""The simulator's scripts are short, read no text as HTML, ask nobody else, and find their words in the page."""

import re

from api.pages.render import STATIC, TEMPLATES

SCRIPTS = {file.name: file.read_text() for file in STATIC.glob("simulator*.js")}
STYLE = (STATIC / "simulator.css").read_text()
PAGE = (TEMPLATES / "simulator.html").read_text()
WORDS = set(re.findall(r'say\("([^"]+)"', (TEMPLATES / "simulator_words.html").read_text()))
SINKS = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\(.on")


def names(pattern: str, *files: str) -> set[str]:
    """What a pattern finds in the scripts of these names, or of all."""
    return {found for name in files or SCRIPTS for found in re.findall(pattern, SCRIPTS[name])}


def test_scripts_are_short_and_open_with_what_they_are_for() -> None:
    assert len(SCRIPTS) > 10
    assert {name: len(text.splitlines()) for name, text in SCRIPTS.items() if len(text.splitlines()) >= 200} == {}
    assert [name for name, text in SCRIPTS.items() if not re.match(r"/\* [A-Z].+\. \*/\n", text)] == []


def test_scripts_read_nothing_as_html() -> None:
    assert {name: SINKS.findall(text) for name, text in SCRIPTS.items() if SINKS.search(text)} == {}


def test_scripts_import_and_ask_this_service_alone() -> None:
    imported = names(r'from "([^"]+)"')
    assert imported - {f"./{name}" for name in SCRIPTS} == set()
    assert {f"./{name}" for name in SCRIPTS} - imported == {"./simulator.js"}
    asked = names(r"fetch\(([^,)]+)")
    assert asked == {
        '"/cds-services"',
        '"/simulator/token"',
        "path",
        "`/simulator/records/${encodeURIComponent(decision",
    }


def test_every_word_that_scripts_use_is_in_the_page_and_no_other() -> None:
    said = names(r'word\(\s*"([^"]+)"') | names(r'\? "((?:told|recorded|record)[^"]*)"') | names(r': "(told\.\w+)"')
    said |= names(r': "(no-warnings|told\.other)"')
    scenarios = names(r'name: "([^"]+)"', "simulator-scenarios.js")
    offered = {
        "order": set(re.findall(r"^  (\w+): \{ loinc", SCRIPTS["simulator-scenarios.js"], re.MULTILINE)),
        "reason": set(re.findall(r'<option value="([A-Z]\d[^"]+)"', PAGE)),
        "story": scenarios,
        "expected": scenarios,
        "gender": {"male", "female"},
        "indicator": {"info", "warning", "critical"},
        "rating": {"appropriate", "not-appropriate", "no-criteria-apply"},
    }
    assert names(r"word\(`(\w+)\.\$\{") == set(offered)
    assert said | {f"{prefix}.{each}" for prefix, all_of_it in offered.items() for each in all_of_it} == WORDS


def test_page_offers_what_the_scripts_know() -> None:
    scenarios = names(r'name: "([^"]+)"', "simulator-scenarios.js")
    assert set(re.findall(r'<option value="([a-z-]+-(?:film|ct))"', PAGE)) == scenarios
    boxes = set(re.findall(r'ticked\("([^"]+)"', PAGE))
    sloppy = SCRIPTS["simulator-call.js"].split("export const SLOPPY")[1]
    tokens = {"wrong-aud", "replayed", "expired", "alg-none", "hs256"}
    assert boxes == set(re.findall(r'^  "([^"]+)": \(body\)', sloppy, re.MULTILINE)) | tokens


def test_no_colour_stands_outside_the_tokens() -> None:
    assert re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb|hsl", STYLE) == []
