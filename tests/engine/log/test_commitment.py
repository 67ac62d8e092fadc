"""A payload is bound to its header by a commitment, and an edition to its name by its digest."""

from hashlib import sha256

import pytest

from engine.log.record import (
    HeaderError,
    commitment,
    edition_digest,
)


def test_the_commitment_is_final() -> None:
    salt = bytes(range(32))
    assert commitment(salt, b"payload") == sha256(b"\x01" + salt + b"payload").hexdigest()
    assert commitment(salt, b"payload") == "b35f7b7a22d4e969c1c76e215cc747be3bc55d1e900a15e6de09c7bf1eb9f70a"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(HeaderError, match=r"^salt: not 32 bytes$"):
        commitment(bytes(size), b"payload")


def test_the_digest_of_an_edition_is_the_hash_of_its_bytes() -> None:
    assert edition_digest(b"{}") == "sha256:" + sha256(b"{}").hexdigest()
