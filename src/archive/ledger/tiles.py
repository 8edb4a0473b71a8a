"""The tree's stored form: tiles of 256 hashes, as in C2SP tlog-tiles.

Tile (level, idx) holds MTH(D[(idx*256 + i) * 256**level : (idx*256 + i + 1) * 256**level])
for i from 0; only the last tile of a level is shorter than 256. A tile that has grown
takes the place of its shorter self, so one row serves every earlier size as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archive.errors import Damaged
from archive.ledger.merkle import Frontier, node_hash

__all__ = ["HASH_BYTES", "TILE_BYTES", "TILE_WIDTH", "Growth", "TileReader", "TiledTree", "grow", "shape"]

HASH_BYTES = 32
TILE_WIDTH = 256
TILE_BYTES = TILE_WIDTH * HASH_BYTES

TileReader = Callable[[int, int], bytes | None]
"""(level, idx) → the hashes that are stored, None where there is no such tile."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What an append changes."""

    tiles: tuple[tuple[int, int, bytes], ...]
    """(level, idx, hashes) to be written, in the place of what is there."""
    frontier: Frontier
    """Of the new tree: `frontier.root()` is the new root. Keep it for the next append once this is committed."""


def grow(size: int, leaves: Sequence[bytes], tile: TileReader, frontier: Frontier | None = None) -> Growth:
    """Append `leaves` (leaf hashes) to the tree of `size` leaves whose tiles `tile` reads.

    `frontier` is that of an earlier append of this process; where it is not of this size
    (another process wrote meanwhile), it is restored from the tiles. Raises Damaged if a
    tile that must be there is not.
    """
    if frontier is None or frontier.size != size:
        frontier = Frontier.restore(size, TiledTree(size, tile).node)
    levels: dict[int, list[bytes]] = {0: list(leaves)}
    grown = frontier.grow(leaves, lambda level, root: levels.setdefault(level, []).append(root))
    written = [row for level, hashes in sorted(levels.items()) for row in _fill(level, size, hashes, tile)]
    return Growth(tuple(written), grown)


def shape(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile of a tree of `size` leaves as (level, idx, width)."""
    level = 0
    while count := size >> (8 * level):
        for idx in range(count >> 8):
            yield level, idx, TILE_WIDTH
        if count & 255:
            yield level, count >> 8, count & 255
        level += 1


def _fill(level: int, size: int, hashes: list[bytes], tile: TileReader) -> Iterator[tuple[int, int, bytes]]:
    start = size >> (8 * level)
    held = _read(tile, level, start >> 8, start & 255)
    data = held + b"".join(hashes)
    for offset in range(0, len(data), TILE_BYTES):
        part = data[offset : offset + TILE_BYTES]
        if len(part) > (len(held) if offset == 0 else 0):
            yield level, (start >> 8) + offset // TILE_BYTES, part


def _read(tile: TileReader, level: int, idx: int, width: int) -> bytes:
    """The first `width` hashes of a tile."""
    if not width:
        return b""
    hashes = tile(level, idx)
    if hashes is None or len(hashes) < width * HASH_BYTES:
        raise Damaged(what=f"Tile {level}/{idx} of the ledger does not hold the {width} hashes it should")
    return hashes[: width * HASH_BYTES]


class TiledTree:
    """Node hashes of the tree of `size` leaves, out of its tiles; keeps what it has read.

    For one operation: make a new one after the tree has grown.
    """

    def __init__(self, size: int, tile: TileReader) -> None:
        self.size = size
        self._tile = tile
        self._rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def node(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree (a `merkle.NodeReader`). Raises Damaged for a missing tile."""
        tile_level, height = divmod(level, 8)
        idx, offset = divmod(index << height, TILE_WIDTH)
        rows = self._pyramid(tile_level, idx)
        row = rows[height] if height < len(rows) else []
        if (offset >> height) >= len(row):
            raise ValueError(f"no complete subtree {level}/{index} in a tree of size {self.size}")
        return row[offset >> height]

    def _pyramid(self, level: int, idx: int) -> list[list[bytes]]:
        """A tile's hashes and, row by row, the complete nodes above them."""
        rows = self._rows.get((level, idx))
        if rows is None:
            width = min(TILE_WIDTH, max(0, (self.size >> (8 * level)) - idx * TILE_WIDTH))
            data = _read(self._tile, level, idx, width)
            rows = [[data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]]
            while len(below := rows[-1]) > 1:
                rows.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
            self._rows[level, idx] = rows
        return rows
