"""Who asks: a client by its token, or somebody on this machine; and whoever is refused learns nothing of why."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from api.http.authentication import authenticate, authenticate_if_named
from tests.api.clients.ehr import (
    EC,
    PUBLIC_URL,
    STRANGER,
    bearer,
    claims,
    client,
    jwk,
    shared,
    signed,
    unsigned,
    write_clients,
)
from tests.api.http.asking import FACTS, Answered, Running, ask

HOST = "cds.example"
FAR = ("192.0.2.1", 40000)
SERVICE, FEEDBACK, OPEN = "/invented", "/invented/feedback", "/invented-list"
OTHER = {"id": "other", "issuer": "https://other.example", "jwks": {"keys": [jwk(STRANGER)]}}


def add_endpoints(app: FastAPI) -> None:
    """Two endpoints that need a token, and one that anybody may read."""

    async def strict(request: Request) -> JSONResponse:
        return JSONResponse({"client": (await authenticate(request, request.url.path)).id})

    async def named(request: Request) -> JSONResponse:
        return JSONResponse({"client": (await authenticate_if_named(request, OPEN)).id})

    app.add_api_route(SERVICE, strict, methods=["POST"])
    app.add_api_route(FEEDBACK, strict, methods=["POST"])
    app.add_api_route(OPEN, named)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that has no clients."""
    with Running(tmp_path_factory.mktemp("alone")) as running:
        add_endpoints(running.app)
        yield running


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that an EHR is registered with, under an address of its own."""
    folder = tmp_path_factory.mktemp("guarded")
    file = write_clients(folder, client(), OTHER)
    with Running(folder, clients_file=file, public_url=PUBLIC_URL + "/") as running:
        add_endpoints(running.app)
        yield running


def said(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """What a right token claims now."""
    return claims(time.time(), **changed)


def post(service: Running, path: str, *headers: tuple[str, str], host: str = HOST, far: bool = True) -> Answered:
    """Ask from elsewhere."""
    return service.ask(
        "POST", path, b"{}", [("Content-Type", FACTS), *headers], host=host, client=FAR if far else ("127.0.0.1", 1)
    )


def refusals(service: Running) -> list[str]:
    """Why tokens were refused, as the operator reads it."""
    return [each["reason"] for each in service.told() if each["event"] == "token-refused"]


def test_client_decides_with_a_token_for_the_exact_address(guarded: Running) -> None:
    assert post(guarded, "/v1/decisions", bearer(signed(said()))).status == 201


ATTACKS = {
    "none": ([], "no-token"),
    "two": ([bearer("x"), bearer("y")], "no-token"),
    "basic": ([("Authorization", "Basic eDp5")], "no-token"),
    "bearer-of-nothing": ([("Authorization", "Bearer ")], "malformed"),
    "alg-none": ([bearer(unsigned(said()))], "algorithm"),
    "HS256-with-the-public-key": ([bearer(shared(said(), 256))], "algorithm"),
    "stranger's": ([bearer(signed(said(), STRANGER))], "signature"),
    "wrong-aud": ([bearer(signed(said(aud=f"{PUBLIC_URL}{SERVICE}")))], "audience"),
    "aud-as-asked": ([bearer(signed(said(aud=f"http://{HOST}/v1/decisions")))], "audience"),
    "wrong-kid": ([bearer(signed(said(), kid="x"))], "unknown-key"),
    "expired": ([bearer(signed(said(exp=1)))], "expired"),
    "foreign-jku": ([bearer(signed(said(), jku="https://attacker.example/jwks"))], "foreign-jku"),
    "unknown-issuer": ([bearer(signed(said(iss="https://attacker.example")))], "unknown-issuer"),
    "no-jti": ([bearer(signed(said(jti=None)))], "no-jti"),
    "future": ([bearer(signed(said(iat=9_999_999_999)))], "issued-in-the-future"),
}


@pytest.mark.parametrize(("headers", "reason"), ATTACKS.values(), ids=ATTACKS)
def test_attack_is_told_as_a_bare_refusal(guarded: Running, headers: list[tuple[str, str]], reason: str) -> None:
    answered = post(guarded, "/v1/decisions", *headers)
    assert (answered.status, answered.body) == (401, b"")
    assert answered.headers["www-authenticate"] == "Bearer"
    assert {"content-type"} & set(answered.headers) == set()
    assert refusals(guarded)[-1] == reason


def test_token_is_not_in_the_logs(guarded: Running) -> None:
    token = signed(said(jti="invented-jti"), STRANGER)
    post(guarded, "/v1/decisions", bearer(token))
    logged = guarded.messages.getvalue()
    assert [part for part in [*token.split("."), "invented-jti", "ehr.example"] if part in logged] == []


def test_token_is_taken_once(guarded: Running) -> None:
    token = bearer(signed(said()))
    assert [post(guarded, "/v1/decisions", token).status for _ in range(2)] == [201, 401]
    assert refusals(guarded)[-1] == "replayed"


def test_token_of_one_endpoint_is_not_one_of_another(guarded: Running) -> None:
    told = {}
    for path in (SERVICE, FEEDBACK, "/v1/decisions"):
        for audience in (SERVICE, FEEDBACK, "/v1/decisions"):
            token = bearer(signed(said(aud=PUBLIC_URL + audience)))
            told[path, audience] = post(guarded, path, token).status < 300
    assert {pair for pair, taken in told.items() if taken} == {(path, path) for path, _ in told}


def test_scheme_is_read_in_any_case(guarded: Running) -> None:
    token = signed(said(aud=PUBLIC_URL + SERVICE))
    assert post(guarded, SERVICE, ("Authorization", f"bearer  {token}")).document == {"client": "ehr"}


@pytest.mark.parametrize("far", [True, False])
def test_registered_client_must_be_named_wherever_the_request_comes_from(guarded: Running, far: bool) -> None:
    assert post(guarded, SERVICE, host="localhost", far=far).status == 401


def test_list_is_open_but_a_wrong_token_is_refused(guarded: Running) -> None:
    right = bearer(signed(said(aud=PUBLIC_URL + OPEN)))
    told = [guarded.ask("GET", OPEN, b"", each, host=HOST) for each in ([], [right], [bearer("x")])]
    assert [(each.status, each.body) for each in told] == [
        (200, b'{"client":"local"}'),
        (200, b'{"client":"ehr"}'),
        (401, b""),
    ]


DOORS = ["/v1/decisions", "/fhir/PlanDefinition/ksr-kstr-2020/$apply"]


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("headers", [[], [("Authorization", "Bearer x")], [("X-Forwarded-For", "192.0.2.1")]])
def test_nobody_decides_without_a_token_not_even_on_this_machine(
    guarded: Running, path: str, headers: list[tuple[str, str]]
) -> None:
    # Many a proxy passes everything on as if it came from this machine.
    asked = [("Content-Type", FACTS), *headers]
    assert guarded.ask("POST", path, b"{}", asked, host="localhost", client=("127.0.0.1", 1)).status == 401


def test_decision_is_read_back_with_a_token_for_its_own_address(guarded: Running) -> None:
    place = "/v1/decisions/01a204c7-1ede-7eee-88fc-d6540568eda9"
    right = bearer(signed(said(aud=f"{PUBLIC_URL}{place}")))
    statuses = [
        guarded.ask("GET", place, headers=headers).status for headers in ([], [bearer(signed(said()))], [right])
    ]
    assert statuses == [401, 401, 404]


def test_everybody_is_let_through_to_the_doors_once_clients_are_known(guarded: Running) -> None:
    assert guarded.ask("GET", "/health/live", host=HOST, headers=[("Forwarded", "for=x")]).status == 200


def test_keys_of_requests_are_each_clients_own(guarded: Running) -> None:
    key = ("Idempotency-Key", "one")
    other = signed(said(iss=OTHER["issuer"]), STRANGER)
    told = [post(guarded, "/v1/decisions", bearer(token), key) for token in (signed(said()), other, signed(said()))]
    assert [each.status for each in told] == [201, 201, 201]
    first, second, third = (each.document["id"] for each in told)
    assert (first == third, first == second) == (True, False)


def test_requests_beyond_the_rate_are_told_when_to_come_again(tmp_path: Path) -> None:
    file = write_clients(tmp_path, client(requests_per_minute=0))
    with Running(tmp_path, clients_file=file, public_url=PUBLIC_URL) as running:
        answered = post(running, "/v1/decisions", bearer(signed(said())))
        assert (answered.status, answered.problem) == (429, "too-many-requests")
        assert 1 <= int(answered.headers["retry-after"]) <= 60
        assert post(running, "/v1/decisions", bearer(signed(said(), STRANGER))).status == 401


def test_kill_switch_needs_no_restart(tmp_path: Path) -> None:
    write_clients(tmp_path)
    with Running(tmp_path, clients_file=tmp_path / "clients.yaml", public_url=PUBLIC_URL) as running:
        add_endpoints(running.app)
        assert running.ask("GET", "/health/live", host=HOST).status == 403
        write_clients(tmp_path, client())
        assert running.ask("GET", "/health/live", host=HOST).status == 200
        assert post(running, SERVICE, bearer(signed(said(aud=PUBLIC_URL + SERVICE)))).document == {"client": "ehr"}
        (tmp_path / "clients.yaml").write_text("clients: nobody")
        assert post(running, SERVICE, bearer(signed(said(aud=PUBLIC_URL + SERVICE)))).document == {"client": "ehr"}
        assert [each["reason"] for each in running.told() if each["event"] == "clients-refused"] == [
            "clients.yaml: clients: is not a list; the clients stay as they were"
        ]
        write_clients(tmp_path)
        # A proxy that hides who asks makes everybody look like this machine, so an emptied file lets nobody in.
        assert post(running, "/v1/decisions", host="127.0.0.1", far=False).status == 401


def simulated(service: Running, **wrong: Any) -> tuple[str, str]:  # noqa: ANN401 - what to get wrong
    """The header of a token of the simulator."""
    here = service.at_hand
    issuer = here.clients.simulator.issuer if here.clients.simulator else "http://127.0.0.1:8000/simulator"
    audience = f"http://localhost:8000{SERVICE}"
    return bearer(here.simulator.sign(issuer, wrong.pop("aud", audience), time.time(), **wrong))


def test_without_clients_whoever_names_nobody_is_local(alone: Running) -> None:
    answered = alone.ask("POST", SERVICE)
    assert (answered.status, answered.document) == (200, {"client": "local"})


def test_without_clients_the_simulator_is_known(alone: Running) -> None:
    assert alone.ask("POST", SERVICE, b"", [simulated(alone)]).document == {"client": "simulator"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"alg": "none"}, "algorithm"),
        ({"alg": "HS256"}, "algorithm"),
        ({"exp": 1}, "expired"),
        ({"kid": "other"}, "unknown-key"),
        ({"aud": "http://localhost:8000" + FEEDBACK}, "audience"),
    ],
)
def test_without_clients_a_wrong_token_is_refused_all_the_same(
    alone: Running, wrong: dict[str, Any], reason: str
) -> None:
    assert alone.ask("POST", SERVICE, b"", [simulated(alone, **wrong)]).status == 401
    assert refusals(alone)[-1] == reason


def test_without_clients_a_token_is_taken_once(alone: Running) -> None:
    told = [alone.ask("POST", SERVICE, b"", [simulated(alone, jti="seen")]).status for _ in range(2)]
    assert (told, refusals(alone)[-1]) == ([200, 401], "replayed")


def test_simulator_is_a_stranger_to_a_service_with_clients(guarded: Running) -> None:
    token = simulated(guarded, aud=PUBLIC_URL + SERVICE)
    assert (post(guarded, SERVICE, token).status, refusals(guarded)[-1]) == (401, "unknown-issuer")


def test_demonstration_knows_the_simulator_beside_its_clients(tmp_path: Path) -> None:
    file = write_clients(tmp_path, client())
    with Running(tmp_path, clients_file=file, public_url=PUBLIC_URL, demo=True) as running:
        add_endpoints(running.app)
        assert post(running, SERVICE, simulated(running, aud=PUBLIC_URL + SERVICE)).document == {"client": "simulator"}
        assert post(running, SERVICE).status == 401


def test_token_store_that_is_busy_means_no_answer(tmp_path: Path) -> None:
    file = write_clients(tmp_path, client())
    with Running(tmp_path, clients_file=file, public_url=PUBLIC_URL) as running:
        running.at_hand.verifier._seen._connection.execute("DROP TABLE seen")  # noqa: SLF001 - as a full disk would
        answered = post(running, "/v1/decisions", bearer(signed(said())))
        assert (answered.status, answered.problem) == (503, "log-unavailable")


def test_same_token_sent_at_once_is_taken_once(guarded: Running) -> None:
    token = bearer(signed(said(aud=PUBLIC_URL + SERVICE), EC))

    async def asked() -> list[int]:
        each = [ask(guarded.app, "POST", SERVICE, b"", [token], host=HOST, client=FAR) for _ in range(8)]
        return sorted(answered.status for answered in await asyncio.gather(*each))

    assert guarded.runner.run(asked()) == [200] + [401] * 7
