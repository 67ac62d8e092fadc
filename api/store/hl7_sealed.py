"""How what belongs to a patient is written: names as keyed hashes, contents sealed, times of a fixed width."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.store.hl7_port import Seals
from api.store.hl7_values import RowDamaged, Subject
from engine.errors import LogDamaged
from engine.log.pseudonym import Purpose, pseudonym

_PSEUDONYM_SIZE = 32
_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Sealed:
    """Names and contents under a site key, as they are stored."""

    site_key: bytes
    seals: Seals

    def subject(self, identifier: str) -> Subject:
        """Return a patient's pseudonym."""
        return Subject(pseudonym(self.site_key, "subject", identifier))

    def name(self, purpose: Purpose, *parts: str) -> bytes:
        """Return the keyed hash of several texts, which no other texts give."""
        return bytes.fromhex(pseudonym(self.site_key, purpose, json.dumps(parts)))

    def seal(self, place: tuple[str, ...], texts: list[Any], content: bytes = b"") -> bytes:
        """Return texts and bytes sealed, to be opened in one place only."""
        head = json.dumps(texts).encode()
        return self.seals.seal(len(head).to_bytes(_LENGTH, "big") + head + content, _bound_to(place))

    def open(self, place: tuple[str, ...], sealed: bytes) -> tuple[list[Any], bytes]:
        """Return what was sealed in a place; RowDamaged where that cannot be had."""
        try:
            data = self.seals.open(sealed, _bound_to(place))
        except LogDamaged as damage:
            raise RowDamaged(str(damage)) from None
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
        return json.loads(data[_LENGTH:end]), data[end:]


def stored_subject(subject: Subject) -> bytes:
    """Return a pseudonym as it is stored; ValueError where it is none."""
    data = bytes.fromhex(subject)
    if len(data) != _PSEUDONYM_SIZE:
        raise ValueError("a subject that is no pseudonym")
    return data


def stamp(time: datetime) -> str:
    """Return a time in UTC, of a fixed width, so that earlier sorts before later; ValueError where it has no zone.

    >>> stamp(datetime(2026, 11, 22, tzinfo=UTC))
    '2026-11-22T00:00:00.000000+00:00'
    """
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _bound_to(place: tuple[str, ...]) -> bytes:
    return json.dumps(place).encode()
