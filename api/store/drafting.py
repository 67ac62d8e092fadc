"""From what somebody wants recorded to what waits for the disk: checked, and bound to its payload."""

from api.store.idempotency import token_of
from api.store.names import hashed_name
from api.store.port import Entry
from api.store.waiting import Waiting
from engine.log.record import Header, HeaderError, Kind, commitment, edition_digest

LARGEST_PAYLOAD = 64 * 1024 * 1024
_NO_TIME_YET = "0001-01-01T00:00:00.000Z"


def drafted(entry: Entry) -> Waiting:
    """Return an entry ready to be written; HeaderError if it is not of the log's shape."""
    if len(entry.payload) > LARGEST_PAYLOAD:
        raise HeaderError(f"payload: more than {LARGEST_PAYLOAD} bytes")
    if entry.kind is Kind.EDITION and not entry.id == entry.edition == edition_digest(entry.payload):
        raise HeaderError("edition: not the digest of the payload, which is the id of an edition's record too")
    header = Header(
        kind=entry.kind,
        id=entry.id,
        time=_NO_TIME_YET,
        door=entry.door,
        subject=entry.subject,
        subject_key=entry.subject_key,
        edition=entry.edition,
        episode=entry.episode,
        supersedes=None,
        commitment=commitment(entry.salt, entry.payload),
    )
    token = None if entry.idempotency is None else token_of(entry.idempotency)
    names = tuple(hashed_name(name) for name in dict.fromkeys(entry.names))
    return Waiting(header, entry.payload, entry.salt, token, names, entry.once)
