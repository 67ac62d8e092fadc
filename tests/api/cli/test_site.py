"""`imaging-cds site check`: the codes that nobody has mapped, as a draft of the lines that would."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.assemble import library_of, now
from api.settings import Settings
from api.store.port import Entry
from api.store.sqlite import SqliteLog
from engine.log.canonical import canonical_bytes
from engine.log.record import Kind
from fhir.bundle.site import read_site
from fhir.bundle.unmapped import TABLES
from tests.api.cli.conftest import Ran
from tests.api.feed.talk import PATIENT, VISIT, message

Run = Callable[..., Ran]
LOCAL = "https://hospital.example/codes"


def concept(code: str, system: str | None = LOCAL) -> dict[str, Any]:
    """A coded concept with words that nobody may see."""
    coding = {"code": code, "display": "Invented Patient"} | ({"system": system} if system else {})
    return {"coding": [coding], "text": "Invented Patient"}


def request(code: str, system: str | None = LOCAL) -> dict[str, Any]:
    """An order of an invented patient."""
    return {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/invented-1"},
        "code": concept(code, system),
    }


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    """A bundle."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def hook(*orders: dict[str, Any]) -> dict[str, Any]:
    """A call of an EHR with draft orders, and an encounter sent along."""
    encounter = {
        "resourceType": "Encounter",
        "id": "visit",
        "status": "in-progress",
        "subject": {"reference": "Patient/invented-1"},
        "location": [{"location": {"reference": "Location/clinic-7"}}],
    }
    return {
        "hook": "order-sign",
        "hookInstance": "8d6f8a2e-0000-4000-8000-000000000001",
        "context": {"userId": "Practitioner/1", "patientId": "invented-1", "draftOrders": bundle(*orders)},
        "prefetch": {"encounter": encounter},
    }


def write(folder: Path, name: str, *documents: object) -> str:
    """Write documents, one to a line."""
    file = folder / name
    file.write_text("".join(json.dumps(each) + "\n" for each in documents))
    return str(file)


@pytest.fixture
def site_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of the site's codes, which is empty."""
    file = tmp_path / "site.yaml"
    file.write_text("")
    monkeypatch.setenv("IMAGING_CDS_SITE_FILE", str(file))
    return file


def test_what_is_missing_is_drafted_the_most_frequent_first(run: Run, tmp_path: Path, site_file: Path) -> None:
    one = write(tmp_path, "bundle.json", bundle(request("CT1")))
    many = write(tmp_path, "hooks.ndjson", hook(request("CT2")), hook(request("CT2"), request("CT3", None)))
    ran = run("site", "check", one, many)
    assert (ran.code, ran.err) == (0, "")
    settings = ", ".join(library_of(Settings()).facts["care_setting"].values)
    assert ran.out.splitlines() == [
        f"# {site_file} can be used; 3 looked at, 4 not mapped",
        f"locations: # {settings}",
        "  Location/clinic-7: \N{HORIZONTAL ELLIPSIS} # 2 in Encounter.location.location",
        "orders: # cxr, ct",
        f"  {LOCAL}|CT2: \N{HORIZONTAL ELLIPSIS} # 2 in ServiceRequest.code",
        f"  {LOCAL}|CT1: \N{HORIZONTAL ELLIPSIS} # 1 in ServiceRequest.code",
        "  # |CT3 has no system, so no site map can name it: 1 in ServiceRequest.code",
    ]


def test_no_words_of_a_record_are_told(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "bundle.json", bundle(request("CT1"), request("Invented Patient")))
    for form in ("text", "json"):
        out = run("site", "check", file, "--format", form).out
        assert f"{LOCAL}|CT1" in out
        assert "Patient" not in out.replace("Practitioner", "")
        assert "invented-1" not in out


def everything(folder: Path) -> str:
    """A file that holds a code for every table of the site map."""
    visit = {
        "resourceType": "Encounter",
        "id": "visit",
        "status": "in-progress",
        "location": [{"location": {"reference": "Location/clinic-7"}}],
        "serviceType": concept("SAFE"),
        "type": [concept("CONTACT")],
    }
    film = {
        "resourceType": "DiagnosticReport",
        "id": "film",
        "status": "final",
        "code": concept("36643-5", "http://loinc.org"),
        "conclusionCode": [concept("PNA")],
    }
    scale = {
        "resourceType": "Observation",
        "id": "scale",
        "status": "final",
        "code": concept("WHO"),
        "valueInteger": 6,
    }
    ordered = request("24627-2", "http://loinc.org") | {"reasonCode": [concept("RO")]}
    booked = {"resourceType": "Appointment", "id": "op", "status": "booked", "serviceType": [concept("OP")]}
    return write(folder, "all.json", bundle(visit, film, scale, ordered, booked, request("CT1")))


MEANT = {
    "locations": "inpatient",
    "service_types": "emergency",
    "visit_reasons": "medical",
    "orders": "ct",
    "film_conclusions": "pneumonia-definite",
    "reasons": "{purpose: diagnosis}",
    "severity_scales": "{'6': critical}",
}


