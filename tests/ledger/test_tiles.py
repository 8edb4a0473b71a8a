"""Tiles as C2SP tlog-tiles describes them, grown in batches of any size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import Damaged
from archive.ledger import merkle
from archive.ledger.tiles import TILE_BYTES, TiledTree, grow, shape

LEAVES = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]


def absent(level: int, idx: int) -> bytes | None:
    return None


def test_the_example_of_seventy_thousand_leaves() -> None:
    growth = grow(0, LEAVES, absent)
    tiles = {(level, idx): data for level, idx, data in growth.tiles}
    widths = {place: len(data) // 32 for place, data in tiles.items()}
    assert widths == {
        **{(0, idx): 256 for idx in range(273)}, (0, 273): 112, (1, 0): 256, (1, 1): 17, (2, 0): 1
    }  # fmt: skip
    assert {(level, idx): width for level, idx, width in shape(70_000)} == widths
    assert tiles[0, 5] == b"".join(LEAVES[5 * 256 : 6 * 256])
    assert tiles[1, 1][:32] == merkle.Frontier().grow(LEAVES[65_536 : 65_536 + 256]).root()
    assert tiles[2, 0] == merkle.Frontier().grow(LEAVES[:65_536]).root()
    assert merkle.root_at(70_000, TiledTree(70_000, lambda *at: tiles.get(at)).node) == growth.frontier.root()


def test_size_256_has_a_full_tile_and_one_of_width_one() -> None:
    assert list(shape(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(shape(0)) == []
    assert [(level, idx, len(data)) for level, idx, data in grow(0, LEAVES[:256], absent).tiles] == [
        (0, 0, TILE_BYTES), (1, 0, 32)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 700), max_size=8), st.booleans())
def test_batches_make_the_same_tiles_as_one(batches: list[int], remember: bool) -> None:
    tiles: dict[tuple[int, int], bytes] = {}
    size, frontier = 0, None
    for count in batches:
        growth = grow(size, LEAVES[size : size + count], lambda *at: tiles.get(at), frontier)
        for level, idx, data in growth.tiles:
            assert len(tiles.get((level, idx), b"")) < len(data) <= TILE_BYTES
            tiles[level, idx] = data
        size += count
        assert growth.frontier.size == size
        frontier = growth.frontier if remember else None
    once = grow(0, LEAVES[:size], absent)
    assert tiles == {(level, idx): data for level, idx, data in once.tiles}
    assert {at: len(data) // 32 for at, data in tiles.items()} == {(lv, idx): w for lv, idx, w in shape(size)}
    if batches:
        assert growth.frontier == once.frontier


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_frontier_is_restored_at_any_earlier_size(first: int, second: int) -> None:
    size, earlier = max(first, second), min(first, second)
    tiles = {(level, idx): data for level, idx, data in grow(0, LEAVES[:size], absent).tiles}
    tree = TiledTree(size, lambda *at: tiles.get(at))
    assert merkle.Frontier.restore(earlier, tree.node) == merkle.Frontier().grow(LEAVES[:earlier])


def test_a_frontier_of_another_size_is_not_used() -> None:
    first = grow(0, LEAVES[:300], absent)
    tiles = {(level, idx): data for level, idx, data in first.tiles}
    stale = merkle.Frontier().grow(LEAVES[:299])
    assert (
        grow(300, LEAVES[300:310], lambda *at: tiles.get(at), stale).frontier
        == grow(300, LEAVES[300:310], lambda *at: tiles.get(at), first.frontier).frontier
    )


@pytest.mark.parametrize("kept", [None, b"", b"x" * 32])
def test_a_tile_that_is_missing_or_cut_is_damage(kept: bytes | None) -> None:
    with pytest.raises(Damaged, match="Tile 0/1"):
        grow(300, LEAVES[:5], lambda level, idx: kept if (level, idx) == (0, 1) else b"y" * TILE_BYTES)
    with pytest.raises(Damaged, match="Tile 0/1"):
        grow(300, LEAVES[:5], lambda level, idx: kept, merkle.Frontier().grow(LEAVES[:300]))


def test_nodes_beyond_the_tree_are_refused() -> None:
    tiles = {(level, idx): data for level, idx, data in grow(0, LEAVES[:300], absent).tiles}
    tree = TiledTree(300, lambda *at: tiles.get(at))
    for level, index in ((0, 300), (1, 150), (8, 1), (9, 0), (16, 0)):
        with pytest.raises(ValueError):
            tree.node(level, index)
