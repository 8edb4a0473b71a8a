"""The tree against the recorded vectors of RFC 6962 and against pymerkle as oracle."""

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.ledger import merkle
from archive.ledger.tiles import TiledTree, grow

# The leaves of the reference implementation's test (certificate-transparency, merkletree) and its roots.
VECTOR = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    )
]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LARGEST = 1_100


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"event %d" % number) for number in range(count)]


class Tree:
    """A tree with its tiles in memory."""

    def __init__(self, hashes: list[bytes]) -> None:
        growth = grow(0, hashes, lambda level, idx: None)
        self.tiles = {(level, idx): data for level, idx, data in growth.tiles}
        self.size = len(hashes)
        self.root = growth.frontier.root()
        self.node = TiledTree(self.size, lambda level, idx: self.tiles.get((level, idx))).node


TREE = Tree(leaves(LARGEST))


def root(size: int) -> bytes:
    return merkle.root_at(size, TREE.node)


def test_recorded_roots() -> None:
    frontier = merkle.Frontier()
    for size, expected in enumerate(ROOTS):
        assert frontier.root().hex() == expected
        if size < len(VECTOR):
            frontier = frontier.grow([merkle.leaf_hash(VECTOR[size])])


def test_empty_tree() -> None:
    assert merkle.EMPTY_ROOT == sha256(b"").digest() == merkle.Frontier().root() == root(0)


def test_recorded_inclusion_proofs() -> None:
    tree = Tree([merkle.leaf_hash(data) for data in VECTOR])
    assert [node.hex() for node in merkle.inclusion_proof(5, 8, tree.node)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [node.hex() for node in merkle.inclusion_proof(2, 3, tree.node)] == [ROOTS[2]]
    assert merkle.inclusion_proof(0, 1, tree.node) == ()


def test_recorded_consistency_proofs() -> None:
    tree = Tree([merkle.leaf_hash(data) for data in VECTOR])
    assert [node.hex() for node in merkle.consistency_proof(1, 8, tree.node)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in merkle.consistency_proof(2, 5, tree.node)] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


def test_every_size_against_pymerkle() -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    frontier = merkle.Frontier()
    for size in range(LARGEST + 1):
        if size:
            expected = oracle.get_root()
            assert frontier.root() == expected
            assert root(size) == expected
            assert merkle.Frontier.restore(size, TREE.node) == frontier
        oracle.append_entry(b"event %d" % size)
        frontier = frontier.grow([merkle.leaf_hash(b"event %d" % size)])


def test_paths_against_pymerkle() -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(70):
        oracle.append_entry(b"event %d" % number)
    for index in range(70):
        # pymerkle puts the leaf itself into its path; RFC 6962 does not.
        theirs = set(oracle.prove_inclusion(index + 1).serialize()["path"])
        ours = {node.hex() for node in merkle.inclusion_proof(index, 70, TREE.node)}
        assert theirs - ours == {merkle.leaf_hash(b"event %d" % index).hex()}
        assert ours < theirs


sizes = st.integers(1, LARGEST)


@settings(max_examples=100, deadline=None)
@given(sizes, st.data())
def test_inclusion_holds_and_tampering_does_not(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf = merkle.leaf_hash(b"event %d" % index)
    path = merkle.inclusion_proof(index, size, TREE.node)
    assert len(path) <= (size - 1).bit_length()
    assert merkle.verify_inclusion(index, size, leaf, path, root(size))
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"forged"), path, root(size))
    assert not merkle.verify_inclusion(index, size, leaf, path, root(size - 1))
    assert not merkle.verify_inclusion(index, size, leaf, (*path, bytes(32)), root(size))
    assert not merkle.verify_inclusion(index + size, size, leaf, path, root(size))
    if path:
        spot = data.draw(st.integers(0, len(path) - 1))
        assert not merkle.verify_inclusion(index, size, leaf, path[:-1], root(size))
        assert not merkle.verify_inclusion(index, size, leaf, (*path[:spot], bytes(32), *path[spot + 1 :]), root(size))
        wrong = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert not merkle.verify_inclusion(wrong, size, leaf, path, root(size))


@settings(max_examples=100, deadline=None)
@given(sizes, st.data())
def test_consistency_holds_and_tampering_does_not(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, second))
    proof = merkle.consistency_proof(first, second, TREE.node)
    old, new = root(first), root(second)
    assert merkle.verify_consistency(first, second, old, new, proof)
    assert not merkle.verify_consistency(first, second, bytes(32), new, proof)
    assert not merkle.verify_consistency(first, second, old, bytes(32), proof) or first == 0
    assert not merkle.verify_consistency(second + 1, second, old, new, proof)
    if proof:
        spot = data.draw(st.integers(0, len(proof) - 1))
        assert not merkle.verify_consistency(first, second, old, new, (*proof, bytes(32)))
        assert not merkle.verify_consistency(first, second, old, new, proof[:-1])
        assert not merkle.verify_consistency(first, second, old, new, (*proof[:spot], bytes(32), *proof[spot + 1 :]))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_proof_for_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        merkle.inclusion_proof(index, size, TREE.node)


@pytest.mark.parametrize(("first", "second"), [(6, 5), (-1, 5)])
def test_no_consistency_backwards(first: int, second: int) -> None:
    with pytest.raises(ValueError):
        merkle.consistency_proof(first, second, TREE.node)
