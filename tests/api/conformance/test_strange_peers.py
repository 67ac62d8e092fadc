"""Whatever a service answers, it is judged and nothing breaks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.conformance.checks.templates import beyond
from api.conformance.exchange import NO_ANSWER, Asked, Exchange, Observed
from api.conformance.report import FORMATS
from api.conformance.verdicts import Verdict, judge
from tests.api.conformance.asking_peers import ask
from tests.api.conformance.good_peer import DISCOVERY, JSON, Answered, GoodPeer

NAMES = [
    "cards", "uuid", "summary", "detail", "indicator", "source", "label", "url", "icon", "topic", "code", "system",
    "display", "suggestions", "selectionBehavior", "isRecommended", "actions", "type", "description", "resource",
    "resourceId", "resourceType", "id", "overrideReasons", "links", "appContext", "systemActions", "extension",
    "services", "hook", "prefetch", "title", "usageRequirements", "actionSelectionBehavior",
]  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(),
    st.sampled_from(["create", "update", "delete", "absolute", "smart", "order-select", "{{context.x}}", "A?b:c=d"]),
)  # fmt: skip
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)),
    max_leaves=30,
)
BODIES = st.one_of(DOCUMENTS.map(lambda document: json.dumps(document).encode()), st.binary())
SENT = {"context": {"draftOrders": {"entry": [{"resource": {"resourceType": "ServiceRequest", "id": "x"}}, 7]}}}


@given(BODIES, BODIES, st.integers(0, 599))
def test_any_answer_is_judged(discovery: bytes, answered: bytes, status: int) -> None:
    exchanges = [
        Exchange(Asked.DISCOVERY, "", status, {}, discovery),
        Exchange(Asked.CALL, "all data", status, {}, answered, SENT),
        *(Exchange(asked, "", status, {}, answered, None) for asked in Asked),
    ]
    judged = judge(Observed("http://127.0.0.1", tuple(exchanges)))
    assert [bool(form(judged)) for form in FORMATS.values()] == [True, True, True]


def _strange(document: object) -> Any:  # noqa: ANN401 - any JSON
    """A discovery or an answer with this in one place or another."""
    return {"services": document, "cards": document} if isinstance(document, list) else document


@given(DOCUMENTS)
def test_any_peer_is_asked_to_the_end(document: object) -> None:
    def change(path: str, _: Answered) -> Answered:
        listed = [*DISCOVERY["services"][:1], document]
        return (200, JSON, {"services": listed} if path == "/cds-services" else _strange(document))

    observed = ask(GoodPeer(change=change))
    assert observed.exchanges[-1].case == "at last"


def test_peer_that_answers_nothing_but_discovery_breaks_what_shall_be() -> None:
    def change(path: str, answered: Answered) -> Answered:
        return answered if path == "/cds-services" else (500, {}, b"<html></html>")

    failing = {each.requirement.id for each in judge(ask(GoodPeer(change=change))) if each.verdict is Verdict.FAILS}
    assert failing == {"cds-hooks_2.0@54", "cds-hooks_2.0@52", "cds-hooks_2.0@77", "cds-hooks_2.0@208"} | {
        f"imaging-cds@{number}" for number in (1, 2, 3, 4, 5, 7, 8)
    }


def test_answer_with_html_is_no_json() -> None:
    exchange = Exchange(Asked.CALL, "all data", 200, {"content-type": "text/html"}, b"<html></html>")
    judged = {each.requirement.id: each for each in judge(Observed("https://cds.example", (exchange,)))}
    assert judged["cds-hooks_2.0@1"].flaws == (("call (all data)", "not strict JSON"),)
    assert judged["cds-hooks_2.0@74"].flaws == (("call (all data)", "not an object with a list of cards"),)


def test_same_thing_wrong_in_many_answers_is_told_once() -> None:
    silent = [Exchange(Asked.CALL, f"{number}", NO_ANSWER, {}, b"") for number in range(3)]
    judged = {each.requirement.id: each for each in judge(Observed("https://cds.example", tuple(silent)))}
    assert judged["imaging-cds@6"].flaws == (("call (0)", "not answered in time"),)


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("Patient/{{context.patientId}}", None),
        ("Patient", "neither a read nor a search of one type"),
        ("Patient/1/_history/2", "neither a read nor a search of one type"),
        ("?_type=Patient", "a search that is not of one type"),
        ("Patient/1?_id=2", "a search that is not of one type"),
        ("Observation?code:in=https://x.example/set&date=ge2026&_sort=-date&_count=1&_id=2", None),
        ("Observation?code:not=8310-5", "a modifier other than :in"),
        ("Observation?_include=Observation:subject", "a parameter of results other than _count and _sort"),
        ("Observation?patient.name=x", "a chained search"),
        ("Observation?date=sa2026-01-01", "a prefix of dates other than eq, lt, gt, ge, le"),
    ],
)
def test_query_beyond_the_simple_ones_is_told(template: str, told: str | None) -> None:
    assert beyond(template) == told


def test_action_without_a_resource_is_judged() -> None:
    actions = [{"type": kind, "description": "x"} for kind in ("create", "update")]
    body = json.dumps({"cards": [], "systemActions": actions}).encode()
    exchange = Exchange(Asked.CALL, "all data", 200, JSON, body)
    judged = {each.requirement.id: each.verdict for each in judge(Observed("https://cds.example", (exchange,)))}
    assert [judged[f"cds-hooks_2.0@{number}"] for number in (131, 132)] == [Verdict.FAILS, Verdict.FAILS]


def test_browser_that_no_one_named_may_be_unknown() -> None:
    preflight = Exchange(Asked.PREFLIGHT, "", 204, {}, b"", "http://127.0.0.1:8000")
    verdicts = {
        origin: {
            each.requirement.id: each.verdict
            for each in judge(Observed("https://cds.example", (preflight,), origin=origin))
        }["cds-hooks_2.0@208"]
        for origin in (None, "http://127.0.0.1:8000")
    }
    assert verdicts == {None: Verdict.NOT_OBSERVED, "http://127.0.0.1:8000": Verdict.FAILS}
