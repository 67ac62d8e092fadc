"""Orders in messages: what is ordered and why, how far it has come, and what is pending in the laboratory."""

from typing import Any

import pytest

from fhir.bundle.site import SiteMap
from fhir.v2.chart import open_orders, order_of
from tests.fhir.v2.invented_telling import (
    CT,
    CXR,
    DETECTED,
    PID,
    PV1,
    RNA,
    content,
    facts,
    gathering,
    of_kind,
    places,
    read,
    result,
    said,
    told,
)

ORM, OMG, OMI, OML = "ORM^O01", "OMG^O19^OMG_O19", "OMI^O23^OMI_O23", "OML^O21^OML_O21"
KEY = "ORDER|urn:hl7v2:HIS|O1"
NEW = "ORC|NW|O1^HIS|||||||20200407113000+0900"


def obr(code: str = CT, number: str = "O1", **fields: str) -> str:
    """Return OBR with some fields by number: f31="..."."""
    held = {1: "1", 2: f"{number}^HIS", 4: code} | {int(name[1:]): value for name, value in fields.items()}
    return "OBR|" + "|".join(held.get(number, "") for number in range(1, max(held) + 1))


def request(*segments: str, kind: str = ORM, site: SiteMap | None = None) -> Any:  # noqa: ANN401  JSON
    (statement,) = of_kind(told(said(kind, PID, *segments), site or SiteMap()), "ServiceRequest")
    return content(statement)


def open_keys(*messages: bytes, site: SiteMap | None = None) -> dict[str, str]:
    return {key: order.modality for key, order in open_orders(gathering(*messages, site=site or SiteMap()))}


@pytest.mark.parametrize("kind", [ORM, OMG, OMI])
def test_new_order_is_open_and_told_with_its_numbers(kind: str) -> None:
    message = said(kind, PID, PV1, "ORC|NW|O1^HIS|F1^RIS|||||||20200407", obr())
    (order,) = told(message).orders
    assert (order.control, order.key, order.placer, order.filler) == ("NW", KEY, "O1^HIS", "F1^RIS")
    assert order.is_imaging
    assert open_keys(message) == {KEY: "ct"}
    found = order_of(gathering(message), KEY)
    assert found is not None
    assert found.modality == "ct"
    assert order_of(gathering(message), "ORDER|urn:hl7v2:HIS|O2") is None


@pytest.mark.parametrize(
    ("code", "fields", "site", "modality"),
    [
        (CT, {}, {}, "ct"),
        (CXR, {}, {}, "cxr"),
        ("CT01^CT chest^99KMC^24627-2^^LN", {}, {}, "ct"),
        ("71250^^C4", {}, {}, "ct"),
        ("CT01^CT chest^99KMC", {}, {"urn:hl7v2:99KMC|CT01": "ct"}, "ct"),
        ("CT01^CT chest", {}, {"urn:hl7v2:L|CT01": "ct"}, "ct"),
        ("CT01^CT chest^99KMC", {"f24": "CT"}, {}, None),
        ("XX^^99KMC", {"f24": "CT"}, {"http://terminology.hl7.org/CodeSystem/v2-0074|CT": "ct"}, "ct"),
        ("^CT chest", {}, {}, None),
        ("79077-4^^LN", {}, {}, None),
    ],
)
def test_what_is_ordered_is_a_code_of_the_field_or_of_the_site(
    code: str, fields: dict[str, str], site: dict[str, str], modality: str | None
) -> None:
    message = said(ORM, PID, NEW, obr(code, **fields))
    assert open_keys(message, site=SiteMap(orders=site)).get(KEY) == modality


@pytest.mark.parametrize("ipc", ["IPC|A|B|C|D|CT01^^99KMC", "IPC|A|B|C|D|CT^^DCM|CT01^^99KMC"])
def test_protocol_of_imaging_names_the_examination_where_the_site_knows_it(ipc: str) -> None:
    site = SiteMap(orders={"urn:hl7v2:99KMC|CT01": "ct"})
    assert open_keys(said(OMI, PID, NEW, obr("XX^^99KMC"), ipc), site=site) == {KEY: "ct"}
    assert open_keys(said(OMI, PID, NEW, obr("XX^^99KMC"), ipc)) == {}


