"""What came in over HL7 v2 serves other doors for the same patient where the site says so, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.http.media_types import ER7
from tests.api.feed.talk import PATIENT, START, VISIT, at, message, order, rt_pcr
from tests.api.http.asking import Running
from tests.api.http.hook_calls import call, draft, post, recorded

AUTHORITY = "urn:oid:2.999.1"
NAMED = f'assigning_authorities: {{"HIS": "{AUTHORITY}"}}\nlocal_authority: "{AUTHORITY}"\n'
MINUTES = (datetime.now(UTC) - START).total_seconds() / 60 - 30
"""Half an hour ago."""


def numbered(number: str, system: str = AUTHORITY) -> dict[str, Any]:
    """Return the EHR's invented patient, with a medical record number."""
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    identifier = [{"type": kind, "system": system, "value": number}]
    return {"resourceType": "Patient", "id": "invented-1", "identifier": identifier}


@contextmanager
def fed(folder: Path, site: str) -> Iterator[Running]:
    """Give a service to which a result, a temperature and an order came over HL7 v2."""
    (folder / "site.yaml").write_text('always_in_topic: "true"\n' + site)
    measured = f"OBX|1|NM|8310-5^temperature^LN||38.4|Cel^^UCUM|||||F|||{at(MINUTES)}"
    vital_signs = message("ORU^R01^ORU_R01", PATIENT, VISIT, "OBR|1||V1^HIS|85353-1^^LN", measured, minutes=MINUTES)
    with Running(folder, site_file=folder / "site.yaml") as service:
        for each in (rt_pcr(minutes=MINUTES, taken=MINUTES), vital_signs, order(minutes=MINUTES)):
            assert service.ask("POST", "/v1/decisions", each, [("Content-Type", ER7)]).status == 201
        yield service


def by_form(service: Running, **entered: str) -> dict[str, Any]:
    """Fill the form, and return the payload that was recorded."""
    body = urlencode({"care_setting": "emergency", "fever": "no"} | entered).encode()
    assert service.ask("POST", "/", body, [("Content-Type", "application/x-www-form-urlencoded")]).status == 303
    payload: dict[str, Any] = recorded(service)[-1]
    return payload


def by_hook(service: Running, patient: dict[str, Any]) -> dict[str, Any]:
    """Sign an order of CT, and return the payload that was recorded."""
    ordered = draft("ct", authoredOn=datetime.now(UTC).isoformat())
    assert post(service, call(ordered, hook="order-sign", prefetch={"patient": patient})).status == 200
    payload: dict[str, Any] = recorded(service)[-1]
    return payload


def sources(payload: dict[str, Any], fact: str) -> list[tuple[list[str], str, str]]:
    """Return what was read of a fact over HL7 v2: the values, from which kind of message, and its field."""
    found = [(each["values"], each["path"]) for each in payload["readings"] if each["fact"] == fact]
    return [(values, path.split("/")[0], path.split("#")[1]) for values, path in found if path.startswith("ORU^R01/")]


RESULT = [(["negative"], "ORU^R01", "OBX[1]-5")]


@pytest.mark.parametrize(
    ("site", "subject", "expected"),
    [
        (NAMED + "share_hl7v2: [form]\n", "INVENTED-1", RESULT),
        (NAMED + "share_hl7v2: [cds-hooks, form]\n", f"{AUTHORITY}|INVENTED-1", RESULT),
        (NAMED + "share_hl7v2: [form]\n", "INVENTED-2", []),
        (NAMED + "share_hl7v2: [cds-hooks]\n", "INVENTED-1", []),
        (NAMED, "INVENTED-1", []),
        ("share_hl7v2: [form]\n", "INVENTED-1", []),
    ],
)
def test_form_is_served_where_the_site_says_so(tmp_path: Path, site: str, subject: str, expected: list[Any]) -> None:
    with fed(tmp_path, site) as service:
        payload = by_form(service, subject=subject)
    assert sources(payload, "rt_pcr") == expected
    assert payload["facts"].get("rt_pcr") == (expected[0][0] if expected else None)


def test_what_belongs_to_a_visit_is_not_shared(tmp_path: Path) -> None:
    with fed(tmp_path, NAMED + "share_hl7v2: [cds-hooks, form]\n") as service:
        for payload in (by_form(service, subject="INVENTED-1"), by_hook(service, numbered("INVENTED-1"))):
            assert payload["measurements"] == []
            assert not [each for each in payload["readings"] if each["fact"] == "care_setting" and "^" in each["path"]]


def test_what_was_entered_in_the_form_goes_before_what_came_over_hl7(tmp_path: Path) -> None:
    with fed(tmp_path, NAMED + "share_hl7v2: [form]\n") as service:
        payload = by_form(service, subject="INVENTED-1", rt_pcr="pending")
    assert payload["facts"]["rt_pcr"] == ["pending"]
    assert sources(payload, "rt_pcr") == RESULT


@pytest.mark.parametrize(
    ("site", "patient", "expected"),
    [
        (NAMED + "share_hl7v2: [cds-hooks]\n", numbered("INVENTED-1"), RESULT),
        (NAMED + "share_hl7v2: [cds-hooks]\n", numbered("INVENTED-1", "urn:oid:2.999.2"), []),
        (NAMED + "share_hl7v2: [cds-hooks]\n", numbered("INVENTED-2"), []),
        (NAMED + "share_hl7v2: [cds-hooks]\n", {"resourceType": "Patient", "id": "invented-1"}, []),
        (NAMED + "share_hl7v2: [form]\n", numbered("INVENTED-1"), []),
        (NAMED, numbered("INVENTED-1"), []),
    ],
)
def test_hooks_are_served_where_the_site_says_so(
    tmp_path: Path, site: str, patient: dict[str, Any], expected: list[Any]
) -> None:
    with fed(tmp_path, site) as service:
        payload = by_hook(service, patient)
    assert sources(payload, "rt_pcr") == expected
    assert payload["facts"].get("rt_pcr") == (expected[0][0] if expected else None)


def test_order_that_came_over_hl7_is_none_of_the_call(tmp_path: Path) -> None:
    with fed(tmp_path, NAMED + "share_hl7v2: [cds-hooks]\n") as service:
        before = len(recorded(service))
        payload = by_hook(service, numbered("INVENTED-1"))
        assert len(recorded(service)) == before + 1
    assert payload["hook"]["order"] == "ServiceRequest/s1"
