"""The Merkle tree of RFC 6962: how leaves become one root, kept as the few hashes that appending needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf (RFC 6962 section 2.1).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the subtree above two subtrees (RFC 6962 section 2.1)."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves as the roots of its complete subtrees, from the largest (the first leaves) on."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple["Frontier", tuple[bytes, ...]]:
        """Return the tree with one more leaf hash, and the roots of the subtrees it completed, from small to large.

        >>> tree, completed = Frontier().append(leaf_hash(b"a"))
        >>> tree.size, completed
        (1, ())
        >>> tree, completed = tree.append(leaf_hash(b"b"))
        >>> completed == (node_hash(leaf_hash(b"a"), leaf_hash(b"b")),) == tree.roots
        True
        """
        completed = []
        top = leaf
        count = completed_by(self.size)
        for left in reversed(self.roots[len(self.roots) - count :]):
            top = node_hash(left, top)
            completed.append(top)
        return Frontier(self.size + 1, (*self.roots[: len(self.roots) - count], top)), tuple(completed)

    def root(self) -> bytes:
        """Return the tree's hash, which stands for every leaf and its place (the Merkle Tree Hash of RFC 6962)."""
        if not self.roots:
            return EMPTY_ROOT
        top = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            top = node_hash(left, top)
        return top


def completed_by(index: int) -> int:
    """Return how many subtrees (of 2, 4, 8 … leaves) the leaf at `index` completes.

    >>> [completed_by(index) for index in range(8)]
    [0, 1, 0, 2, 0, 1, 0, 3]
    """
    return (~index & (index + 1)).bit_length() - 1


def frontier_places(size: int) -> Iterator[tuple[int, int]]:
    """Yield where the roots of a Frontier of `size` stand: the index of the leaf that completed each, and its level.

    Level 0 is the leaf itself, level 1 the subtree of two.

    >>> list(frontier_places(7))
    [(3, 2), (5, 1), (6, 0)]
    """
    covered = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            covered += 1 << level
            yield covered - 1, level


def append_as_stored(tree: Frontier, leaf: bytes, stored: Sequence[bytes]) -> tuple[Frontier, tuple[int, ...]]:
    """Return the tree that goes on from the `stored` roots of completed subtrees, and the levels at which one is wrong.

    Each stored hash is compared with its two stored halves, so that one wrong hash is told where it stands and not in
    every subtree above it too. When no level is wrong, the tree is the one that the leaves alone give.
    """
    wrong = []
    top = leaf
    count = completed_by(tree.size)
    for level, left in enumerate(reversed(tree.roots[len(tree.roots) - count :]), 1):
        expected = node_hash(left, top)
        top = stored[level - 1] if level <= len(stored) else expected
        if top != expected or level > len(stored):
            wrong.append(level)
    if len(stored) > count:
        wrong.append(count + 1)
    return Frontier(tree.size + 1, (*tree.roots[: len(tree.roots) - count], top)), tuple(wrong)
