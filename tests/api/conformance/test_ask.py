"""A service is asked gently: a bounded number of requests, one after another, with invented patients alone."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from starlette.types import Receive, Scope, Send

from api.conformance.ask import observe
from api.conformance.cases import Data
from api.conformance.exchange import NO_ANSWER, Asked, Exchange, Observed
from api.conformance.invented import calls
from api.conformance.plan import MOST_BYTES, MOST_FEEDBACK, MOST_SERVICES, ORIGIN
from api.conformance.wire import NotReachable
from tests.api.conformance.asking_peers import ask, numbered, plan, signer
from tests.api.conformance.good_peer import DISCOVERY, JSON, Answered, GoodPeer


def asked(observed: Observed) -> Counter[str]:
    """How often each kind of request was sent."""
    return Counter(each.asked for each in observed.exchanges)


def only(*services: dict[str, Any]) -> GoodPeer:
    """A peer with these services."""

    def change(path: str, answered: Answered) -> Answered:
        return (200, JSON, {"services": list(services)}) if path == "/cds-services" else answered

    return GoodPeer(change=change)


def test_good_peer_is_asked_a_bounded_number_of_times() -> None:
    assert asked(ask(GoodPeer())) == {
        Asked.DISCOVERY: 2,
        Asked.CALL: 3 * 8 + 2 * 6,
        Asked.FEEDBACK: 2 * 2 * MOST_FEEDBACK,
        Asked.UNKNOWN_SERVICE: 1,
        Asked.MALFORMED: 1,
        Asked.NO_CONTEXT: 1,
        Asked.WRONG_TYPE: 1,
        Asked.PREFLIGHT: 3,
    }


def test_service_and_hook_that_are_named_are_asked_alone() -> None:
    observed = ask(GoodPeer(), plan(service="invented-advice", hooks=frozenset({"order-sign"})))
    hooks = {each.sent["hook"] for each in observed.of(Asked.CALL)}
    assert hooks == {"order-sign"}


def test_service_that_is_not_there_leaves_discovery_alone() -> None:
    assert asked(ask(GoodPeer(), plan(service="another"))) == {Asked.DISCOVERY: 2}


def test_more_services_than_are_asked_are_left() -> None:
    service = DISCOVERY["services"][2]
    peer = only(*({**service, "id": f"service-{number}"} for number in range(MOST_SERVICES + 5)))
    called = {each.service["id"] for each in ask(peer).of(Asked.CALL) if each.service}
    assert called == {f"service-{number}" for number in range(MOST_SERVICES)}


def test_id_of_a_service_cannot_lead_elsewhere() -> None:
    peer = only({**DISCOVERY["services"][2], "id": "../../admin?x=1"})
    ask(peer)
    assert {path for method, path in peer.asked if method == "POST"} == {
        "/cds-services/../../admin?x=1",  # as the path of one request, whose slashes were escaped
        "/cds-services/invented-service-that-is-not-there",
    }


def test_service_without_id_or_hook_is_not_asked() -> None:
    assert asked(ask(only({"hook": "order-sign"}, {"id": 7, "hook": "order-sign"}))) == {Asked.DISCOVERY: 2}


def test_own_call_goes_to_the_services_of_its_hook() -> None:
    own = next(calls("order-sign", {}, numbered()))[1]
    observed = ask(GoodPeer(), plan(own=(("mine.json", own),)))
    assert [each.service["hook"] for each in observed.of(Asked.CALL) if each.case == "mine.json" and each.service] == [
        "order-sign"
    ]


def test_origin_is_that_of_a_local_page_unless_named() -> None:
    assert {each.sent for each in ask(GoodPeer(), plan(origin=None)).of(Asked.PREFLIGHT)} == {ORIGIN}


def test_card_without_suggestions_is_overridden_with_a_reason() -> None:
    def change(_: str, answered: Answered) -> Answered:
        status, headers, document = answered
        cards = document.get("cards", []) if isinstance(document, dict) else []
        return (
            (status, headers, {"cards": [{"uuid": each["uuid"], "suggestions": 7} for each in cards]})
            if cards
            else answered
        )

    told = {each.sent["feedback"][0]["outcome"] for each in ask(GoodPeer(change=change)).of(Asked.FEEDBACK)}
    assert told == {"overridden"}


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "patient-view", "order-dispatch", "appointment-book"])
def test_every_patient_is_invented(hook: str) -> None:
    templates = DISCOVERY["services"][0]["prefetch"]
    assert {body["context"]["patientId"] for _, body in calls(hook, templates, numbered())} == {"invented-patient"}


def test_data_come_along_in_every_way() -> None:
    templates = {"patient": "Patient/{{context.patientId}}", "goals": "Goal?patient={{context.patientId}}", "odd": 7}
    cases = {case: body.get("prefetch") for case, body in calls("patient-view", templates, numbered())}
    assert {
        case: data and {key: each and each.get("resourceType") for key, each in data.items()}
        for case, data in cases.items()
    } == {
        Data.ALL: {"patient": "Patient", "goals": "Bundle", "odd": None},
        Data.NONE: None,
        Data.NULLS: {"patient": None, "goals": None, "odd": None},
        Data.OUTCOMES: dict.fromkeys(templates, "OperationOutcome"),
        Data.PARTIAL: {"patient": "Patient", "goals": "Bundle", "odd": None},
        Data.UNKNOWN_MEMBERS: {"patient": "Patient", "goals": "Bundle", "odd": None},
    }


def test_nobody_at_the_address_is_told() -> None:
    async def asking() -> None:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as client:
            await observe(client, plan())

    with pytest.raises(NotReachable):
        asyncio.run(asking())


def test_answer_that_is_too_long_is_none() -> None:
    def change(path: str, answered: Answered) -> Answered:
        return answered if path == "/cds-services" else (200, JSON, b"x" * (MOST_BYTES + 1))

    assert {each.status for each in ask(GoodPeer(change=change)).of(Asked.CALL)} == {NO_ANSWER}


def test_answer_that_does_not_come_is_none() -> None:
    def change(path: str, answered: Answered) -> Answered:
        if path == "/cds-services":
            return answered
        raise TimeoutError

    observed = ask(GoodPeer(change=change))
    assert {(each.status, each.seconds) for each in observed.of(Asked.CALL)} == {(NO_ANSWER, None)}


def test_service_that_stays_silent_is_waited_for_no_longer_than_was_said() -> None:
    async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.Event().wait()

    with pytest.raises(NotReachable):
        ask(silent, plan(timeout=0.001))


def test_time_is_told_only_where_it_is_measured() -> None:
    async def asking() -> Observed:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(GoodPeer())) as client:
            return await observe(client, plan())

    assert {each.seconds for each in asyncio.run(asking()).exchanges} == {None}
    assert {round(each.seconds or 0, 1) for each in ask(GoodPeer()).exchanges} == {0.1}


def test_each_exchange_is_told_as_it_comes() -> None:
    told: list[Exchange] = []

    async def asking() -> Observed:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(GoodPeer())) as client:
            return await observe(client, plan(), told=told.append)

    observed = asyncio.run(asking())
    assert tuple(told) == observed.exchanges


@pytest.mark.parametrize(
    ("status", "after", "waited"),
    [(429, "7", [7] * 10), (503, "60", [60] * 10), (429, "61", []), (429, "soon", []), (429, "", []), (500, "7", [])],
)
def test_service_that_asks_to_be_left_alone_is(status: int, after: str, waited: list[float]) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    def change(path: str, answered: Answered) -> Answered:
        return answered if path == "/cds-services" else (status, {"retry-after": after}, b"")

    async def asking() -> Observed:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(GoodPeer(change=change))) as client:
            return await observe(client, plan(), pause=pause)

    observed = asyncio.run(asking())
    assert pauses == waited
    assert {each.status for each in observed.of(Asked.CALL)} == {status}


def test_call_that_was_put_off_is_answered_under_a_new_token() -> None:
    key = ECKey.generate_key("P-384")
    refusals = iter((True, False))

    def change(path: str, answered: Answered) -> Answered:
        put_off = path.endswith("invented-advice") and next(refusals, False)
        return (429, {"retry-after": "0"}, b"") if put_off else answered

    observed = ask(GoodPeer(key, change), plan(signer=signer(key)))
    assert {each.status for each in observed.of(Asked.CALL)} == {200}
