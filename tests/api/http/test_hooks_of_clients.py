"""A registered client says who it is, and its settings say what it is shown: all, nothing, or not even a decision."""

import dataclasses
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from api.clients.client import Client
from engine.log.record import Kind
from tests.api.clients.ehr import PUBLIC_URL, bearer, claims, client, signed, write_clients
from tests.api.http.asking import Answered, Running
from tests.api.http.hook_calls import SERVICE, call, post, ratings, recorded, searchset, suspected
from tests.fhir.invented_bundles import NOT_DETECTED, encounter, form, rna

FEEDBACK = f"{SERVICE}/feedback"


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Running]:
    """Return a service with one registered client, as everything is where nothing more is said."""
    file = write_clients(tmp_path, client())
    with Running(tmp_path, clients_file=file, public_url=PUBLIC_URL) as running:
        yield running


def register(service: Running, **changed: object) -> None:
    """Write the client anew, in a file that is seen to have changed."""
    time.sleep(0.01)
    write_clients(service.database.parent, client(**changed))


def send(service: Running, document: object, path: str = SERVICE, audience: str | None = None) -> Answered:
    """Send a document with a right token."""
    token = signed(claims(time.time(), aud=f"{PUBLIC_URL}{audience or path}"))
    return post(service, document, path, bearer(token))


def test_nobody_is_answered_without_a_token(hospital: Running) -> None:
    for path in (SERVICE, FEEDBACK):
        answered = post(hospital, call(suspected()), path)
        assert (answered.status, answered.body) == (401, b"")
    assert recorded(hospital) == []


@pytest.mark.parametrize(("path", "audience"), [(SERVICE, FEEDBACK), (FEEDBACK, SERVICE), (SERVICE, "/cds-services")])
def test_token_is_good_for_its_own_address_alone(hospital: Running, path: str, audience: str) -> None:
    assert send(hospital, call(suspected()), path, audience).status == 401


def test_client_is_answered_and_named_in_the_record(hospital: Running) -> None:
    assert len(send(hospital, call(suspected())).document["cards"]) == 1
    assert [record["hook"]["client"] for record in recorded(hospital)] == ["ehr"]


def test_shadow_decides_and_records_and_shows_nothing(hospital: Running) -> None:
    register(hospital, mode="shadow")
    at_emergency = {"encounter": encounter("EMER")}
    asked = [call(suspected("ct")), call(suspected("cxr"), prefetch=at_emergency, encounterId="e1")]
    assert [send(hospital, each).body for each in asked] == [b'{"cards":[]}'] * 2
    unsettled, rated = recorded(hospital)
    assert [each["why"] for each in unsettled["hook"]["withheld"]] == ["shadow"]
    assert (rated["hook"]["mode"], rated["hook"]["rating"]) == ("shadow", "no-criteria-apply")


def test_kill_switch_works_without_a_restart_and_for_one_hook(hospital: Running) -> None:
    selecting, signing = call(suspected()), call(suspected(), hook="order-sign")
    register(hospital, modes={"order-select": "off"})
    assert [len(send(hospital, each).document["cards"]) for each in (selecting, signing)] == [0, 1]
    register(hospital, mode="off")
    assert [len(send(hospital, each).document["cards"]) for each in (selecting, signing)] == [0, 0]
    register(hospital)
    assert len(send(hospital, selecting).document["cards"]) == 1
    assert len(recorded(hospital)) == 2


def test_patient_view_has_its_card_where_a_client_has_it_on(hospital: Running) -> None:
    register(hospital, modes={"patient-view": "on"})
    hooks = [each["hook"] for each in hospital.ask("GET", "/cds-services").document["services"]]
    sent = call(hook="patient-view", prefetch={"laboratory": searchset(rna(NOT_DETECTED))}, draftOrders=None)
    answered = send(hospital, sent)
    assert (hooks, answered.status) == (["order-select", "order-sign", "patient-view"], 200)
    # The result is years old by now, so the patient is not in topic.
    assert [record["applicability"] for record in recorded(hospital)] == ["not-applicable"]


def test_cards_are_in_the_language_of_the_client(hospital: Running) -> None:
    register(hospital, language="ko")
    (card,) = send(hospital, call(suspected())).document["cards"]
    assert any("\uac00" <= letter <= "\ud7a3" for letter in card["summary"])
    assert card["links"][0]["url"].endswith("lang=ko")


