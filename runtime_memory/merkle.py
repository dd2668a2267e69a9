"""The Merkle tree of RFC 6962 over digests of lines, held as its perfect subtrees alone.

A tree of a million leaves is twenty digests: it grows leaf by leaf and forgets the leaves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import pairwise


def leaf(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def branch(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """`peaks` are the roots of the perfect subtrees from left to right, largest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()):
        self.size = size
        self.peaks = list(peaks)

    @classmethod
    def read(cls, size: int, text: str) -> Tree:
        """The tree that `text` was written of. Raises ValueError."""
        peaks = [bytes.fromhex(one) for one in text.split(" ")]
        if len(peaks) != size.bit_count() or {len(one) for one in peaks} != {32}:
            raise ValueError(f"A tree of {size} leaves has other subtrees.")
        return cls(size, peaks)

    @property
    def text(self) -> str:
        return " ".join(peak.hex() for peak in self.peaks)

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256().digest()
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = branch(peak, found)
        return found

    def append(self, content: bytes) -> None:
        node = leaf(content)
        below = self.size
        while below & 1:
            node = branch(self.peaks.pop(), node)
            below >>= 1
        self.peaks.append(node)
        self.size += 1


def siblings(index: int, size: int) -> list[tuple[int, int]]:
    """The stretches of leaves (from, to before) whose roots prove leaf INDEX, nearest first."""
    low, high = 0, size
    found = []
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if index < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def proof(index: int, size: int, contents: Iterator[bytes]) -> list[bytes]:
    """The path from leaf INDEX to the root; reads the first SIZE of CONTENTS once."""
    wanted = siblings(index, size)
    bounds = sorted({0, size, *(edge for stretch in wanted for edge in stretch)})
    roots = {}
    for low, high in pairwise(bounds):
        tree = Tree()
        for _ in range(high - low):
            tree.append(next(contents))
        roots[low, high] = tree.root
    return [roots[stretch] for stretch in wanted]


def climb(index: int, size: int, content: bytes, path: list[bytes]) -> bytes:
    """The root that PATH leads to from leaf INDEX with CONTENT. Raises ValueError."""
    node = leaf(content)
    for (low, _), sibling in zip(siblings(index, size), path, strict=True):
        node = branch(node, sibling) if low > index else branch(sibling, node)
    return node
