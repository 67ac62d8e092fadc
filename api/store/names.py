"""Other names that a record is found by, in the database: hashes, outside the tree."""

from collections.abc import Sequence
from hashlib import sha256

import apsw


def hashed_name(name: str) -> bytes:
    """Return a name as it is stored: 32 bytes, whatever text it is.

    >>> hashed_name("8d6f8a2e-0000-5000-8000-000000000001").hex()[:8]
    'c71f9d17'
    """
    return sha256(name.encode("utf-8", "surrogatepass")).digest()


def keep_names(connection: apsw.Connection, names: Sequence[bytes], index: int) -> None:
    """Store the hashed names of the record at `index`."""
    connection.executemany("INSERT INTO record_name VALUES (?, ?)", [(name, index) for name in names])
