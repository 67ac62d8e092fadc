"""The renderings of a decision are read by its id, and are of decisions alone."""

import pytest

from api.store.sqlite import SqliteLog
from fhir.r4.capability import RENDERINGS
from tests.api.http.asking import FHIR, Running

ASKED = {"facts": {"rt_pcr": "positive"}, "subject": "invented-17"}


@pytest.mark.parametrize("kind", RENDERINGS)
def test_decision_is_rendered_from_its_record(service: Running, kind: str) -> None:
    told = service.decide(ASKED).document
    answered = service.ask("GET", f"/fhir/{kind}/{told['id']}")
    assert (answered.status, answered.headers["content-type"]) == (200, FHIR)
    assert (answered.document["resourceType"], answered.document["id"]) == (kind, told["id"])
    assert service.ask("GET", f"/fhir/{kind}/{told['id']}").body == answered.body
    assert b"invented-17" not in answered.body


@pytest.mark.parametrize("kind", RENDERINGS)
def test_what_is_no_decision_is_not_found(service: Running, kind: str) -> None:
    edition = next(iter(service.at_hand.advisor.log.records()))
    ids = [edition.header.decode().split('"id":"')[1].split('"')[0], "01929b5e-0000-7000-8000-000000000001", "no%20id"]
    answers = [service.ask("GET", f"/fhir/{kind}/{each}") for each in ids]
    assert [(each.status, each.document["issue"][0]["code"]) for each in answers] == [(404, "not-found")] * 3


def test_decision_of_an_earlier_edition_is_rendered_under_it(
    own_service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = own_service.decide({}).document
    library = own_service.at_hand.advisor.library
    path = f"/fhir/GuidanceResponse/{told['id']}"
    before = own_service.ask("GET", path).body
    monkeypatch.setattr(library, "editions", {})
    assert own_service.ask("GET", path).body == before


def test_decision_of_an_edition_that_is_nowhere_is_told_as_damage(
    own_service: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = own_service.decide({}).document
    monkeypatch.setattr(own_service.at_hand.advisor.library, "editions", {})
    monkeypatch.setattr(SqliteLog, "edition", lambda *_: None)
    answered = own_service.ask("GET", f"/fhir/GuidanceResponse/{told['id']}")
    assert (answered.status, answered.document["issue"][0]["code"]) == (500, "exception")
