"""The simulator is played in a browser: silence, a discordant order mended, sloppy calls, refused tokens."""

import json
from collections.abc import Iterator

import pytest

from tests.api.http.serving import Served
from tests.browser.chromium import CHROMIUM, MISSING, Chromium
from tests.browser.order_entry import OrderEntry

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)

RATED = "systemActions + extension.systemActions"
BOXES = {
    "bundle-without-type": (200, ["bundle-without-type"]),
    "empty-coding": (200, []),
    "hook-instance": (200, ["hook-instance-not-a-uuid"]),
    "no-subject": (200, ["order-without-subject"]),
    "patient-reference": (200, ["id-written-as-reference"]),
    "text-reason": (200, []),
    "prefetch-absent": (200, []),
    "prefetch-null": (200, []),
    "prefetch-next": (200, []),
    "prefetch-html": (412, []),
    "prefetch-outcome": (412, []),
    "wrong-aud": (401, []),
    "replayed": (401, []),
    "expired": (401, []),
    "alg-none": (401, []),
    "hs256": (401, []),
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service without clients."""
    with Served(tmp_path_factory.mktemp("service")) as running:
        yield running.url


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser, which nothing may make complain."""
    with Chromium(tmp_path_factory.mktemp("browser")) as running:
        running.size(1280, 900)
        yield running
        assert running.complaints == []


def played(browser: Chromium, url: str, scenario: str, *, press: str = "#send") -> OrderEntry:
    """The order entry after a scenario was chosen and sent."""
    entry = OrderEntry(browser, url)
    entry.choose(scenario=scenario)
    entry.press(press)
    return entry


def test_ordinary_order_meets_silence(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "ordinary-film")
    assert (entry.cards, entry.exchanges) == ([], [["order-select", 200]])
    assert entry.orders == ["Chest X-ray\nRib fracture?\nnot rated"]
    assert entry.told == "Silence: no card and no rating. The order goes on as it is."


@pytest.mark.parametrize(
    ("scenario", "rating", "indicators"),
    [
        ("screening-ct", "not appropriate", ["warning"]),
        ("screening-film", "appropriate", []),
        ("safe-clinic-film", "not appropriate", ["warning"]),
        ("emergency-ct", "appropriate", ["info"]),
        ("unsettled-ct", "not rated", ["info"]),
        ("positive-ct", "no criteria apply", []),
        ("critical-ct", "appropriate", ["info"]),
    ],
)
def test_scenario_is_rated_and_shown_as_its_story_expects(
    browser: Chromium, url: str, scenario: str, rating: str, indicators: list[str]
) -> None:
    entry = played(browser, url, scenario)
    (order,) = entry.orders
    assert order.split("\n")[2:] == [rating] + [RATED] * (rating != "not rated")
    assert [indicator for indicator, _ in entry.cards] == indicators


def test_discordant_order_is_replaced_by_rt_pcr_and_then_all_is_silent(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "screening-ct")
    assert entry.cards == [["warning", "A chest CT is not recommended. Guideline statement 1.1."]]
    entry.press(".card .suggestions .main")
    assert entry.exchanges == [["order-select", 200], ["feedback", 200], ["order-select", 200]]
    (order,) = entry.orders
    assert order.split("\n")[0] == "SARS-CoV-2 RT-PCR"
    assert entry.cards == []


def test_refused_purpose_is_changed_and_the_order_then_agrees(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "safe-clinic-film")
    entry.press(".card .suggestions .main")
    assert [status for _, status in entry.exchanges] == [200, 200, 200]
    (order,) = entry.orders
    assert order.split("\n")[2:] == ["appropriate", RATED]
    assert entry.cards == []


def test_answered_question_settles_the_order(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "unsettled-ct")
    entry.press(".card .suggestions button")
    (order,) = entry.orders
    assert order.split("\n")[2:] == ["appropriate", RATED]
    assert entry.cards == []


def test_override_is_told_with_its_reason_and_changes_nothing(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "screening-ct")
    before = entry.orders
    entry.press(".card [data-reason=recipient-disagrees-evidence]")
    assert entry.exchanges == [["order-select", 200], ["feedback", 200]]
    assert entry.orders == before
    assert [text.partition(":")[0] for _, text in entry.cards] == ["Overridden"]


def test_signing_repeats_no_card(browser: Chromium, url: str) -> None:
    entry = played(browser, url, "screening-ct", press="#sign")
    assert entry.exchanges == [["order-select", 200], ["order-sign", 200]]
    assert len(entry.cards) == 1


def test_patient_view_is_off_and_answers_without_cards(browser: Chromium, url: str) -> None:
    entry = OrderEntry(browser, url)
    entry.choose(hook="patient-view")
    entry.press("#send")
    assert (entry.cards, entry.exchanges) == ([], [["patient-view", 200]])
    assert browser.evaluate("document.getElementById('patient-view-off').hidden") is False


@pytest.mark.parametrize("box", BOXES)
def test_sloppy_call_gets_the_status_documented_for_it(browser: Chromium, url: str, box: str) -> None:
    status, warnings = BOXES[box]
    entry = OrderEntry(browser, url)
    entry.choose(scenario="unsettled-ct")
    entry.tick(box)
    assert entry.documented(box) == status
    entry.press("#send")
    assert entry.exchanges == [["order-select", status]]
    if warnings:
        assert [each for each in entry.recorded if ": " not in each] == warnings


def test_partial_sources_are_on_record_as_partial(browser: Chromium, url: str) -> None:
    entry = OrderEntry(browser, url)
    entry.choose(scenario="emergency-ct")
    entry.tick("prefetch-next")
    entry.press("#send")
    states = dict(each.split(": ") for each in entry.recorded)
    assert states == {key: "present" if key in {"patient", "encounter"} else "partial" for key in states}
    assert len(states) == 10


def test_boxes_that_exclude_each_other_are_not_ticked_together(browser: Chromium, url: str) -> None:
    entry = OrderEntry(browser, url)
    for box in ("prefetch-null", "prefetch-html", "expired", "alg-none", "no-subject"):
        entry.tick(box)
    ticked = "[...document.querySelectorAll('[name=box]:checked')].map((each) => each.value)"
    assert browser.evaluate(ticked) == ["no-subject", "prefetch-html", "alg-none"]


def test_browser_complains_of_what_the_policy_forbids(browser: Chromium, url: str) -> None:
    OrderEntry(browser, url)
    browser.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))")
    browser.wait_to_complain()
    (complaint,) = browser.complaints
    browser.complaints.clear()
    assert "Content Security Policy" in complaint


