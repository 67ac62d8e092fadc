"""MSH is read from bytes alone: its delimiters, who sent it, what it is; or it is refused, and still answered."""

import string

import pytest

from fhir.v2.header import LONGEST, LONGEST_CONTROL_ID, VERSIONS, header_of_damaged, read_header
from fhir.v2.kinds import TAKEN, check_kind, is_acknowledgement
from fhir.v2.message import Delimiters, Header
from tests.fhir.v2.invented_messages import ALL, message, msh
from tests.fhir.v2.refused import refused

FULL = (
    r"MSH|^~\&|HIS^1.2.3^ISO|A\T\B|CDS|"
    '""|20200415103000.5+0900||orm^o01^ORM_O01|id 17|p^T|2.5.1^KOR|||AL|ne|KOR|KS X 1001'
)
HEADER = Header(
    delimiters=Delimiters(),
    application="HIS^1.2.3^ISO",
    facility=r"A\T\B",
    to_application="CDS",
    to_facility="",
    time="20200415103000.5+0900",
    code="ORM",
    event="O01",
    control_id="id 17",
    processing_id="P",
    version="2.5.1",
    accept="AL",
    result="NE",
    charsets=("KS X 1001",),
)


def header(*fields: str, msh2: str = "^~\\&") -> bytes:
    """MSH with all that is needed, but for the fields from MSH-9 on that are given."""
    usual = ["ORU^R01", "17", "P", "2.5.1"]
    return "|".join(["MSH", msh2, "HIS", "", "", "", "", "", *fields, *usual[len(fields) :]]).encode()


def test_header_keeps_what_it_says_as_it_is_written() -> None:
    assert read_header(FULL.encode()) == HEADER


@pytest.mark.parametrize("before", ["", "\ufeff", "\r\n", "\ufeff\n\n", "\r\r"])
@pytest.mark.parametrize("after", ["", "\r", "\n", "\r\n", "\rPID|1", "\nPID|1", "\r\nPID|1\r\n"])
def test_header_stands_alone_whatever_ends_it(before: str, after: str) -> None:
    assert read_header(f"{before}{FULL}{after}".encode()) == HEADER


@pytest.mark.parametrize("raw", ALL)
def test_header_of_each_kind_that_is_taken(raw: bytes) -> None:
    found = read_header(raw)
    check_kind(found)
    assert header_of_damaged(raw) == found
    assert not is_acknowledgement(found)


@pytest.mark.parametrize(
    ("written", "charsets"),
    [
        ("", ()),
        (" ", ()),
        ('""', ()),
        ("KS X 1001", ("KS X 1001",)),
        (" UNICODE UTF-8 ~KS X 1001", ("UNICODE UTF-8", "KS X 1001")),
        ("~KS X 1001", ("", "KS X 1001")),
    ],
)
def test_charsets_are_each_repetition(written: str, charsets: tuple[str, ...]) -> None:
    assert read_header(message(header=msh(charset=written))).charsets == charsets


@pytest.mark.parametrize(
    ("raw", "application"),
    [
        ("홍길동|", "홍길동"),
        ("홍|KS X 1001", "홍"),
        ("홍길동|UNICODE UTF-8", "홍길동"),  # though its bytes are not: the whole message will tell
        ("홍길동|Æ", "홍길동"),
        ("\udcff|KS X 1001", "ÿ"),
    ],
)
def test_name_of_a_sender_in_korean(raw: str, application: str) -> None:
    name, charset = raw.split("|")
    line = f"MSH|^~\\&|{name}|||||| ORU^R01 |17|P|2.5.1||||||{charset}"
    data = line.encode("cp949", "surrogateescape")
    if "\udcff" in name:
        data = data.replace("\udcff".encode("utf-8", "surrogatepass"), b"\xff")
    found = read_header(data)
    assert (found.application, found.kind) == (application, "ORU^R01")


def test_fifth_sign_is_left_out_in_every_version() -> None:
    for version in VERSIONS:
        found = read_header(header("ORU^R01", "17", "P", version, msh2="^~\\&#"))
        assert (found.delimiters, found.version) == (Delimiters(), version)


def test_other_delimiters() -> None:
    found = read_header(message(header=msh(signs="#*@!%")))
    assert found.delimiters == Delimiters("#", "*", "@", "!", "%")
    assert (found.application, found.kind, found.version) == ("LAB", "ORU^R01", "2.5.1")


