"""The tree that appending keeps is the tree that RFC 6962 defines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    append_as_stored,
    completed_by,
    frontier_places,
    leaf_hash,
    node_hash,
)
from tests.engine.log.tree_by_definition import tree_hash

# The leaves and roots with which implementations of Certificate Transparency test themselves.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes(range(0x60, 0x70)))
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes]) -> list[tuple[Frontier, tuple[bytes, ...]]]:
    """Return the tree after each leaf, from none on, with what that leaf completed."""
    steps: list[tuple[Frontier, tuple[bytes, ...]]] = [(Frontier(), ())]
    for leaf in leaves:
        steps.append(steps[-1][0].append(leaf_hash(leaf)))
    return steps


def test_root_of_the_published_leaves_is_the_published_one() -> None:
    assert [tree.root().hex() for tree, _ in grown(LEAVES)] == ROOTS


def test_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == bytes.fromhex(ROOTS[0])


def test_root_and_completed_subtrees_are_those_of_the_definition_up_to_130_leaves() -> None:
    leaves = [bytes([number]) for number in range(130)]
    for (before, _), (tree, completed) in pairwise(grown(leaves)):
        size = tree.size
        assert size == before.size + 1
        assert tree.root() == tree_hash(leaves[:size])
        assert [tree_hash(leaves[size - (2 << level) : size]) for level in range(len(completed))] == list(completed)
        assert len(completed) == completed_by(before.size)


def test_frontier_places_name_where_each_root_was_completed() -> None:
    leaves = [bytes([number]) for number in range(130)]
    steps = grown(leaves)
    for size in range(131):
        found = []
        for index, level in frontier_places(size):
            found.append(leaf_hash(leaves[index]) if level == 0 else steps[index + 1][1][level - 1])
        assert tuple(found) == steps[size][0].roots


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_root_of_any_leaves_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert grown(leaves)[-1][0].root() == tree_hash(leaves)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_append_as_stored_without_a_wrong_hash_is_append(leaves: list[bytes]) -> None:
    tree = Frontier()
    for leaf, (expected, completed) in zip(leaves, grown(leaves)[1:], strict=True):
        tree, wrong = append_as_stored(tree, leaf_hash(leaf), completed)
        assert (tree, wrong) == (expected, ())


@pytest.mark.parametrize("level", [1, 2, 3])
def test_append_as_stored_with_a_wrong_hash_names_it_and_the_one_above(level: int) -> None:
    *_, (before, _), (_, completed) = grown(LEAVES)
    stored = list(completed)
    stored[level - 1] = bytes(32)
    tree, wrong = append_as_stored(before, leaf_hash(LEAVES[-1]), stored)
    assert wrong == tuple(each for each in (level, level + 1) if each <= 3)
    assert tree == Frontier(8, (stored[2],))


def test_append_as_stored_names_a_missing_and_a_surplus_hash() -> None:
    *_, (before, _), (after, completed) = grown(LEAVES)
    leaf = leaf_hash(LEAVES[-1])
    assert append_as_stored(before, leaf, completed[:2]) == (after, (3,))
    assert append_as_stored(before, leaf, (*completed, bytes(32))) == (after, (4,))


def test_a_node_is_not_the_leaf_of_its_halves() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)
    assert node_hash(left, right) != node_hash(right, left)
