"""PV1 of other messages than ADT: of an order it fills what no event has said, of a result it says nothing."""

from datetime import timedelta
from itertools import permutations

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import AS_OF
from tests.fhir.v2.invented_telling import CT, PID, RNA, facts, gathering, of_kind, places, read, result, said, told

PLACES = SiteMap(
    locations={f"urn:hl7v2:location|{place}": place for place in ("intensive-care", "screening-clinic", "inpatient")},
    visit_reasons={"urn:hl7v2:99L|EPI": "epidemiological"},
)
CLINIC, CARE, WARD = "screening-clinic", "intensive-care", "inpatient"


def pv1(kind: str, place: str, number: str = "V1^^^HOSP", left: str = "") -> str:
    return f"PV1|1|{kind}|{place}||||||||||||||||{number}" + "|" * 26 + left


def adt(event: str, hour: str, visit: str, *more: str, day: str = "07", pid: str = PID) -> bytes:
    time = f"202004{day}{hour}0000"
    return said(f"ADT^{event}", f"EVN||{time}", pid, visit, *more, identity=f"{event}{time}", time=f"{time}+0900")


def order(hour: str, visit: str, control: str = "NW", kind: str = "ORM^O01", code: str = CT, pid: str = PID) -> bytes:
    asked = (f"ORC|{control}|O{hour}^HIS", f"OBR|1|O{hour}^HIS||{code}")
    name = f"{control}{kind[:3]}{hour}"
    return said(kind, pid, visit, *asked, identity=name, time=f"20200407{hour}0000+0900")


def setting(*messages: bytes, hours: float = 0) -> tuple[str, ...] | None:
    """Return the setting, which is the same in whichever order the messages came."""
    as_of = AS_OF + timedelta(hours=hours)
    found = {facts(read(*each, site=PLACES, as_of=as_of), as_of).get("care_setting") for each in permutations(messages)}
    (one,) = found
    return one


@pytest.mark.parametrize("kind", ["ORU^R01", "OUL^R22"])
@pytest.mark.parametrize("number", ["V1^^^HOSP", ""])
def test_result_says_nothing_of_where_the_patient_is(kind: str, number: str) -> None:
    message = said(kind, PID, pv1("O", CLINIC, number), *result(""))
    assert of_kind(told(message), "Visit") == []
    stay = (adt("A04", "06", pv1("O", CLINIC)), adt("A02", "10", pv1("I", CARE)))
    assert setting(*stay, message) == (CARE,)
    assert setting(order("11", pv1("I", CARE)), message) == (CARE,)


@pytest.mark.parametrize("hour", ["05", "11"])
@pytest.mark.parametrize("number", ["V1^^^HOSP", ""])
def test_order_moves_nobody_whom_an_event_has_placed(hour: str, number: str) -> None:
    assert setting(adt("A01", "07", pv1("I", CARE)), order(hour, pv1("O", CLINIC, number))) == (CARE,)


def test_order_fills_what_no_event_has_said() -> None:
    arrived, ordered = adt("A04", "07", pv1("E", "")), order("11", pv1("O", CLINIC))
    assert setting(arrived, ordered) == (CLINIC,)
    gathered = read(arrived, ordered, site=PLACES)
    assert places(gathered, "care_setting") == {"ORM^O01/NWORM11#PV1[1]-3"}
    assert setting(arrived, ordered, hours=-2) == ("emergency",)
    assert setting(adt("A04", "07", pv1("", "")), order("11", pv1("E", ""))) == ("emergency",)
    assert setting(arrived, order("11", pv1("O", ""))) == ("emergency",)


def test_order_without_a_visit_counts_where_the_visit_has_neither_class_nor_place() -> None:
    unnamed = order("11", pv1("O", CLINIC, ""))
    assert setting(adt("A04", "07", pv1("", "")), unnamed) == (CLINIC,)
    assert setting(adt("A04", "07", pv1("E", "")), unnamed) == ("emergency",)
    assert setting(adt("A04", "07", pv1("", WARD)), unnamed) == (WARD,)
    assert setting(order("10", pv1("I", CARE)), unnamed) == (CARE,)


