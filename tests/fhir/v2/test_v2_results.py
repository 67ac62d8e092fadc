"""RT-PCR in result messages: by code or by a text of the closed list, void where it is taken back, never guessed."""

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import reasons
from tests.fhir.v2.invented_telling import (
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
DUAL = "SARS2^SARS-CoV-2^99LAB^94500-6^SARS-CoV-2 RNA^LN"
ANTIGEN = "94558-4^Antigen^LN"
ANTIGEN_AND_RNA = "94558-4^Antigen^LN^94500-6^RNA^LN"
RNA_AND_ANTIGEN = "94500-6^RNA^LN^94558-4^Antigen^LN"


def rt_pcr(*segments: str, site: SiteMap | None = None) -> tuple[str, ...] | None:
    return facts(read(said(ORU, PID, *segments), site=site or SiteMap())).get("rt_pcr")


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        (DETECTED, "CWE", ("positive",)),
        (NOT_DETECTED, "CE", ("negative",)),
        ("419984006^^SCT", "CNE", ("inconclusive",)),
        ("POS^^99LAB^10828004^^SNM", "CWE", ("positive",)),
        ("LA11883-8^^LN", "CF", ("negative",)),
        ("260415000^^2.16.840.1.113883.6.96", "CWE", ("negative",)),
        ("260415000^^^^^^^^^^^^^2.16.840.1.113883.6.96", "CWE", ("negative",)),
        ("260415000", "CWE", None),
        ("840539006^^SCT", "CWE", None),
        (f"{DETECTED}~{NOT_DETECTED}", "CWE", None),
        ("Negative", "ST", ("negative",)),
        (" NOT DETECTED ", "TX", ("negative",)),
        ("양성", "FT", ("positive",)),
        ("미결정", "ST", ("inconclusive",)),
        ("negative for now", "ST", None),
        ("not  detected", "ST", None),
        ("no", "ST", None),
        ("negative~positive", "ST", None),
        ("negative", "XX", None),
        ("negative", "", None),
        ("0", "NM", None),
    ],
)
def test_result_is_read_by_code_or_by_a_text_of_the_closed_list(
    value: str, kind: str, found: tuple[str, ...] | None
) -> None:
    assert rt_pcr(*result(value, kind=kind)) == found


def test_result_that_is_not_understood_is_told_of_and_is_not_negative() -> None:
    gathered = read(said(ORU, PID, *result("negative for now", kind="ST")))
    assert reasons(gathered) == [("ORU^R01/M1#OBX[1]-5", "it has no coded result, or codes that contradict each other")]


@pytest.mark.parametrize(("text", "found"), [("NEG (-)", ("negative",)), ("neg (-)", None), ("POS", None)])
def test_text_of_the_site_is_read_as_it_is_written(text: str, found: tuple[str, ...] | None) -> None:
    site = SiteMap(result_texts={"NEG (-)": "negative"})
    assert rt_pcr(*result(text, kind="ST"), site=site) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (RNA, ("negative",)),
        (DUAL, ("negative",)),
        ("94500-6^^LOINC", ("negative",)),
        ("94500-6", None),
        (ANTIGEN, None),
        (ANTIGEN_AND_RNA, None),
        (RNA_AND_ANTIGEN, None),
        ("94563-4^Antibody^LN", None),
    ],
)
def test_test_is_known_by_either_code_and_never_an_antigen(code: str, found: tuple[str, ...] | None) -> None:
    _, _, observed = result(NOT_DETECTED, code=code)
    assert rt_pcr("ORC|RE|L1|L1", "OBR|1|L1|L1|X1^^99LAB|||20200406||||||||||||||||||F", observed) == found


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("P", ("pending",)),
        ("R", ("pending",)),
        ("S", ("pending",)),
        ("I", ("pending",)),
        ("F", ("negative",)),
        ("C", ("negative",)),
        ("A", ("negative",)),
        ("D", None),
        ("W", None),
        ("X", None),
        ("N", None),
        ("?", None),
        ("", ("negative",)),  # as its report says
    ],
)
def test_state_says_how_far_a_result_can_be_relied_on(state: str, found: tuple[str, ...] | None) -> None:
    coded, ordered, observed = result(NOT_DETECTED, state=state)
    report = ordered if state == "" else ordered[:-1]
    assert rt_pcr(coded, report, observed) == found


@pytest.mark.parametrize("report", ["O", "S", "I", "A", "P", "R", "M", "N"])
def test_report_that_is_to_come_is_pending(report: str) -> None:
    assert rt_pcr(*result("", report=report)[:2]) == ("pending",)


@pytest.mark.parametrize("report", ["X", "D", "F", "Z", ""])
def test_report_without_a_result_says_nothing(report: str) -> None:
    assert rt_pcr(*result("", report=report)[:2]) is None


def test_null_deletes_what_was_said_and_is_not_negative() -> None:
    first = said(ORU, PID, *result(DETECTED), identity="M1", time="20200406100000+0900")
    deleted = said(ORU, PID, *result('""'), identity="M2", time="20200406110000+0900")
    assert facts(read(first))["rt_pcr"] == ("positive",)
    assert "rt_pcr" not in facts(read(first, deleted))
    (statement,) = of_kind(told(deleted), "Observation")
    assert (content(statement)["status"], statement.fields["status"]) == ("entered-in-error", "OBX[1]-5")


