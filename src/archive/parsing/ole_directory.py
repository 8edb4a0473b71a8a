"""The names of streams in an OLE compound file, read within bounds and without `olefile`.

Only the sectors of the directory are read: enough to tell a Word file from a workbook.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

__all__ = ["MAGIC", "stream_names"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTORS = 64
"""Sectors of the directory that are looked at: 256 names and more."""
_END_OF_CHAIN = 0xFFFFFFFA

_Entry = tuple[str, int, int, int]
"""Name and the numbers of the left, right and child entries."""


def stream_names(source: BinaryIO) -> frozenset[str]:
    """Names at the top level in upper case (names in OLE know no case); empty where the file is not readable as OLE.

    Deeper names do not count: they belong to embedded objects.
    """
    source.seek(0)
    header = source.read(512)
    if len(header) < 512 or header[:8] != MAGIC:
        return frozenset()
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in {9, 12}:
        return frozenset()
    size = 1 << shift
    (sector,) = struct.unpack_from("<L", header, 48)
    table = struct.unpack_from("<109L", header, 76)
    entries: list[_Entry] = []
    seen: set[int] = set()
    while sector < _END_OF_CHAIN and sector not in seen and len(seen) < _SECTORS:
        seen.add(sector)
        source.seek((sector + 1) * size)
        entries.extend(_entries(source.read(size)))
        sector = _next(source, table, sector, size)
    return _top(entries)


def _entries(raw: bytes) -> list[_Entry]:
    found: list[_Entry] = []
    for at in range(0, len(raw) - 127, 128):
        length, kind, _, left, right, child = struct.unpack_from("<HBB3L", raw, at + 64)
        name = raw[at : at + length - 2].decode("utf-16-le", "replace").upper() if kind and 2 <= length <= 64 else ""
        found.append((name, left, right, child))
    return found


def _top(entries: list[_Entry]) -> frozenset[str]:
    """The names of the tree that hangs at the root entry's child; all names where that tree is broken."""
    names: set[str] = set()
    waiting = [entries[0][3]] if entries else []
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index < len(entries) and index not in seen:
            seen.add(index)
            name, left, right, _ = entries[index]
            names.add(name)
            waiting += (left, right)
    return frozenset(names or (entry[0] for entry in entries))


def _next(source: BinaryIO, table: tuple[int, ...], sector: int, size: int) -> int:
    """The sector after `sector` by the allocation table, as far as the header lists its sectors."""
    per = size // 4
    index = sector // per
    if index >= len(table) or table[index] >= _END_OF_CHAIN:
        return _END_OF_CHAIN
    source.seek((table[index] + 1) * size + (sector % per) * 4)
    raw = source.read(4)
    return int.from_bytes(raw, "little") if len(raw) == 4 else _END_OF_CHAIN
