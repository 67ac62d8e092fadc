"""Symptoms, answers asked at order entry, vital signs and diagnoses in messages."""

from decimal import Decimal

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import reasons
from tests.fhir.v2.invented_telling import (
    CT,
    PID,
    PV1,
    content,
    facts,
    of_kind,
    places,
    read,
    said,
    told,
)

NOW = "20200407110000"
ORDER = ("ORC|NW|O1^HIS|||||||20200407113000+0900", f"OBR|1|O1^HIS||{CT}")
REPORT = ("ORC|RE|L1^HIS|L1^LIS", f"OBR|1|L1^HIS|L1^LIS|X1^^99LAB|||{NOW}||||||||||||||||||F")
SYMPTOM, HAS_SYMPTOMS, IN_CARE = "75325-1^Symptom^LN", "95419-8^Symptomatic^LN", "95420-6^In ICU^LN"
TEMPERATURE, SATURATION, BREATHS = "8310-5^^LN", "59408-5^^LN", "9279-1^^LN"


def obx(
    code: str, value: str, kind: str = "CWE", *, state: str = "F", time: str = NOW, unit: str = "", sub: str = ""
) -> str:
    return f"OBX|1|{kind}|{code}|{sub}|{value}|{unit}|||||{state}|||{time}"


def known(*segments: str, kind: str = "ORU^R01", site: SiteMap | None = None) -> dict[str, tuple[str, ...]]:
    read_facts = facts(read(said(kind, PID, PV1, *segments), site=site or SiteMap()))
    return {name: values for name, values in read_facts.items() if name != "care_setting"}


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        ("Y^Yes^HL70136", "CWE", {}),
        (
            "N^No^HL70136",
            "CWE",
            {"fever": ("no",), "respiratory_symptoms": ("no",), "other_symptoms_or_signs": ("no",)},
        ),
        ("N^No^HL70532", "CE", {"fever": ("no",), "respiratory_symptoms": ("no",), "other_symptoms_or_signs": ("no",)}),
        ("N", "ID", {"fever": ("no",), "respiratory_symptoms": ("no",), "other_symptoms_or_signs": ("no",)}),
        ("no", "ST", {"fever": ("no",), "respiratory_symptoms": ("no",), "other_symptoms_or_signs": ("no",)}),
        ("UNK^^NULLFL", "CWE", {}),
        ("UNK^^HL70136", "CWE", {}),
        ("none that we know", "TX", {}),
    ],
)
def test_symptoms_are_denied_together(value: str, kind: str, found: dict[str, tuple[str, ...]]) -> None:
    assert known(*REPORT, obx(HAS_SYMPTOMS, value, kind)) == found


def test_each_symptom_is_told_by_itself() -> None:
    cough, fever, smell = "49727002^^SCT", "386661006^^SCT", "44169009^^SCT"
    segments = (*REPORT, obx(SYMPTOM, cough), obx(SYMPTOM, fever), obx(SYMPTOM, smell))
    all_three = {"fever": ("yes",), "respiratory_symptoms": ("yes",), "other_symptoms_or_signs": ("yes",)}
    assert known(*segments) == all_three
    assert known(*REPORT, obx(SYMPTOM, f"{cough}~{fever}~{smell}")) == all_three
    assert known(*REPORT, obx(SYMPTOM, cough, sub="1"), obx(SYMPTOM, fever, sub="2")) == {
        "fever": ("yes",),
        "respiratory_symptoms": ("yes",),
    }
    assert len({one.key for one in of_kind(told(said("ORU^R01", PID, *segments)), "Observation")}) == 3


def test_symptom_that_is_taken_back_is_none() -> None:
    first = said("ORU^R01", PID, PV1, *REPORT, obx(SYMPTOM, "49727002^^SCT"), identity="M1", time="20200407111000")
    void = said("ORU^R01", PID, PV1, *REPORT, obx(SYMPTOM, "49727002^^SCT", state="W"), identity="M2")
    assert facts(read(first))["respiratory_symptoms"] == ("yes",)
    assert "respiratory_symptoms" not in facts(read(first, void))


@pytest.mark.parametrize(
    ("state", "more"), [("", ""), ("F", ""), ("O", "|||||||||||||||QST"), ("", "|||||||||||||||QST")]
)
def test_answer_given_with_an_order_is_of_the_orders_time(state: str, more: str) -> None:
    gathered = read(said("ORM^O01", PID, PV1, *ORDER, obx(SYMPTOM, "49727002^^SCT", state=state, time="") + more))
    assert facts(gathered)["respiratory_symptoms"] == ("yes",)
    assert places(gathered, "respiratory_symptoms") == {"ORM^O01/M1#OBX[1]-5"}
    (reading,) = [one for one in gathered.readings if one.fact == "respiratory_symptoms"]
    assert reading.time is not None
    assert reading.time.isoformat() == "2020-04-07T11:30:00+09:00"


