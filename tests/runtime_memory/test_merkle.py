"""The tree of RFC 6962, against its definition and the published vectors of its log."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime_memory.merkle import Tree, branch, climb, leaf, proof, siblings

LEAVES = [
    bytes.fromhex(one)
    for one in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Of the test data that Certificate Transparency's implementations share."""
contents = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def defined(leaves):
    """The root by the words of RFC 6962 §2.1."""
    if len(leaves) < 2:
        return leaf(leaves[0]) if leaves else hashlib.sha256().digest()
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return branch(defined(leaves[:middle]), defined(leaves[middle:]))


def grown(leaves, tree=None):
    tree = tree or Tree()
    for one in leaves:
        tree.append(one)
    return tree


@pytest.mark.parametrize("size", ROOTS)
def test_published_roots(size):
    assert grown(LEAVES[:size]).root.hex() == ROOTS[size]


@given(contents)
def test_the_root_is_the_one_that_the_rfc_defines(leaves):
    assert grown(leaves).root == defined(leaves)


@given(contents, contents)
def test_a_tree_grows_on_from_its_text(first, more):
    tree = Tree.read(len(first), grown(first).text)

    assert grown(more, tree).root == defined(first + more)


@given(contents, st.data())
def test_a_path_leads_to_the_root_from_its_leaf_alone(leaves, data):
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))

    path = proof(index, size, iter(leaves))

    assert climb(index, size, leaves[index], path) == defined(leaves)
    assert climb(index, size, leaves[index] + b"x", path) != defined(leaves)
    assert len(path) == len(siblings(index, size)) <= size.bit_length()


@pytest.mark.parametrize("text", ["", "00", "zz", f"{'0' * 64} {'0' * 64}", "0" * 62])
def test_subtrees_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"hex|subtrees"):
        Tree.read(4, text)
