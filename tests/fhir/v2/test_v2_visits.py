"""The visit as messages tell it: events of ADT in their own order, and PV1 of orders where ADT told less."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import AS_OF
from tests.fhir.v2.invented_telling import (
    CT,
    NO_SITE,
    PID,
    RNA,
    content,
    facts,
    gathering,
    of_kind,
    places,
    read,
    said,
    told,
)

AMBULATORY = ("screening-clinic", "outpatient-safe-clinic", "other")
ADMITTED = ("inpatient", "intensive-care")
WARD = SiteMap(locations={"urn:hl7v2:location|ICU": "intensive-care", "urn:hl7v2:location|WARD": "inpatient"})
ORDERED = ("ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CT}")
HOURS = {"A01": "07", "A02": "08", "A03": "09", "A11": "10", "A12": "10", "A13": "10", "A06": "08", "A07": "09"}


def pv1(kind: str = "I", place: str = "WARD^1^A^HOSP", number: str = "V1^^^HOSP", **fields: str) -> str:
    """Return PV1 with some fields by number: f44="..."."""
    held = {1: "1", 2: kind, 3: place, 19: number} | {int(name[1:]): value for name, value in fields.items()}
    return "PV1|" + "|".join(held.get(each, "") for each in range(1, max(held) + 1))


def adt(event: str, visit: str = "", hour: str = "", evn: str = "", pid: str = PID) -> bytes:
    """Return an event of 2020-04-07, at its usual hour."""
    time = f"20200407{hour or HOURS.get(event, '07')}0000"
    visit = visit or pv1()
    segments = [evn or f"EVN||{time}", pid, visit]
    return said(f"ADT^{event}", *segments, identity=f"{event}-{time}", time=f"{time}+0900")


def encounter(*messages: bytes, site: SiteMap = NO_SITE, hours: float = 0) -> Any:  # noqa: ANN401
    as_of = AS_OF + timedelta(hours=hours)
    return [found.resource for found in gathering(*messages, site=site, as_of=as_of).record.found["Encounter"]]


def setting(*messages: bytes, site: SiteMap = NO_SITE, hours: float = 0) -> tuple[str, ...] | None:
    as_of = AS_OF + timedelta(hours=hours)
    return facts(read(*messages, site=site, as_of=as_of), as_of).get("care_setting")


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("E", ("emergency",)),
        ("I", ADMITTED),
        ("B", ADMITTED),
        ("O", AMBULATORY),
        ("R", AMBULATORY),
        ("P", None),
        ("U", None),
    ],
)
def test_class_of_the_visit_says_what_care_it_is(kind: str, found: tuple[str, ...] | None) -> None:
    assert setting(adt("A01", pv1(kind))) == found


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ("ICU", "intensive-care"),
        ("ICU^3", "intensive-care"),
        ("ICU^3^B", "intensive-care"),
        ("ICU^3^B^HOSP", "intensive-care"),
        ("ICU^^^HOSP", "intensive-care"),
        ("HOSP", "intensive-care"),
        ("ICU^3^B^OTHER", None),
        ("3", None),
    ],
)
def test_site_knows_a_place_by_any_of_its_names(known: str, found: str | None) -> None:
    site = SiteMap(locations={f"urn:hl7v2:location|{known}": "intensive-care"})
    gathered = read(adt("A01", pv1(place="ICU^3^B^HOSP")), site=site)
    assert facts(gathered)["care_setting"] == ((found,) if found else ADMITTED)
    assert places(gathered, "care_setting") == {"ADT^A01/A01-20200407070000#PV1[1]-" + ("3" if found else "2")}


def test_narrower_place_counts() -> None:
    named = {"urn:hl7v2:location|HOSP": "other", "urn:hl7v2:location|ICU^3": "intensive-care"}
    assert setting(adt("A01", pv1(place="ICU^3^B^HOSP")), site=SiteMap(locations=named)) == ("intensive-care",)
    assert setting(adt("A01", pv1(place="ER^3^B^HOSP")), site=SiteMap(locations=named)) == ("other",)
    assert setting(adt("A01", pv1(place="^^^HOSP")), site=SiteMap(locations=named)) == ("other",)


def test_service_and_reason_are_the_sites() -> None:
    site = SiteMap(
        service_types={"http://terminology.hl7.org/CodeSystem/v2-0069|SAFE": "outpatient-safe-clinic"},
        visit_reasons={"urn:hl7v2:99KMC|CONTACT": "epidemiological"},
    )
    message = said("ADT^A04", "EVN||20200407110000", PID, pv1("O", f10="SAFE"), "PV2|||CONTACT^^99KMC")
    known = facts(read(message, site=site))
    assert (known["care_setting"], known["visit_reason"]) == (("outpatient-safe-clinic",), ("epidemiological",))
    assert facts(read(message)) == {"care_setting": AMBULATORY}


HISTORIES: dict[str, tuple[list[bytes], dict[int, tuple[str, ...] | None], tuple[str, ...] | None]] = {
    "admitted": ([adt("A01")], {7: ADMITTED, 6: None}, ("inpatient",)),
    "moved": ([adt("A01"), adt("A02", pv1(place="ICU"))], {12: ADMITTED}, ("intensive-care",)),
    "moved-back": (
        [adt("A01"), adt("A02", pv1(place="ICU")), adt("A12", pv1(place=""))],
        {12: ADMITTED},
        ("inpatient",),
    ),
    "moved-back-to": (
        [adt("A01"), adt("A02", pv1(place="ICU")), adt("A12", pv1(place="WARD"))],
        {12: ADMITTED},
        ("inpatient",),
    ),
    "not-moved": ([adt("A01", pv1(place="ICU")), adt("A12", pv1(place=""))], {12: ADMITTED}, ("intensive-care",)),
    "left": ([adt("A01"), adt("A03")], {8: ADMITTED, 12: None}, None),
    "not-left": ([adt("A01"), adt("A03"), adt("A13")], {12: ADMITTED}, ("inpatient",)),
    "never-came": ([adt("A01"), adt("A11")], {8: ADMITTED, 12: None}, None),
    "came-after-all": ([adt("A01"), adt("A11"), adt("A01", pv1("E"), hour="11")], {12: ("emergency",)}, ("inpatient",)),
    "kept": ([adt("A04", pv1("E", "ER")), adt("A06", pv1("I"))], {7: ("emergency",), 12: ADMITTED}, ("inpatient",)),
    "sent-home": ([adt("A01"), adt("A07", pv1("O", '""'))], {12: AMBULATORY}, AMBULATORY),
    "came-again": (
        [adt("A01"), adt("A03"), adt("A04", pv1("O", ""), hour="11")],
        {8: ADMITTED, 12: AMBULATORY},
        AMBULATORY,
    ),
    "said-again": (
        [adt("A04", pv1("E", "ICU"), "05"), adt("A01", pv1("I", ""), "11")],
        {12: ADMITTED},
        ("intensive-care",),
    ),
    "begun-anew": ([adt("A04", pv1("E", "ICU"), "04"), adt("A01", pv1("I", ""), "11")], {12: ADMITTED}, ADMITTED),
    "renamed": ([adt("A01"), adt("A08", pv1('""', "ICU"), hour="11")], {12: None}, ("intensive-care",)),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_history_is_told_in_its_own_order_whatever_order_it_came_in(name: str) -> None:
    messages, by_hour, mapped = HISTORIES[name]
    for order in permutations(messages):
        assert {hour: setting(*order, hours=hour - 12) for hour in by_hour} == by_hour
        assert setting(*order, site=WARD) == mapped


def test_transfer_of_one_who_was_nowhere_is_taken_back() -> None:
    messages = [adt("A01", pv1(place="")), adt("A02", pv1(place="ICU")), adt("A12", pv1(place=""))]
    assert setting(*messages, site=WARD) == ADMITTED


def test_period_of_a_visit_is_what_was_said_or_when_it_happened() -> None:
    (one,) = encounter(adt("A01", pv1(f44="20200406")), adt("A03", pv1(f45="202004070930")))
    assert (one.status, one.period.start, one.period.end) == ("finished", "2020-04-06", "2020-04-07T09:30:00")
    (one,) = encounter(adt("A01"), adt("A03"))
    assert (one.period.start, one.period.end) == ("2020-04-07T07:00:00+09:00", "2020-04-07T09:00:00+09:00")
    (one,) = encounter(adt("A08", hour="09"), adt("A02"))
    assert (one.status, one.period.start, one.period.end) == ("in-progress", "2020-04-07T08:00:00+09:00", None)
    (one,) = encounter(adt("A08"), adt("A01", hour="08"))
    assert one.period.start == "2020-04-07T08:00:00+09:00"
    (one,) = encounter(adt("A08", pv1(f44="20200406")))
    assert one.period.start == "2020-04-06"
    (one,) = encounter(adt("A03"))
    assert (one.status, one.period.start, one.period.end) == ("finished", None, "2020-04-07T09:00:00+09:00")
    (one,) = encounter(adt("A01"), adt("A11"))
    assert (one.status, one.period) == ("entered-in-error", None)


@pytest.mark.parametrize(
    ("event", "evn", "at"),
    [
        ("A02", "EVN||202004070800||||202004070730", "2020-04-07T07:30:00+09:00"),
        ("A02", "EVN||202004070800", "2020-04-07T08:00:00+09:00"),
        ("A02", "EVN||yesterday", "2020-04-07T08:00:00+09:00"),
        ("A12", "EVN||202004070900||||202004070730", "2020-04-07T09:00:00+09:00"),
    ],
)
def test_event_is_of_the_time_that_it_happened_and_its_cancellation_of_the_time_it_was_recorded(
    event: str, evn: str, at: str
) -> None:
    (statement,) = of_kind(told(adt(event, evn=evn, hour="08")), "Visit")
    assert content(statement)["at"] == at


def test_event_without_its_segment_is_of_the_time_of_the_message() -> None:
    (statement,) = of_kind(told(said("ADT^A08", PID, pv1())), "Visit")
    assert content(statement)["at"] == "2020-04-07T12:00:00+09:00"


def test_order_says_where_the_patient_was_when_it_was_given() -> None:
    message = said("ORM^O01", PID, pv1("E"), "ORC|NW|O1^HIS|||||||20200407113000", f"OBR|1|O1^HIS||{CT}")
    (statement,) = of_kind(told(message), "Visit")
    assert content(statement)["at"] == "2020-04-07T11:30:00+09:00"
    assert setting(message, hours=-0.5) == ("emergency",)
    later = message.replace(b"ORC|NW", b"ORC|SC")
    (statement,) = of_kind(told(later), "Visit")
    assert content(statement)["at"] == "2020-04-07T12:00:00+09:00"


def test_same_visit_in_one_hour_is_said_once() -> None:
    messages = [
        said("ORM^O01", PID, pv1(place=place), *ORDERED, identity=f"M{time}", time=f"20200407{time}00+0900")
        for time, place in (("1000", "ER"), ("1010", "ER"), ("1020", "ICU"), ("1100", "ER"))
    ]
    keys = {statement.key for one in messages for statement in of_kind(told(one), "Visit")}
    assert len(keys) == 3


def test_visit_is_told_by_no_segment_that_says_nothing() -> None:
    assert of_kind(told(said("ORM^O01", PID, "PV1|1||||", *ORDERED)), "Visit") == []
    assert of_kind(told(said("ORM^O01", PID, *ORDERED)), "Visit") == []


@pytest.mark.parametrize(
    ("visit", "account", "number"),
    [
        ("V1^^^HOSP", "", "urn:hl7v2:HOSP|V1"),
        ("", "A1^^^HOSP", "urn:hl7v2:HOSP|A1"),
        ("V1^^^HOSP", "A1^^^HOSP", "urn:hl7v2:HOSP|V1"),
        ("V1", "", "|V1"),
        ("V1^^^HOSP&1.2.3&ISO", "", "urn:hl7v2:HOSP|V1"),
        ("V1^^^&1.2.3&ISO", "", "urn:oid:1.2.3|V1"),
        ("9001011234567^^^HOSP", "A1", "|A1"),
        ("", "", None),
        ("V|1", "", "|V%7C1"),
    ],
)
def test_visit_is_known_by_its_number_else_by_the_account(visit: str, account: str, number: str | None) -> None:
    pid = f"{PID}||||||||||{account}"
    segments = ("EVN||20200407", pid, pv1(number=visit.replace("V|1", "V\\F\\1")))
    one = told(said("ADT^A08", *segments))
    assert {statement.visit for statement in one.statements} == {number}
    assert ("no-visit" in one.warnings) is (number is None)


def test_what_was_said_in_another_visit_does_not_count() -> None:
    symptom = "OBX|1|CWE|75325-1^^LN|1|49727002^^SCT||||||F|||20200407110000"
    report = ("ORC|RE|L1", "OBR|1|L1|L1|X^^99LAB", symptom)
    here, there, nowhere = (
        said("ORU^R01", PID, *visit, *report, identity=name)
        for name, visit in (("M1", (pv1("E"),)), ("M2", (pv1("", "", "V2^^^HOSP"),)), ("M3", ()))
    )
    arrived = adt("A04", pv1("E"))
    assert facts(read(arrived, here))["respiratory_symptoms"] == ("yes",)
    assert facts(read(arrived, nowhere))["respiratory_symptoms"] == ("yes",)
    assert "respiratory_symptoms" not in facts(read(arrived, there))


def test_event_that_names_no_visit_is_of_the_one_under_way() -> None:
    arrived, unnamed = adt("A01"), adt("A02", pv1("", "ICU", ""))
    assert len(encounter(arrived, unnamed)) == 1
    assert setting(arrived, unnamed, site=WARD) == ("intensive-care",)
    assert setting(arrived, adt("A03", pv1("", "", ""))) is None


def test_visit_without_a_number_stands_for_itself_where_none_or_several_are_under_way() -> None:
    unnamed = said("ORM^O01", PID, pv1("E", "ER", ""), *ORDERED, identity="M2")
    assert setting(unnamed) == ("emergency",)
    assert setting(adt("A01"), adt("A03"), unnamed) == ("emergency",)
    assert len(encounter(adt("A01"), adt("A01", pv1(number="V2^^^HOSP")), unnamed)) == 3


def test_newer_of_two_visits_is_the_present_one_though_only_an_order_told_of_it() -> None:
    arrived, named = adt("A04", pv1("O", "CLINIC")), {"identity": "M2", "time": "20200408120000+0900"}
    ordered = said("OMI^O23", PID, pv1("E", "ER", "V2^^^HOSP"), *ORDERED, **named)
    tested = said("OML^O21", PID, pv1("E", "ER", "V2^^^HOSP"), "ORC|NW|L1", f"OBR|1|L1||{RNA}", **named)
    for messages in ((arrived, ordered), (ordered, arrived), (arrived, tested), (tested, arrived), (ordered, tested)):
        assert setting(*messages, hours=30) == ("emergency",)
    assert setting(arrived, tested) == AMBULATORY
    admitted = adt("A01", pv1("I", number="V3^^^HOSP")).replace(b"20200407", b"20200409")
    assert setting(arrived, admitted, tested, hours=60) == ADMITTED
    dated = tested.replace(b"V2^^^HOSP", b"V2^^^HOSP" + b"|" * 25 + b"20200406")
    assert setting(arrived, dated, hours=30) == AMBULATORY


@pytest.mark.parametrize(
    ("event", "visit", "warning"),
    [
        *((event, pv1(""), "no-class") for event in ("A01", "A04", "A06", "A07")),
        ("A01", pv1('""'), "no-class"),
        ("A02", pv1(place=""), "no-location"),
        ("A08", pv1("", ""), None),
    ],
)
def test_event_that_does_not_say_what_it_changes_is_taken_with_a_warning(
    event: str, visit: str, warning: str | None
) -> None:
    assert told(adt(event, visit)).warnings == ((warning,) if warning else ())


def test_visit_without_a_segment_of_its_own_is_taken() -> None:
    one = told(said("ADT^A04", "EVN||20200407110000", PID))
    assert one.warnings == ("no-visit", "no-class")
    assert [each.kind for each in one.statements] == ["Patient", "Visit"]


def test_what_an_event_changes_and_does_not_say_is_not_known_any_more() -> None:
    admitted = adt("A01", pv1("E", "ICU"))
    assert setting(admitted, adt("A06", pv1("", ""))) is None
    assert setting(admitted, adt("A02", pv1("E", "")), site=WARD) == ("emergency",)
    assert setting(admitted, adt("A02", pv1("E", "")), adt("A12", pv1("E", "")), site=WARD) == ("intensive-care",)


def test_visit_that_has_not_begun_by_then_is_none() -> None:
    assert encounter(adt("A01"), hours=-6) == []
    assert encounter(hours=0) == []