@pytest.mark.parametrize(
    ("kind", "code", "fields", "more", "is_imaging"),
    [
        (OMI, "XX^^99KMC", {}, (), True),
        (OML, CT, {}, (), False),
        (ORM, CT, {}, (), True),
        (ORM, "79077-4^^LN", {}, (), True),
        (ORM, "XX^^99KMC", {"f24": "RAD"}, (), True),
        (ORM, "XX^^99KMC", {"f24": "CH"}, (), False),
        (ORM, "XX^^99KMC", {}, ("IPC|A|B|C|D|CT^^DCM",), True),
        (ORM, "XX^^99KMC", {}, (), False),
        (ORM, RNA, {}, (), False),
    ],
)
def test_order_is_imaging_where_something_says_so(
    kind: str, code: str, fields: dict[str, str], more: tuple[str, ...], is_imaging: bool
) -> None:
    (order,) = told(said(kind, PID, NEW, obr(code, **fields), *more)).orders
    assert order.is_imaging is is_imaging


@pytest.mark.parametrize(
    ("kind", "code", "fields", "is_kept"),
    [
        (ORM, CT, {}, True),
        (OMI, "XX^^99KMC", {}, True),
        (OML, RNA, {}, True),
        (ORM, "387713003^^SCT", {}, True),
        (ORM, "XX^^99KMC", {}, True),  # the site may come to know it
        (ORM, "XX^^99KMC", {"f24": "CH"}, False),
        (OML, "XX^^99KMC", {}, False),
        (ORM, "54089-8^^LN", {}, False),
        (ORM, "^Free text", {}, False),
    ],
)
def test_only_an_order_that_can_matter_is_kept(kind: str, code: str, fields: dict[str, str], is_kept: bool) -> None:
    message = told(said(kind, PID, NEW, obr(code, **fields)))
    assert bool(of_kind(message, "ServiceRequest")) is is_kept


def test_order_of_surgery_that_the_site_names_is_kept() -> None:
    site = SiteMap(surgery=frozenset({"urn:hl7v2:99KMC|OP1"}))
    assert of_kind(told(said(OML, PID, NEW, obr("OP1^^99KMC", f24="CH")), site), "ServiceRequest") != []


@pytest.mark.parametrize(
    ("tq1", "obr27", "orc7", "obr5", "priority"),
    [
        ("S^^HL70485", "^^^^^R", "^^^^^R", "R", "stat"),
        ("", "^^^^^A", "^^^^^R", "R", "asap"),
        ("", "", "^^^^^R", "S", "routine"),
        ("", "", "", "S", "stat"),
        ("T", "", "", "", None),
        ("T", "^^^^^S", "", "", "stat"),
        ("", "", "", "", None),
    ],
)
def test_priority_is_of_the_first_field_that_has_one(
    tq1: str, obr27: str, orc7: str, obr5: str, priority: str | None
) -> None:
    segments = (f"ORC|NW|O1^HIS|||||{orc7}||20200407", f"TQ1|1||||||||{tq1}", obr(f5=obr5, f27=obr27))
    assert request(*segments).get("priority") == priority


def test_times_of_an_order_are_those_that_it_gives() -> None:
    assert request(NEW, obr())["authoredOn"] == "2020-04-07T11:30:00+09:00"
    assert request("ORC|NW|O1^HIS", obr())["authoredOn"] == "2020-04-07T12:00:00+09:00"
    assert "occurrenceDateTime" not in request(NEW, obr())
    assert request(NEW, "TQ1|1||||||202004080900", obr(f36="20200409"))["occurrenceDateTime"] == "2020-04-08T09:00:00"
    assert request(NEW, obr(f36="20200409"))["occurrenceDateTime"] == "2020-04-09"
    assert request(NEW, obr(f27="^^^20200410"))["occurrenceDateTime"] == "2020-04-10"
    assert request("ORC|NW|O1^HIS|||||^^^20200411", obr())["occurrenceDateTime"] == "2020-04-11"


def test_reasons_are_coded_and_never_texts() -> None:
    segments = (
        NEW,
        obr(
            f13="Pneumonia?",
            f31="J18.9^Pneumonia^I10~^Rule out COVID~U072^^KCD8~follow-up^^99IMGCDS~Cough~RO^^99KMC",
        ),
        "DG1|1||U07.2^^I10",
        "DG1|2||J18.9^^I10",
        "DG1|3|I9C|460",
        "DG1|4||Z11.5^^I10||||||||||||||||||D",
        "DG1|5||^Cough",
    )
    codes = [[(one["system"], one["code"]) for one in each["coding"]] for each in request(*segments)["reasonCode"]]
    assert codes == [
        [("http://hl7.org/fhir/sid/icd-10", "J18.9")],
        [("http://www.hl7korea.or.kr/CodeSystem/kostat-kcd-8", "U072")],
        [("urn:imaging-cds:purpose", "follow-up")],
        [("urn:hl7v2:99KMC", "RO")],
        [("http://hl7.org/fhir/sid/icd-10", "U07.2")],
        [("urn:hl7v2:I9C", "460")],
    ]


