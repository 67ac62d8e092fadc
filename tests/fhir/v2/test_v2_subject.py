"""Whose message it is: a number with who gave it, never one of a citizen, and no name or address in what is kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.bundle.site import SiteMap
from fhir.v2.opened import open_message
from fhir.v2.parse import parse
from fhir.v2.refusal import MessageRefused
from fhir.v2.statements import Told
from fhir.v2.tell import tell
from tests.fhir.invented_bundles import AS_OF, edition
from tests.fhir.v2.invented_telling import (
    CT,
    NO_SITE,
    NOT_DETECTED,
    PV1,
    content,
    of_kind,
    read,
    result,
    said,
    told,
)


def unchecked(*segments: str, kind: str = "ORU^R01", site: SiteMap = NO_SITE) -> Told:
    """Return what a message tells that may be about nobody, which would be refused before it is told."""
    return tell(parse(open_message(said(kind, *segments))), site, edition().thresholds, AS_OF)


def subject(pid: str, site: SiteMap = NO_SITE) -> str | None:
    return unchecked(pid, *result(NOT_DETECTED), site=site).subject


@pytest.mark.parametrize(
    ("numbers", "known"),
    [
        ("1^^^HOSP^MR", "urn:hl7v2:HOSP|1"),
        ("2^^^HOSP^PI~1^^^HOSP^MR", "urn:hl7v2:HOSP|1"),
        ("3^^^HOSP~4^^^HOSP^PT~2^^^HOSP^PI", "urn:hl7v2:HOSP|2"),
        ("3^^^HOSP~4^^^HOSP^PT", "urn:hl7v2:HOSP|4"),
        ("3^^^HOSP", "urn:hl7v2:HOSP|3"),
        ("3^^^HOSP^mr", "urn:hl7v2:HOSP|3"),
        ("9^^^B^MR~8^^^A^MR", "urn:hl7v2:A|8"),
        ("8^^^A^MR~9^^^B^MR", "urn:hl7v2:A|8"),
        ("1^^^HOSP&1.2.410.1&ISO^MR", "urn:oid:1.2.410.1|1"),
        ("1^^^&10D0876999&CLIA^MR", "urn:hl7v2:10D0876999|1"),
        ("1^^^City Hospital^MR", "urn:hl7v2:City_Hospital|1"),
        ("1", "urn:hl7v2:HOSP|1"),
        (" 1 ", "urn:hl7v2:HOSP|1"),
        ("1^^^HOSP^VN", None),
        ("1^^^HOSP^AN~2^^^HOSP^XX", None),
        ("4019060^^^^EPI", "urn:hl7v2:HOSP|4019060"),
        ("PEARL^^^default^default", "urn:hl7v2:default|PEARL"),
        ("5^^^HOSP^MRN", "urn:hl7v2:HOSP|5"),
        ("6^^^HOSP^MRN~5^^^HOSP^EMPI~9^^^HOSP^U", "urn:hl7v2:HOSP|5"),
        ("9^^^HOSP^U~5^^^HOSP^EMPI~6^^^HOSP^MRN", "urn:hl7v2:HOSP|5"),
        ("1^^^HOSP^EPI~3^^^HOSP", "urn:hl7v2:HOSP|3"),
        ("1^^^HOSP^ANON", "urn:hl7v2:HOSP|1"),
        ("1^^^HOSP^HC", "urn:hl7v2:HOSP|1"),
        ("1^^^HOSP^vn~2^^^HOSP^FIN~3^^^HOSP^CSN", None),
        ("1^^^HOSP^DL~2^^^HOSP^PPN~3^^^HOSP^MC~4^^^HOSP^BC", None),
        ("1^^^HOSP^USID~2^^^HOSP^SN~3^^^HOSP^NPI", None),
        ("0099000223440^^^HOSP^PI", "urn:hl7v2:HOSP|0099000223440"),
        ("2026112200001^^^HOSP^MR", "urn:hl7v2:HOSP|2026112200001"),
        ("009900-0223440^^^HOSP^PI", None),
        ("9002301234567^^^HOSP^MR", "urn:hl7v2:HOSP|9002301234567"),
        ("0002291234567^^^HOSP^MR", None),
        ("1^^^HOSP^SS", None),
        ("1^^^HOSP^NI", None),
        ("1^^^HOSP^NNKOR", None),
        ("1^^^HOSP^NNUSA", None),
        ("900101-1234567^^^HOSP^MR", None),
        ("9001011234567", None),
        ("900101-1234567^^^HOSP^MR~2^^^HOSP", "urn:hl7v2:HOSP|2"),
        ("900101 1234567", None),
        ("^^^HOSP^MR", None),
        ('""', None),
        ("a\\F\\b", None),
        ("1" * 151, None),
    ],
)
def test_patient_is_known_by_the_best_number(numbers: str, known: str | None) -> None:
    assert subject(f"PID|1||{numbers}") == known


@pytest.mark.parametrize(
    ("site", "numbers", "known"),
    [
        (SiteMap(assigning_authorities={"HIS": "urn:oid:1.2.3"}), "1^^^HIS^MR", "urn:oid:1.2.3|1"),
        (SiteMap(assigning_authorities={"1.2.4": "urn:his"}), "1^^^HIS&1.2.4&ISO^MR", "urn:his|1"),
        (SiteMap(local_authority="urn:oid:1.2.3"), "1", "urn:oid:1.2.3|1"),
        (SiteMap(local_authority="urn:oid:1.2.3"), "1^^^HIS", "urn:hl7v2:HIS|1"),
    ],
)
def test_site_says_who_gives_the_numbers(site: SiteMap, numbers: str, known: str) -> None:
    assert subject(f"PID|1||{numbers}", site) == known


def test_number_that_nobody_gives_is_of_the_facility_that_sends_it_if_it_says_which() -> None:
    raw = said("ORU^R01", "PID|1||1", *result(NOT_DETECTED)).replace(b"|HIS|HOSP|", b"|HIS||")
    assert told(raw).subject == "urn:hl7v2|1"


@pytest.mark.parametrize(
    ("pid", "known"),
    [
        ("PID|1|5^^^HOSP", "urn:hl7v2:HOSP|5"),
        ("PID|1|||6^^^HOSP", "urn:hl7v2:HOSP|6"),
        ("PID|1|5^^^HOSP|900101-1234567|6", None),
        ('PID|1|5^^^HOSP|""', None),
        ("PID|1", None),
        ("PID|1||||||||||||||||900101-1234567", None),
        ("PID|1||||||||||||||||12345", None),
    ],
)
def test_other_fields_stand_for_the_patient_only_where_pid_3_is_absent(pid: str, known: str | None) -> None:
    assert subject(pid) == known


BIRTHDAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%y%m%d}")
PARTED = st.from_regex(r"[0-9]{6}[ .-][0-9]{7}", fullmatch=True)
UNPARTED = st.builds(str.__add__, BIRTHDAYS, st.from_regex(r"[0-9]{7}", fullmatch=True))


@given(PARTED | UNPARTED, st.sampled_from(["", "^^^HOSP^MR", "^^^HOSP^PI"]))
def test_number_of_the_form_of_a_citizens_is_kept_nowhere(number: str, rest: str) -> None:
    field = f"{number}{rest}"
    one = unchecked(f"PID|1|{field}|{field}|{field}|||||||||||||||{number}", *result(NOT_DETECTED))
    assert one.subject is None
    assert number not in repr(one)
    assert one.warnings == ("no-subject", "no-visit")


@pytest.mark.parametrize("field", [2, 3, 4, 19])
def test_field_of_a_citizens_number_is_never_kept(field: int) -> None:
    fields = [""] * 20
    fields[field], fields[3] = "900101-1234567", "7^^^HOSP^MR" if field != 3 else "900101-1234567~7^^^HOSP^MR"
    one = unchecked("PID|" + "|".join(fields[1:]), *result(NOT_DETECTED))
    assert one.subject == "urn:hl7v2:HOSP|7"
    assert "900101" not in repr(one)


@pytest.mark.parametrize(
    ("first", "other", "known"),
    [
        ("7^^^HOSP^MR", "7^^^HOSP^MR", "7"),
        ("7^^^HOSP^MR~8^^^X^PI", "8^^^X^PI~7^^^HOSP^MR", "7"),
        ("7^^^HOSP~8^^^HOSP^PT", "9^^^HOSP^MR~7^^^HOSP", "9"),
        ("9^^^HOSP^PI", "9^^^HOSP^MR~5^^^HOSP^PI", "9"),
    ],
)
def test_segments_that_share_a_number_are_of_one_patient_known_by_the_best_of_all(
    first: str, other: str, known: str
) -> None:
    for numbers in ((first, other), (other, first)):
        assert unchecked(*(f"PID|1||{each}" for each in numbers)).subject == f"urn:hl7v2:HOSP|{known}"


def test_message_about_two_patients_is_refused() -> None:
    for number in ("8^^^HOSP^MR", "7^^^X^MR", "7^^^HOSP^VN", ""):
        with pytest.raises(MessageRefused) as caught:
            unchecked("PID|1||7^^^HOSP^MR", *result(NOT_DETECTED), f"PID|2||{number}")
        assert (caught.value.code, caught.value.place, caught.value.reason) == ("AE", "PID[2]-3", "two-patients")


def test_authorities_that_the_site_calls_one_are_one() -> None:
    site = SiteMap(assigning_authorities={"HIS": "urn:his", "LIS": "urn:his"})
    assert unchecked("PID|1||7^^^HIS", "PID|2||7^^^LIS", site=site).subject == "urn:his|7"


def test_nothing_is_known_of_whom_a_message_is_that_names_nobody() -> None:
    one = unchecked(*result(NOT_DETECTED))
    assert one.subject is None
    assert of_kind(one, "Patient") == []


def test_patient_is_kept_as_a_number_and_a_day_of_birth() -> None:
    pid = "PID|1||7^^^HOSP^MR||Invented^Patient|Mother^Maiden|198003011230|F|||Street 1^^Town||+821012345678"
    (patient,) = of_kind(told(said("ORU^R01", pid, *result(NOT_DETECTED))), "Patient")
    assert content(patient) == {
        "birthDate": "1980-03-01",
        "identifier": [
            {
                "system": "urn:hl7v2:HOSP",
                "type": {"coding": [{"code": "MR", "system": "http://terminology.hl7.org/CodeSystem/v2-0203"}]},
                "value": "7",
            }
        ],
    }
    gathered = read(said("ORU^R01", pid, *result(NOT_DETECTED)))
    assert (gathered.subject, gathered.circumstances.age_years) == ("urn:hl7v2:HOSP|7", 40)


def test_no_name_address_or_text_is_in_any_statement() -> None:
    private = "Geheimnis"
    segments = (
        f"PID|1||7^^^HOSP^MR||{private}^{private}|{private}|19800301|F|{private}||{private}^^{private}||{private}",
        f"PV1|1|E|ER^1^A^HOSP^^^^^{private}|||||1^{private}|||||||||||V1",
        f"PV2|||^{private}",
        f"ORC|NW|O1^HIS||||||||||1^{private}|1^{private}",
        f"OBR|1|O1^HIS||24627-2^{private}^LN|||||||||{private}|||1^{private}|||||||||||||||^{private}~{private}~J18^{private}^I10",
        f"NTE|1||{private}",
        f"DG1|1||R05^{private}^I10|{private}",
        f"OBX|1|TX|94500-6^{private}^LN||{private}|||{private}|||F",
        f"OBX|2|ST|95419-8^{private}^LN||{private}||||||F",
        f"OBX|3|CWE|75325-1^{private}^LN||49727002^{private}^SCT^^^^^^{private}||||||F",
        f"OBX|4|NM|8310-5^{private}^LN||37.5|{private}|||||F",
        f"OBX|5|ST|purpose^{private}^99IMGCDS||{private}||||||F||||||||||||||||||QST",
        f"OBX|6|CWE|purpose^{private}^99IMGCDS||follow-up^{private}||||||F||||||||||||||||||QST",
    )
    for kind in ("ORM^O01", "ORU^R01"):
        one = told(said(kind, *segments))
        assert one.statements != ()
        assert all(private.encode() not in statement.content for statement in one.statements)
        assert all(private not in statement.key for statement in one.statements)


def test_reply_repeats_the_order_and_the_patient_between_the_usual_signs() -> None:
    raw = (
        "MSH#*~!&#HIS#HOSP###20200407120000+0900##ORM*O01#M1#P#2.5.1######UNICODE UTF-8\r"
        "PID#1#5#7***HOSP*MR~900101-1234567*#4#Kim*A|B!T!C~김*철수##19800301#F######\r"
        "PV1#1#E################V9*x#V1***HOSP\rORC#NW#O1*HIS#F1*RIS\r"
        "OBR#1#O1*HIS#F1*RIS#24627-2*CT*LN###########################J18.9*a!.br!b*I10~~R05**I10\r"
    )
    one = told(raw.encode())
    assert one.echo["PID"] == ("", "", "7^^^HOSP^MR", "", "Kim^A\\F\\B\\T\\C~김^철수", "", "19800301", "F")
    assert one.echo["PV1"][1::17] == ("E", "V1^^^HOSP")
    key = one.orders[0].key
    assert one.echo[f"{key}/ORC"] == ("", "O1^HIS", "F1^RIS")
    assert one.echo[f"{key}/OBR"][1:4] == ("O1^HIS", "F1^RIS", "24627-2^CT^LN")
    assert one.echo[f"{key}/OBR"][30] == "J18.9^a\\.br\\b^I10~~R05^^I10"


def test_merge_names_the_number_that_is_given_up_and_nothing_else() -> None:
    one = told(said("ADT^A40^ADT_A39", "EVN||20200407", "PID|1||7^^^HOSP^MR", "MRG|8^^^HOSP^MR", PV1))
    assert (one.subject, one.merged, one.statements) == ("urn:hl7v2:HOSP|7", "urn:hl7v2:HOSP|8", ())
    assert told(said("ORU^R01", "PID|1||7^^^HOSP^MR", "MRG|8^^^HOSP^MR", *result(""))).merged is None


@pytest.mark.parametrize("given_up", ["900101-1234567", "900101-1234567^^^HOSP^MR", "1^^^HOSP^SS", ""])
def test_merge_of_what_is_no_number_of_a_patient_gives_up_nothing(given_up: str) -> None:
    segments = ("PID|1||7^^^HOSP^MR", f"MRG|{given_up}") if given_up else ("PID|1||7^^^HOSP^MR",)
    assert unchecked(*segments, kind="ADT^A40^ADT_A39").merged is None


@pytest.mark.parametrize(
    ("time", "expected", "warned"),
    [
        ("20200407120000+0900", "2020-04-07T12:00:00+09:00", False),
        ("20200407120000", "2020-04-07T12:00:00+09:00", True),
        ("20200407", "2020-04-07T00:00:00+09:00", False),
        ("yesterday", AS_OF.isoformat(), True),
    ],
)
def test_message_is_of_the_time_that_it_says_else_of_when_it_came(time: str, expected: str, warned: bool) -> None:
    one = told(said("ORM^O01", "PID|1||7", "ORC|NW|O1", f"OBR|1|O1||{CT}", time=time))
    assert one.said.isoformat() == expected
    assert ("zone-assumed" in one.warnings) is warned


def test_guessed_letters_are_warned_of() -> None:
    raw = said("ORU^R01", "PID|1||7^^^HOSP^MR||김^철수", *result("")).replace(b"UNICODE UTF-8", b"")
    assert told(raw).warnings == ("charset-assumed", "no-visit")
