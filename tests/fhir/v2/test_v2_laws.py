"""Laws of the reader: bytes are read or refused, no text is lost; how lines end or parts are parted is no matter."""

from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from fhir.v2.batch import messages_of
from fhir.v2.charset import encode
from fhir.v2.conformance import check
from fhir.v2.header import header_of_damaged, read_header
from fhir.v2.message import Delimiters, Segment
from fhir.v2.opened import open_message
from fhir.v2.parse import parse, read_message
from fhir.v2.refusal import MessageRefused
from fhir.v2.segments import READ
from tests.fhir.v2.invented_messages import ALL, PID, msh

SIGNS: Final = "|^~\\&"
OTHER: Final = "#*@!%"

letters = st.characters(codec="cp949", exclude_categories=["Cc", "Cs"], exclude_characters=SIGNS + OTHER)
parts = st.text(letters | st.sampled_from(SIGNS[1:]), max_size=12)
names = st.sampled_from(sorted(READ - {"MSH", "PID"} | {"IN1", "NK1", "NTE", "OBY", "SOM", "ZDS", "Z01"}))
lines = st.builds(
    lambda name, fields: "|".join([name, *fields]),
    names,
    st.lists(parts, max_size=8) | st.just(["1", '""', "a&b^c~d", ""]),
)
segments = st.lists(lines, max_size=4)
kinds = st.sampled_from(["ORU^R01", "ADT^A08", "ADT^A03", "OUL^R22"])


def raw_of(found: list[str], kind: str, charset: str = "UNICODE UTF-8", end: str = "\r") -> bytes:
    return encode(end.join([msh(kind, charset=charset), PID, *found]), charset)


def texts(segment: Segment, table: dict[int, int]) -> list[tuple[str, ...]]:
    """All texts of a segment, part by part, with what stands for a sign in the signs of another message."""
    return [
        tuple(part.translate(table) for component in each.components for part in component)
        for field in range(1, len(segment.fields) + 1)
        for each in segment.repetitions(field)
    ]


@given(segments, kinds)
def test_what_is_opened_and_checked_is_parsed_without_loss(found: list[str], kind: str) -> None:
    opened = open_message(raw_of(found, kind))
    assert opened.lines[1:] == (PID, *found)
    try:
        check(opened)
    except MessageRefused:
        return
    read = parse(opened)
    assert ["|".join([each.id, *each.fields]) for each in read.segments[1:]] == [PID, *found]
    assert [each.id for each in read.segments] == [line[:3] for line in opened.lines]


@given(segments, kinds, st.sampled_from(["\r", "\n", "\r\n", "\r\r"]), st.sampled_from(["KS X 1001", "UNICODE UTF-8"]))
def test_ends_of_lines_and_encodings_are_no_matter(found: list[str], kind: str, end: str, charset: str) -> None:
    here = open_message(raw_of(found, kind, charset, end))
    there = open_message(raw_of(found, kind))
    assert here.lines[1:] == there.lines[1:]


@given(segments, kinds)
def test_delimiters_are_no_matter(found: list[str], kind: str) -> None:
    table = str.maketrans(SIGNS, OTHER)
    here = parse(open_message(raw_of(found, kind)))
    there = parse(open_message(raw_of(found, kind).decode().translate(table).encode()))
    assert there.header.delimiters == Delimiters("#", "*", "@", "!", "%")
    assert [texts(each, table) for each in here.segments[1:]] == [texts(each, {}) for each in there.segments[1:]]


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda tail: b"MSH|^~\\&|" + tail))
@example(b"\xff")
@example(b"MSH")
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    outcomes = []
    for read in (read_header, open_message, read_message, messages_of):
        try:
            outcomes.append(read(raw) is not None)
        except MessageRefused as error:
            outcomes.append(bool(error.place))
    assert outcomes == [True] * 4
    damaged = header_of_damaged(raw)
    answered = (damaged.application, damaged.facility, damaged.control_id) if damaged else ()
    assert {letter for text in answered for letter in text if letter < " "} <= {"\t"}  # nothing that ends a frame


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=5))
def test_messages_of_a_file_together_are_the_file(messages: list[bytes]) -> None:
    assert messages_of(b"".join(messages)) == tuple(messages)
