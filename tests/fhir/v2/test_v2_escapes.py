"""An escape sequence becomes what it stands for, an unknown one stays, and what is written reads back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.v2.escapes import escaped, unescaped

MEANINGS = {"F": "|", "S": "^", "R": "~", "E": "\\", "T": "&"}
OTHERS = {"F": "#", "S": "*", "R": "@", "E": "!", "T": "%"}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        (r"\F\\S\\R\\E\\T\ ", r"|^~\& "),
        (r"a\E\T\E\b", r"a\T\b"),
        (r"one\.br\two", "one\ntwo"),
        (r"one\.BR\two\.sp\three\.sp2\\.sp+2\\.ce\four", "one\ntwo\nthree\n\n\nfour"),
        (r"\.in+4\\.ti-2\\.sk 3\\.sk3\\.fi\\.nf\text", "text"),
        (r"\H\loud\N\ ", "loud "),
        (r"\X0D\ \X0D0A\ \X0A\ \X41\ \x41\ ", "\n \n \n A \\x41\\ "),
        (r"\X1C\ \X0B\ \X00\ \X7F\ \X1B\ ", r"\X1C\ \X0B\ \X00\ \X7F\ \X1B\ "),
        (r"\X41C\ \XC8AB\ \X\ \X4G\ ", r"\X41C\ \XC8AB\ \X\ \X4G\ "),
        (r"\C2842\ \M244245\ \Zown\ \.xy\ \unknown\ ", r"\C2842\ \M244245\ \Zown\ \.xy\ \unknown\ "),
        ("\\", "\\"),
        (r"a\b", r"a\b"),
        (r"a\b\T\ ", r"a\b\T\ "[:2] + "b& "),
        (r"\T", r"\T"),
        (r"\\", r"\\"),
    ],
)
def test_sequence_stands_for_something_or_stays(written: str, text: str) -> None:
    assert unescaped(written, "\\", MEANINGS) == text


def test_sequence_with_another_sign() -> None:
    assert unescaped(r"a!T!b\T\!.br!", "!", OTHERS) == "a%b\\T\\\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"|^~\&", r"\F\\S\\R\\E\\T\ "[:-1]),
        ("a\r\nb\rc\nd", r"a\.br\b\.br\c\.br\d"),
        ("\x0b\x1c\x00\t\x7f", "\\X0B\\\\X1C\\\\X00\\\t\\X7F\\"),
        ("", ""),
    ],
)
def test_text_is_written_so_that_it_parts_nothing(text: str, written: str) -> None:
    assert escaped(text, "\\", MEANINGS) == written


def test_sign_that_a_message_has_not_is_not_escaped() -> None:
    assert escaped("a#b", "\\", MEANINGS | {"P": ""}) == "a#b"


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("|^~\\&#*@!%\n\r\x1c")), st.booleans())
def test_what_is_written_parts_nothing_and_reads_back(text: str, other: bool) -> None:
    meanings = OTHERS if other else MEANINGS
    written = escaped(text, meanings["E"], meanings)
    assert set(written) & ({*meanings.values(), *"\r\n\x0b\x1c"} - {meanings["E"]}) == set()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if not any((ord(letter) < 32 and letter not in "\t\n") or letter == "\x7f" for letter in lines):
        assert unescaped(written, meanings["E"], meanings) == lines
