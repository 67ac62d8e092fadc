"""The table that maps fields to elements is whole: each row can be read, and what it gives is what readers know."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.bundle.resources import (
    Condition,
    DiagnosticReport,
    Observation,
    Patient,
    QuestionnaireResponse,
    ServiceRequest,
)
from fhir.bundle.site import SiteMap
from fhir.v2.codings import codings, system_named
from fhir.v2.converters import CONVERTERS
from fhir.v2.mapping import Row, map_segments, read_mapping
from fhir.v2.message import Repetition, Segment
from fhir.v2.numbering import key_of
from fhir.v2.scope import Scope
from fhir.v2.tables import look_up, rank_of, read_tables
from fhir.v2.times import begin, fhir_time, read_time
from fhir.valuesets.loader import read_systems, read_texts
from tests.fhir.v2.invented_telling import NO_SITE

ROWS = [(kind, row) for kind, rows in read_mapping().items() for row in rows]
KINDS = {
    "Condition": Condition,
    "DiagnosticReport": DiagnosticReport,
    "Observation": Observation,
    "Patient": Patient,
    "QuestionnaireResponse": QuestionnaireResponse,
    "ServiceRequest": ServiceRequest,
}
SEOUL = NO_SITE.zone


def repetition(text: str) -> Repetition:
    return Repetition(tuple((part,) for part in text.split("^")))


@pytest.mark.parametrize("kind", KINDS)
def test_element_of_every_row_is_one_that_is_read(kind: str) -> None:
    read = set(KINDS[kind].__struct_encode_fields__)
    assert {row.into for row in read_mapping()[kind]} <= read


def test_every_converter_is_used_and_every_row_has_one() -> None:
    assert {row.convert for _, row in ROWS} == set(CONVERTERS)


def test_row_is_written_as_people_write_fields() -> None:
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]{2}-\d+(\.\d+)?", row.source) for _, row in ROWS)
    assert {kind for kind, _ in ROWS} == {*KINDS, "Visit"}


@pytest.mark.parametrize(
    ("kind", "row"), ROWS, ids=[f"{kind}.{row.into}-{row.source}-{row.convert}" for kind, row in ROWS]
)
@pytest.mark.parametrize("written", ["", '""'])
def test_absent_and_null_fields_give_nothing(kind: str, row: Row, written: str) -> None:
    segment = Segment(row.segment, 1, tuple([written] * 60))
    mapped = map_segments(kind, {segment.id: (segment,)}, Scope(NO_SITE))
    assert (mapped.content, mapped.fields) == ({}, {})


@given(st.text(max_size=30), st.sampled_from(ROWS))
def test_no_field_of_any_content_is_too_much(text: str, one: tuple[str, Row]) -> None:
    kind, row = one
    segment = Segment(row.segment, 1, tuple([text] * 40))
    map_segments(kind, {segment.id: (segment,)}, Scope(NO_SITE, frozenset({"rt_pcr", "measurements"})))


@pytest.mark.parametrize(
    ("name", "oid", "address"),
    [
        ("LN", None, "http://loinc.org"),
        (" loinc ", None, "http://loinc.org"),
        ("SCT", "9.9", "http://snomed.info/sct"),
        ("HL7 0136", None, "http://terminology.hl7.org/CodeSystem/v2-0136"),
        ("HL70136", None, "http://terminology.hl7.org/CodeSystem/v2-0136"),
        ("0136", None, "http://terminology.hl7.org/CodeSystem/v2-0136"),
        ("2.16.840.1.113883.6.1", None, "urn:oid:2.16.840.1.113883.6.1"),
        (None, "2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1"),
        (None, "loinc", None),
        (None, None, None),
        ("99IMGCDS", None, "urn:imaging-cds:purpose"),
        ("99KMC", None, "urn:hl7v2:99KMC"),
        ("a|b", None, "urn:hl7v2:A_B"),
    ],
)
def test_code_system_is_known_by_its_name(name: str | None, oid: str | None, address: str | None) -> None:
    assert system_named(name, oid, "purpose") == address


def test_systems_of_the_table_are_met_in_the_field() -> None:
    known = {address for system in read_systems().values() for address in system.addresses}
    unmeasured = {"http://unitsofmeasure.org"}
    assert set(read_tables()["systems"].values()) - unmeasured <= known
    assert all(name == "".join(name.split()).upper() for name in read_tables()["systems"])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A^a^LN^B^b^99KMC", [("http://loinc.org", "A"), ("urn:hl7v2:99KMC", "B")]),
        ("^a^LN^B^b^99KMC", [("urn:hl7v2:99KMC", "B")]),
        ("A^a^LN^B^b", [("http://loinc.org", "A")]),
        ("two words^^LN", []),
        (f"{'A' * 65}^^LN", []),
        ("900101-1234567^^LN", []),
        ("A", []),
        ("KNOWN", [("urn:hl7v2:L", "KNOWN")]),
        ("OWN CODE^^99KMC", [("urn:hl7v2:99KMC", "OWN CODE")]),
        ("HIGH^^99S", [("urn:hl7v2:99S", "HIGH")]),
    ],
)
def test_codes_are_codes_and_no_texts(written: str, expected: list[tuple[str, str]]) -> None:
    site = SiteMap(
        reasons={"urn:hl7v2:L|KNOWN": {"purpose": ("screening",)}, "urn:hl7v2:99KMC|OWN CODE": {}},
        severity_scales={"urn:hl7v2:99S|SCORE": {"urn:hl7v2:99S|HIGH": "severe"}},
    )
    assert [(one["system"], one["code"]) for one in codings(repetition(written), site)] == expected


def test_statuses_that_a_table_gives_are_those_of_fhir() -> None:
    observed = {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"}
    ordered = {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error"}
    assert set(read_tables()["result_status"].values()) == observed
    assert set(read_tables()["report_status"].values()) <= observed | {"partial"}
    assert set(read_tables()["order_control"].values()) | set(read_tables()["order_status"].values()) <= ordered
    assert set(read_tables()["ordering"]) <= set(read_tables()["order_control"])
    coded = {name: table for name, table in read_tables().items() if name not in {"days", "rank"}}
    assert all(code == code.upper() for table in coded.values() for code in table)


def test_rank_of_a_void_statement_is_the_highest() -> None:
    ranks = [rank_of(name) for name in ("preliminary", "final", "corrected", "cancelled", None)]
    assert ranks == [0, 1, 2, 3, 0]
    assert rank_of("entered-in-error") == rank_of("revoked") == 3
    assert look_up("result_status", " f ") == "final"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2020", "2020"),
        ("202004", "2020-04"),
        ("20200407", "2020-04-07"),
        ("20200407-0500", "2020-04-07"),
        ("2020040710", "2020-04-07T10:00:00"),
        ("202004071030", "2020-04-07T10:30:00"),
        ("20200407103015", "2020-04-07T10:30:15"),
        ("20200407103015.1234+0900", "2020-04-07T10:30:15.1234+09:00"),
        (" 202004071030-0500 ", "2020-04-07T10:30:00-05:00"),
        ("20200431", None),
        ("2020040724", None),
        ("0020", None),
        ("20200407T10", None),
        ("2020-04-07", None),
        ("", None),
        (None, None),
    ],
)
def test_time_is_as_precise_as_it_is_written(written: str | None, told: str | None) -> None:
    assert fhir_time(written, SEOUL) == told


def test_time_without_a_zone_is_of_the_site() -> None:
    moment = read_time("202004071030", SEOUL)
    assert moment is not None
    assert (moment.earliest.isoformat(), moment.zone_assumed) == ("2020-04-07T10:30:00+09:00", True)
    assert read_time("soon", SEOUL) is None
    assert begin("2020-04", SEOUL) == begin("2020-04-01", SEOUL)
    assert begin("soon", SEOUL) is None


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_keys_of_different_parts_are_different(one: list[str], other: list[str]) -> None:
    assert (key_of(*one) == key_of(*other)) is (one == other)
    assert "#" not in key_of(*one)


def test_texts_of_results_mean_one_result_each() -> None:
    assert dict(read_texts("rt_pcr_results")) == {
        "positive": "positive",
        "detected": "positive",
        "양성": "positive",
        "검출": "positive",
        "negative": "negative",
        "not detected": "negative",
        "음성": "negative",
        "불검출": "negative",
        "inconclusive": "inconclusive",
        "indeterminate": "inconclusive",
        "미결정": "inconclusive",
    }