def test_answer_that_is_not_marked_as_one_is_only_asked_for() -> None:
    assert known(*ORDER, obx(SYMPTOM, "49727002^^SCT", state="O"), kind="ORM^O01") == {}


def test_answer_without_a_time_in_a_report_is_of_the_reports() -> None:
    assert known(*REPORT, obx(SYMPTOM, "49727002^^SCT", time="")) == {"respiratory_symptoms": ("yes",)}
    undated = [part.replace(NOW, "") for part in REPORT]
    assert known(*undated, obx(SYMPTOM, "49727002^^SCT", time="")) == {}


@pytest.mark.parametrize(
    ("code", "value", "kind", "unit", "fact"),
    [
        (TEMPERATURE, "38.20", "NM", "Cel^^UCUM", "fever"),
        (TEMPERATURE, "+38.2", "NM", "C", "fever"),
        (TEMPERATURE, "38.2", "NM", "°C", "fever"),
        (TEMPERATURE, "38.2", "ST", "Cel", "fever"),
        (TEMPERATURE, "100.8", "NM", "degF", "fever"),
        (TEMPERATURE, "^38.2", "SN", "Cel", "fever"),
        (TEMPERATURE, "=^38.2", "SN", "Cel", "fever"),
        (SATURATION, "91", "NM", "%", "other_symptoms_or_signs"),
        (BREATHS, "26", "NM", "회/분", "other_symptoms_or_signs"),
        (BREATHS, "26.", "NM", "{breaths}/min^^UCUM", "other_symptoms_or_signs"),
        (TEMPERATURE, "38.2", "NM", "", None),
        (TEMPERATURE, "38.2", "NM", "warm", None),
        (TEMPERATURE, "38.2", "NM", "very warm^^UCUM", None),
        (TEMPERATURE, "38,2", "NM", "Cel", None),
        (TEMPERATURE, "hot", "ST", "Cel", None),
        (TEMPERATURE, ".", "NM", "Cel", None),
        (TEMPERATURE, "3" * 41, "NM", "Cel", None),
        (TEMPERATURE, ">^38.2", "SN", "Cel", None),
        (TEMPERATURE, "^38.2^-^39", "SN", "Cel", None),
        (TEMPERATURE, "about^38.2", "SN", "Cel", None),
        (TEMPERATURE, "36.5", "NM", "Cel", None),
    ],
)
def test_number_with_its_unit_is_measured(code: str, value: str, kind: str, unit: str, fact: str | None) -> None:
    assert known(*REPORT, obx(code, value, kind, unit=unit)) == ({fact: ("yes",)} if fact else {})


def test_number_is_kept_exactly_with_its_place() -> None:
    gathered = read(said("ORU^R01", PID, PV1, *REPORT, obx(TEMPERATURE, "037.80", "NM", unit="Cel")))
    assert [(one.value, one.path) for one in gathered.measurements] == [(Decimal("37.80"), "ORU^R01/M1#OBX[1]-5")]


def test_bound_is_told_as_one() -> None:
    gathered = read(said("ORU^R01", PID, PV1, *REPORT, obx(TEMPERATURE, "<^38.2", "SN", unit="Cel")))
    assert reasons(gathered) == [("ORU^R01/M1#OBX[1]-5", "it is a bound, not a number")]


def test_number_of_another_time_is_another_number() -> None:
    hot = said(
        "ORU^R01", PID, PV1, *REPORT, obx(TEMPERATURE, "39", "NM", unit="C"), identity="M1", time="20200407110500"
    )
    cold = said("ORU^R01", PID, PV1, *REPORT, obx(TEMPERATURE, "36", "NM", unit="C", time="20200407113000"))
    corrected = said("ORU^R01", PID, PV1, *REPORT, obx(TEMPERATURE, "36", "NM", unit="C", state="C"), identity="M3")
    assert facts(read(hot, cold))["fever"] == ("yes",)
    assert "fever" not in facts(read(hot, cold, corrected))


