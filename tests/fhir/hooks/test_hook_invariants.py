"""Every rule of the specification that is restated finds what breaks it, under its own number, and nothing else."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import fhir.hooks
from fhir.hooks.invariants import flaws_of_discovery, flaws_of_feedback, flaws_of_response

Json = dict[str, Any]

ORDER: Json = {"resourceType": "ServiceRequest", "id": "s1", "_note": [None, {"id": "n"}]}
CARD: Json = {
    "uuid": "u1",
    "summary": "Invented",
    "detail": "**Why**",
    "indicator": "warning",
    "source": {
        "label": "Guideline",
        "url": "https://guideline.example/1",
        "icon": "https://guideline.example/1.png",
        "topic": {"system": "urn:invented", "code": "a", "display": "A"},
    },
    "suggestions": [
        {
            "label": "Do it",
            "uuid": "u2",
            "isRecommended": True,
            "actions": [
                {"type": "update", "description": "Change it", "resource": ORDER},
                {"type": "create", "description": "Make it", "resource": {"resourceType": "ServiceRequest"}},
                {"type": "delete", "description": "Remove it", "resourceId": "ServiceRequest/s1"},
            ],
        },
        {"label": "Do nothing", "uuid": "u3"},
    ],
    "selectionBehavior": "at-most-one",
    "overrideReasons": [{"system": "urn:invented", "code": "b", "display": "B"}],
    "links": [
        {"label": "Form", "url": "https://cds.example/", "type": "absolute"},
        {"label": "App", "url": "https://cds.example/launch", "type": "smart", "appContext": "c"},
    ],
}
RESPONSE: Json = {
    "cards": [CARD],
    "systemActions": [{"type": "update", "description": "Rate it", "resource": ORDER}],
    "extension": {"systemActions": [1], "com.example.more": {"a": 1}},
}
SERVICE: Json = {
    "hook": "order-sign",
    "title": "Invented",
    "description": "An invented service",
    "id": "invented-1",
    "usageRequirements": "None",
    "prefetch": {"patient": "Patient/{{context.patientId}}", "user": "Practitioner/{{userPractitionerId}}"},
    "extension": {"com.example.more": 1},
}
DISCOVERY: Json = {"services": [SERVICE, {**SERVICE, "hook": "order-select"}]}
FEEDBACK: Json = {
    "feedback": [
        {
            "card": "u1",
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": "u2"}],
            "outcomeTimestamp": "2026-11-22T06:00:00Z",
        },
        {
            "card": "u1",
            "outcome": "overridden",
            "overrideReason": {"reason": {"system": "urn:invented", "code": "b"}, "userComment": "Invented"},
            "outcomeTimestamp": "2026-11-22T15:00:00+09:00",
        },
    ]
}
GONE = object()
"""In place of a value: the member is taken away."""
NO_TEXT = ["", " ", 7, None, ["a"]]
ACTION = "cards/0/suggestions/0/actions/"


def changed(document: Json, path: str, value: object) -> Json:
    """The document with another value at a path."""
    found: Any = json.loads(json.dumps(document))  # so that no two parts are one
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    holder = found
    for part in parents:
        holder = holder[part]
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return found  # type: ignore[no-any-return]


def numbered(breaches: list[tuple[str, object, list[str]]]) -> list[str]:
    """Names for cases of which several are at one path."""
    return [f"{number}-{path}" for number, (path, _, _) in enumerate(breaches)]


def rules(flaws: list[str]) -> list[str]:
    """The rules that are broken, less the one against empty members, which many wrong values break too."""
    found = {flaw.split(": ")[0].removeprefix("cds-hooks_2.0@") for flaw in flaws}
    return sorted(found - {"3"})


@pytest.mark.parametrize(
    ("find", "document"),
    [(flaws_of_response, RESPONSE), (flaws_of_discovery, DISCOVERY), (flaws_of_feedback, FEEDBACK)],
)
def test_nothing_is_found_where_nothing_is_wrong(find: Callable[[Json], list[str]], document: Json) -> None:
    assert find(document) == []


TEXTS = [
    ("cards/0/summary", "83", True),
    ("cards/0/detail", "85", False),
    ("cards/0/uuid", "80", False),
    ("cards/0/source/label", "105", True),
    ("cards/0/source/topic/code", "216", True),
    ("cards/0/source/topic/system", "217", True),
    ("cards/0/source/topic/display", "219", False),
    ("cards/0/suggestions/0/label", "117", True),
    ("cards/0/suggestions/0/uuid", "119", False),
    (f"{ACTION}0/description", "128", True),
    ("systemActions/0/description", "128", True),
    ("cards/0/overrideReasons/0/code", "216", True),
    ("cards/0/overrideReasons/0/system", "217", True),
    ("cards/0/links/0/label", "138", True),
    ("cards/0/links/0/url", "139", True),
    ("cards/0/links/1/appContext", "144", False),
]


@pytest.mark.parametrize(("path", "rule", "is_required"), TEXTS, ids=[path for path, _, _ in TEXTS])
def test_text_of_a_response_is_text_and_there_where_it_must_be(path: str, rule: str, *, is_required: bool) -> None:
    assert rules(flaws_of_response(changed(RESPONSE, path, GONE))) == ([rule] if is_required else [])
    for value in NO_TEXT:
        assert rules(flaws_of_response(changed(RESPONSE, path, value))) == [rule]


ARRAYS = [
    ("cards", "74"),
    ("systemActions", "75"),
    ("cards/0/suggestions", "92"),
    (f"{ACTION[:-1]}", "124"),
    ("cards/0/overrideReasons", "98"),
    ("cards/0/links", "103"),
]


@pytest.mark.parametrize(("path", "rule"), ARRAYS, ids=[path for path, _ in ARRAYS])
@pytest.mark.parametrize("value", ["text", {"a": 1}, [7], 7])
def test_array_of_a_response_is_an_array_of_objects(path: str, rule: str, value: object) -> None:
    assert rules(flaws_of_response(changed(RESPONSE, path, value))) == [rule]


BREACHES: list[tuple[str, object, list[str]]] = [
    ("cards", GONE, ["74"]),
    ("cards/0/summary", "a" * 139, []),
    ("cards/0/summary", "a" * 140, ["83"]),
    ("cards/0/indicator", GONE, ["87"]),
    ("cards/0/indicator", 7, ["87", "88"]),
    ("cards/0/indicator", "urgent", ["88"]),
    ("cards/0/source", GONE, ["90"]),
    ("cards/0/source", "text", ["90"]),
    ("cards/0/source/topic", "text", ["115"]),
    ("cards/0/source/url", "/relative", ["107"]),
    ("cards/0/source/url", 7, ["107"]),
    ("cards/0/source/url", "https://[broken", ["107"]),
    ("cards/0/source/icon", "ftp://guideline.example/1.png", ["111"]),
    ("cards/0/suggestions/0/isRecommended", "yes", ["121"]),
    ("cards/0/suggestions/1/isRecommended", True, ["122"]),
    ("cards/0/selectionBehavior", GONE, ["93"]),
    ("cards/0/selectionBehavior", "all", ["95"]),
    ("cards/0/selectionBehavior", "any", []),
    ("cards/0/selectionBehavior", 7, ["96"]),
    ("cards/0/overrideReasons/0/display", GONE, ["100"]),
    ("cards/0/overrideReasons/0/display", " ", ["100", "219"]),
    ("cards/0/links/0/url", "cds.example", ["139"]),
    ("cards/0/links/0/type", GONE, ["141"]),
    ("cards/0/links/0/type", "relative", ["142"]),
    ("cards/0/links/0/appContext", "c", ["147"]),
    ("cards/0/suggestions/1/uuid", "u2", ["119"]),
    ("cards/0/suggestions/1", "text", ["92"]),
    ("cards/0/suggestions", "text", ["92"]),
    (f"{ACTION}0/type", GONE, ["127"]),
    (f"{ACTION}0/type", "replace", ["127"]),
    (f"{ACTION}0", {"type": "replace", "description": "Replace it"}, ["127"]),
    (f"{ACTION}0/resource", GONE, ["132"]),
    (f"{ACTION}0/resource/id", GONE, ["132"]),
    (f"{ACTION}0/resource", "ServiceRequest/s1", ["130"]),
    (f"{ACTION}1/resource", GONE, ["131"]),
    (f"{ACTION}1/resource", {"id": "no type"}, ["130"]),
    (f"{ACTION}2/resource", "s1", ["133"]),
    (f"{ACTION}2/resourceId", GONE, ["134"]),
    (f"{ACTION}2/resourceId", "s1", ["134"]),
    (f"{ACTION}2/resourceId", 7, ["135"]),
    ("systemActions/0/resource/id", GONE, ["132"]),
    ("extension", "text", ["214"]),
    ("extension", {"more": 1}, ["215"]),
]


@pytest.mark.parametrize(("path", "value", "broken"), BREACHES, ids=numbered(BREACHES))
def test_breach_of_a_response_is_found_under_its_rule(path: str, value: object, broken: list[str]) -> None:
    assert rules(flaws_of_response(changed(RESPONSE, path, value))) == broken


def test_two_cards_of_one_uuid_are_found() -> None:
    twice = changed(RESPONSE, "cards", [CARD, changed(CARD, "suggestions", [{"label": "Again", "uuid": "u4"}])])
    assert flaws_of_response(twice) == ["cds-hooks_2.0@80: response: a card's uuid is there twice"]


def test_finding_names_its_place() -> None:
    assert flaws_of_response(changed(RESPONSE, "cards/0/summary", "a" * 140)) == [
        "cds-hooks_2.0@83: card 0: summary is not shorter than 140 characters"
    ]


@pytest.mark.parametrize("value", [None, "", [], {}])
@pytest.mark.parametrize(
    "path", ["systemActions", "extension", "cards/0/detail", "cards/0/links", "cards/0/source/url"]
)
def test_member_that_holds_nothing_is_found(path: str, value: object) -> None:
    name = path.replace("/0", "[0]").replace("/", ".")
    assert f"cds-hooks_2.0@3: {name}: it is null or empty" in flaws_of_response(changed(RESPONSE, path, value))


def test_no_cards_are_no_empty_member() -> None:
    assert flaws_of_response({"cards": []}) == []


def test_null_in_an_array_is_found_outside_resources() -> None:
    found = flaws_of_response(changed(RESPONSE, "extension", {"com.example.more": [None]}))
    assert found == ["cds-hooks_2.0@3: extension.com.example.more[0]: it is null or empty"]


@pytest.mark.parametrize("path", ["card", "outcome", "outcomeTimestamp"])
def test_feedback_lacks_nothing(path: str) -> None:
    assert flaws_of_feedback(changed(FEEDBACK, f"feedback/0/{path}", GONE)) != []


OUTCOMES: list[tuple[str, object, list[str]]] = [
    ("feedback", GONE, ["148"]),
    ("feedback", [], ["148"]),
    ("feedback", [7], ["148"]),
    ("feedback/0/outcome", "ignored", ["148"]),
    ("feedback/0/outcomeTimestamp", "2026-11-22", ["148"]),
    ("feedback/0/outcomeTimestamp", "today", ["148"]),
    ("feedback/0/acceptedSuggestions", GONE, ["148"]),
    ("feedback/0/acceptedSuggestions/0/id", GONE, ["148"]),
    ("feedback/1/acceptedSuggestions", [{"id": "u2"}], ["148"]),
    ("feedback/0/overrideReason", {"userComment": "Invented"}, ["148"]),
    ("feedback/1/overrideReason", "text", ["148"]),
    ("feedback/1/overrideReason/userComment", 7, ["148"]),
    ("feedback/1/overrideReason/reason", "text", ["216"]),
    ("feedback/1/overrideReason/reason/code", GONE, ["216"]),
    ("feedback/1/overrideReason/reason/system", GONE, ["217"]),
    ("feedback/1/overrideReason/reason", GONE, []),
    ("feedback/1/overrideReason", GONE, []),
]


@pytest.mark.parametrize(("path", "value", "broken"), OUTCOMES, ids=numbered(OUTCOMES))
def test_breach_of_feedback_is_found(path: str, value: object, broken: list[str]) -> None:
    assert rules(flaws_of_feedback(changed(FEEDBACK, path, value))) == broken


LIBRARY = "cds-hooks-library_1.0.1"
SERVICES: list[tuple[str, object, list[str]]] = [
    ("services", GONE, ["6"]),
    ("services", "text", ["6"]),
    ("services", [7], ["6"]),
    ("services", [], []),
    ("services/0/hook", GONE, ["7"]),
    ("services/0/title", GONE, ["8"]),
    ("services/0/description", GONE, ["9"]),
    ("services/0/id", GONE, ["10"]),
    ("services/0/id", "two words", ["16"]),
    ("services/0/usageRequirements", 7, ["12"]),
    ("services/0/extension", 7, ["214"]),
    ("services/0/prefetch", 7, ["11"]),
    ("services/0/prefetch/patient", 7, ["36"]),
    ("services/0/prefetch/patient", " ", ["36"]),
    ("services/0/prefetch/patient", "Patient/{{context.patientId", ["55"]),
    ("services/0/prefetch/patient", "Patient/{{patientId}}", ["56"]),
    ("services/0/prefetch/patient", "Patient/{{context.draftOrders.entry}}", ["57"]),
    ("services/0/prefetch/patient", "Patient/{{context.draftOrders}}", [f"{LIBRARY}@16"]),
    ("services/1/prefetch/patient", "Patient/{{context.selections}}", [f"{LIBRARY}@89"]),
    ("services/1/prefetch/patient", "Patient/{{context.draftOrders}}", [f"{LIBRARY}@93"]),
    ("services/1/hook", "order-sign", ["211"]),
    ("services/0/prefetch", GONE, []),
]


@pytest.mark.parametrize(("path", "value", "broken"), SERVICES, ids=numbered(SERVICES))
def test_breach_of_discovery_is_found_under_its_rule(path: str, value: object, broken: list[str]) -> None:
    assert rules(flaws_of_discovery(changed(DISCOVERY, path, value))) == broken


def test_empty_member_of_a_service_is_found() -> None:
    assert flaws_of_discovery(changed(DISCOVERY, "services/0/prefetch", {})) == [
        "cds-hooks_2.0@3: service 0: prefetch: it is null or empty"
    ]


def test_every_rule_is_one_of_the_published_table(corpus: Path) -> None:
    table = corpus / "cds-hooks" / "inferno-crd" / "cds-hooks-2.0-service-requirements.csv"
    with table.open(newline="", encoding="utf-8") as file:
        published = {(row["Req Set"], int(row["ID"])) for row in csv.DictReader(file)}
    sources = (
        Path(fhir.hooks.__path__[0]) / f"{name}.py" for name in ("invariants", "card_invariants", "action_invariants")
    )
    stated = {int(number) for source in sources for number in re.findall(r"[(=] ?(\d{1,3}), ", source.read_text())}
    assert stated - {number for name, number in published if name == "cds-hooks_2.0"} == set()
    found = [flaw for path, value, _ in SERVICES for flaw in flaws_of_discovery(changed(DISCOVERY, path, value))]
    named = {tuple(flaw.split(": ")[0].split("@")) for flaw in found}
    assert {(name, int(number)) for name, number in named} - published == set()


OF_OTHERS = {
    "hl7-spec/13-http-response.json": [],
    "hl7-spec/19-system-action.json": ["128"],
    "hl7-spec/20-example.json": [],
    "hl7-spec/21-example.json": ["87"],
    "pama-argonaut/scenario-01-rating-response.json": [],
    "pama-argonaut/scenario-02-suggestion-response.json": ["93"],
    "pama-argonaut/scenario-03-app-launch-response.json": [],
    "davinci-crd/CRDServiceResponse.json": ["128"],
    "davinci-crd/CRDServiceResponse2.json": [],
    "davinci-crd/CRDServiceResponse3.json": ["128"],
}


@pytest.mark.parametrize("name", OF_OTHERS)
def test_published_responses_break_only_what_later_editions_ask(name: str, corpus: Path) -> None:
    response = json.loads((corpus / "cds-hooks" / name).read_bytes())
    assert rules(flaws_of_response(response)) == OF_OTHERS[name]


def test_published_services_are_found_right_but_for_paths_into_the_context(corpus: Path) -> None:
    folder = corpus / "cds-hooks"
    for name in ("hl7-spec/01-discovery-example.json", "hl7-spec/30-extensions.json"):
        assert flaws_of_discovery(json.loads((folder / name).read_bytes())) == []
    assert rules(flaws_of_discovery(json.loads((folder / "davinci-crd" / "CRDServices.json").read_bytes()))) == [
        "56",
        "57",
    ]


def test_published_feedback_is_found_right(corpus: Path) -> None:
    names = sorted((corpus / "cds-hooks" / "hl7-spec").glob("2[234]-*.json"))
    assert [flaws_of_feedback(json.loads(name.read_bytes())) for name in names] == [[], [], []]