def test_the_draft_filled_in_is_a_site_map_that_leaves_nothing_out(run: Run, tmp_path: Path, site_file: Path) -> None:
    site_file.write_text("urgent_surgery_counts: true")
    file = everything(tmp_path)
    told = json.loads(run("site", "check", file, "--format", "json").out)
    assert [each["table"] for each in told["unmapped"]] == list(TABLES)
    draft = run("site", "check", file).out
    blank = "\N{HORIZONTAL ELLIPSIS}"
    lines, table = [], ""
    for line in draft.splitlines():
        table = line.partition(":")[0] if not line.startswith((" ", "#")) else table
        lines.append(line.replace(f"{{{blank}: {blank}}}", blank).replace(f": {blank}", f": {MEANT.get(table)}"))
    site_file.write_text("\n".join([*lines, "urgent_surgery_counts: true"]))
    assert read_site(site_file.read_bytes(), library_of(Settings()).facts).locations == {
        "Location/clinic-7": "inpatient"
    }
    assert run("site", "check", file, "--strict").code == 0
    assert json.loads(run("site", "check", file, "--format", "json").out)["unmapped"] == []


def test_a_draft_with_its_blanks_left_is_refused(run: Run, tmp_path: Path, site_file: Path) -> None:
    file = everything(tmp_path)
    site_file.write_text(run("site", "check", file).out)
    ran = run("site", "check", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"imaging-cds: site.yaml: orders/{LOCAL}|CT1: ")
    assert ran.err.count("\n") == 1


def test_a_list_is_a_failure_only_where_it_is_said_to_be(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "bundle.json", bundle(request("CT1")))
    assert [run("site", "check", file, *how).code for how in ((), ("--strict",))] == [0, 1]
    known = write(tmp_path, "known.json", bundle(request("24627-2", "http://loinc.org")))
    assert run("site", "check", known, "--strict") == Ran(
        0, "# no IMAGING_CDS_SITE_FILE is set; 1 looked at, 0 not mapped\n", ""
    )


def test_of_many_that_cannot_be_read_the_first_are_named(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path, "one.json", [1])
    ran = run("site", "check", *[file] * 21)
    named = ", ".join([file] * 20)
    assert (ran.code, ran.err) == (2, f"imaging-cds: 21 could not be read as FHIR, CDS Hooks or HL7 v2: {named}, …\n")


def test_what_cannot_be_read_is_counted_and_the_rest_is_looked_at(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mixed.ndjson"
    bad_hook = {"hook": "order-sign"}
    file.write_text("\n".join(["{", json.dumps(bad_hook), "", json.dumps(request("CT1")), "[1]"]))
    ran = run("site", "check", str(file), "--format", "json")
    places = f"{file} line 1, {file} line 2, {file} line 5"
    assert (ran.code, ran.err) == (2, f"imaging-cds: 3 could not be read as FHIR, CDS Hooks or HL7 v2: {places}\n")
    told = json.loads(ran.out)
    assert (told["looked_at"], told["unreadable"], told["site_file"]) == (1, 3, None)
    assert told["unmapped"] == [
        {
            "table": "orders",
            "code": f"{LOCAL}|CT1",
            "path": "ServiceRequest.code",
            "count": 1,
            "line": f"{LOCAL}|CT1: \N{HORIZONTAL ELLIPSIS}",
        }
    ]


def test_standard_input_and_an_absent_file(run: Run, tmp_path: Path) -> None:
    ran = run("site", "check", "-", "--format", "json", given=json.dumps(bundle(request("CT1"))).encode())
    assert json.loads(ran.out)["looked_at"] == 1
    assert run("site", "check", str(tmp_path / "absent")).code == 2


def test_without_files_the_log_tells_what_was_seen_and_is_still_unmapped(
    run: Run, database: Path, site_file: Path
) -> None:
    assert json.loads(run("site", "check", "--format", "json").out)["looked_at"] == 0
    assert not database.exists()
    seen = [
        {"table": "orders", "code": f"{LOCAL}|{code}", "path": "ServiceRequest.code"} for code in ("CT1", "CT2", "CT2")
    ]
    with SqliteLog(database, now) as log:
        for number, unmapped in enumerate([seen[:2], seen[2:], None]):
            payload = canonical_bytes({} if unmapped is None else {"unmapped": unmapped})
            log.append(Entry(Kind.DECISION, f"invented-{number}", "cds-hooks", payload, bytes(32)))
    told = json.loads(run("site", "check", "--format", "json").out)
    assert told["looked_at"] == 3
    assert [(each["code"], each["count"]) for each in told["unmapped"]] == [(f"{LOCAL}|CT2", 2), (f"{LOCAL}|CT1", 1)]
    site_file.write_text(f"orders: {{'{LOCAL}|CT2': ct}}")
    told = json.loads(run("site", "check", "--format", "json").out)
    assert [each["code"] for each in told["unmapped"]] == [f"{LOCAL}|CT1"]


def test_messages_of_hl7_v2_are_looked_through(run: Run, tmp_path: Path) -> None:
    request = "OBR|1|P1^HIS||CT205^chest CT^99KMC" + "|" * 20 + "CT"
    file = tmp_path / "messages.hl7"
    file.write_bytes(
        message("OMI^O23^OMI_O23", PATIENT, VISIT, "ORC|NW|P1^HIS", request, "IPC|A|B|2.25.1|C|CT") + b"MSH|broken\r"
    )
    ran = run("site", "check", str(file))
    assert ran.code == 2
    assert "urn:hl7v2:99KMC|CT205: …" in ran.out
    assert "message 2" in ran.err
