"""Acknowledgements: in the sender's version, signs and letters, valid for hl7apy, and naming the field in the way."""

from dataclasses import replace
from datetime import UTC, datetime

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message, parse_segment
from hypothesis import given
from hypothesis import strategies as st

from fhir.v2.acknowledge import AckCode, acknowledge
from fhir.v2.header import VERSIONS, header_of
from fhir.v2.message import Delimiters, Header
from fhir.v2.refusal import MessageRefused

NOW = datetime(2020, 4, 7, 3, 0, 0, 123456, tzinfo=UTC)
SENT = r"MSH|^~\&|HIS^1.2.410^ISO|KUMC|CDS|IMAGING|20200407120000||ORM^O01^ORM_O01|C17|P|2.5.1||||||UNICODE UTF-8"
HEADER = header_of(SENT)
MISSING = MessageRefused("AE", "101", "OBX[2]-5", "missing")
VERSION = MessageRefused("AR", "203", "MSH-12", "unsupported-version", ("2.3", "2.4"))
CHECKED = tuple(version for version in VERSIONS if version != "2.3")
"""In which hl7apy knows what an acknowledgement is made of; in 2.3 it knows its segments alone."""


def told(header: Header | None, code: AckCode = "AA", error: MessageRefused | None = None, codec: str = "utf-8") -> str:
    """An acknowledgement as text, a segment on each line."""
    written = acknowledge(header, code, control_id="A1", now=NOW, error=error, codec=codec)
    return written.decode(codec).replace("\r", "\n")


def test_acknowledgement_turns_sender_and_receiver_round() -> None:
    assert told(HEADER) == (
        r"MSH|^~\&|CDS|IMAGING|HIS^1.2.410^ISO|KUMC|20200407030000.123+0000||ACK^O01^ACK|A1|P|2.5.1||||||UNICODE UTF-8"
        "\nMSA|AA|C17\n"
    )


def test_acknowledgement_names_this_program_where_the_sender_does_not() -> None:
    header = header_of(r"MSH|^~\&|HIS||||20200407||ADT^A01|C17||2.5||")
    assert told(header) == ("MSH|^~\\&|IMAGING-CDS||HIS||20200407030000.123+0000||ACK^A01^ACK|A1|P|2.5\nMSA|AA|C17\n")


def test_error_names_the_field_and_what_to_do() -> None:
    assert told(HEADER, "AE", MISSING).splitlines()[1:] == [
        "MSA|AE|C17",
        (
            "ERR||OBX^2^5|101^A required field is missing^HL70357|E|missing^^99IMGCDS||OBX[2]-5 missing|"
            "OBX[2]-5: This field is required. Fill it in and send the message again."
        ),
    ]


def test_error_lists_what_is_allowed() -> None:
    (error,) = (line for line in told(HEADER, "AR", VERSION).splitlines() if line.startswith("ERR"))
    assert error.split("|")[7] == "MSH-12 unsupported-version; allowed: 2.3, 2.4"


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4"])
def test_error_of_an_early_version_is_told_in_its_shape(version: str) -> None:
    assert told(replace(HEADER, version=version), "AE", MISSING).splitlines()[1:] == [
        "MSA|AE|C17|OBX[2]-5: This field is required. Fill it in and send the message again.",
        "ERR|OBX^2^5^101&A required field is missing&HL70357",
    ]


def test_error_of_an_early_version_at_no_field_leaves_the_place_empty() -> None:
    lost = MessageRefused("AE", "207", "segment 7", "segment-lost")
    assert told(replace(HEADER, version="2.4"), "AE", lost).splitlines()[2] == (
        "ERR|^^^207&The message cannot be taken&HL70357"
    )


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("MSH-12", "MSH^1^12"),
        ("PID", "PID^1"),
        ("OBX[2]-5", "OBX^2^5"),
        ("OBX[12]-5.1", "OBX^12^5^1^1"),
        ("PID-3.4.2", "PID^1^3^1^4^2"),
        ("segment 7", ""),
        ("", ""),
    ],
)
def test_place_is_told_as_the_field_names_it(place: str, where: str) -> None:
    error = told(HEADER, "AE", MessageRefused("AE", "102", place, "missing")).splitlines()[2]
    assert error.split("|")[2] == where


def test_unknown_reason_is_told_by_its_error() -> None:
    error = told(HEADER, "AE", MessageRefused("AE", "102", "PID-7", "of-a-later-day")).splitlines()[2]
    assert error.split("|")[5:] == [
        "of-a-later-day^^99IMGCDS",
        "",
        "PID-7 of-a-later-day",
        "PID-7: A field is not of its data type.",
    ]


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("2.3", "ACK^O01"),
        ("2.3.1", "ACK^O01^ACK"),
        ("2.4", "ACK^O01^ACK"),
        ("2.5", "ACK^O01^ACK"),
        ("2.7", "ACK^O01^ACK"),
    ],
)
def test_kind_has_a_structure_since_messages_have_one(version: str, kind: str) -> None:
    assert told(replace(HEADER, version=version)).split("|")[8] == kind


@pytest.mark.parametrize(("version", "kind"), [("2.3", "ACK"), ("2.7", "ACK^^ACK")])
def test_kind_of_an_unknown_event_is_told_without_it(version: str, kind: str) -> None:
    assert told(replace(HEADER, version=version, event="")).split("|")[8] == kind