@pytest.mark.parametrize("state", ["F", ""])
def test_value_that_is_absent_says_nothing(state: str) -> None:
    first = said(ORU, PID, *result(DETECTED), identity="M1", time="20200406100000+0900")
    empty = said(ORU, PID, *result("", state=state)[::2], identity="M2", time="20200406110000+0900")
    assert of_kind(told(empty), "Observation") == []
    assert facts(read(first, empty))["rt_pcr"] == ("positive",)


def test_interpretation_tells_the_result_where_the_value_is_absent() -> None:
    assert rt_pcr(*result("", flag="POS")) == ("positive",)
    assert rt_pcr(*result("", flag="NEG^^HL70078")) == ("negative",)
    assert rt_pcr(*result("", flag="looks negative")) is None


def test_correction_takes_the_place_of_what_it_corrects() -> None:
    messages = [
        said(ORU, PID, *result("", state="P"), identity="M1", time="20200406100000+0900"),
        said(ORU, PID, *result(NOT_DETECTED), identity="M2", time="20200406110000+0900"),
        said(ORU, PID, *result(DETECTED, state="C", report="C"), identity="M3", time="20200406120000+0900"),
    ]
    assert [facts(read(*messages[:number]))["rt_pcr"] for number in (1, 2, 3)] == [
        ("pending",),
        ("negative",),
        ("positive",),
    ]
    assert places(read(*messages), "rt_pcr") == {"ORU^R01/M3#OBX[1]-5"}


@pytest.mark.parametrize("state", ["D", "W", "X"])
def test_of_two_said_at_once_the_void_one_counts(state: str) -> None:
    final, void = (said(ORU, PID, *result(DETECTED, state=each), identity=each) for each in ("F", state))
    assert "rt_pcr" not in facts(read(final, void))
    assert "rt_pcr" not in facts(read(void, final))


def test_two_results_under_one_key_in_one_message_both_stay() -> None:
    coded, ordered, first = result(DETECTED)
    second = result(NOT_DETECTED)[2].replace("OBX|1", "OBX|2")
    assert rt_pcr(coded, ordered, first, second) == ("negative", "positive")
    assert rt_pcr(coded, ordered, first, first) == ("positive",)


def test_collection_dates_a_result_and_what_follows_the_specimen_dates_itself() -> None:
    coded, ordered, observed = result(DETECTED, time="20200407")
    old = "SPM|1|||258500001^^SCT|||||||||||||20200301"
    assert rt_pcr(coded, ordered, observed) == ("positive",)
    assert rt_pcr(coded, ordered, observed, old) is None
    assert rt_pcr(coded, ordered, old, observed) == ("positive",)
    assert rt_pcr(coded, ordered, observed, old, old.replace("20200301", "20200406")) == ("positive",)
    assert rt_pcr(*(part.replace("20200407", "") for part in (coded, ordered, observed)), old) is None


def test_result_in_a_local_code_alone_is_kept_nowhere() -> None:
    assert of_kind(told(said(ORU, PID, *result(DETECTED, code="SARS2^^99LAB"))), "Observation") == []


def test_observation_names_each_field_that_it_was_read_in() -> None:
    (statement,) = of_kind(told(said(ORU, PID, *result(DETECTED, flag="A"))), "Observation")
    assert dict(statement.fields) == {
        "": "OBX[1]",
        "value": "OBX[1]-5",
        "code": "OBX[1]-3",
        "status": "OBX[1]-11",
        "effectiveDateTime": "OBX[1]-14",
        "valueCodeableConcept": "OBX[1]-5",
        "interpretation[0]": "OBX[1]-8",
    }


def test_specimen_stands_first_in_a_message_of_an_analyser() -> None:
    message = said(
        "OUL^R22^OUL_R22",
        PID,
        "SPM|1|||258500001^^SCT|||||||||||||20200402",
        f"OBR|1|L1^HIS|L1^LIS|{RNA}|||20200406||||||||||||||||||F",
        "ORC|RE|L1^HIS|L1^LIS",
        f"OBX|1|CWE|{RNA}||{DETECTED}||||||F|||20200406",
        "SPM|2|||258500001^^SCT|||||||||||||20200301",
        "OBX|2|CWE|95419-8^^LN||Y^^HL70136||||||F|||20200407110000",
        f"OBR|2|L2^HIS|L2^LIS|{RNA}|||20200407||||||||||||||||||F",
        f"OBX|3|CWE|{RNA}||{NOT_DETECTED}||||||F|||20200407",
    )
    gathered = read(message)
    assert facts(gathered)["rt_pcr"] == ("positive",)
    assert {reading.time for reading in gathered.readings if reading.fact == "rt_pcr"} == {
        reading.time for reading in read(said(ORU, PID, *result(DETECTED, time="20200402"))).readings
    }
    assert len(of_kind(told(message), "Observation")) == 3
