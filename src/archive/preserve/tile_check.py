"""The stored tiles of a ledger, as far as they can be read, and what is wrong with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from archive.errors import N_, ArchiveError
from archive.ledger import merkle
from archive.ledger.tiles import HASH_BYTES, TILE_BYTES, TILE_WIDTH, shape
from archive.preserve.report import Finding

if TYPE_CHECKING:
    from archive.catalogue import Catalogue

__all__ = ["UNKNOWN", "UNREADABLE", "StoredTiles", "in_words", "mixtures"]

UNREADABLE = (sqlite3.DatabaseError, ArchiveError, TypeError, UnicodeDecodeError)
"""What reading a damaged database raises: TypeError for text in the place of bytes, and sqlite3
cannot always decode its own message about a damaged schema."""

UNKNOWN = bytes(HASH_BYTES)
"""Stands in the tree for a leaf that neither its event nor its tile tells."""

_MIXED = 6
"""Up to so many differences in one tile are told apart one by one."""


def in_words(error: Exception) -> str:
    """What one of `UNREADABLE` says, for readers: never the words of Python."""
    if isinstance(error, ArchiveError):
        return str(error.facts.get("reason") or error.facts.get("what") or error)
    return str(error) if isinstance(error, sqlite3.Error) else N_("it is not of its form")


class StoredTiles:
    """Reads tiles without ever raising."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def read(self, level: int, idx: int) -> bytes | None:
        """The tile as it is stored, None if it is missing or cannot be read."""
        try:
            return self._catalogue.tile(level, idx)
        except UNREADABLE:
            return None

    def expect(self, level: int, idx: int, width: int) -> tuple[bytes, tuple[Finding, ...]]:
        """A tile that must hold `width` hashes; as much of it as there is, and what is wrong with it."""
        stored = self.read(level, idx)
        if stored is None:
            what = N_("Tile {level}/{idx} is missing or cannot be read").format(level=level, idx=idx)
            return b"", (Finding("tile-missing", None, what),)
        if len(stored) == width * HASH_BYTES:
            return stored, ()
        what = N_("Tile {level}/{idx} holds {found} bytes in place of {expected}").format(
            level=level, idx=idx, found=len(stored), expected=width * HASH_BYTES
        )
        whole = min(len(stored) // HASH_BYTES, width) * HASH_BYTES
        return stored[:whole], (Finding("tile-changed", None, what),)

    def check_upper(self, size: int, crowns: Mapping[int, Sequence[bytes]]) -> Iterator[Finding]:
        """Each hash above level 0 is the root of the full tile below it. `crowns`: those roots, by level."""
        for level, idx, width in shape(size):
            if level == 0:
                continue
            first = idx * TILE_WIDTH
            made = b"".join(crowns[level][first : first + width])
            stored, wrong = self.expect(level, idx, width)
            yield from wrong
            if stored in (made, b""):
                continue
            for number in range(len(stored) // HASH_BYTES):
                at = number * HASH_BYTES
                kept = stored[at : at + HASH_BYTES]
                if kept not in (made[at : at + HASH_BYTES], self._root_of(level - 1, first + number)):
                    what = N_("Hash {number} of tile {level}/{idx} is not the root of tile {below}/{other}").format(
                        number=number, level=level, idx=idx, below=level - 1, other=first + number
                    )
                    yield Finding("tile-changed", None, what)

    def check_strays(self, size: int) -> Iterator[Finding]:
        """No tile lies beside the tree."""
        known = {(level, idx) for level, idx, _ in shape(size)}
        try:
            for level, idx in self._catalogue.tile_places():
                if (level, idx) not in known:
                    shown = [each if isinstance(each, int) else "?" for each in (level, idx)]
                    what = N_("Tile {level}/{idx} belongs to no event").format(level=shown[0], idx=shown[1])
                    yield Finding("tile-changed", None, what)
        except UNREADABLE:
            return  # each tile that cannot be read is told by itself

    def _root_of(self, level: int, idx: int) -> bytes | None:
        """Root of a full tile as it is stored."""
        stored = self.read(level, idx)
        if stored is None or len(stored) != TILE_BYTES:
            return None
        hashes = [stored[at : at + HASH_BYTES] for at in range(0, TILE_BYTES, HASH_BYTES)]
        return merkle.Frontier().grow(hashes).root()


def mixtures(told: list[bytes | None], held: list[bytes | None], doubtful: list[int]) -> Iterator[tuple[bytes, ...]]:
    """The leaves by the events, by the tile, and, where few differ, by every mixture of the two."""
    ours = [leaf or other or UNKNOWN for leaf, other in zip(told, held, strict=True)]
    theirs = [other or leaf or UNKNOWN for leaf, other in zip(told, held, strict=True)]
    yield tuple(ours)
    yield tuple(theirs)
    if len(doubtful) <= _MIXED:
        for takes in product((ours, theirs), repeat=len(doubtful)):
            mixed = list(ours)
            for number, side in zip(doubtful, takes, strict=True):
                mixed[number] = side[number]
            yield tuple(mixed)
