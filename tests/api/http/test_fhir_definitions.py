"""The guidelines as definitions of FHIR: read, searched, and told again only when they have changed."""

import pytest

from fhir.r4.capability import DEFINITIONS
from tests.api.http.asking import FHIR, Running

BASE = "http://localhost:8000/fhir"
READ = {
    "PlanDefinition": ["ksr-kstr-2020"],
    "Library": ["ksr-kstr-2020"],
    "ActivityDefinition": ["ksr-kstr-2020-cxr", "ksr-kstr-2020-ct"],
    "Questionnaire": ["imaging-order-questions", "ksr-kstr-2020"],
}


def test_metadata_names_where_it_is_served(service: Running) -> None:
    answered = service.ask("GET", "/fhir/metadata?_format=json")
    assert (answered.status, answered.headers["content-type"]) == (200, FHIR)
    assert answered.document["implementation"]["url"] == BASE
    assert answered.document["date"] == service.at_hand.now().date().isoformat()


def test_what_the_metadata_names_is_served(service: Running) -> None:
    (rest,) = service.ask("GET", "/fhir/metadata").document["rest"]
    searched = [each["type"] for each in rest["resource"] if {"code": "search-type"} in each["interaction"]]
    assert [service.ask("GET", f"/fhir/{kind}").status for kind in searched] == [200] * 4
    for kind in (each["type"] for each in rest["resource"]):
        answered = service.ask("GET", f"/fhir/{kind}/none")
        assert (answered.status, answered.document["issue"][0]["code"]) == (404, "not-found")


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_definitions_are_found_by_id_address_and_version(service: Running, kind: str) -> None:
    everything = service.ask("GET", f"/fhir/{kind}").document
    assert [entry["resource"]["id"] for entry in everything["entry"]] == READ[kind]
    for entry in everything["entry"]:
        one = entry["resource"]
        assert service.ask("GET", f"/fhir/{kind}/{one['id']}").document == one
        assert entry["fullUrl"] == one["url"] == f"{BASE}/{kind}/{one['id']}"
        for query in (f"_id={one['id']}", f"url={one['url']}", f"_id={one['id']}&version={one['version']}"):
            found = service.ask("GET", f"/fhir/{kind}?{query}&_format=json&invented=1").document
            assert [each["resource"] for each in found["entry"]] == [one]


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("_id=ksr-kstr-2020,other", 1),
        ("_id=ksr-kstr-2020&_id=other", 0),
        ("_id=ksr-kstr-2020&version=1", 0),
        ("_id=", 0),
    ],
)
def test_search_takes_what_fulfils_every_parameter(service: Running, query: str, total: int) -> None:
    assert service.ask("GET", f"/fhir/PlanDefinition?{query}").document["total"] == total


def test_search_does_not_repeat_what_nobody_has(service: Running) -> None:
    answered = service.ask("GET", "/fhir/Library?_id=Invented%20Name,ksr-kstr-2020&name=Invented")
    assert answered.document["link"] == [{"relation": "self", "url": f"{BASE}/Library?_id=ksr-kstr-2020"}]
    assert b"Invented" not in answered.body


def test_modifier_is_refused(service: Running) -> None:
    answered = service.ask("GET", "/fhir/Library?url:below=http://localhost")
    assert (answered.status, answered.document["issue"][0]["code"]) == (422, "structure")


@pytest.mark.parametrize("path", ["/fhir/metadata", "/fhir/Library", "/fhir/PlanDefinition/ksr-kstr-2020"])
def test_definition_that_is_known_is_not_sent_again(service: Running, path: str) -> None:
    tag = service.ask("GET", path).headers["etag"]
    for known, status in ((tag, 304), (f'"other", {tag}', 304), ('W/"other"', 200)):
        answered = service.ask("GET", path, headers=[("If-None-Match", known)])
        assert (answered.status, answered.headers["etag"], answered.body == b"") == (status, tag, status == 304)


def test_definitions_name_the_public_address(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Running(tmp_path_factory.mktemp("public"), public_url="https://imaging.example/cds/") as running:
        plan = running.ask("GET", "/fhir/PlanDefinition/ksr-kstr-2020").document
    assert plan["url"] == "https://imaging.example/cds/fhir/PlanDefinition/ksr-kstr-2020"
    assert plan["library"] == ["https://imaging.example/cds/fhir/Library/ksr-kstr-2020|2020-04.1"]
