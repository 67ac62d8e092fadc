"""Whether one record, by itself, is what was recorded."""

from typing import NamedTuple

from engine.log.merkle import leaf_hash
from engine.log.record import SALT_SIZE, Kind, commitment, edition_digest, header_fields

_COLUMNS = ("id", "kind", "time", "episode")
_EDITION = Kind.EDITION.value.encode()


class Row(NamedTuple):
    """A record's row as bytes, whatever type the database says it has; `earlier` is what it should supersede."""

    seq: int
    id: bytes | None
    kind: bytes | None
    time: bytes | None
    episode: bytes | None
    header: bytes | None
    leaf: bytes | None
    subtrees: bytes | None
    salt: bytes | None
    payload: bytes | None
    earlier: bytes | None


def wrongs_of(row: Row, time_before: bytes) -> list[str]:
    """Return what is wrong with a record that follows one of `time_before`."""
    header = row.header or b""
    wrongs = []
    if row.leaf != leaf_hash(header):
        wrongs.append("the header does not give the leaf's hash")
    if (row.time or b"") < time_before:
        wrongs.append("the time is before that of the record before")
    fields = header_fields(header)
    if fields is None:
        wrongs.append("the header is not of the log's shape")
        return wrongs
    if (row.id, row.kind, row.time, row.episode) != (fields["id"], fields["kind"], fields["time"], fields["episode"]):
        wrongs.extend(
            f"the column {name} is not the header's" for name in _COLUMNS if getattr(row, name) != fields[name]
        )
    if row.earlier != fields["supersedes"]:
        wrongs.append("supersedes is not the record before it of its episode and kind")
    if row.payload is None or row.salt is None:
        wrongs.append("the payload is missing")
    elif len(row.salt) != SALT_SIZE or commitment(row.salt, row.payload).encode() != fields["commitment"]:
        wrongs.append("payload and salt are not what the header is bound to")
    elif row.kind == _EDITION and not fields["id"] == fields["edition"] == edition_digest(row.payload).encode():
        wrongs.append("the edition's payload does not give its digest")
    return wrongs
