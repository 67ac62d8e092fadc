"""One transaction: what waits is appended to the tree, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import apsw

from api.store.idempotency import KEPT, earlier_answer, keep_token, sweep
from api.store.migrate import check_present
from api.store.names import keep_names
from api.store.port import Appended, IdempotencyConflict, RecordExists
from api.store.waiting import Waiting
from engine.errors import LogDamaged, LogError
from engine.log.merkle import EMPTY_ROOT, HASH_SIZE, Frontier, frontier_places, leaf_hash

_NOT_YET = 0  # the size of a commit that is still being made


def commit(connection: apsw.Connection, batch: Sequence[Waiting], now: datetime) -> list[Appended | LogError]:
    """Append a batch and return what each of it is answered: none of the answers may be given unless this returns.

    The caller holds the log's lock. An error of apsw or LogDamaged means that nothing was appended.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        check_present(connection)
        transaction = _Transaction.begin(connection, now)
        before = transaction.tree.size
        outcomes = [transaction.answer(waiting) for waiting in batch]
        after = transaction.tree.size
        if after > before:
            connection.execute("INSERT INTO head VALUES (?, ?)", (after, transaction.tree.root()))
        sweep(connection, transaction.expired)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return [_at_size(outcome, after) for outcome in outcomes]


def read_tree(connection: apsw.Connection) -> Frontier:
    """Return the tree as it was last committed; LogDamaged if its head is not the one of its records."""
    size, root = connection.execute("SELECT size, root FROM head ORDER BY size DESC LIMIT 1").fetchone() or (
        0,
        EMPTY_ROOT,
    )
    tree = Frontier(size, tuple(_subtree(connection, *place) for place in frontier_places(size)))
    (records,) = connection.execute("SELECT coalesce(max(seq) + 1, 0) FROM record").fetchone() or (0,)
    if records != size or tree.root() != root:
        raise LogDamaged("the log's head is not the one of its records: verify the log")
    return tree


def _at_size(outcome: Appended | LogError, size: int) -> Appended | LogError:
    if isinstance(outcome, LogError) or outcome.size != _NOT_YET:
        return outcome
    return Appended(outcome.id, outcome.index, size, outcome.time, outcome.replayed)


def _subtree(connection: apsw.Connection, index: int, level: int) -> bytes:
    row = connection.execute("SELECT leaf, subtrees FROM record WHERE seq = ?", (index,)).fetchone()
    if row is None:
        raise LogDamaged(f"record {index} is not in the log: verify the log")
    leaf, subtrees = row
    return bytes(leaf if level == 0 else subtrees[(level - 1) * HASH_SIZE : level * HASH_SIZE])


@dataclass(slots=True)
class _Transaction:
    """The log while it is being appended to: its tree, and the one time that all of the batch is stamped with."""

    connection: apsw.Connection
    tree: Frontier
    time: str
    expired: str

    @classmethod
    def begin(cls, connection: apsw.Connection, now: datetime) -> "_Transaction":
        tree = read_tree(connection)
        last = connection.execute("SELECT time FROM record WHERE seq = ?", (tree.size - 1,)).fetchone()
        time = max(_stamp(now), last[0] if last else "")  # a clock that was set back does not turn the log's time back
        return cls(connection, tree, time, _stamp(datetime.fromisoformat(time) - KEPT))

    def answer(self, waiting: Waiting) -> Appended | LogError:
        """Append one entry, or tell why it is not."""
        try:
            return self._earlier(waiting) or self._append(waiting)
        except (IdempotencyConflict, RecordExists) as refusal:
            return refusal.with_traceback(None)

    def _earlier(self, waiting: Waiting) -> Appended | None:
        if waiting.token is not None and (answer := earlier_answer(self.connection, waiting.token, self.expired)):
            return answer
        row = self.connection.execute(
            "SELECT seq, time, (SELECT coalesce(min(size), 0) FROM head WHERE size > seq) FROM record WHERE id = ?",
            (waiting.header.id,),
        ).fetchone()
        if row is None:
            return None
        if not waiting.once:
            raise RecordExists("a record with this id is in the log")
        index, time, size = row
        return Appended(waiting.header.id, index, size or _NOT_YET, time, replayed=True)

    def _append(self, waiting: Waiting) -> Appended:
        header = replace(waiting.header, time=self.time, supersedes=self._superseded(waiting))
        data, index = header.encode(), self.tree.size
        leaf = leaf_hash(data)
        self.tree, completed = self.tree.append(leaf)
        self.connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (index, header.id, header.kind.value, self.time, header.episode, data, leaf, b"".join(completed)),
        )
        self.connection.execute("INSERT INTO payload VALUES (?, ?, ?)", (index, waiting.salt, waiting.payload))
        keep_names(self.connection, waiting.names, index)
        if waiting.token is not None:
            keep_token(self.connection, waiting.token, index, self.time)
        return Appended(header.id, index, _NOT_YET, self.time)

    def _superseded(self, waiting: Waiting) -> str | None:
        if waiting.header.episode is None:
            return None
        row = self.connection.execute(
            "SELECT id FROM record WHERE episode = ? AND kind = ? ORDER BY seq DESC LIMIT 1",
            (waiting.header.episode, waiting.header.kind.value),
        ).fetchone()
        return row[0] if row else None


def _stamp(time: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds: of a fixed width, so that earlier sorts before later."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