def test_reasons_are_read_with_their_places() -> None:
    gathered = read(said(ORM, PID, PV1, NEW, obr(f31="follow-up^^99IMGCDS"), "DG1|1||J18.9^^I10"))
    known = facts(gathered)
    assert (known["purpose"], known["pneumonia_suspected"]) == (("follow-up",), ("yes",))
    assert places(gathered, "purpose") == {"ORM^O01/M1#OBR[1]-31"}
    assert places(gathered, "pneumonia_suspected") == {"ORM^O01/M1#DG1[1]-3"}


def test_code_without_its_system_is_a_reason_where_the_site_knows_it() -> None:
    site = SiteMap(reasons={"urn:hl7v2:L|RO": {"purpose": ("rule-out-covid-pneumonia",)}})
    message = said(ORM, PID, NEW, obr(f31="RO^Rule out COVID"))
    assert facts(read(message, site=site))["purpose"] == ("rule-out-covid-pneumonia",)
    assert "purpose" not in facts(read(message))


@pytest.mark.parametrize(
    ("orc", "is_open"),
    [
        ("ORC|CA|O1^HIS", False),
        ("ORC|DC|O1^HIS", False),
        ("ORC|OC|O1^HIS", False),
        ("ORC|CR|O1^HIS", False),
        ("ORC|HD|O1^HIS", False),
        ("ORC|SC|O1^HIS|||CM", False),
        ("ORC|SC|O1^HIS|||CA", False),
        ("ORC|SC|O1^HIS|||IP", True),
        ("ORC|RE|O1^HIS|||CM", True),  # a report, and none of the order's own
        ("ORC|OK|O1^HIS|||HD", False),
        ("ORC|OK|O1^HIS", True),
        ("ORC|ZZ|O1^HIS|||??", True),
        ("ORC|CA|O2^HIS", True),
        ("ORC|CA|O1^OTHER", True),
    ],
)
@pytest.mark.parametrize("with_obr", [False, True])
def test_state_of_an_order_is_what_was_said_of_it_last(orc: str, is_open: bool, with_obr: bool) -> None:
    number = orc.split("|")[2]
    ordered = obr().replace("O1^HIS", number)
    first = said(ORM, PID, PV1, NEW, obr(), identity="M1", time="20200407113000+0900")
    then = said(ORM, PID, orc, *([ordered] if with_obr else []), identity="M2", time="20200407114000+0900")
    assert (KEY in open_keys(first, then)) is is_open
    assert open_keys(first, then) == open_keys(then, first)


def test_order_is_cancelled_by_the_number_of_its_filler_too() -> None:
    first = said(ORM, PID, "ORC|NW|O1^HIS|F1^RIS", obr(), identity="M1", time="20200407113000+0900")
    then = said(ORM, PID, "ORC|CA||F1^RIS", identity="M2", time="20200407114000+0900")
    assert open_keys(first) == {KEY: "ct"}
    assert open_keys(first, then) == {}


def test_order_that_is_placed_again_is_open_again() -> None:
    first, cancelled, again = (
        said(ORM, PID, orc, obr(), identity=name, time=f"20200407{name}0000+0900")
        for orc, name in ((NEW, "09"), ("ORC|CA|O1^HIS", "10"), (NEW, "11"))
    )
    assert open_keys(first, cancelled) == {}
    assert open_keys(again, cancelled, first) == {KEY: "ct"}


def test_changed_order_takes_the_place_of_what_it_changes() -> None:
    first = said(ORM, PID, NEW, obr(), identity="M1", time="20200407113000+0900")
    changed = said(ORM, PID, "ORC|XO|O1^HIS", obr(CXR), identity="M2", time="20200407114000+0900")
    at_once = said(ORM, PID, "ORC|XO|O1^HIS", obr(CXR), identity="M3", time="20200407113000+0900")
    assert open_keys(first, changed) == {KEY: "cxr"}
    assert open_keys(at_once, first) == {KEY: "cxr"}


def test_replaced_order_is_closed_and_its_replacement_open() -> None:
    message = said(ORM, PID, "ORC|RP|O1^HIS", obr(), "ORC|RO|O2^HIS", obr(CXR, "O2"))
    assert open_keys(message) == {"ORDER|urn:hl7v2:HIS|O2": "cxr"}
    assert open_keys(said(ORM, PID, "ORC|RP|O1^HIS", obr(CXR))) == {KEY: "cxr"}


