"""A file or batch is taken apart into messages, byte for byte, and must hold as many as it says."""

import pytest

from fhir.v2.batch import messages_of
from fhir.v2.parse import read_message
from tests.fhir.v2.invented_messages import ALL, ARRIVAL, KOREAN, ORDER, RESULT
from tests.fhir.v2.refused import refused

FHS, BHS = b"FHS|^~\\&|LAB|INVENTED\r", b"BHS|^~\\&|LAB|INVENTED\r"
TWO = ORDER + KOREAN


@pytest.mark.parametrize("raw", ALL)
def test_single_message_is_itself(raw: bytes) -> None:
    assert messages_of(raw) == (raw,)
    assert messages_of(raw.removesuffix(b"\r")) == (raw.removesuffix(b"\r"),)


def test_messages_of_a_file_without_a_batch() -> None:
    assert messages_of(b"".join(ALL)) == ALL
    assert [read_message(each).header.kind for each in messages_of(b"".join(ALL))] == [
        "ORU^R01",
        "ORM^O01",
        "OMG^O19",
        "OMI^O23",
        "OML^O21",
        "ORM^O01",
        "ADT^A04",
        "ADT^A40",
        "ORU^R01",
    ]


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        (b"", ()),
        (b"\r\n\r\n", ()),
        (BHS + TWO + b"BTS|2\r", (ORDER, KOREAN)),
        (BHS + TWO, (ORDER, KOREAN)),
        (BHS + TWO + b"BTS\r", (ORDER, KOREAN)),
        (BHS + TWO + b"BTS||comment\r", (ORDER, KOREAN)),
        (BHS + TWO + b"BTS|002|comment", (ORDER, KOREAN)),
        (TWO + b"BTS|2\r", (ORDER, KOREAN)),
        (BHS + b"BTS|0\r", ()),
        (FHS + BHS + TWO + b"BTS|2\rFTS|1\r", (ORDER, KOREAN)),
        (FHS + BHS + TWO + b"BTS|2\r" + BHS + ARRIVAL + b"BTS|1\rFTS|2\r\r\n", (ORDER, KOREAN, ARRIVAL)),
        (FHS + TWO + b"FTS\r", (ORDER, KOREAN)),
        (FHS + TWO + b"FTS|1\r", (ORDER, KOREAN)),
        (FHS + TWO + b"FTS|0\r", (ORDER, KOREAN)),
        (FHS + b"FTS|0\r", ()),
        (FHS + b"FTS|1\r", ()),
        (FHS + TWO + b"BTS|2\rFTS|1\r", (ORDER, KOREAN)),
        (FHS + BHS + TWO + b"FTS|1\r", (ORDER, KOREAN)),
        (b"\xef\xbb\xbf\n" + BHS + TWO, (ORDER, KOREAN)),
        (b"\x0b" + ORDER + b"\x1c\r\x0b" + KOREAN + b"\x1c\r", (ORDER, KOREAN)),
        (b"\r\n" + ORDER.replace(b"\r", b"\r\n"), (ORDER.replace(b"\r", b"\r\n"),)),
    ],
)
def test_messages_of_a_batch(raw: bytes, messages: tuple[bytes, ...]) -> None:
    assert messages_of(raw) == messages


def test_lines_of_a_file_may_end_with_line_feeds() -> None:
    raw = (FHS + BHS + TWO + b"BTS|2\rFTS|1\r").replace(b"\r", b"\n")
    assert messages_of(raw) == (ORDER.replace(b"\r", b"\n"), KOREAN.replace(b"\r", b"\n"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (BHS + TWO + b"BTS|3\r", ("AE", "100", "BTS-1", "another-number-of-messages")),
        (BHS + TWO + b"BTS|1\r", ("AE", "100", "BTS-1", "another-number-of-messages")),
        (BHS + TWO + b"BTS|2\r" + BHS + RESULT + b"BTS|3\r", ("AE", "100", "BTS-1", "another-number-of-messages")),
        (BHS + TWO + b"BTS|two\r", ("AE", "102", "BTS-1", "not-a-number")),
        (BHS + TWO + b"BTS|\xb2\r", ("AE", "102", "BTS-1", "not-a-number")),
        (FHS + BHS + TWO + b"BTS|2\rFTS|2\r", ("AE", "100", "FTS-1", "another-number-of-messages")),
        (FHS + TWO + b"FTS|2\r", ("AE", "100", "FTS-1", "another-number-of-messages")),
        (FHS + TWO + b"BTS|2\rFTS|0\r", ("AE", "100", "FTS-1", "another-number-of-messages")),
        (FHS + BHS + TWO + b"FTS|0\r", ("AE", "100", "FTS-1", "another-number-of-messages")),
        (FHS + b"PID|1\r" + ORDER, ("AE", "100", "segment 2", "outside-of-a-message")),
        (ORDER + b"BTS|1\rNTE|1\r", ("AE", "100", "segment 9", "outside-of-a-message")),
        (b"PID|1", ("AE", "100", "segment 1", "outside-of-a-message")),
    ],
)
def test_batch_that_is_not_whole(raw: bytes, expected: tuple[str, str, str, str]) -> None:
    assert refused(messages_of, raw) == expected
