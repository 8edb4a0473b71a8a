"""The Merkle tree of RFC 6962 section 2.1: hashes, frontier, proofs and their verification.

Leaf = SHA-256(0x00 || envelope), node = SHA-256(0x01 || left || right), and a tree of size
0 has the root SHA-256 of nothing. Node hashes are asked for by (level, index): the root
over leaves [index * 2**level, (index + 1) * 2**level), always a complete subtree. The
verifying algorithms are those of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "NodeReader",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_at",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY_ROOT = sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""(level, index) → the 32 bytes of that complete subtree."""


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree's right edge: one complete subtree for each set bit of `size`, largest first.

    With it a tree grows and states its root without its leaves. Immutable, so that a
    transaction that fails leaves the frontier of the last commit as it was.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @staticmethod
    def restore(size: int, node: NodeReader) -> Frontier:
        """The frontier of the tree's first `size` leaves."""
        return Frontier(size, tuple(node(level, index) for level, index in _subtrees(0, size)))

    def root(self) -> bytes:
        """The tree's root."""
        return _fold(self.hashes)

    def grow(self, leaves: Iterable[bytes], crowned: Callable[[int, bytes], object] | None = None) -> Frontier:
        """The frontier after `leaves` (hashes, in order).

        `crowned(level, hash)` is called for each tile that became full: its root is the
        next hash of tile level `level`.
        """
        size = self.size
        stack = list(self.hashes)
        pop = stack.pop
        for leaf in leaves:
            node, bits, level = leaf, size, 0
            while bits & 1:
                node = sha256(b"\x01" + pop() + node).digest()
                bits >>= 1
                level += 1
                if not level & 7 and crowned is not None:
                    crowned(level >> 3, node)
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack))


def root_at(size: int, node: NodeReader) -> bytes:
    """Root of the tree's first `size` leaves."""
    return _range_root(0, size, node)


def inclusion_proof(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """PATH(index, D[0:size]) of RFC 6962 2.1.1: siblings from the leaf up to below the root.

    Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of size {size}")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, node))
            high = middle
        else:
            path.append(_range_root(low, middle, node))
            low = middle
    return tuple(reversed(path))


def consistency_proof(first: int, second: int, node: NodeReader) -> tuple[bytes, ...]:
    """PROOF(first, D[0:second]) of RFC 6962 2.1.2; empty if `first` is 0 or equals `second`.

    Raises ValueError unless 0 <= first <= second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of size {first} is no beginning of one of size {second}")
    if first in (0, second):
        return ()
    proof: list[bytes] = []
    low, high, whole = 0, second, True
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(_range_root(middle, high, node))
            high = middle
        else:
            proof.append(_range_root(low, middle, node))
            low, whole = middle, False
    if not whole:
        proof.append(_range_root(low, high, node))
    return tuple(reversed(proof))


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` (a hash) is number `index` of the tree with `root`."""
    if not 0 <= index < size:
        return False
    node, last = leaf, size - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `first` leaves is the beginning of that of `second`."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    # A complete subtree is its own first step, which the proof then leaves out.
    steps = list(proof) if index else [first_root, *proof]
    if not steps:
        return False
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(count: int) -> int:
    """The largest power of two below `count` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtrees(low: int, high: int) -> Iterable[tuple[int, int]]:
    """The complete subtrees that make up [low, high), where `low` is a multiple of what follows it."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _range_root(low: int, high: int, node: NodeReader) -> bytes:
    return _fold([node(level, index) for level, index in _subtrees(low, high)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root
