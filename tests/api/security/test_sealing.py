"""What is sealed opens under its key and in its place alone, and says nothing to anybody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.security.sealing import Sealer, SealingKeyError
from engine.errors import LogDamaged

KEY = bytes(range(32))


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_is_sealed_opens(data: bytes, place: bytes) -> None:
    sealed = Sealer(KEY).seal(data, place)
    assert len(sealed) == len(data) + 41
    assert Sealer(KEY).open(sealed, place) == data


def test_any_byte_changed_is_damage() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(b"invented", b"row 1")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(LogDamaged):
            sealer.open(changed, b"row 1")


def test_any_length_but_its_own_is_damage() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(b"invented", b"row 1")
    for length in range(len(sealed)):
        with pytest.raises(LogDamaged):
            sealer.open(sealed[:length], b"row 1")
    with pytest.raises(LogDamaged):
        sealer.open(sealed + b"\0", b"row 1")


@pytest.mark.parametrize(("key", "place"), [(KEY, b"row 2"), (bytes(32), b"row 1"), (KEY, b"")])
def test_another_place_or_key_does_not_open(key: bytes, place: bytes) -> None:
    sealed = Sealer(KEY).seal(b"invented", b"row 1")
    with pytest.raises(LogDamaged, match=r"^what is kept sealed was changed, or sealed under another site key$"):
        Sealer(key).open(sealed, place)


def test_another_version_is_not_guessed_at() -> None:
    sealed = Sealer(KEY).seal(b"invented", b"")
    with pytest.raises(LogDamaged, match=r"^what is kept sealed is not of a form that this program knows$"):
        Sealer(KEY).open(b"\x02" + sealed[1:], b"")


def test_the_same_is_sealed_differently_each_time() -> None:
    sealer = Sealer(KEY)
    assert len({sealer.seal(b"invented", b"") for _ in range(100)}) == 100


def test_what_was_sealed_by_this_version_opens_for_ever() -> None:
    """A key or form that changed would lose what hospitals have sent."""
    sealed = bytes.fromhex(
        "01000102030405060708090a0b0c0d0e0f1011121314151617a432a47417b8d2a82c62abf76489bd777b4cbd1226d0b4ce16923204e348fc2b"
    )
    assert Sealer(KEY).open(sealed, b"row 1") == b"Invented Patient"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(SealingKeyError, match=r"^the site key is not 32 bytes long$"):
        Sealer(bytes(size))
