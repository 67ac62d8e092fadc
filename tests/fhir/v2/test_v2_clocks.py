"""Clocks that differ: those of one house among themselves, and that of a sender who is ahead of ours."""

from datetime import timedelta
from itertools import permutations

import pytest

from fhir.v2.chart import open_orders, record_of
from tests.fhir.invented_bundles import AS_OF
from tests.fhir.v2.invented_telling import (
    CT,
    DETECTED,
    NO_SITE,
    NOT_DETECTED,
    PID,
    PV1,
    RNA,
    content,
    facts,
    gathering,
    kept,
    of_kind,
    read,
    read_all,
    said,
    told,
)

NOW = "20200407120000+0900"
FEVER = "OBX|1|NM|8310-5^^LN||38.5|Cel|||||F|||{}"
PURPOSE = "OBX|1|CWE|purpose^^99IMGCDS||diagnosis^^99IMGCDS||||||F|||{}" + "|" * 15 + "QST"
DIAGNOSIS = "DG1|1||R50.9^^I10||{}|A"


def clock(minutes: float) -> str:
    return (AS_OF + timedelta(minutes=minutes)).strftime("%Y%m%d%H%M%S+0900")


def test_clock() -> None:
    assert clock(0) == NOW


def result(value: str, *, issued: float, taken: float = -60, state: str = "F", **named: str) -> bytes:
    obr = f"OBR|1|L1^HIS|L1^LIS|{RNA}|||{clock(taken)}" + "|" * 15 + f"{clock(issued)}|||{state}"
    obx = f"OBX|1|CWE|{RNA}||{value}||||||{state}|||{clock(taken)}"
    return said("ORU^R01", PID, "ORC|RE|L1^HIS|L1^LIS", obr, obx, **named)


def order(authored: float, *more: str, control: str = "NW", **named: str) -> bytes:
    orc = f"ORC|{control}|O1^HIS|||||||{clock(authored)}"
    return said("ORM^O01", PID, PV1, orc, f"OBR|1|O1^HIS||{CT}", *more, **named)


@pytest.mark.parametrize("minutes", [-1, 0, 1, 10, 11, 600])
@pytest.mark.parametrize(("value", "found"), [(DETECTED, "positive"), (NOT_DETECTED, "negative")])
def test_final_result_is_no_pending_one_because_of_a_clock(minutes: float, value: str, found: str) -> None:
    assert facts(read(result(value, issued=minutes)))["rt_pcr"] == (found,)


def test_preliminary_result_is_pending_by_its_state() -> None:
    assert facts(read(result(DETECTED, issued=1, state="P")))["rt_pcr"] == ("pending",)


@pytest.mark.parametrize(("minutes", "is_read"), [(-1, True), (0, True), (1, True), (10, True), (11, False)])
def test_time_a_little_after_the_message_is_that_of_the_message(minutes: float, *, is_read: bool) -> None:
    taken = read(result(DETECTED, issued=0, taken=minutes))
    assert facts(taken) == ({"rt_pcr": ("positive",)} if is_read else {})
    measured = read(said("ORU^R01", PID, "OBR|1|T1|T1|X^^99LAB", FEVER.format(clock(minutes))))
    assert [(str(one.value), one.time) for one in measured.measurements] == (
        [("38.5", AS_OF + timedelta(minutes=min(0, minutes)))] if is_read else []
    )
    diagnosed = read(said("ADT^A08", f"EVN||{NOW}", PID, PV1, DIAGNOSIS.format(clock(minutes))))
    assert ("fever" in facts(diagnosed)) is is_read
    happened = read(said("ADT^A04", f"EVN||{clock(minutes)}", PID, PV1))
    assert ("care_setting" in facts(happened)) is is_read


@pytest.mark.parametrize("minutes", [-1, 0, 1, 10, 11, 600])
def test_order_and_its_answers_were_there_when_the_message_was_written(minutes: float) -> None:
    for message in (order(minutes, PURPOSE.format(clock(minutes))), order(minutes, PURPOSE.format(""))):
        assert [key for key, _ in open_orders(gathering(message))] == ["ORDER|urn:hl7v2:HIS|O1"]
        assert facts(read(message))["purpose"] == ("diagnosis",)


def test_what_is_planned_stays_ahead() -> None:
    (one,) = of_kind(told(order(0, "TQ1|1||||||" + clock(5))), "ServiceRequest")
    assert content(one)["occurrenceDateTime"] == "2020-04-07T12:05:00+09:00"


def test_event_is_the_same_one_whatever_the_message_says_of_the_time() -> None:
    first, again = (
        of_kind(told(said("ADT^A02", f"EVN||{clock(3)}", PID, PV1, time=clock(minutes))), "Visit") for minutes in (0, 5)
    )
    assert [one.key for one in first] == [one.key for one in again]
    assert [content(one)["at"] for one in (*first, *again)] == [
        "2020-04-07T12:00:00+09:00",
        "2020-04-07T12:03:00+09:00",
    ]


@pytest.mark.parametrize(
    ("ahead", "expected", "warned"),
    [(-60, -60, False), (0, 0, False), (10, 10, False), (11, 10, True), (300 * 24 * 60, 10, True)],
)
def test_message_was_written_before_it_came(ahead: float, expected: float, *, warned: bool) -> None:
    one = told(order(ahead, time=clock(ahead)))
    assert one.said == AS_OF + timedelta(minutes=expected)
    assert {statement.said for statement in one.statements} == {one.said}
    assert one.warnings == (("clock-ahead",) if warned else ())


DAYS_AHEAD = 300 * 24 * 60
LATER = AS_OF + timedelta(hours=1)


def test_clock_that_is_ahead_counts_until_something_is_said_later() -> None:
    wrong = kept(result(NOT_DETECTED, issued=DAYS_AHEAD, time=clock(DAYS_AHEAD), identity="M1"), received=AS_OF)
    right = kept(result(DETECTED, issued=60, state="C", time=clock(60), identity="M2"), received=LATER)
    asked = kept(order(DAYS_AHEAD, time=clock(DAYS_AHEAD), identity="M3"), received=AS_OF)
    ended = kept(order(60, control="CA", time=clock(60), identity="M4"), received=LATER)
    for several in permutations((wrong, right, asked, ended)):
        held = [one for each in several for one in each]
        assert facts(read_all(held, as_of=LATER), LATER)["rt_pcr"] == ("positive",)
        assert record_of(held, NO_SITE, LATER).orders == ()
    assert facts(read_all(wrong, as_of=LATER), LATER)["rt_pcr"] == ("negative",)
    assert [key for key, _ in open_orders(record_of(asked, NO_SITE, LATER))] == ["ORDER|urn:hl7v2:HIS|O1"]


def test_times_of_a_clock_that_is_ahead_are_those_of_its_message() -> None:
    message = result(DETECTED, issued=DAYS_AHEAD, taken=DAYS_AHEAD - 60, time=clock(DAYS_AHEAD))
    for name in ("Observation", "DiagnosticReport"):
        (one,) = of_kind(told(message), name)
        said_then = (AS_OF + timedelta(minutes=10)).isoformat()
        assert (content(one)["effectiveDateTime"], content(one)["issued"]) == (said_then, said_then)
