"""Whose order a message speaks of: numbers with who gave them, bare ones, and those that only another message told."""

from itertools import permutations

import pytest

from fhir.v2.chart import open_orders
from tests.fhir.v2.invented_telling import (
    CT,
    CXR,
    DETECTED,
    NOT_DETECTED,
    PID,
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

ORM, OML, ORU = "ORM^O01", "OML^O21", "ORU^R01"
KEY = "ORDER|urn:hl7v2:HIS|O1"
BARE = "ORDER|placer|HIS|HOSP|5001"


def at(hour: int, kind: str, *segments: str, by: str = "HIS") -> bytes:
    message = said(kind, PID, *segments, identity=f"M{hour}", time=f"20200407{hour:02}0000+0900")
    return message.replace(b"|HIS|HOSP|", f"|{by}|HOSP|".encode(), 1)


def order(
    hour: int, placer: str, filler: str = "", by: str = "HIS", asks: str = "NW", code: str = CT, state: str = ""
) -> bytes:
    kind = OML if code == RNA else ORM
    return at(hour, kind, f"ORC|{asks}|{placer}|{filler}||{state}", f"OBR|1|{placer}|{filler}|{code}", by=by)


def report(hour: int, placer: str, filler: str, code: str, by: str, *found: str) -> bytes:
    obr = f"OBR|1|{placer}|{filler}|{code}|||20200407080000|||||||||||||||20200407090000|||F"
    return at(hour, ORU, f"ORC|RE|{placer}|{filler}", obr, *found, by=by)


def open_keys(*messages: bytes) -> dict[str, str]:
    """Return the open orders, which are the same in whatever order the messages came."""
    first, *others = [
        {key: one.modality for key, one in open_orders(gathering(*each))} for each in permutations(messages)
    ]
    assert others == [first] * len(others)
    return first


def test_bare_number_is_of_those_who_send_it() -> None:
    (one,) = told(order(9, "5001")).orders
    assert one.key == BARE
    (cancelled,) = told(at(10, ORM, "ORC|CA|5001")).orders
    assert cancelled.key == BARE
    (filler,) = told(order(9, "", "5001")).orders
    assert filler.key == "ORDER|filler|HIS|HOSP|5001"


def test_bare_order_is_cancelled_by_its_number_alone() -> None:
    assert open_keys(order(9, "5001")) == {BARE: "ct"}
    assert open_keys(order(9, "5001"), at(10, ORM, "ORC|CA|5001")) == {}


@pytest.mark.parametrize(
    "then",
    [
        at(10, ORM, "ORC|SC|5001|77||CM", by="RIS"),
        at(10, ORM, "ORC|SC|5001^HIS|77||CM", by="RIS"),
        at(10, ORM, "ORC|SC|5001|77||CM", f"OBR|1|5001|77|{CT}", by="RIS"),
        report(10, "5001", "77", CT, "RIS"),
        report(10, "5001^HIS", "77^RIS", CT, "RIS"),
    ],
)
def test_order_is_over_when_another_system_says_so_of_its_placers_number(then: bytes) -> None:
    assert open_keys(order(9, "5001"), then) == {}
    assert open_keys(order(9, "5001"), order(9, "5002"), then) == {BARE.replace("5001", "5002"): "ct"}


def test_order_whose_placer_is_named_is_over_when_its_bare_number_is() -> None:
    assert open_keys(order(9, "O1^HIS"), report(10, "O1", "77", CT, "RIS")) == {}
    assert open_keys(order(9, "O1^HIS"), report(10, "O1^OTHER", "77", CT, "RIS")) == {KEY: "ct"}


@pytest.mark.parametrize(
    "then",
    [
        report(10, "5001", "9^LAB", RNA, "LAB"),
        order(10, "5001", by="LAB", code=RNA),
        at(10, OML, "ORC|CA|5001", by="LAB"),
        at(10, ORM, "ORC|CA||5001", by="LAB"),
        report(10, "", "5001", CT, "LAB"),
    ],
)
def test_equal_number_of_another_system_or_another_giver_is_another_order(then: bytes) -> None:
    assert open_keys(order(9, "5001"), then) == {BARE: "ct"}


def test_report_of_the_laboratory_by_a_number_that_the_filler_gave_closes_no_imaging() -> None:
    found = f"OBX|1|CWE|{RNA}||{DETECTED}||||||F|||20200407080000"
    assert open_keys(order(9, "O1^HIS", "5001"), report(10, "5001", "L9^LAB", RNA, "LAB", found)) == {KEY: "ct"}


def test_bare_number_that_may_be_of_two_orders_closes_neither() -> None:
    two = order(9, "5001"), order(9, "5001", by="EMR", code=CXR)
    both = {BARE: "ct", BARE.replace("HIS", "EMR"): "cxr"}
    assert open_keys(*two) == both
    assert open_keys(*two, report(10, "5001", "77", CT, "RIS")) == both
    assert open_keys(*two, at(10, ORM, "ORC|CA|5001", by="EMR")) == {BARE: "ct"}


def test_order_that_another_system_saw_is_no_other_order() -> None:
    seen = order(10, "5001", "77", by="RIS", asks="SC", state="IP")
    assert open_keys(order(9, "5001"), seen) == {BARE: "ct"}
    assert len(open_keys(seen, order(11, "5001", "78", by="PACS", asks="SC", state="IP"))) == 1
    assert len(open_keys(seen, order(11, "5002", "78", by="PACS", asks="SC", state="IP"))) == 2


@pytest.mark.parametrize(
    ("placer", "filler", "by"), [("O1^HIS", "F1^RIS", "RIS"), ("5001", "77", "RIS"), ("5001", "77^RIS", "HIS")]
)
@pytest.mark.parametrize("with_obr", [False, True])
def test_number_that_the_filler_gave_later_cancels_the_order(placer: str, filler: str, by: str, with_obr: bool) -> None:
    first, other = order(8, placer), order(8, "O2^HIS", code=CXR)
    detail = [f"OBR|1|{placer}|{filler}|{CT}"] if with_obr else []
    taken = at(9, ORM, f"ORC|SC|{placer}|{filler}||IP", *detail, by=by)
    cancelled = at(10, ORM, f"ORC|CA||{filler}", by=by)
    left = {KEY.replace("O1", "O2"): "cxr"}
    assert open_keys(first, other, cancelled).keys() - left.keys() != set()
    assert open_keys(first, other, taken, cancelled) == left


def test_number_of_the_filler_stays_known_when_the_order_is_spoken_of_without_it() -> None:
    messages = (
        order(8, "O1^HIS"),
        at(9, ORM, "ORC|SC|O1^HIS|F1^RIS||IP"),
        at(10, ORM, "ORC|SC|O1^HIS|||IP"),
        at(11, ORM, "ORC|CA||F1^RIS"),
    )
    assert open_keys(*messages[:3]) == {KEY: "ct"}
    assert open_keys(*messages) == {}


def test_bare_numbers_of_two_laboratories_are_two_results() -> None:
    def bare(hour: int, value: str, by: str, day: str) -> bytes:
        obr, found = (part.replace("L1^HIS", "").replace("L1^LIS", "1001") for part in result(value, time=day)[1:])
        return at(hour, ORU, obr, found, by=by)

    first, second = bare(9, DETECTED, "LAB1", "20200406"), bare(10, NOT_DETECTED, "LAB2", "20200402")
    corrected = bare(11, NOT_DETECTED, "LAB1", "20200406")
    assert facts(read(first, second)) == facts(read(second, first)) == {"rt_pcr": ("positive",)}
    assert facts(read(first, second, corrected))["rt_pcr"] == ("negative",)


PRIOR = f"OBR|2|{{}}||{CXR}|||20200406080000|||||||||||||||20200406090000|||{{}}"
IMPRESSION = "OBX|1|CWE|&IMP||168733007^^SCT||||||F"
OMG = "OMG^O19"


@pytest.mark.parametrize("number", ["", "O0^HIS", "O1^HIS"])
def test_earlier_result_that_goes_with_an_order_is_a_report_and_closes_nothing(number: str) -> None:
    message = at(9, OMG, "ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CT}", PRIOR.format(number, "F"), IMPRESSION)
    assert [each.key for each in told(message).orders] == [KEY]
    assert open_keys(message, order(8, "O0^HIS", code=CXR)) == {KEY: "ct", KEY.replace("O1", "O0"): "cxr"}
    gathered = read(message)
    assert facts(gathered) == {"chest_radiograph": ("pneumonia-not-definite",)}
    assert places(gathered, "chest_radiograph") == {"OMG^O19/M9#OBX[1]-5"}


def test_several_earlier_results_are_reports() -> None:
    earlier = PRIOR.format("", "F").replace("20200406", "20200405")
    message = at(9, OMG, "ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CT}", PRIOR.format("", "F"), IMPRESSION, earlier, IMPRESSION)
    assert len(of_kind(told(message), "DiagnosticReport")) == 2
    assert open_keys(message) == {KEY: "ct"}


def test_earlier_result_under_its_own_common_order_is_a_report() -> None:
    message = at(
        9, OMG, "ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CT}", "ORC|PR|O1^HIS", PRIOR.format("O1^HIS", "F"), IMPRESSION
    )
    assert open_keys(message) == {KEY: "ct"}
    assert facts(read(message)) == {"chest_radiograph": ("pneumonia-not-definite",)}


def test_second_examination_without_a_state_of_its_result_is_ordered_too() -> None:
    message = at(9, OMG, "ORC|NW|O1^HIS", f"OBR|1|O1^HIS||{CT}", f"OBR|2|||{CXR}")
    assert open_keys(message) == {KEY: "ct", f"{KEY}#2": "cxr"}


def test_several_reports_in_an_order_message_close_what_they_report() -> None:
    message = at(9, ORM, "ORC|RE", PRIOR.format("O1^HIS", "F"), PRIOR.format("O2^HIS", "F"))
    assert open_keys(order(8, "O1^HIS"), order(8, "O2^HIS"), message) == {}


@pytest.mark.parametrize("control", ["OE", "OR", "RL"])
def test_order_that_is_released_is_open_again(control: str) -> None:
    held, released = at(9, ORM, "ORC|HD|O1^HIS"), at(10, ORM, f"ORC|{control}|O1^HIS")
    assert open_keys(order(8, "O1^HIS"), held) == {}
    assert open_keys(order(8, "O1^HIS"), held, released) == {KEY: "ct"}


def test_order_is_told_with_how_it_may_be_named() -> None:
    (statement,) = of_kind(told(order(9, "5001", "F1^RIS")), "OrderNumber")
    assert content(statement) == {
        "order": BARE,
        "same": "ORDER|urn:hl7v2:RIS|F1",
        "of": {"placer": "5001", "bare": True, "kind": "imaging"},
    }
    (cancelled,) = of_kind(told(at(10, ORM, "ORC|CA||F1^RIS")), "OrderState")
    assert content(cancelled) == {"status": "revoked"}
