"""Frames come out whole and in order, however the stream is cut, and what is no frame is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.mllp.framing import HEAD, Framer, batches, framed

MOST = 100
MESSAGES = st.lists(st.binary(max_size=MOST).filter(lambda body: b"\x1c\r" not in body), max_size=9)
STRAY = st.sampled_from([b"", b"\r", b"\n", b"\r\n\r"])


def feed(framer: Framer, stream: bytes, size: int) -> list[bytes]:
    """The frames of a stream that comes in pieces of a size."""
    return [frame for at in range(0, len(stream), size) for frame in framer.feed(stream[at : at + size])]


@given(MESSAGES, STRAY, st.integers(1, 400))
def test_stream_is_parted_the_same_however_it_is_cut(messages: list[bytes], stray: bytes, size: int) -> None:
    stream = b"".join(stray + b"\x0b" + message + b"\x1c\r" for message in messages)
    framer = Framer(MOST)
    assert feed(framer, stream, size) == messages
    assert (framer.flaw, framer.is_inside, framer.held) == (None, False, 0)


@given(st.binary(max_size=600), st.integers(1, 50))
def test_any_bytes_are_parted_the_same_however_they_are_cut(stream: bytes, size: int) -> None:
    stream = b"\x0b" + stream
    whole, cut = Framer(MOST), Framer(MOST)
    assert feed(cut, stream, size) == whole.feed(stream)
    assert cut.flaw == whole.flaw


@given(st.binary(min_size=MOST + 2, max_size=600).filter(lambda body: b"\x1c\r" not in body), st.integers(1, 50))
def test_frame_that_does_not_end_is_held_within_bounds(body: bytes, size: int) -> None:
    framer = Framer(MOST)
    assert feed(framer, b"\x0b" + body, size) == []
    assert framer.flaw == "too-big"
    assert framer.held <= MOST + 1 + size
    assert body.startswith(framer.head)


@pytest.mark.parametrize(("size", "frames", "flaw"), [(MOST, 1, None), (MOST + 1, 0, "too-big")])
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_longest_frame_is_taken_and_one_byte_more_is_not(size: int, frames: int, flaw: str | None, step: int) -> None:
    framer = Framer(MOST)
    assert len(feed(framer, framed(b"M" * size), step)) == frames
    assert framer.flaw == flaw


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n", b"\x00", b" ", b"\x1c\r", b"MSH|"])
def test_what_is_no_frame_is_garbage_and_ends_the_stream(garbage: bytes) -> None:
    framer = Framer(MOST)
    assert framer.feed(framed(b"one") + garbage + framed(b"two")) == [b"one"]
    assert framer.flaw == "garbage"
    assert framer.feed(framed(b"three")) == []


def test_frames_before_an_oversize_one_are_taken() -> None:
    framer = Framer(MOST)
    assert framer.feed(framed(b"one") + b"\x0b" + b"M" * 200) == [b"one"]
    assert framer.flaw == "too-big"


def test_separator_within_a_message_does_not_end_it() -> None:
    assert Framer(MOST).feed(framed(b"a\x1cb\x1c\nc\x0bd")) == [b"a\x1cb\x1c\nc\x0bd"]


def test_empty_frame_is_an_empty_message() -> None:
    assert Framer(MOST).feed(b"\x0b\x1c\r\x0b\x1c\r") == [b"", b""]


def test_head_of_what_is_given_up_is_bounded() -> None:
    framer = Framer(10 * HEAD)
    framer.feed(b"\x0b" + b"M" * (2 * HEAD))
    assert framer.head == b"M" * HEAD


@given(st.lists(st.binary(max_size=20), max_size=30), st.integers(1, 5), st.integers(1, 40))
def test_batches_are_bounded_and_keep_the_order(frames: list[bytes], most: int, most_bytes: int) -> None:
    found = list(batches(frames, most, most_bytes))
    assert [frame for batch in found for frame in batch] == frames
    assert all(0 < len(batch) <= most for batch in found)
    assert all(len(batch) == 1 or sum(map(len, batch)) <= most_bytes for batch in found)
