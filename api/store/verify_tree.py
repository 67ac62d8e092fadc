"""Whether the tree over the records is the one that was committed, at every size it ever had."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.store.findings import Findings
from api.store.verify_record import Row
from engine.log.merkle import EMPTY_ROOT, HASH_SIZE, Frontier, append_as_stored

Head = tuple[int, bytes | None]


@dataclass(slots=True)
class TreeCheck:
    """Walks records and heads side by side; one wrong hash is told once, not in everything above it."""

    heads: Iterator[Head]
    findings: Findings
    tree: Frontier = field(default_factory=Frontier)
    root: bytes = EMPTY_ROOT
    stopped: bool = False
    _head: Head | None = None
    _last: int = 0
    _wrong_since: int | None = None

    def __post_init__(self) -> None:
        """Take the first head."""
        self._head = next(self.heads, None)

    def add(self, row: Row) -> None:
        """Check the subtrees that a record completed, and the head if a commit ended with it."""
        if self.stopped:
            return
        tree, completed = self.tree.append(row.leaf or b"")
        if b"".join(completed) == row.subtrees:
            self.tree = tree
        else:
            self._add_as_stored(row, row.subtrees or b"")
        while self._head is not None and self._head[0] <= self.tree.size:
            self._compare(*self._head)
            self._head = next(self.heads, None)

    def finish(self) -> None:
        """Check that the last head is the one of all records, unless one of these was not there."""
        self._tell_wrong_heads(self._last)
        if self.stopped:
            return
        self.root = self.tree.root()
        while self._head is not None:
            self.findings.add(f"there is a head of {self._head[0]} records, and there are {self.tree.size}")
            self._last = self._head[0]
            self._head = next(self.heads, None)
        if self._last < self.tree.size:
            self.findings.add(f"the last head is of {self._last} records, and there are {self.tree.size}")

    def _add_as_stored(self, row: Row, subtrees: bytes) -> None:
        stored = [subtrees[at : at + HASH_SIZE] for at in range(0, len(subtrees), HASH_SIZE)]
        self.tree, wrong = append_as_stored(self.tree, row.leaf or b"", stored)
        for level in wrong:
            first = row.seq + 1 - (1 << level)
            said = f"the hash over records {first} to {row.seq} is not the one of its halves"
            self.findings.add(said, row.seq, row.id)

    def _compare(self, size: int, root: bytes | None) -> None:
        if size == self.tree.size and root == self.tree.root():
            self._tell_wrong_heads(self._last)
        elif self._wrong_since is None:
            self._wrong_since = size
        self._last = size

    def _tell_wrong_heads(self, last: int) -> None:
        """Tell a run of wrong heads once: they share a cause."""
        if self._wrong_since is not None:
            first, self._wrong_since = self._wrong_since, None
            which = f"of {first} records" if first == last else f"of {first} to {last} records"
            self.findings.add(f"the head {which} is not the one of its records")
