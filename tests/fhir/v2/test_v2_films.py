"""Radiology reports in messages: a coded impression of a chest film, a narrative that says only that there is one."""

import pytest

from fhir.bundle.site import SiteMap
from tests.fhir.invented_bundles import reasons
from tests.fhir.v2.invented_telling import CXR, PID, content, facts, of_kind, places, read, said, told

PNEUMONIA, NORMAL = "233604007^Pneumonia^SCT", "168733007^Normal^SCT"
EITHER = ("pneumonia-definite", "pneumonia-not-definite")


def obx(value: str, code: str = "&IMP^Impression", kind: str = "CWE", state: str = "F", number: int = 1) -> str:
    return f"OBX|{number}|{kind}|{code}||{value}||||||{state}"


def film(
    *results: str,
    state: str = "F",
    code: str = CXR,
    time: str = "20200407080000",
    reported: str = "20200407090000",
    identity: str = "M1",
    said_at: str = "20200407120000+0900",
) -> bytes:
    obr = f"OBR|1|O1^HIS|R1^RIS|{code}|||{time}|||||||||||||||{reported}|||{state}"
    return said("ORU^R01", PID, "ORC|RE|O1^HIS|R1^RIS", obr, *results, identity=identity, time=said_at)


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ((obx(PNEUMONIA),), ("pneumonia-definite",)),
        ((obx(NORMAL),), ("pneumonia-not-definite",)),
        ((obx(PNEUMONIA, "19005-8^Impression^LN"),), ("pneumonia-definite",)),
        ((obx(PNEUMONIA, "IMP^Impression"),), ("pneumonia-definite",)),
        ((obx(PNEUMONIA, CXR),), ("pneumonia-definite",)),
        ((obx("J18.9^^I10", kind="CE"),), ("pneumonia-definite",)),
        ((obx("FINDINGS: pneumonia", kind="TX"),), EITHER),
        ((obx("FINDINGS: pneumonia", kind="TX"), obx(NORMAL, number=2)), ("pneumonia-not-definite",)),
        ((obx(PNEUMONIA, "&HX^History"),), EITHER),
        ((obx(PNEUMONIA, "11329-0^History^LN"),), EITHER),
        ((obx(PNEUMONIA, "X1^Finding^99RIS"),), EITHER),
        ((obx(PNEUMONIA), obx(NORMAL, number=2)), EITHER),
        ((obx(f"{PNEUMONIA}~{NORMAL}"),), EITHER),
        ((obx(PNEUMONIA, state="W"), obx(NORMAL, number=2)), ("pneumonia-not-definite",)),
        ((obx(PNEUMONIA, state="X"),), EITHER),
        ((obx('""'),), EITHER),
        ((obx(""),), EITHER),
        ((obx("168733008^^SCT"),), EITHER),
        ((), EITHER),
    ],
)
def test_film_shows_what_its_impression_codes_and_nothing_else(
    results: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert facts(read(film(*results)))["chest_radiograph"] == found


def test_conclusion_of_the_site_counts_wherever_it_stands() -> None:
    site = SiteMap(film_conclusions={"urn:hl7v2:99RIS|PN": "pneumonia-definite"})
    message = film(obx("PN^^99RIS", "X1^Finding^99RIS"))
    assert facts(read(message, site=site))["chest_radiograph"] == ("pneumonia-definite",)
    assert facts(read(message))["chest_radiograph"] == EITHER


def test_conclusion_is_read_where_it_stood() -> None:
    message = film(obx("Text", kind="TX"), obx(PNEUMONIA, number=2))
    assert places(read(message), "chest_radiograph") == {"ORU^R01/M1#OBX[2]-5"}
    assert places(read(film(obx("Text", kind="TX"))), "chest_radiograph") == {"ORU^R01/M1#OBR[1]"}


@pytest.mark.parametrize(
    ("state", "results", "found"),
    [
        ("P", (obx(PNEUMONIA),), EITHER),
        ("A", (obx(PNEUMONIA),), EITHER),
        ("C", (obx(PNEUMONIA),), ("pneumonia-definite",)),
        ("X", (obx(PNEUMONIA),), None),
        ("D", (obx(PNEUMONIA),), None),
        ("", (obx(PNEUMONIA),), ("pneumonia-definite",)),
        ("", (obx(PNEUMONIA, state="P"),), EITHER),
        ("", (obx("Text", "&GDT", "TX", "P"), obx(PNEUMONIA, number=2)), ("pneumonia-definite",)),
        ("", (obx(PNEUMONIA), obx(PNEUMONIA, state="P", number=2)), EITHER),
        ("", (obx("Text", kind="TX", state="P"),), EITHER),
        ("", (), None),
    ],
)
def test_report_is_as_final_as_it_says(state: str, results: tuple[str, ...], found: tuple[str, ...] | None) -> None:
    assert facts(read(film(*results, state=state))).get("chest_radiograph") == found


def test_corrected_report_takes_the_place_of_the_earlier_one() -> None:
    first = film(obx(PNEUMONIA), said_at="20200407090000")
    corrected = film(obx(NORMAL, state="C"), state="C", identity="M2", said_at="20200407100000")
    for messages in ((first, corrected), (corrected, first)):
        assert facts(read(*messages))["chest_radiograph"] == ("pneumonia-not-definite",)


@pytest.mark.parametrize(("time", "found"), [("20200405", EITHER), ("20200403", None), ("", None)])
def test_film_counts_for_three_days(time: str, found: tuple[str, ...] | None) -> None:
    assert facts(read(film(time=time, reported=""))).get("chest_radiograph") == found


def test_film_without_a_time_was_made_when_it_was_reported_at_the_latest() -> None:
    assert facts(read(film(obx(PNEUMONIA), time="")))["chest_radiograph"] == ("pneumonia-definite",)
    observed = obx(PNEUMONIA) + "|||20200407070000"
    assert "chest_radiograph" in facts(read(film(observed, time="", reported="")))


@pytest.mark.parametrize(
    ("code", "recent"),
    [
        ("24627-2^^LN", "yes"),
        ("79077-4^^LN", "yes"),
        ("CT01^^99KMC", "yes"),
        (CXR, "not-known"),
        ("X^^99KMC", "not-known"),
    ],
)
def test_ct_of_the_last_month_is_a_circumstance(code: str, recent: str) -> None:
    site = SiteMap(orders={"urn:hl7v2:99KMC|CT01": "ct"})
    assert read(film(code=code, time="20200320"), site=site).circumstances.recent_ct == recent


def test_report_of_anything_else_is_kept_nowhere() -> None:
    for code in ("X^^99KMC", "^Free text", "24558-9^Abdomen^LN"):
        assert of_kind(told(film(obx(PNEUMONIA), code=code)), "DiagnosticReport") == []


def test_report_without_a_number_is_known_by_its_time() -> None:
    message = film(obx(PNEUMONIA)).replace(b"O1^HIS", b"").replace(b"R1^RIS", b"")
    (report,) = of_kind(told(message), "DiagnosticReport")
    assert report.key == "OBR|2020-04-07T08:00:00|http://loinc.org|36643-5"
    assert of_kind(told(message), "OrderState") == []
    undated = film(time="").replace(b"O1^HIS", b"").replace(b"R1^RIS", b"")
    assert of_kind(told(undated), "DiagnosticReport")[0].key == "OBR||http://loinc.org|36643-5"


def test_text_of_a_report_is_kept_nowhere() -> None:
    (report,) = of_kind(told(film(obx("FINDINGS: pneumonia", kind="TX"))), "DiagnosticReport")
    assert set(content(report)) == {"code", "status", "effectiveDateTime", "issued", "of"}
    assert reasons(read(film(obx("FINDINGS", kind="TX")))) == []
