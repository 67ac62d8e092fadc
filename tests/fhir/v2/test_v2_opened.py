"""A message is cut into its lines, each of which is a segment; whatever else stands there is refused, by its number."""

import pytest

from fhir.v2.header import VERSIONS
from fhir.v2.message import Delimiters
from fhir.v2.opened import MOST_BYTES, MOST_FIELDS, MOST_PARTS, MOST_SEGMENTS, open_message
from fhir.v2.segments import NO_PART, READ, versions_of
from tests.fhir.v2.invented_messages import ALL, KOREAN, OBX, PID, PV1, RESULT, message, msh
from tests.fhir.v2.refused import refused

LINES = tuple(RESULT.decode().split("\r")[:-1])


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r", "\n\n", "\r\n\r\n", "\r\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n\r\n"])
def test_lines_are_the_same_whatever_ends_them(end: str, before: str) -> None:
    raw = (before + end.join(LINES)).encode()
    opened = open_message(raw)
    assert (opened.lines, opened.charset, opened.assumed) == (LINES, "utf-8", False)
    assert open_message(raw + end.encode()) == opened


@pytest.mark.parametrize("raw", ALL)
def test_lines_together_are_the_message(raw: bytes) -> None:
    opened = open_message(raw)
    assert ("\r".join(opened.lines) + "\r").encode(opened.charset) == raw
    assert opened.header.delimiters == Delimiters()


def test_line_feed_within_a_line_is_text_where_carriage_returns_part() -> None:
    assert open_message(message(PID, "NTE|1||one\ntwo\n\nOBX three\n")).lines[2] == "NTE|1||one\ntwo\n\nOBX three\n"


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (["pid|1"], ("AE", "100", "segment 2", "not-a-segment")),
        ([PID, " PV1|1"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "continued text|of NTE"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "OB"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "OBX"], None),
        ([PID, "OBX^1"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "OBXX|1"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "1BX|1"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "ÓBX|1"], ("AE", "100", "segment 3", "not-a-segment")),
        ([PID, "OBY|1"], None),
        ([PID, "SOM|1|2", "LOL"], None),
        (["SOM\t|1"], ("AE", "100", "segment 2", "not-a-segment")),
        ([PID, "ZZ9|1"], None),
        ([PID, "PRT|1"], None),
        *(([PID, f"{name}|1"], ("AE", "100", "segment 3", "not-a-segment")) for name in sorted(NO_PART)),
        ([PID, msh()], ("AE", "100", "segment 3", "second-header")),
        ([PID, "NTE|1||one\nOBX|1"], ("AE", "100", "segment 3", "line-ends-mixed")),
        ([PID, "NTE|1||one\nOBX"], ("AE", "100", "segment 3", "line-ends-mixed")),
        (["PID|1\tone", PV1], None),
        ([PID, PV1, "NTE|1||\x0b"], ("AE", "102", "segment 4", "control-character")),
        ([PID, "NTE|1||\x1c", PV1], ("AE", "102", "segment 3", "control-character")),
        ([PID, "NTE|1||\x00"], ("AE", "102", "segment 3", "control-character")),
        ([PID, "NTE|1||\x7f"], ("AE", "102", "segment 3", "control-character")),
        ([PID, "NTE|1||\n\x1b"], ("AE", "102", "segment 3", "control-character")),
        ([PID, "DSC"], None),
        ([PID, "DSC||F"], None),
        ([PID, "DSC|more"], ("AE", "207", "DSC-1", "continued-elsewhere")),
        ([PID, *["OBX|1|ST"] * (MOST_SEGMENTS - 2)], None),
        ([PID, *[OBX] * (MOST_SEGMENTS - 1)], ("AE", "207", "MSH", "too-many-segments")),
        ([PID, "OBX" + "|" * MOST_FIELDS], None),
        ([PID, "OBX" + "|" * (MOST_FIELDS + 1)], ("AE", "207", "segment 3", "too-many-fields")),
        ([PID, "NTE|1||" + "~" * MOST_PARTS], ("AE", "207", "MSH", "too-many-parts")),
        ([PID, "NTE|1||" + "^" * MOST_PARTS], ("AE", "207", "MSH", "too-many-parts")),
        ([PID, "NTE|1||" + "&" * MOST_PARTS], ("AE", "207", "MSH", "too-many-parts")),
        ([PID, *["ZZZ" + "|" * 300] * 60], None),
        ([PID, *["ZZZ" + "|" * 300] * 70], ("AE", "207", "MSH", "too-many-parts")),
    ],
)
def test_line_that_is_no_segment(segments: list[str], expected: tuple[str, str, str, str] | None) -> None:
    raw = message(*segments)
    if expected is None:
        assert open_message(raw).lines[1:] == tuple(segments)
    else:
        assert refused(open_message, raw) == expected


def test_largest_message_is_taken_and_one_byte_more_is_not() -> None:
    raw = message(PID, "NTE|1||")
    whole = raw + b"x" * (MOST_BYTES - len(raw))
    assert refused(open_message, whole) == ("AE", "100", "segment 4", "not-a-segment")
    assert refused(open_message, whole + b"x") == ("AR", "207", "MSH", "message-too-long")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", None),
        ('""', None),
        ("<null>", None),
        ("2.3", None),
        ("ISO 2022-1994", ("AR", "102", "MSH-20", "charset-switching")),
    ],
)
def test_switching_of_character_sets_is_not_taken(written: str, expected: tuple[str, str, str, str] | None) -> None:
    raw = message(PID, header=f"{msh()}||{written}")
    if expected is None:
        assert open_message(raw).lines[1:] == (PID,)
    else:
        assert refused(open_message, raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (message(PID, header=msh("SIU^S12")), ("AR", "200", "MSH-9", "unsupported-message")),
        (message(PID, header=msh(version="2.9")), ("AR", "203", "MSH-12", "unsupported-version")),
        (message(PID, header=msh(charset="JOHAB")), ("AR", "102", "MSH-18", "unknown-charset")),
        (message("NTE|1||가", header=msh(charset="ASCII")), ("AE", "102", "MSH-18", "undecodable")),
        (b"", ("AR", "100", "MSH", "no-header")),
    ],
)
def test_message_whose_header_says_that_it_is_not_taken(raw: bytes, expected: tuple[str, str, str, str]) -> None:
    assert refused(open_message, raw) == expected


def test_names_of_the_header_are_read_in_the_charset_of_the_message() -> None:
    line = msh(charset="").replace("LAB", "홍")  # which is a letter of UTF-8 too
    raw = message(PID, header=line).decode().encode("cp949")
    assert open_message(raw).header.application == "ȫ"
    assert open_message(raw, "cp949").header.application == "홍"
    assert open_message(KOREAN).lines[1].split("|")[5] == "홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A"


def test_other_delimiters_part_segments_too() -> None:
    lines = (msh(signs="#*@!%"), "PID#1##17*x@18", "OBX")
    opened = open_message(message(*lines[1:], header=lines[0]))
    assert (opened.lines, opened.header.delimiters) == (lines, Delimiters("#", "*", "@", "!", "%"))


@pytest.mark.parametrize("version", VERSIONS)
def test_segment_that_something_rests_on_is_in_two_tables(version: str) -> None:
    assert {name: len(versions_of(name, version)) for name in READ} == dict.fromkeys(READ, 2)
    assert [versions_of(name, version) for name in ("NK1", "ZDS", "OBY", "FHS")] == [()] * 4