@pytest.mark.parametrize("limits", [{"cards_per_order": "0"}, {"least": "warning"}, {"kinds": ["caution"]}])
def test_limits_of_a_client_hold_cards_back(hospital: Running, limits: dict[str, object]) -> None:
    register(hospital, limits=limits)
    assert send(hospital, call(suspected())).document["cards"] == []
    (record,) = recorded(hospital)
    assert [each["why"] for each in record["hook"]["withheld"]] == ["limit"]


def test_feedback_of_one_client_is_not_taken_for_the_card_of_another(hospital: Running) -> None:
    other = client(id="other", issuer="https://other.example")
    (card,) = send(hospital, call(suspected())).document["cards"]
    write_clients(hospital.database.parent, client(), other)
    told = {"feedback": [{"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-11-22T15:00:00Z"}]}
    token = signed(claims(time.time(), aud=f"{PUBLIC_URL}{FEEDBACK}", iss="https://other.example"))
    assert post(hospital, told, FEEDBACK, bearer(token)).status == 200
    assert send(hospital, told, FEEDBACK).status == 200
    decisions = [record["decision"] for record in recorded(hospital, Kind.FEEDBACK)]
    assert decisions == [None, recorded(hospital)[0]["header"]["id"]]


class Fetching:
    """A fetcher that has what it was given, and remembers what it was asked."""

    def __init__(self, found: Mapping[str, bytes | None]) -> None:
        self.found = found
        self.asked: list[tuple[Mapping[str, str], str | None, str | None, str]] = []

    async def fetch_missing(
        self, queries: Mapping[str, str], server: str | None, authorization: str | None, client: Client
    ) -> Mapping[str, bytes | None]:
        """Return what there is for the queries."""
        self.asked.append((queries, server, authorization, client.id))
        return {key: self.found.get(key, b"null") for key in queries} if self.found else {}


ACCESS = {
    "fhirServer": "https://ehr.example/fhir",
    "fhirAuthorization": {"access_token": "abc", "token_type": "Bearer"},
}
CT = suspected("ct", supportingInfo=[{"reference": "QuestionnaireResponse/q1"}])
ANSWERS = json.dumps(searchset(form(ct_circumstance="film-not-definite"))).encode()


def fetching(service: Running, found: Mapping[str, bytes | None]) -> Fetching:
    """Have a service fetch from a fake."""
    fetcher = Fetching(found)
    service.app.state.at_hand = dataclasses.replace(service.at_hand, fetcher=fetcher)  # type: ignore[arg-type]
    return fetcher


def test_what_was_left_out_is_fetched_and_read(hospital: Running) -> None:
    fetcher = fetching(hospital, {"answers": ANSWERS})
    response = send(hospital, call(CT, prefetch={"laboratory": None}) | ACCESS).document
    ((queries, server, authorization, who),) = fetcher.asked
    assert ratings(response) == {"s1": "appropriate"}
    assert (server, authorization, who) == ("https://ehr.example/fhir", "abc", "ehr")
    assert queries["reports"] == "DiagnosticReport?patient=invented-1&_sort=-date&_count=20"
    # What came along is not fetched again, and what needs the encounter is not asked without one.
    assert sorted(queries) == ["answers", "orders", "reports", "rt-pcr", "symptoms", "vital-signs"]


@pytest.mark.parametrize(
    "sent",
    [
        call(CT),
        call(CT) | {"fhirServer": "https://ehr.example/fhir"},
        call() | ACCESS,
    ],
)
def test_nothing_is_fetched_without_access_or_without_an_order(hospital: Running, sent: dict[str, Any]) -> None:
    fetcher = fetching(hospital, {"answers": ANSWERS})
    send(hospital, sent)
    assert fetcher.asked == []


def test_fetching_that_failed_is_a_412(hospital: Running) -> None:
    fetching(hospital, {"laboratory": None})
    answered = send(hospital, call(suspected()) | ACCESS)
    assert (answered.status, answered.document["issue"][0]["expression"]) == (412, ["prefetch.laboratory"])


def test_server_that_is_not_registered_is_not_fetched_from(hospital: Running) -> None:
    response = send(hospital, call(suspected()) | ACCESS).document
    assert len(response["cards"]) == 1
    assert set(recorded(hospital)[0]["hook"]["sources"].values()) == {"present", "absent"}
