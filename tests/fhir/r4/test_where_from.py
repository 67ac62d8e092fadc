"""A decision's record told as AuditEvent and Provenance."""

import pytest

from fhir.r4.audit_event import audit_event
from fhir.r4.provenance import provenance
from fhir.r4.recorded import Recorded
from tests.fhir.r4.invented_records import BASE, edition, not_applicable, recorded


@pytest.mark.parametrize(
    ("door", "kind"),
    [("http-apply", "rest"), ("http-facts", "rest"), ("cds-hooks", "rest"), ("cli", "110100"), ("form", "110100")],
)
def test_audit_event_tells_by_which_door(door: str, kind: str) -> None:
    event = audit_event(recorded({}, door=door))
    assert (event["type"]["code"], event["subtype"]) == (kind, [{"system": "urn:imaging-cds:door", "code": door}])
    assert [agent["requestor"] for agent in event["agent"]] == [True, False]
    assert event["agent"][0]["who"] == {"display": f"whoever asked at the door {door}"}


def test_audit_event_names_the_client_of_a_hook() -> None:
    who = audit_event(not_applicable("ct"))["agent"][0]["who"]
    assert who == {"identifier": {"system": "urn:imaging-cds:client", "value": "invented-client"}}


def entities(record: Recorded) -> list[tuple[str, str]]:
    return [
        (entity["role"], entity["what"].get("reference") or entity["what"]["identifier"]["value"])
        for entity in provenance(record)["entity"]
    ]


def test_provenance_names_rules_inputs_and_the_place_in_the_log() -> None:
    asked = {"facts": {"fever": "yes"}, "measurements": {"body_temperature": {"value": 38, "unit": "Cel"}}}
    record = recorded(asked, supersedes="01929b5e-0000-7000-8000-000000000000")
    assert entities(record) == [
        ("source", edition().digest),
        ("source", record.document["local_safety"]),
        ("source", "#/facts/fever"),
        ("source", "#/measurements/body_temperature"),
        ("revision", "GuidanceResponse/01929b5e-0000-7000-8000-000000000000"),
        ("quotation", "41"),
        ("quotation", "c" * 64),
    ]


def test_provenance_names_each_input_once() -> None:
    record = recorded({"facts": {"fever": "yes"}})
    readings = record.document["readings"] * 2
    doubled = Recorded(record.header, {**record.document, "readings": readings}, 41, 42, BASE)
    assert entities(doubled) == entities(record)
