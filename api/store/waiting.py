"""What waits to be written, who waits for it, and that each of them gets one answer."""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from typing import TypeVar

from api.store.idempotency import Token
from api.store.port import Appended, IdempotencyInFlight
from engine.errors import LogError, LogUnavailable
from engine.log.record import Header

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """An entry on its way to the disk: its header still lacks its own time and what it supersedes.

    names: as they are stored. once: where a record with its id is in the log already, that record is the answer, not an
    error.
    """

    header: Header
    payload: bytes
    salt: bytes
    token: Token | None = None
    names: tuple[bytes, ...] = ()
    once: bool = False
    future: Future[Appended] = field(default_factory=Future)

    def __post_init__(self) -> None:
        """Refuse to be cancelled: what is submitted may be on disk at any moment."""
        self.future.set_running_or_notify_cancel()

    def settle(self, outcome: Appended | LogError) -> None:
        """Answer, unless an answer was given already."""
        _settle(self.future, outcome)


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """What is committed together; one with nothing in it and a `probe` asks whether the log could append now."""

    waiting: Sequence[Waiting]
    probe: Future[None] | None = None

    def refuse(self, reason: str) -> None:
        """Tell everyone who still waits that it cannot be done now."""
        for waiting in self.waiting:
            waiting.settle(LogUnavailable(reason))
        if self.probe is not None:
            _settle(self.probe, LogUnavailable(reason))

    def confirm(self) -> None:
        """Tell who asked that the log can append."""
        if self.probe is not None:
            _settle(self.probe, None)


class Queue:
    """Chunks in the order they came, what the writer has in hand, and which idempotency tokens are among them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._chunks: deque[Chunk] = deque()
        self._in_hand: list[Chunk] = []
        self._tokens: set[bytes] = set()
        self._closed = False

    def put(self, chunk: Chunk) -> None:
        """Add a chunk; IdempotencyInFlight (and nothing is added) if a token of it waits already."""
        tokens = _tokens(chunk)
        with self._changed:
            if self._closed:
                raise LogUnavailable("the log is closed")
            if len(set(tokens)) != len(tokens) or not self._tokens.isdisjoint(tokens):
                raise IdempotencyInFlight("this idempotency key is being recorded at this moment")
            self._tokens.update(tokens)
            self._chunks.append(chunk)
            self._changed.notify()

    def wait(self) -> bool:
        """Wait until there is a chunk; False when there is none, and none will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._closed)
            return bool(self._chunks)

    def take(self, most: int) -> list[Waiting]:
        """Take in hand what makes up to `most` entries; what waited before may have been refused and be gone."""
        with self._changed:
            taken: list[Waiting] = []
            while self._chunks and len(taken) + len(self._chunks[0].waiting) <= most:
                self._in_hand.append(self._chunks.popleft())
                taken.extend(self._in_hand[-1].waiting)
            return taken

    def let_go(self) -> list[Chunk]:
        """Return what is in hand, no longer in hand: its tokens are free, and its futures are to be settled next."""
        with self._changed:
            done, self._in_hand = self._in_hand, []
            for chunk in done:
                self._tokens.difference_update(_tokens(chunk))
            return done

    def refuse(self, reason: str) -> None:
        """Refuse what waits, and what is in hand: its tokens stay taken, as it may yet reach the disk."""
        with self._changed:
            refused = list(self._chunks)
            self._chunks.clear()
            for chunk in refused:
                self._tokens.difference_update(_tokens(chunk))
            refused.extend(self._in_hand)
        for chunk in refused:
            chunk.refuse(reason)

    def close(self) -> None:
        """Take nothing more in; what waits is still to be written."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _tokens(chunk: Chunk) -> list[bytes]:
    return [waiting.token.client_key for waiting in chunk.waiting if waiting.token is not None]


def _settle(future: Future[_Result], outcome: _Result | LogError) -> None:
    try:
        if isinstance(outcome, LogError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
    except InvalidStateError:
        return
