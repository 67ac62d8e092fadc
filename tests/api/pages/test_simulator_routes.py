"""The simulator's page is there while its tokens are taken, and says so while they are not; its tokens are as asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.pages.render import HEADERS, STATIC
from api.pages.simulator import POLICY
from api.pages.simulator_tokens import ENDPOINTS, MOST_BYTES
from api.security.simulator_key import LIFETIME
from api.security.tokens import TokenRefused, check_claims, check_signature, read_token
from tests.api.clients.ehr import PUBLIC_URL
from tests.api.pages.clinic import NOW, Visitor
from tests.api.pages.hook_records import HOOK, append_applicable, append_not_applicable
from tests.api.pages.played import KEY, PLAYER, player_of, registered

AUDIENCE = PUBLIC_URL + ENDPOINTS[0]
JSON = {"content-type": "application/json"}
SECONDS = NOW.timestamp()


@pytest.fixture
def player(visitor: Visitor) -> Visitor:
    """Somebody before the simulator of a service without clients."""
    return player_of(visitor.advisor)


def ask_token(player: Visitor, **asked: str) -> str:
    """A token of the simulator."""
    response = player.ask("POST", "/simulator/token", json.dumps({"aud": AUDIENCE, **asked}).encode(), JSON)
    assert (response.status_code, sorted(response.json())) == (200, ["token"])
    return str(response.json()["token"])


def why_refused(token: str) -> str:
    """Why a service refuses a token; "" where it takes it."""
    try:
        read = read_token(token)
        check_signature(read, KEY.public)
        check_claims(read, AUDIENCE, None, SECONDS)
    except TokenRefused as refused:
        return refused.reason
    return ""


def test_page_runs_the_service_s_own_files_alone(player: Visitor) -> None:
    page = player.open("/simulator?lang=en")
    assert page.status == 200
    loaded = [each.attributes["src"] for each in page.all("script")]
    loaded += [each.attributes["href"].partition("?")[0] for each in page.all("link", rel="stylesheet")]
    assert loaded == ["/static/simulator.js", "/static/style.css", "/static/simulator.css"]
    assert [file for file in loaded if not (STATIC / Path(file).name).is_file()] == []
    assert [script.text for script in page.all("script")] == [""]
    told = {name for element in page.elements for name in element.attributes}
    assert [name for name in told if name == "style" or name.startswith("on")] == []
    assert page.all("style") == []


def test_page_says_that_its_patients_are_invented(player: Visitor) -> None:
    (lead,) = player.open("/simulator?lang=en").texts("p", class_="lead")
    assert lead.endswith("Every patient here is invented.")
    (told,) = player.open("/simulator", "ko").texts("p", class_="lead")
    assert told.endswith("여기의 환자는 모두 가상입니다.")


def test_page_tells_its_script_where_the_service_is(player: Visitor) -> None:
    (simulator,) = player.open("/simulator?lang=ko").all("div", id="simulator")
    told = {name: simulator.attributes[name] for name in ("data-base", "data-language")}
    assert told == {"data-base": PUBLIC_URL, "data-language": "ko"}


def test_page_may_run_scripts_and_other_pages_may_not(player: Visitor) -> None:
    headers = player.ask("GET", "/simulator").headers
    assert headers["content-security-policy"] == POLICY
    assert "script-src 'self';" in POLICY
    assert "unsafe" not in POLICY
    assert "script-src" not in HEADERS["Content-Security-Policy"]


def test_simulator_is_off_while_clients_are_registered(visitor: Visitor, tmp_path: Path) -> None:
    player = player_of(visitor.advisor, registered(tmp_path))
    page = player.open("/simulator")
    assert (page.status, page.texts("h1"), page.all("script")) == (404, ["The simulator is off"], [])
    token = player.ask("POST", "/simulator/token", json.dumps({"aud": AUDIENCE}).encode(), JSON)
    record = player.ask("GET", f"/simulator/records/{append_applicable(visitor)}")
    assert [(each.status_code, each.headers["content-type"], each.json()["type"]) for each in (token, record)] == [
        (404, "application/problem+json", "/problems/not-found"),
        (404, "application/problem+json", "/problems/unknown-decision"),
    ]


def test_simulator_is_on_in_a_demonstration_with_clients(visitor: Visitor, tmp_path: Path) -> None:
    player = player_of(visitor.advisor, registered(tmp_path, demo=True))
    assert player.open("/simulator").status == 200
    assert why_refused(ask_token(player)) == ""


def test_token_is_the_simulator_s_and_lives_five_minutes(player: Visitor) -> None:
    token = read_token(ask_token(player))
    claims = dict(token.claims)
    assert len(claims.pop("jti")) == 32
    assert claims == {"iss": PLAYER.issuer, "aud": AUDIENCE, "iat": int(SECONDS), "exp": int(SECONDS) + LIFETIME}
    assert token.header == {"alg": "ES384", "typ": "JWT", "kid": KEY.kid}


def test_token_is_another_each_time(player: Visitor) -> None:
    tokens = [read_token(ask_token(player)) for _ in range(3)]
    assert len({token.text("jti") for token in tokens}) == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("none", ""),
        ("wrong-aud", "audience"),
        ("expired", "expired"),
        ("alg-none", "algorithm"),
        ("hs256", "algorithm"),
    ],
)
def test_token_has_the_fault_that_is_asked_for(player: Visitor, fault: str, reason: str) -> None:
    assert why_refused(ask_token(player, fault=fault)) == reason


def test_token_is_given_for_feedback(player: Visitor) -> None:
    token = read_token(ask_token(player, aud=PUBLIC_URL + ENDPOINTS[1]))
    assert token.claims["aud"] == PUBLIC_URL + ENDPOINTS[1]


REFUSED: list[tuple[str, int, Any]] = [
    ("{", 400, None),
    ("[]", 422, [{"pointer": "#", "code": "wrong-type"}]),
    ("{}", 422, [{"pointer": "#/aud", "code": "missing-field"}]),
    ('{"aud": 1}', 422, [{"pointer": "#/aud", "code": "wrong-type"}]),
    (
        '{"aud": "https://elsewhere.example/cds-services/chest-imaging"}',
        422,
        [{"pointer": "#/aud", "code": "unknown-value", "allowed": [PUBLIC_URL + each for each in ENDPOINTS]}],
    ),
    (
        json.dumps({"aud": AUDIENCE, "fault": "replayed"}),
        422,
        [
            {
                "pointer": "#/fault",
                "code": "unknown-value",
                "allowed": ["none", "wrong-aud", "expired", "alg-none", "hs256"],
            }
        ],
    ),
    (
        json.dumps({"aud": AUDIENCE, "exp": 4e9}),
        422,
        [{"pointer": "#", "code": "unknown-field", "allowed": ["aud", "fault"]}],
    ),
    (" " * (MOST_BYTES + 1), 413, None),
]


@pytest.mark.parametrize(("body", "status", "errors"), REFUSED)
def test_token_is_refused_for_what_is_no_call_of_this_service(
    player: Visitor, body: str, status: int, errors: object
) -> None:
    response = player.ask("POST", "/simulator/token", body.encode(), JSON)
    assert (response.status_code, response.json().get("errors")) == (status, errors)


def test_token_is_refused_to_the_page_of_another_site(player: Visitor) -> None:
    headers = JSON | {"sec-fetch-site": "cross-site"}
    response = player.ask("POST", "/simulator/token", json.dumps({"aud": AUDIENCE}).encode(), headers)
    assert (response.status_code, response.json()["type"]) == (403, "/problems/forbidden-host")


def test_record_tells_how_a_call_was_made(player: Visitor) -> None:
    told = {"warnings": HOOK["warnings"], "sources": HOOK["sources"]}
    for decision in (append_applicable(player), append_not_applicable(player)):
        assert player.ask("GET", f"/simulator/records/{decision}").json() == told


def test_record_of_no_call_is_not_told(player: Visitor) -> None:
    asked = player.decide_json({"facts": {"fever": "no"}})
    for decision in (asked, "0192-nothing", "%20"):
        response = player.ask("GET", f"/simulator/records/{decision}")
        assert (response.status_code, response.json()["type"]) == (404, "/problems/unknown-decision")
