"""A message is read with every segment, field by field as it was written, or it is refused and says where."""

from dataclasses import dataclass

import pytest
from hl7apy.parser import parse_segment

from fhir.v2.header import VERSIONS
from fhir.v2.message import Delimiters
from fhir.v2.opened import open_message
from fhir.v2.parse import parse, read_message
from tests.fhir.v2.invented_messages import ALL, KOREAN, OMI, PID, PV1, RESULT, message, msh
from tests.fhir.v2.refused import refused


@pytest.mark.parametrize("raw", ALL)
def test_message_has_every_segment_and_field_as_written(raw: bytes) -> None:
    opened = open_message(raw)
    found = read_message(raw)
    assert (found.header, found.charset, found.assumed) == (opened.header, opened.charset, opened.assumed)
    lines = [
        "|".join(["MSH", *each.fields[1:]] if each.id == "MSH" else [each.id, *each.fields]) for each in found.segments
    ]
    assert tuple(lines) == opened.lines
    assert found == parse(opened)


def test_segments_are_numbered_by_name() -> None:
    named = [(each.id, each.number) for each in read_message(OMI).segments]
    assert named == [
        ("MSH", 1),
        ("PID", 1),
        ("ORC", 1),
        ("OBR", 1),
        ("IPC", 1),
        ("ORC", 2),
        ("OBR", 2),
        ("IPC", 2),
    ]


def test_fields_are_counted_as_hl7_counts_them() -> None:
    found = read_message(RESULT)
    header, observation = found.first("MSH"), found.first("OBX")
    assert header is not None
    assert observation is not None
    assert (header.raw(1), header.raw(2), header.text(9, 2), header.raw(10)) == ("|", "^~\\&", "R01", "M1")
    assert (observation.text(3), observation.text(3, 3), observation.text(5), observation.raw(11)) == (
        "94500-6",
        "LN",
        "260415000",
        "F",
    )
    assert observation.place(5) == "OBX[1]-5"


def test_field_beyond_the_table_of_the_version_stays_where_it_stands() -> None:
    line = "OBX|1|CWE|purpose^^99IMGCDS||initial" + "|" * 24 + "QST"
    found = read_message(message(PID, line, header=msh(version="2.3"))).first("OBX")
    assert found is not None
    assert (found.raw(29), found.text(5), found.raw(30)) == ("QST", "initial", "")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "line",
    [
        "TQ1|1|1^tablet|||||||S^Stat^HL70485",  # its table of 2.7 is wrong
        "QRD|20200415|R|I|1",  # which 2.7 withdrew
        "PR1|1|||||||||||1017^Invented",  # of which 2.7 withdrew the eleventh field
        "PRT|1|UC",  # of 2.7 and later
        "ZDS|1.2.3^^Application^DICOM",
    ],
)
def test_segment_is_read_though_the_table_of_the_version_lacks_it(version: str, line: str) -> None:
    found = read_message(message(PID, line, header=msh(version=version))).segments[2]
    assert (found.id, "|".join(found.fields)) == (line[:3], line[4:])


def test_empty_parts_at_the_end_are_kept() -> None:
    found = read_message(message("PID|1||17^^^~18^|||", "ZZZ", "NTE|")).segments
    assert [each.fields for each in found[1:]] == [("1", "", "17^^^~18^", "", "", ""), (), ("",)]


def test_fifth_delimiter_before_2_7_changes_nothing() -> None:
    for version in ("2.3", "2.5.1", "2.7"):
        found = read_message(message(PID, header=msh(signs="|^~\\&#", version=version)))
        assert [each.id for each in found.segments] == ["MSH", "PID"]
        assert (found.segments[0].raw(2), found.segments[1].text(3, 4)) == ("^~\\&#", "INVENTED")


def test_other_delimiters_are_read_alike() -> None:
    swapped = RESULT.decode().translate(str.maketrans("|^~\\&", "#*@!%")).encode()
    assert [(each.id, each.text(3), each.delimiters) for each in read_message(swapped).segments] == [
        (each.id, each.text(3), Delimiters("#", "*", "@", "!", "%")) for each in read_message(RESULT).segments
    ]


def test_korean_names_are_read_in_both_encodings() -> None:
    utf_8 = KOREAN.decode("cp949").replace("KS X 1001", "UNICODE UTF-8").encode()
    korean, other = read_message(KOREAN), read_message(utf_8)
    assert (korean.charset, other.charset) == ("cp949", "utf-8")
    assert korean.segments[1:] == other.segments[1:]
    patient = korean.first("PID")
    assert patient is not None
    assert [(each.text(1), each.text(2)) for each in patient.repetitions(5)] == [("홍", "길동"), ("Hong", "Gildong")]


@dataclass
class Parsed:
    """What hl7apy might give for a segment."""

    name: str
    children: list[str]


@pytest.mark.parametrize("given", [None, Parsed("OBX", ["a"] * 12), Parsed("MSH", ["a"] * 11), Parsed("MSH", [])])
def test_segment_that_the_parser_loses_is_refused(monkeypatch: pytest.MonkeyPatch, given: Parsed | None) -> None:
    def parse_segment(*_: object) -> Parsed:
        if given is None:
            raise IndexError
        return given

    opened = open_message(RESULT)
    monkeypatch.setattr("fhir.v2.parse.parse_segment", parse_segment)
    assert refused(parse, opened) == ("AE", "207", "segment 1", "segment-lost")


def test_segment_that_nothing_rests_on_is_kept_and_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def parsing(line: str, *rest: object) -> object:
        asked.append(line[:3])
        return parse_segment(line, *rest)

    monkeypatch.setattr("fhir.v2.parse.parse_segment", parsing)
    lines = [
        "EVN|A08|20200415",
        PID,
        "OBY|1^2~3|x&y||",
        "NK1|1|Invented^Kin",
        "SOM",
        PV1,
        "ZDS|1.2.3^^Application",
        "IN1|",
    ]
    found = read_message(message(*lines, header=msh("ADT^A08"))).segments
    assert ["|".join([each.id, *each.fields]) for each in found[1:]] == lines
    assert [(each.id, each.number) for each in found if each.id in {"OBY", "SOM"}] == [("OBY", 1), ("SOM", 1)]
    assert (found[3].text(1, 2), found[3].repetitions(1)[1].text(), found[3].text(2, 1, 2)) == ("2", "3", "y")
    assert asked == ["MSH", "EVN", "PID", "PV1"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message("OBX|1"), ("AE", "101", "PID-3", "missing")),
        (message(PID, "obx|1"), ("AE", "100", "segment 3", "not-a-segment")),
    ],
)
def test_message_is_opened_and_checked_before_it_is_read(raw: bytes, expected: tuple[str, str, str, str]) -> None:
    assert refused(read_message, raw) == expected
