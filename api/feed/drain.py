"""Takes what waits in the inbox, in the order of arrival, one drain at a time whatever process runs it."""

import threading
from dataclasses import dataclass, field

from structlog.typing import FilteringBoundLogger

from api.feed.taking import Taken, Taking
from api.store.hl7_values import Changes, RowDamaged, StoredMessage
from api.watch.failures import kind_of, places_of
from engine.errors import LogError
from fhir.v2.message import Message

_AT_ONCE = 64
_IDLE = 0.5
"""Seconds after which an inbox is looked at that another process may have filled."""
_TROUBLED = 1.0
"""Seconds to wait where the log or the store cannot be used now."""
_BETWEEN_SWEEPS = 3600.0
_FAULT, _DAMAGED = "internal", "damaged"


@dataclass(slots=True)
class Drain:
    """Drains the inbox; `wake` may be called from any thread."""

    taking: Taking
    journal: FilteringBoundLogger
    _something: threading.Event = field(default_factory=threading.Event)
    _until_swept: float = 0.0

    def wake(self) -> None:
        """Look at the inbox at once."""
        self._something.set()

    def run(self, stop: threading.Event) -> None:
        """Drain until told to stop; what cannot be done now is tried again."""
        while not stop.is_set():
            self._something.clear()
            try:
                count = self.catch_up(stop=stop)
                self._sweep_now_and_then()
            except LogError as trouble:
                self.journal.error("drain-waits", reason=str(trouble))
                stop.wait(_TROUBLED)
                continue
            if not count:
                self._something.wait(_IDLE)

    def catch_up(self, most: int = _AT_ONCE, stop: threading.Event | None = None, seconds: float = 0.0) -> int:
        """Take up to `most` messages that wait, and return how many were; none where another process drains."""
        with self.taking.store.drain_lock(seconds) as is_ours:
            if not is_ours:
                return 0
            count = 0
            for stored in self.taking.store.waiting(0, most):
                if stop is not None and stop.is_set():
                    break
                self._say(stored, self.take(stored))
                count += 1
            return count

    def take(self, stored: StoredMessage, taking: Taking | None = None, read: Message | None = None) -> Taken:
        """Take one message and settle it; the drain's lock is held. LogError where it cannot be done now.

        One that is damaged, or of whose patient something kept is, is refused, and can be taken again when that is
        mended. taking: another way than the drain's own. read: the message, where it was read before.
        """
        store = self.taking.store
        try:
            taken = (taking or self.taking).take(_whole(stored), read)
            store.settle(stored.seq, taken.changes)
        except RowDamaged as damage:
            self.journal.error("message-damaged", id=stored.id, reason=str(damage))
            return self._refuse(stored, _DAMAGED)
        except LogError:
            raise
        except Exception as fault:  # noqa: BLE001  one message that the program fails on must not hold up all others
            self.journal.error("message-failed", id=stored.id, error=kind_of(fault), at=places_of(fault))
            return self._refuse(stored, _FAULT)
        return taken

    def _refuse(self, stored: StoredMessage, reason: str) -> Taken:
        taken = Taken(Changes(self.taking.now(), "refused", reason))
        self.taking.store.settle(stored.seq, taken.changes)
        return taken

    def _say(self, stored: StoredMessage, taken: Taken) -> None:
        """Tell what a message came to: its kind and ids, those of its decisions, and nothing of what it says."""
        if taken.told is None:
            reason = taken.changes.reason
            self.journal.warning("hl7-not-taken", id=stored.id, control_id=stored.control_id, reason=reason)
        else:
            kind, decisions = f"{taken.told.kind}^{taken.told.event}", [each.entry.id for each in taken.recorded]
            self.journal.info(
                "hl7-taken", id=stored.id, control_id=stored.control_id, message=kind, decisions=decisions
            )

    def _sweep_now_and_then(self) -> None:
        now = self.taking.now()
        if now.timestamp() >= self._until_swept:
            self._until_swept = now.timestamp() + _BETWEEN_SWEEPS
            self.taking.store.sweep(now)


def _whole(stored: StoredMessage) -> StoredMessage:
    if stored.is_damaged:
        raise RowDamaged("the message is not what was stored")
    return stored
