"""A field of a message tells absent, null and value apart, and its parts are what they stand for."""

import pytest

from fhir.v2.message import Delimiters, Message, Repetition, Segment
from fhir.v2.parse import read_message
from tests.fhir.v2.invented_messages import OBX, PID, message

OTHER = Delimiters("#", "*", "@", "!", "%")


def segment(*fields: str, signs: Delimiters | None = None) -> Segment:
    return Segment("OBX", 2, fields, signs or Delimiters())


@pytest.mark.parametrize(
    ("written", "is_null", "text", "count"),
    [
        (None, False, None, 0),
        ("", False, None, 0),
        ('""', True, None, 0),
        ("a", False, "a", 1),
        ("a~b", False, "a", 2),
        ("~b", False, None, 2),
        ('""^b', False, None, 1),
        ("^b", False, None, 1),
        ("a&b^c", False, "a", 1),
        (" ", False, " ", 1),
    ],
)
def test_absent_null_and_value_are_told_apart(
    written: str | None, text: str | None, count: int, *, is_null: bool
) -> None:
    found = segment() if written is None else segment(written)
    assert (found.raw(1), found.is_null(1), found.text(1)) == (written or "", is_null, text)
    assert len(found.repetitions(1)) == count


def test_parts_are_found_by_their_places() -> None:
    found = segment("1", "a^b&c^~d\\T\\e^\\S\\&\\R\\\\E\\\\F\\")
    assert found.repetitions(2) == (Repetition((("a",), ("b", "c"), ("",))), Repetition((("d&e",), ("^", "~\\|"))))
    assert [found.text(2, component) for component in (1, 2, 3, 4)] == ["a", "b", None, None]
    assert [found.text(2, 2, part) for part in (1, 2, 3)] == ["b", "c", None]
    assert found.repetitions(2)[1].text(2, 2) == "~\\|"
    assert (found.place(2), found.raw(3)) == ("OBX[2]-2", "")


def test_parts_are_found_by_other_delimiters() -> None:
    found = segment("a*b%c@d!T!e^&", signs=OTHER)
    assert found.repetitions(1) == (Repetition((("a",), ("b", "c"))), Repetition((("d%e^&",),)))


def test_segments_are_found_by_name() -> None:
    found = read_message(message(PID, OBX, "NTE|1", OBX))
    assert [(each.id, each.number) for each in found.all("OBX")] == [("OBX", 1), ("OBX", 2)]
    first = found.first("OBX")
    assert first == found.segments[2]
    assert found.first("DG1") is None
    assert Message(found.header, ()).charset == "utf-8"