def test_observation_before_any_order_is_the_patients() -> None:
    message = said("ORM^O01", PID, PV1, obx(TEMPERATURE, "39", "NM", unit="C"), *ORDER)
    assert facts(read(message))["fever"] == ("yes",)
    admitted = said("ADT^A04", "EVN||20200407", PID, PV1, obx(TEMPERATURE, "39", "NM", unit="C"))
    assert facts(read(admitted))["fever"] == ("yes",)


def test_score_of_the_sites_own_scale_is_a_severity() -> None:
    site = SiteMap(severity_scales={"urn:hl7v2:99KMC|NEWS": {"7": "severe", "urn:hl7v2:99KMC|HIGH": "critical"}})
    numbered, coded = obx("NEWS^^99KMC", "7", "NM"), obx("NEWS^^99KMC", "HIGH^^99KMC")
    assert known(*REPORT, numbered, site=site) == {"severity": ("severe",)}
    assert known(*REPORT, coded, site=site) == {"severity": ("critical",)}
    assert known(*REPORT, numbered) == {}


def test_pregnancy_is_a_circumstance() -> None:
    assert read(said("ORU^R01", PID, *REPORT, obx("82810-3^^LN", "77386006^^SCT"))).circumstances.pregnant == "yes"
    diagnosis = "DG1|1||Z33^^I10||20200301|F"
    assert read(said("ADT^A08", "EVN||20200407", PID, PV1, diagnosis)).circumstances.pregnant == "yes"


@pytest.mark.parametrize(
    ("value", "time", "setting"),
    [
        ("Y^^HL70136", NOW, ("intensive-care",)),
        ("N^^HL70136", NOW, ("emergency",)),
        ("UNK^^HL70136", NOW, ("emergency",)),
        ("Y^^HL70136", "20200405", ("emergency",)),
    ],
)
def test_being_in_intensive_care_is_told_by_the_answer(value: str, time: str, setting: tuple[str, ...]) -> None:
    arrived = said("ADT^A04", "EVN||20200407", PID, PV1, identity="M2")
    message = said("ORU^R01", PID, PV1, *REPORT, obx(IN_CARE, value, time=time))
    assert facts(read(arrived, message))["care_setting"] == setting
    site = SiteMap(locations={"urn:hl7v2:location|ER": "emergency"})
    assert facts(read(arrived, message, site=site))["care_setting"] == ("emergency",)


@pytest.mark.parametrize(
    ("diagnosis", "found"),
    [
        ("DG1|1||R05^Cough^I10||20200407|A", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1||R05^Cough^I10||20200407|F", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1||R05^Cough^I10|||F", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1||R05^Cough^I10||20200407", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1||R05^Cough^I10||20200407|W", {}),
        ("DG1|1|I10|R05||20200407|F", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1|I10|R05|Cough|20200407|F", {"respiratory_symptoms": ("yes",)}),
        ("DG1|1||R05||20200407|F", {}),
        ("DG1|1||R05^Cough^I10||20200401|F", {}),
        ("DG1|1||J18.9^Pneumonia^I10||20200407|F", {}),
        ("DG1|1||R05^Cough^I10||20200407|F|||||||||||||||D", {}),
        ("DG1|1||R05^Cough^I10||20200407|F|||||||||||||||U", {"respiratory_symptoms": ("yes",)}),
    ],
)
def test_diagnosis_of_the_visit_that_is_a_symptom_counts_if_it_is_sure(
    diagnosis: str, found: dict[str, tuple[str, ...]]
) -> None:
    assert known(diagnosis, kind="ADT^A08") == found


def test_diagnosis_that_is_deleted_is_no_more() -> None:
    first = said(
        "ADT^A04", "EVN||20200407", PID, PV1, "DG1|1||R05^^I10||20200407|F", identity="M1", time="20200407110000"
    )
    deleted = first.replace(b"|M1|", b"|M2|").replace(b"|F\r", b"|F|||||||||||||||D\r").replace(b"A04", b"A08")
    assert facts(read(first))["respiratory_symptoms"] == ("yes",)
    assert "respiratory_symptoms" not in facts(read(first, deleted))
    assert "respiratory_symptoms" not in facts(read(deleted, first))


def test_only_diagnoses_that_can_matter_are_kept() -> None:
    segments = ("DG1|1||I10^Hypertension^I10", "DG1|2||^Cough", "DG1|3||R05^^I10")
    (kept,) = of_kind(told(said("ADT^A08", "EVN||20200407", PID, PV1, *segments)), "Condition")
    assert content(kept)["code"] == {"coding": [{"code": "R05", "system": "http://hl7.org/fhir/sid/icd-10"}]}