def test_order_that_was_only_seen_counts_until_it_is_known_as_it_was_given() -> None:
    seen = said(ORM, PID, "ORC|SC|O1^HIS|||IP", obr(CXR), identity="M2", time="20200407114000+0900")
    given = said(ORM, PID, NEW, obr(), identity="M1", time="20200407113000+0900")
    assert open_keys(seen) == {KEY: "cxr"}
    assert open_keys(seen, given) == open_keys(given, seen) == {KEY: "ct"}


def test_cancellation_that_names_no_patient_is_told_by_the_number_of_the_order() -> None:
    one = told(said(ORM, "ORC|CA|O1^HIS"))
    assert one.subject is None
    assert [(each.kind, each.key, content(each)) for each in one.statements] == [
        ("OrderState", KEY, {"status": "revoked", "of": {"placer": "O1", "bare": False}})
    ]
    assert [(each.control, each.key) for each in one.orders] == [("CA", KEY)]


def test_several_orders_of_one_message_are_several() -> None:
    message = said(OMI, PID, NEW, obr(), "ORC|NW|O2^HIS", obr(CXR, "O2"), "ORC|CA|O3^HIS")
    assert [(one.control, one.key) for one in told(message).orders] == [
        ("NW", KEY),
        ("NW", "ORDER|urn:hl7v2:HIS|O2"),
        ("CA", "ORDER|urn:hl7v2:HIS|O3"),
    ]
    assert open_keys(message) == {KEY: "ct", "ORDER|urn:hl7v2:HIS|O2": "cxr"}


def test_several_examinations_under_one_number_are_cancelled_together() -> None:
    message = said(ORM, PID, NEW, obr(), obr(CXR), obr("79077-4^^LN", "O9"), identity="M1", time="20200407113000+0900")
    cancelled = said(ORM, PID, "ORC|CA|O1^HIS", identity="M2", time="20200407114000+0900")
    assert open_keys(message) == {KEY: "ct", f"{KEY}#2": "cxr"}
    assert open_keys(message, cancelled) == {}
    assert [one.key for one in told(message).orders] == [KEY, f"{KEY}#2"]


def test_number_that_may_be_a_citizens_is_no_number_of_an_order() -> None:
    one = told(said(ORM, PID, "ORC|NW|9001011234567^HIS", "OBR|1|900101-1234567||24627-2^^LN"))
    (order,) = one.orders
    assert (order.key, order.placer) == ("ORDER||M1|0", "")
    assert "9001011234567" not in repr(one)
    assert "900101-1234567" not in repr(one)


def test_laboratory_order_of_the_test_is_pending_until_it_is_taken_back_or_done() -> None:
    ordered = said(OML, PID, "ORC|NW|L1^HIS|||||||20200407100000", obr(RNA, "L1"), identity="M1", time="20200407100000")
    cancelled = said(OML, PID, "ORC|CA|L1^HIS", identity="M2", time="20200407110000")
    done = said("ORU^R01", PID, *result(DETECTED), identity="M3", time="20200407110000")
    assert facts(read(ordered))["rt_pcr"] == ("pending",)
    assert places(read(ordered), "rt_pcr") == {"OML^O21/M1#ORC[1]-1"}
    assert "rt_pcr" not in facts(read(ordered, cancelled))
    assert facts(read(ordered, done))["rt_pcr"] == ("positive",)


def test_no_order_of_the_test_is_not_known_to_be_none() -> None:
    site = SiteMap(laboratory_record_complete=True)
    assert "rt_pcr" not in facts(read(said(ORM, PID, NEW, obr()), site=site))


@pytest.mark.parametrize(("report", "is_open"), [("F", False), ("C", False), ("X", False), ("P", True), ("I", True)])
def test_order_is_over_when_it_is_reported(report: str, is_open: bool) -> None:
    first = said(ORM, PID, NEW, obr(), identity="M1", time="20200407100000")
    reported = said(
        "ORU^R01", PID, "ORC|RE|O1^HIS", obr(f7="20200407", f25=report), identity="M2", time="20200407110000"
    )
    assert (KEY in open_keys(first, reported)) is is_open


def test_result_in_an_order_message_is_read_and_is_no_order() -> None:
    one = told(said(ORM, PID, *result(DETECTED)))
    assert one.orders == ()
    assert of_kind(one, "ServiceRequest") == []
    assert facts(read(said(ORM, PID, *result(DETECTED))))["rt_pcr"] == ("positive",)
