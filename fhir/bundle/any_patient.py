"""Resources as a record, whosever they are: for those who look at codes alone, and at no patient."""

from collections.abc import Iterable

from msgspec import Raw

from fhir.bundle.envelope import open_envelope
from fhir.bundle.raw import DECODERS, Entry, Pile, kind_of
from fhir.bundle.references import Addresses
from fhir.bundle.select import Record


def read_any_patient(body: bytes) -> Record:
    """Return the resources of a Bundle, or a resource by itself; InputError where it is no FHIR."""
    is_alone = kind_of(Raw(body)) not in {None, "Bundle", "Parameters"}
    return record_of((Entry(Raw(body)),) if is_alone else open_envelope(body).entries)


def record_of(entries: Iterable[Entry]) -> Record:
    """Return the resources of entries; two patients are no error here."""
    pile = Pile(DECODERS)
    pile.read_entries(entries)
    return Record(None, None, pile.found, Addresses(pile.found), pile.unread, frozenset(pile.unreadable))