def test_later_order_says_it_anew_where_only_orders_say_it() -> None:
    assert setting(order("10", pv1("E", CLINIC)), order("11", pv1("I", CARE))) == (CARE,)
    assert setting(order("10", pv1("E", CLINIC)), order("11", pv1("I", '""'))) == ("inpatient", "intensive-care")


def test_how_far_an_order_has_come_is_told_from_where_it_is_done() -> None:
    ordered, scheduled = order("10", pv1("I", CARE)), order("11", pv1("O", CLINIC), "SC")
    assert setting(ordered, scheduled) == (CARE,)
    assert setting(ordered, order("11", pv1("O", CLINIC), "SC", "OML^O21", RNA)) == (CARE,)
    assert setting(ordered, order("11", pv1("O", '""'), "SC")) == (CARE,)
    assert setting(scheduled) == (CLINIC,)


def test_order_before_a_transfer_to_nowhere_does_not_come_back() -> None:
    moved = adt("A02", "10", pv1("I", ""))
    assert setting(order("09", pv1("I", CARE)), moved) == ("inpatient", "intensive-care")
    assert setting(order("09", pv1("I", CARE)), moved, order("11", pv1("I", WARD))) == (WARD,)
    back = adt("A12", "11", pv1("I", ""))
    assert setting(order("09", pv1("I", CARE)), moved, back) == (CARE,)
    begun = adt("A01", "08", pv1("I", CARE))
    assert setting(begun, moved, back, order("12", pv1("I", WARD))) == (CARE,)
    assert setting(adt("A01", "08", pv1("I", "")), moved, back, order("12", pv1("I", WARD))) == (WARD,)


def test_end_that_an_order_tells_ends_the_visit_until_an_event_takes_it_back() -> None:
    ordered = order("11", pv1("I", CARE, left="20200407103000"))
    back = adt("A13", "12", pv1("", ""))
    for messages, state in (
        ((ordered,), "finished"),
        ((ordered, back), "in-progress"),
        ((back, ordered), "in-progress"),
    ):
        (one,) = [each.resource for each in gathering(*messages, site=PLACES).record.found["Encounter"]]
        assert one.status == state


REASON = "PV2|||EPI^^99L"
ACCOUNT = f"{PID}||||||||||ACC9^^^HIS^AN"


@pytest.mark.parametrize("pid", [PID, ACCOUNT])
@pytest.mark.parametrize("ends", [True, False])
@pytest.mark.parametrize("hour", ["05", "00"])
def test_new_visit_under_the_same_number_or_none_has_nothing_of_the_old_one(pid: str, hour: str, *, ends: bool) -> None:
    old = [adt("A04", hour, pv1("O", CLINIC, ""), REASON, pid=pid)]
    old += [adt("A03", "08", pv1("O", CLINIC, ""), pid=pid)] if ends else []
    new = adt("A04", "11", pv1("O", CLINIC, ""), pid=pid)
    ordered = order("12", pv1("O", CLINIC, ""), pid=pid)
    inherited = hour == "05" and not ends
    reason = {"visit_reason": ("epidemiological",)} if inherited else {}
    for each in permutations([*old, new, ordered]):
        assert facts(read(*each, site=PLACES)) == {"care_setting": (CLINIC,)} | reason
    (one,) = [each.resource for each in gathering(*old, new, site=PLACES).record.found["Encounter"]]
    begun = f"2020-04-07T{hour if inherited else '11'}:00:00+09:00"
    assert (one.status, one.period.start, one.period.end) == ("in-progress", begun, None)


def test_visit_of_forty_days_ago_that_never_ended_is_another() -> None:
    old = adt("A04", "11", pv1("O", CLINIC), REASON).replace(b"20200407", b"20200227")
    new = adt("A04", "11", pv1("O", CLINIC))
    for messages in permutations((old, new)):
        assert facts(read(*messages, site=PLACES)) == {"care_setting": (CLINIC,)}