@pytest.mark.parametrize(
    ("said", "answered"), [("2.7", "2.7"), ("2.8.1", "2.8.1"), ("2.9", "2.5.1"), ("", "2.5.1"), ("2.5.1\r", "2.5.1")]
)
def test_version_is_the_senders_where_it_is_one(said: str, answered: str) -> None:
    assert told(replace(HEADER, version=said), "AR", VERSION).split("|")[11] == answered


def test_acknowledgement_of_nothing_readable_is_bare() -> None:
    assert told(None, "AR", MessageRefused("AR", "100", "MSH", "no-header")) == (
        "MSH|^~\\&|IMAGING-CDS||||20200407030000.123+0000||ACK^^ACK|A1|P|2.5.1\nMSA|AR\n"
        "ERR||MSH^1|100^Segments are not what or where they should be^HL70357|E|no-header^^99IMGCDS||MSH no-header|"
        "MSH: The message does not begin with MSH. Send one message that begins with MSH in each frame.\n"
    )


def test_signs_are_the_senders_and_no_word_is_parted_by_them() -> None:
    header = replace(HEADER, delimiters=Delimiters("!", ":", "*", "?", "/"), application="HIS:1")
    written = told(header, "AE", MessageRefused("AE", "101", "MSH-9", "missing", ("a!b", "ORU/R01")))
    assert written == (
        "MSH!:*?/!CDS!IMAGING!HIS:1!KUMC!20200407030000.123+0000!!ACK:O01:ACK!A1!P!2.5.1!!!!!!UNICODE UTF-8\n"
        "MSA!AE!C17\nERR!!MSH:1:9!101:A required field is missing:HL70357!E!missing::99IMGCDS!!"
        "MSH-9 missing; allowed?S? a?F?b, ORU?T?R01!"
        "MSH-9?S? This field is required. Fill it in and send the message again.\n"
    )


@pytest.mark.parametrize(
    ("charsets", "codec", "written", "said"),
    [
        (("KS X 1001",), "cp949", "cp949", "KS X 1001"),
        (("KS X 1001",), "utf-8", "cp949", "KS X 1001"),
        (("EUC-KR", "KS X 1001"), "utf-8", "cp949", "EUC-KR~KS X 1001"),
        (("UNICODE UTF-8",), "utf-8", "utf-8", "UNICODE UTF-8"),
        ((), "cp949", "cp949", ""),
        ((), "utf-8", "utf-8", ""),
        (("JOHAB",), "utf-8", "utf-8", "UNICODE UTF-8"),
        (("ASCII", "KS X 1001"), "cp949", "cp949", "KS X 1001"),
        (("8859/1",), "iso8859-1", "utf-8", "UNICODE UTF-8"),
        (("ASCII",), "ascii", "utf-8", "UNICODE UTF-8"),
        ((), "ascii", "utf-8", "UNICODE UTF-8"),
    ],
)
def test_letters_of_the_sender_are_repeated(charsets: tuple[str, ...], codec: str, written: str, said: str) -> None:
    header = replace(HEADER, facility="고려대학교병원", control_id="가1", charsets=charsets)
    answer = acknowledge(header, "AA", control_id="A1", now=NOW, codec=codec).decode(written)
    fields = [*answer.split("\r")[0].split("|"), ""]
    assert (fields[5], fields[17] if len(fields) > 18 else "") == ("고려대학교병원", said)
    assert answer.split("\r")[1] == "MSA|AA|가1"


@pytest.mark.parametrize("error", [None, MISSING, VERSION], ids=["AA", "AE", "AR"])
@pytest.mark.parametrize("version", CHECKED)
def test_acknowledgement_is_valid(version: str, error: MessageRefused | None) -> None:
    written = told(replace(HEADER, version=version), error.code if error else "AA", error).replace("\n", "\r")
    message = parse_message(written, validation_level=VALIDATION_LEVEL.STRICT)
    assert message.validate()
    assert message.to_er7() == written.removesuffix("\r")


@pytest.mark.parametrize("error", [None, MISSING, VERSION], ids=["AA", "AE", "AR"])
def test_segments_of_the_first_version_are_valid(error: MessageRefused | None) -> None:
    for line in told(replace(HEADER, version="2.3"), "AE", error).splitlines()[1:]:
        segment = parse_segment(line, version="2.3", validation_level=VALIDATION_LEVEL.STRICT)
        assert segment.validate()
        assert segment.to_er7() == line


@pytest.mark.parametrize("version", VERSIONS)
def test_another_reader_finds_what_is_answered(version: str) -> None:
    message = hl7.parse(told(replace(HEADER, version=version), "AE", MISSING).replace("\n", "\r"))
    assert [str(message.extract_field(*place)) for place in (("MSA", 1, 1), ("MSA", 1, 2), ("MSH", 1, 5))] == [
        "AE",
        "C17",
        "HIS",
    ]


@given(st.text("MSA|^~\\&#가1", max_size=12), st.text("MSA-[].1가 |^", max_size=12))
def test_no_place_or_reason_adds_a_segment_or_a_field(place: str, reason: str) -> None:
    lines = told(HEADER, "AE", MessageRefused("AE", "102", place, reason)).splitlines()
    assert [line[:3] for line in lines] == ["MSH", "MSA", "ERR"]
    assert lines[2].count("|") == 8
