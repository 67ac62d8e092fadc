"""Bytes become the letters that MSH-18, or the site, says they are; or the message is refused, and none is replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.v2.charset import CHARSETS, codecs_of, decode, encode, msh18
from fhir.v2.refusal import MessageRefused

NAME = "홍길동"
BEYOND = "똠방각하 펲시콜라"  # syllables of CP949 that EUC-KR has not in two bytes
LATIN = "Núñez €"

SAID = [
    # MSH-18, bytes, text, codec
    ("ASCII", b"Hong", "Hong", "ascii"),
    ("UNICODE UTF-8", NAME.encode(), NAME, "utf-8"),
    ("UNICODE", NAME.encode(), NAME, "utf-8"),
    ("UTF-8", NAME.encode(), NAME, "utf-8"),
    ("utf-8 ", NAME.encode(), NAME, "utf-8"),
    ("8859/1", b"N\xfa\xf1ez", "Núñez", "iso8859-1"),
    ("8859/15", LATIN.encode("iso8859-15"), LATIN, "iso8859-15"),
    ("KS X 1001", NAME.encode("cp949"), NAME, "cp949"),
    ("KS X 1001", BEYOND.encode("cp949"), BEYOND, "cp949"),
    ("CP949", NAME.encode("euc_kr"), NAME, "cp949"),
    ("MS949", NAME.encode("cp949"), NAME, "cp949"),
    ("EUC-KR", NAME.encode("euc_kr"), NAME, "cp949"),
]


@pytest.mark.parametrize(("name", "raw", "text", "codec"), SAID)
def test_charset_that_the_header_says(name: str, raw: bytes, text: str, codec: str) -> None:
    assert decode(raw, (name,)) == (text, codec, False)
    assert decode(raw, (name, name), "8859/1") == (text, codec, False)
    assert decode(raw, (), name) == (text, codec, False)


def test_every_charset_that_is_taken_was_tried() -> None:
    assert {name.strip().upper() for name, *_ in SAID} == set(CHARSETS)


SPELLINGS = {
    "ascii": ["ascii", "US-ASCII", "us_ascii"],
    "utf-8": ["UTF8", "utf_8", "UNICODE UTF8", "UNICODE_UTF-8", "Unicode utf-8", "UTF 8"],
    "iso8859-1": ["ISO-8859-1", "ISO8859-1", "8859-1", "iso_8859_1", "ISO 8859-1", "iso8859-1"],
    "iso8859-15": ["ISO-8859-15", "8859-15", "iso8859-15"],
    "cp949": [
        *("KSC5601", "KS C 5601", "KS C 5601-1987", "KS_C_5601-1987", "KSX1001", "KS X1001", "ks_x_1001"),
        *("EUCKR", "EUC_KR", "euc-kr", "UHC", "WINDOWS-949", "windows949", "ms949", "cp949", "CP-949"),
    ],
    "cp1252": ["CP1252", "cp-1252", "WINDOWS-1252", "Windows1252"],
}


@pytest.mark.parametrize(("codec", "name"), [(codec, name) for codec, names in SPELLINGS.items() for name in names])
def test_charset_is_known_however_it_is_spelt(codec: str, name: str) -> None:
    assert codecs_of(name) == (codec,)
    assert decode(b"Hong", (name, msh18(codec))) == ("Hong", codec, False)


@pytest.mark.parametrize(
    "name",
    [
        *("JOHAB", "johab", "KSC5601-1992", "KS C 5601-1992", "KSC 5601 JOHAB", "KS X 1001 Annex 3", "KSX1001 JOHAB"),
        *("ISO-2022-KR", "iso2022kr", "ISO_2022_KR", "ISO IR149", "8859/2", "UTF-16", "UNICODE UTF-16", "", "-"),
    ],
)
def test_charset_whose_letters_may_hold_delimiters_is_not_taken(name: str) -> None:
    assert codecs_of(name) == ()


def test_letters_of_windows_are_read_where_they_are_named() -> None:
    assert decode(b"\x80 N\xfa\xf1ez", ("WINDOWS-1252",)) == ("€ Núñez", "cp1252", False)


def test_cp949_reads_every_two_bytes_of_euc_kr() -> None:
    pairs = [bytes((first, second)) for first in range(0x80, 0x100) for second in range(0x80, 0x100)]
    letters = {pair: letter for pair in pairs if len(letter := pair.decode("euc_kr", "ignore")) == 1}
    assert sum("가" <= letter <= "힣" for letter in letters.values()) == 2350  # as KS X 1001 counts them
    assert {pair: pair.decode("cp949") for pair in letters} == letters


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Hong", ("Hong", "utf-8", False)),
        (NAME.encode(), (NAME, "utf-8", True)),
        (NAME.encode("cp949"), (NAME, "cp949", True)),
    ],
)
def test_charset_is_guessed_where_nobody_says(raw: bytes, expected: tuple[str, str, bool]) -> None:
    assert decode(raw, ()) == expected


@pytest.mark.parametrize(
    ("names", "default", "raw", "code", "reason"),
    [
        (("JOHAB",), None, b"", "AR", "unknown-charset"),
        (("ISO-2022-KR",), "cp949", b"", "AR", "unknown-charset"),
        (("ISO IR149",), None, b"", "AR", "unknown-charset"),
        (("",), None, b"", "AR", "unknown-charset"),
        ((), "JOHAB", b"", "AR", "unknown-charset"),
        (("ASCII", "KS X 1001"), None, b"", "AR", "charset-switching"),
        (("", "KS X 1001"), None, b"", "AR", "charset-switching"),
        (("JOHAB", "KS X 1001"), None, b"", "AR", "charset-switching"),
        (("JOHAB", "ISO-2022-KR"), None, b"", "AR", "unknown-charset"),
        (("CP1252",), None, b"\x81", "AE", "undecodable"),
        (("ASCII",), None, NAME.encode(), "AE", "undecodable"),
        (("UNICODE UTF-8",), "cp949", NAME.encode("cp949"), "AE", "undecodable"),
        (("KS X 1001",), None, b"\xff\xff", "AE", "undecodable"),
        ((), "utf-8", NAME.encode("cp949"), "AE", "undecodable"),
        ((), None, b"\xff\xff", "AE", "undecodable"),
    ],
)
def test_charset_that_is_not_taken_or_not_so(
    names: tuple[str, ...], default: str | None, raw: bytes, code: str, reason: str
) -> None:
    with pytest.raises(MessageRefused) as refused:
        decode(raw, names, default)
    error = refused.value
    assert (error.code, error.error, error.place, error.reason) == (code, "102", "MSH-18", reason)


@pytest.mark.parametrize("name", CHARSETS)
def test_charset_is_said_as_it_is_written(name: str) -> None:
    (codec,) = codecs_of(name)
    assert (codecs_of(msh18(codec)), codecs_of(codec)) == ((codec,), (codec,))


def test_letter_that_a_charset_lacks_is_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode(NAME, "8859/1")


def test_charset_that_is_not_taken_is_not_written_either() -> None:
    with pytest.raises(LookupError):
        encode(NAME, "JOHAB")


@given(st.text(st.characters(codec="cp949")))
def test_korean_text_survives_both_encodings(text: str) -> None:
    for charset in ("KS X 1001", "UNICODE UTF-8"):
        assert decode(encode(text, charset), (charset,))[0] == text


def test_no_syllable_holds_a_delimiter() -> None:
    syllables = "".join(map(chr, range(0xAC00, 0xD7A4)))
    letters = {chr(byte) for byte in encode(syllables, "KS X 1001") if byte < 0x80}
    assert [letter for letter in letters if not letter.isalpha()] == []