def test_markdown_of_a_card_is_drawn_and_html_in_it_is_not(browser: Chromium, url: str) -> None:
    OrderEntry(browser, url)
    text = r"**bold \* *x* ** and \<b\> <img src=x onerror=alert(1)> [a](https://a.example) [b](javascript:alert)"
    text += "\n\n- one\n- two"
    drawn = browser.evaluate(
        "import('/static/simulator-markdown.js').then(({ markdown }) => {"
        f" const box = document.createElement('div'); box.append(...markdown({json.dumps(text)}));"
        " return [[...box.querySelectorAll('*')].map((each) => each.tagName), box.querySelector('a').href,"
        " box.querySelector('p').textContent]; })"
    )
    assert drawn[0] == ["P", "STRONG", "EM", "A", "UL", "LI", "LI"]
    assert drawn[1] == "https://a.example/"
    assert drawn[2] == "bold * x  and <b> <img src=x onerror=alert(1)> a b"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1024, 768), (768, 1024), (360, 740)])
def test_nothing_flows_over_the_edge(browser: Chromium, url: str, language: str, width: int, height: int) -> None:
    browser.size(width, height)
    try:
        entry = OrderEntry(browser, url, language)
        entry.choose(scenario="unsettled-ct")
        entry.tick("prefetch-next")
        entry.press("#send")
        assert browser.evaluate("document.documentElement.scrollWidth") == width
    finally:
        browser.size(1280, 900)