@pytest.mark.parametrize("sign", sorted(set(string.printable) - set(string.punctuation) | {'"', "\x80", "·"}))
def test_sign_that_parts_nothing(sign: str) -> None:
    line = f"MSH{sign}^~\\&{sign}HIS".encode()
    assert refused(read_header, line)[:2] == ("AR", "100")
    assert header_of_damaged(line) is None
    assert refused(read_header, f"MSH|^~\\{sign}|HIS".encode())[:2] == ("AR", "100")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ("AR", "100", "MSH", "no-header")),
        (b"\r\n", ("AR", "100", "MSH", "no-header")),
        (b" MSH|^~\\&|", ("AR", "100", "MSH", "no-header")),
        (b"msh|^~\\&|", ("AR", "100", "MSH", "no-header")),
        (b"PID|1", ("AR", "100", "MSH", "no-header")),
        (b"\xff", ("AR", "100", "MSH", "no-header")),
        (b"MSH", ("AR", "100", "MSH-1", "not-a-delimiter")),
        (b"MSHA^~\\&A", ("AR", "100", "MSH-1", "not-a-delimiter")),
        (b"MSH|", ("AR", "100", "MSH-2", "not-delimiters")),
        (header(msh2="^~&"), ("AR", "100", "MSH-2", "not-delimiters")),
        (header(msh2="^~\\&#$"), ("AR", "100", "MSH-2", "not-delimiters")),
        (header(msh2="^~^&"), ("AR", "100", "MSH-2", "not-delimiters")),
        (header(msh2="^~\\&&"), ("AR", "100", "MSH-2", "not-delimiters")),
        (header(msh2="^~\\A"), ("AR", "100", "MSH-2", "not-delimiters")),
        (header("A\x0bB"), ("AR", "100", "MSH", "control-character")),
        (b"MSH|^~\\&|HIS\nPID|1\rPV1|1", ("AR", "100", "MSH", "control-character")),
        (header("ORU^R01", "17", "P", "2.5.1", "x" * LONGEST), ("AR", "207", "MSH", "too-long")),
        (header(""), ("AE", "101", "MSH-9", "missing")),
        (header("^R01"), ("AE", "101", "MSH-9", "missing")),
        (header("ORU^R01", ""), ("AE", "101", "MSH-10", "missing")),
        (header("ORU^R01", " "), ("AE", "101", "MSH-10", "missing")),
        (header("ORU^R01", '""'), ("AE", "101", "MSH-10", "missing")),
        (header("ORU^R01", "x" * (LONGEST_CONTROL_ID + 1)), ("AE", "102", "MSH-10", "too-long")),
        (header("ORU^R01", "17", "P", ""), ("AR", "203", "MSH-12", "unsupported-version")),
        (header("ORU^R01", "17", "P", "2.2"), ("AR", "203", "MSH-12", "unsupported-version")),
        (header("ORU^R01", "17", "P", "2.8"), ("AR", "203", "MSH-12", "unsupported-version")),
        (header("ORU^R01", "17", "P", "2.5.1.1"), ("AR", "203", "MSH-12", "unsupported-version")),
        (b"MSH|^~\\&|HIS||||||ORU^R01|17", ("AR", "203", "MSH-12", "unsupported-version")),
    ],
)
def test_header_that_cannot_be_used(raw: bytes, expected: tuple[str, str, str, str]) -> None:
    assert refused(read_header, raw) == expected


def test_longest_control_id_is_taken() -> None:
    control_id = "x" * LONGEST_CONTROL_ID
    assert read_header(header("ORU^R01", control_id)).control_id == control_id


@pytest.mark.parametrize(
    ("raw", "application", "control_id"),
    [
        (header("", "17", "", "9.9"), "HIS", "17"),
        (b"garbage " + header(), "HIS", "17"),
        (header(msh2="^~&"), "HIS", "17"),
        (header(msh2=""), "HIS", "17"),
        (header("ORU^R01", "1\x0b7"), "HIS", "17"),
        (header("ORU^R01", "x" * 9999), "HIS", ""),
        (header("ORU^R01", "x" * (LONGEST_CONTROL_ID + 1)), "HIS", ""),
        (b"MSH|^~\\&|\xff", "ÿ", ""),
        (b"MSH|" + b"x" * LONGEST, "", ""),
        (b"MSH|^~\\&|" + b"x" * LONGEST, "", ""),
        (b"MSH|^~\\&|HIS||||||" + b"x" * LONGEST + b"|17", "HIS", ""),
        (b"MSH#^~\\&#HIS", "HIS", ""),
        (b"MSH|", "", ""),
        (b"MSH|^~\\&|HIS\rMSH|^~\\&|RIS", "HIS", ""),
    ],
)
def test_damaged_header_is_still_answered(raw: bytes, application: str, control_id: str) -> None:
    found = header_of_damaged(raw)
    assert found is not None
    assert (found.application, found.control_id) == (application, control_id)


@pytest.mark.parametrize("raw", [b"", b"PID|1", b"MSH", b"MSHA", b"MSH^", b"MSH^~|\\", b"MSH \xff"])
def test_header_of_which_nothing_is_left(raw: bytes) -> None:
    assert header_of_damaged(raw) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ORU^R30", ("AR", "201", "MSH-9", "unsupported-event")),
        ("ADT^A05", ("AR", "201", "MSH-9", "unsupported-event")),
        ("ORM", ("AR", "201", "MSH-9", "unsupported-event")),
        ("SIU^S12", ("AR", "200", "MSH-9", "unsupported-message")),
        ("ACK", ("AR", "200", "MSH-9", "unsupported-message")),
        ("ORU_R01", ("AR", "200", "MSH-9", "unsupported-message")),
    ],
)
def test_kind_that_is_not_taken(kind: str, expected: tuple[str, str, str, str]) -> None:
    assert refused(check_kind, read_header(header(kind))) == expected


def test_kinds_that_are_taken() -> None:
    kinds = [f"{code}^{event}" for code, events in TAKEN.items() for event in events]
    assert [read_header(header(kind)).kind for kind in kinds] == kinds
    assert len(kinds) == 17


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("ACK", True), ("ACK^A01^ACK", True), ("ORR^O02", True), ("ORG^O20", True), ("ORI^O24", True), ("MCF", True)],
)
def test_acknowledgement_is_never_acknowledged(kind: str, *, expected: bool) -> None:
    assert is_acknowledgement(read_header(header(kind))) is expected


def test_enhanced_mode_is_asked_for_in_either_field() -> None:
    modes = [("", ""), ("AL", ""), ("", "NE"), ("AL", "AL")]
    found = [read_header(header("ORU^R01", "17", "P", "2.5.1", "", "", *mode)).is_enhanced for mode in modes]
    assert found == [False, True, True, True]
