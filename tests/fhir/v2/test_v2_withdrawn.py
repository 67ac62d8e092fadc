"""Results that no longer stand: their report was taken back, or a later one took their place, in any order."""

from itertools import permutations

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.v2.invented_telling import (
    CXR,
    DETECTED,
    NOT_DETECTED,
    PID,
    RNA,
    content,
    facts,
    of_kind,
    places,
    read,
    result,
    said,
    told,
)

ORU = "ORU^R01^ORU_R01"
COUGH, FEVER = "49727002^^SCT", "386661006^^SCT"
INCONCLUSIVE = "419984006^^SCT"
LOCAL_FIRST = "L12^RNA^99LAB^94500-6^RNA^LN"
PANEL = "94531-1^Panel^LN"


def at(hour: int, *segments: str) -> bytes:
    return said(ORU, PID, *segments, identity=f"M{hour}", time=f"20200407{hour:02}0000+0900")


def known(*messages: bytes, site: SiteMap | None = None) -> dict[str, tuple[str, ...]]:
    """Return the facts, which are the same in whatever order the messages came."""
    first, *others = [facts(read(*each, site=site or SiteMap())) for each in permutations(messages)]
    assert others == [first] * len(others)
    return first


def lab(*values: str, state: str = "F", report: str = "F", number: str = "L1", code: str = RNA) -> tuple[str, ...]:
    """Return a report with a result for each value, all under one code."""
    coded, ordered, _ = result("", report=report, number=number)
    seen = (f"OBX|{n}|CWE|{code}||{value}||||||{state}|||20200406" for n, value in enumerate(values, 1))
    return coded, ordered, *seen


def void(state: str, code: str = RNA, number: str = "L1") -> tuple[str, ...]:
    """Return a report without results."""
    return tuple(part.replace(RNA, code) for part in result("", report=state, number=number)[:2])


@pytest.mark.parametrize("state", ["X", "D"])
@pytest.mark.parametrize("value", [DETECTED, NOT_DETECTED])
def test_void_report_takes_back_its_results(state: str, value: str) -> None:
    assert known(at(9, *lab(value)), at(10, *void(state))) == {}


def test_void_report_is_named_where_its_result_ends() -> None:
    (statement,) = of_kind(told(at(10, *void("X"))), "Withdrawal")
    assert statement.fields == {"": "OBR[1]", "status": "OBR[1]-25"}
    assert content(statement)["status"] == "cancelled"


def test_result_after_the_void_report_counts() -> None:
    assert known(at(9, *lab(NOT_DETECTED)), at(10, *void("X")), at(11, *lab(DETECTED))) == {"rt_pcr": ("positive",)}


@pytest.mark.parametrize(
    ("code", "is_void"),
    [
        (RNA, True),
        (LOCAL_FIRST, True),
        ("L12^RNA^99LAB", True),  # nothing says that it is another test
        ("", True),
        ("80382-5^Influenza^LN", False),
        ("L12^Influenza^99LAB^80382-5^^LN", False),
    ],
)
def test_void_report_of_surely_another_test_under_the_number_takes_back_nothing(code: str, *, is_void: bool) -> None:
    assert ("rt_pcr" not in known(at(9, *lab(DETECTED)), at(10, *void("X", code)))) is is_void


def test_void_report_of_another_number_takes_back_nothing() -> None:
    assert known(at(9, *lab(DETECTED)), at(10, *void("X", number="L2"))) == {"rt_pcr": ("positive",)}
    unnumbered = "OBR|1|||" + "|".join(void("X")[1].split("|")[4:])
    assert of_kind(told(at(10, unnumbered)), "Withdrawal") == []
    assert known(at(9, *lab(DETECTED)), at(10, unnumbered)) == {"rt_pcr": ("positive",)}


def test_void_report_of_a_local_code_takes_back_what_it_held() -> None:
    site = SiteMap(orders={"urn:hl7v2:99KMC|CR1": "cxr"})
    film = f"OBR|1|O1^HIS|R1^RIS|CR1^^99KMC^{CXR}|||20200407080000|||||||||||||||20200407090000|||"
    impression = "OBX|1|CWE|&IMP||233604007^^SCT||||||F"
    first, then = at(9, film + "F", impression), at(10, film.replace(f"CR1^^99KMC^{CXR}", "CR1^^99KMC") + "X")
    assert known(first, site=site) == {"chest_radiograph": ("pneumonia-definite",)}
    assert known(first, then, site=site) == {}


