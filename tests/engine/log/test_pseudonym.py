"""A pseudonym is the same under one key and purpose, and unlike any other."""

import hmac
from itertools import product
from typing import get_args

import pytest

from engine.log.pseudonym import PseudonymError, Purpose, key_id, pseudonym
from engine.log.record import Header, Kind, read_header

KEYS = [bytes(32), bytes([1]) * 32, bytes([1]) * 33]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


def test_pseudonyms_differ_by_key_purpose_and_value() -> None:
    made = [pseudonym(*each) for each in product(KEYS, PURPOSES, ["invented-1", "invented-2", "", "환자"])]
    assert len(set(made)) == len(made) == 60


def test_a_pseudonym_is_final() -> None:
    """A pseudonym that changed would tear a person's records apart."""
    key = bytes(range(32))
    assert pseudonym(key, "subject", "invented-1") == (
        hmac.new(key, b"imaging-cds/subject\x00invented-1", "sha256").hexdigest()
    )
    assert key_id(key) == hmac.new(key, b"imaging-cds/key-id\x00", "sha256").hexdigest()[:16]


def test_pseudonyms_and_key_ids_have_the_form_of_the_header() -> None:
    header = Header(
        kind=Kind.DECISION,
        id="invented",
        time="2026-11-22T06:00:00.123Z",
        door="json",
        subject=pseudonym(KEYS[0], "subject", "invented-1"),
        subject_key=key_id(KEYS[0]),
        edition=None,
        episode=pseudonym(KEYS[0], "episode", "invented-1"),
        supersedes=None,
        commitment="c" * 64,
    )
    assert read_header(header.encode()) == header


def test_key_ids_differ_by_key() -> None:
    assert len({key_id(key) for key in (bytes(32), bytes([1]) * 32, bytes([2]) * 32)}) == 3


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(PseudonymError, match=r"^site key: shorter than 32 bytes$"):
        pseudonym(bytes(31), "subject", "invented-1")
    with pytest.raises(PseudonymError):
        key_id(bytes(31))


def test_a_lone_surrogate_is_refused_without_telling_the_value() -> None:
    with pytest.raises(PseudonymError) as refusal:
        pseudonym(bytes(32), "subject", "invented \ud800")
    assert str(refusal.value) == "subject: text with a lone surrogate"
    assert refusal.value.__suppress_context__
