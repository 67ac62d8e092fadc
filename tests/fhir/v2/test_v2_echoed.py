"""What a report repeats of an order: as it was written, cut to HL7 2.5.1, and never a resident registration number."""

import pytest

from fhir.v2 import echoed

LONG = "L" * 200
NAMESPACE = "N" * 21


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("12345678", "12345678"),
        ("12345678^^^HIS&1.2.410&ISO^MR^KUMC^20200101", "12345678^^^HIS&1.2.410&ISO^MR"),
        ("1^^^HIS&1.2&ISO&x^MR", "1^^^HIS&1.2&ISO^MR"),
        (f"1^^^{NAMESPACE}&1.2&ISO^MR", "1^^^&1.2&ISO^MR"),
        (f"1^^^{NAMESPACE}^MR", "1^^^^MR"),
        ("1&2", "1"),
        ("1~2^^^^PI", "1~2^^^^PI"),
        ("800101-1234567^^^^NNKOR~1", "1"),
        ("8001011234567~1", "1"),
        ("0099000223440^^^HIS^PI", "0099000223440^^^HIS^PI"),
        ("800101 1234567~800101.1234567~1", "1"),
        ("1^^^^DL~2^^^^NNKOR~3^^^^EPI", "3^^^^EPI"),
        ("1^^^^nnkor~2^^^^MR", "2^^^^MR"),
        ("1^^^^SS~2^^^^NI~3^^^^NNUSA~4^^^^PT", "4^^^^PT"),
        ('""~1', "1"),
        (f"{LONG}~1", "1"),
        (f"{LONG}^^^HIS~1", "1"),
        (r"1\T\2", r"1\T\2"),
        ("1\r\x0b\x1c|2", r"1   \F\2"),
    ],
)
def test_numbers_of_the_patient_are_repeated(written: str, repeated: str) -> None:
    assert echoed.patient({3: written}) == {3: repeated, 5: "^^^^^^U", 7: "", 8: ""}


@pytest.mark.parametrize(
    "written",
    ["", '""', "^^^HIS", "800101-1234567", " 8001011234567 ^^^HIS^MR", "1^^^^NI", "~", "\u3000", "\u2028^^^HIS"],
)
def test_patient_of_no_number_is_not_repeated(written: str) -> None:
    assert echoed.patient({3: written, 5: "홍^길동", 19: "8001011234567"}) == {}


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A", "홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A"),
        ("홍&&길^동^^^^MD^L^I^Full&x^2020&2021^G^2020^2021^PhD", "홍&&길^동^^^^MD^L^I^^^G"),
        (f"{LONG}^길동", "^길동"),
        ('""', "^^^^^^U"),
        ("", "^^^^^^U"),
    ],
)
def test_names_are_repeated_in_every_writing(written: str, repeated: str) -> None:
    assert echoed.patient({3: "1", 5: written})[5] == repeated


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("1980", "1980"),
        ("198001", "198001"),
        ("19800101", "19800101"),
        ("198001011030+0900", "19800101"),
        ("19800101^D", "19800101"),
        ("00000000", ""),
        ("19801301", ""),
        ("1980-01-01", ""),
        ("198", ""),
        ("", ""),
    ],
)
def test_date_of_birth_is_repeated_where_it_is_one(written: str, repeated: str) -> None:
    assert echoed.patient({3: "1", 7: written})[7] == repeated


@pytest.mark.parametrize(("written", "repeated"), [("F", "F"), ("F^female", "F"), ("", ""), ("남", "남"), (LONG, "")])
def test_sex_is_repeated(written: str, repeated: str) -> None:
    assert echoed.patient({3: "1", 8: written})[8] == repeated


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ({2: "I", 19: "V1^^^HIS^VN"}, {2: "I", 19: "V1^^^HIS^VN"}),
        ({19: "V1~V2"}, {2: "U", 19: "V1"}),
        ({19: "^^^HIS"}, {}),
        ({2: "E"}, {2: "E", 19: ""}),
        ({3: "ICU"}, {}),
        ({}, {}),
    ],
)
def test_visit_is_repeated_by_class_and_number(written: dict[int, str], repeated: dict[int, str]) -> None:
    assert echoed.visit(written) == repeated


@pytest.mark.parametrize(
    ("placer", "filler", "parent"),
    [
        ("PO1^HIS^1.2^ISO", "F1^RIS", "PO1&HIS&1.2&ISO^F1&RIS"),
        ("PO1", "", "PO1"),
        ("", "F1", "^F1"),
        ("^HIS", "F1", "^F1"),
        ("", "", ""),
        ("PO1~PO2", '""', "PO1"),
    ],
)
def test_numbers_of_the_order_are_those_of_the_parent(placer: str, filler: str, parent: str) -> None:
    assert echoed.parent(placer, filler) == parent


@pytest.mark.parametrize(
    ("written", "repeated"),
    [
        ("R05^기침^KCD8^COUGH^기침^99KMC", "R05^기침^KCD8^COUGH^기침^99KMC"),
        ("R05^기침^KCD8^^^^2020^2021^text", "R05^기침^KCD8"),
        (f"R05^{LONG}^KCD8", "R05^^KCD8"),
        ("R05~R50", "R05"),
        ("", ""),
    ],
)
def test_coded_field_is_cut_to_its_six_components(written: str, repeated: str) -> None:
    assert echoed.coded(written) == repeated