@pytest.mark.parametrize("codes", [(RNA, LOCAL_FIRST), (LOCAL_FIRST, RNA), (LOCAL_FIRST, f"{RNA}^L12^RNA^99LAB")])
@pytest.mark.parametrize(
    ("state", "value", "found"), [("C", NOT_DETECTED, {"rt_pcr": ("negative",)}), ("W", DETECTED, {})]
)
def test_correction_meets_its_result_in_whatever_order_the_codes_stand(
    codes: tuple[str, str], state: str, value: str, found: dict[str, tuple[str, ...]]
) -> None:
    first, later = codes
    assert known(at(9, *lab(DETECTED, code=first)), at(10, *lab(value, state=state, code=later))) == found


def test_report_of_images_meets_its_correction_in_whatever_order_the_codes_stand() -> None:
    film = "OBR|1|O1^HIS|R1^RIS|{}|||20200407080000|||||||||||||||20200407090000|||{}"
    seen = "OBX|1|CWE|&IMP||{}^^SCT||||||F"
    first = at(9, film.format(CXR, "F"), seen.format("233604007"))
    then = at(10, film.format(f"CR1^^99KMC^{CXR}", "C"), seen.format("168733007"))
    assert known(first, then) == {"chest_radiograph": ("pneumonia-not-definite",)}


@pytest.mark.parametrize(
    ("first", "then", "found"),
    [
        ((NOT_DETECTED, DETECTED), (NOT_DETECTED,), ("negative",)),
        ((NOT_DETECTED, DETECTED), (DETECTED,), ("positive",)),
        ((NOT_DETECTED, INCONCLUSIVE, DETECTED), (DETECTED, NOT_DETECTED), ("negative", "positive")),
    ],
)
def test_several_results_of_one_code_are_replaced_by_what_is_reported_later(
    first: tuple[str, ...], then: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert known(at(9, *lab(*first)), at(10, *lab(*then, state="C", report="C"))) == {"rt_pcr": found}


@pytest.mark.parametrize("state", ["C", "A", ""])
@pytest.mark.parametrize("value", [DETECTED, NOT_DETECTED])
def test_correction_without_a_value_leaves_nothing_known(state: str, value: str) -> None:
    empty = at(10, *lab("", state=state, report="C"))
    assert known(at(9, *lab(value)), empty) == {}
    (statement,) = of_kind(told(empty), "Observation")
    assert content(statement)["status"] == "entered-in-error"


def test_correction_by_its_interpretation_alone_is_one() -> None:
    flagged = result("", state="C", flag="POS")
    assert known(at(9, *lab(NOT_DETECTED)), at(10, *flagged)) == {"rt_pcr": ("positive",)}


def symptom(*values: str, state: str = "F", sub: str = "", number: str = "S1^LIS") -> tuple[str, ...]:
    """Return answers to the question what symptoms there are."""
    seen = (f"OBX|{n}|CWE|75325-1^^LN|{sub}|{value}||||||{state}|||20200407080000" for n, value in enumerate(values, 1))
    return f"ORC|RE||{number}", f"OBR|1||{number}|X1^^99LAB|||20200407080000", *seen


YES = {"fever": ("yes",), "respiratory_symptoms": ("yes",)}


@pytest.mark.parametrize(
    ("then", "found"),
    [
        (symptom(FEVER), YES),
        (symptom(FEVER, state="C"), {"fever": ("yes",)}),
        (symptom(f"{COUGH}~{FEVER}", state="C"), YES),
        (symptom("", state="C"), {}),
        (symptom("", state="W"), {}),
        (symptom('""'), {}),
        (symptom(COUGH, state="W"), {}),
        (symptom(FEVER, state="W"), {"respiratory_symptoms": ("yes",)}),
        (symptom(FEVER, state="C", number="S2^LIS"), YES),
        (symptom(FEVER, state="C", number=""), YES),
        (symptom(FEVER, state="C", sub="1"), YES),
    ],
)
def test_correction_of_a_question_takes_the_place_of_all_its_answers(
    then: tuple[str, ...], found: dict[str, tuple[str, ...]]
) -> None:
    assert known(at(9, *symptom(COUGH)), at(10, *then)) == found


def test_correction_of_a_question_lasts_whatever_comes_after_it() -> None:
    messages = at(8, *symptom(COUGH)), at(9, *symptom(FEVER, state="C")), at(10, *symptom(FEVER))
    assert known(*messages) == {"fever": ("yes",)}


def test_provenance_of_what_stands_is_its_own() -> None:
    gathered = read(at(9, *lab(NOT_DETECTED)), at(10, *lab(DETECTED, state="C", code=LOCAL_FIRST)))
    assert places(gathered, "rt_pcr") == {"ORU^R01/M10#OBX[1]-5"}
