"""A header says what a record is and nothing of a patient; its bytes have one form."""

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.log.canonical import canonical_bytes
from engine.log.record import (
    Header,
    HeaderError,
    Kind,
    header_fields,
    read_header,
)

HEADER = Header(
    kind=Kind.DECISION,
    id="01929b5e-0000-7000-8000-000000000001",
    time="2026-11-22T06:00:00.123Z",
    door="json",
    subject="5" * 64,
    subject_key="6" * 16,
    edition="sha256:" + "e" * 64,
    episode="7" * 64,
    supersedes="01929b5e-0000-7000-8000-000000000000",
    commitment="c" * 64,
)


BARE = replace(HEADER, subject=None, subject_key=None, edition=None, episode=None, supersedes=None)


def test_the_form_of_a_header_is_final() -> None:
    """A leaf that was hashed once is hashed for ever: this test may never need another value."""
    assert HEADER.encode() == (
        b'{"commitment":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","door":"json",'
        b'"edition":"sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",'
        b'"episode":"7777777777777777777777777777777777777777777777777777777777777777",'
        b'"id":"01929b5e-0000-7000-8000-000000000001","kind":"decision",'
        b'"subject":"5555555555555555555555555555555555555555555555555555555555555555","subject_key":"6666666666666666",'
        b'"supersedes":"01929b5e-0000-7000-8000-000000000000","time":"2026-11-22T06:00:00.123Z","v":1}'
    )


def test_the_form_of_a_header_without_pseudonyms_is_final() -> None:
    assert BARE.encode() == (
        b'{"commitment":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","door":"json",'
        b'"edition":null,"episode":null,"id":"01929b5e-0000-7000-8000-000000000001","kind":"decision","subject":null,'
        b'"subject_key":null,"supersedes":null,"time":"2026-11-22T06:00:00.123Z","v":1}'
    )


def test_the_kinds_are_final() -> None:
    assert [kind.value for kind in Kind] == [
        "edition",
        "activation",
        "decision",
        "feedback",
        "clinical-outcome",
        "access",
        "export",
        "erasure",
        "key",
    ]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("header", [HEADER, BARE])
def test_a_header_is_read_back_from_its_bytes(kind: Kind, header: Header) -> None:
    written = replace(header, kind=kind)
    assert read_header(written.encode()) == written
    assert header_fields(written.encode()) == {
        field.name: value.encode() if isinstance(value := getattr(written, field.name), str) else value
        for field in fields(Header)
        if field.name != "v"
    }


IDENTIFIERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", fullmatch=True)


HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


HEADERS = st.builds(
    Header,
    kind=st.sampled_from(Kind),
    id=IDENTIFIERS,
    time=st.datetimes().map(lambda time: time.isoformat(timespec="milliseconds") + "Z"),
    door=st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True),
    subject=st.none() | HASHES,
    subject_key=st.binary(min_size=8, max_size=8).map(bytes.hex),
    edition=st.none() | HASHES.map("sha256:{}".format),
    episode=st.none() | HASHES,
    supersedes=st.none() | IDENTIFIERS,
    commitment=HASHES,
)


@given(HEADERS)
def test_any_header_is_read_back_from_its_bytes(header: Header) -> None:
    assert read_header(header.encode()) == header
    assert header.encode() == canonical_bytes({field.name: getattr(header, field.name) for field in fields(Header)})


@given(HEADERS, st.data())
def test_bytes_that_are_read_are_those_that_are_written(header: Header, data: st.DataObject) -> None:
    encoded = bytearray(header.encode())
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] = data.draw(st.integers(0, 255))
    try:
        read = read_header(bytes(encoded))
    except HeaderError:
        assert header_fields(bytes(encoded)) is None
    else:
        assert read.encode() == bytes(encoded)


ILL_FORMED: dict[str, list[object]] = {
    "kind": ["lie", "decision", "Decision", None, 1],
    "id": ["", "-a", "a b", "a\n", "ä", "a" * 129, None, 7],
    "time": [
        "2026-11-22T06:00:00Z",
        "2026-11-22T06:00:00.123",
        "2026-11-22T06:00:00.123+00:00",
        "2026-11-22 06:00:00.123Z",
        "2026-13-22T06:00:00.123Z",
        "2026-11-32T06:00:00.123Z",
        "2026-11-22T24:00:00.123Z",
        "2026-11-22T06:60:00.123Z",
        "2026-11-22T06:00:00.123Z\n",
        "\u0662026-11-22T06:00:00.123Z",
        None,
    ],
    "door": ["", "JSON", "1a", "a_b", "a" * 33, None],
    "subject": ["", "5" * 63, "5" * 65, "G" * 64, "A" * 64, "Invented Patient"],
    "subject_key": ["", "6" * 15, "6" * 17, None],
    "edition": ["", "e" * 64, "sha256:" + "e" * 63, "md5:" + "e" * 64],
    "episode": ["", "encounter 17", "7" * 63],
    "supersedes": ["", "a b"],
    "commitment": ["", "c" * 63, "C" * 64, None],
}


def changed(name: str, value: object) -> dict[str, Any]:
    """Return one field as keywords, of any type."""
    return {name: value}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in ILL_FORMED.items() for value in values])
def test_a_field_of_another_form_is_refused_by_name_and_not_repeated(name: str, value: object) -> None:
    with pytest.raises(HeaderError) as refusal:
        replace(HEADER, **changed(name, value))
    assert str(refusal.value).startswith(f"{name}: ")
    assert "Patient" not in str(refusal.value)


@pytest.mark.parametrize("pseudonym", ["subject", "episode"])
def test_a_pseudonym_without_the_id_of_its_key_is_refused(pseudonym: str) -> None:
    header = replace(BARE, **{"subject_key": "6" * 16} | changed(pseudonym, "5" * 64))
    assert read_header(header.encode()) == header
    with pytest.raises(HeaderError, match=r"^subject_key: "):
        replace(header, subject_key=None)
    assert header_fields(header.encode().replace(b'"subject_key":"6666666666666666"', b'"subject_key":null')) is None


OTHER_BYTES = [
    b"",
    b"{}",
    b"[]",
    b"\xff",
    BARE.encode() + b"\n",
    b" " + BARE.encode(),
    BARE.encode().replace(b'"v":1', b'"v":2'),
    BARE.encode().replace(b'"v":1', b'"v":true'),
    BARE.encode().replace(b'"v":1', b'"v":1,"w":1'),
    BARE.encode().replace(b'"decision"', b'"lie"'),
    BARE.encode().replace(b'"decision"', b"[]"),
    BARE.encode().replace(b'"door":"json",', b""),
    BARE.encode().replace(b'"json"', b'"\\u006ason"'),
    BARE.encode().replace(b'":', b'": '),
]


@pytest.mark.parametrize("data", OTHER_BYTES)
def test_bytes_that_are_no_header_are_refused(data: bytes) -> None:
    assert header_fields(data) is None
    with pytest.raises(HeaderError, match=r"^header: not the canonical bytes of a header of version 1$"):
        read_header(data)


def test_a_header_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        HEADER.__setattr__("id", "other")
