"""The central directory of a zip file, read within bounds and without `zipfile`.

Only the directory at the end is read, never a member, so that the cost depends on the
number of entries and not on what they claim to hold. `member` inflates one small member
(a manifest) with a bound on its output.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["Entry", "NotZip", "directory", "member"]

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DIRECTORY_BYTES = 4 << 20
"""A directory larger than this is not read to its end."""
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF


class NotZip(Exception):
    """There is no central directory that can be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One member as the directory declares it."""

    name: str
    """Decoded as UTF-8 where flagged, else as cp437; for comparing with ASCII names only."""
    size: int
    """Declared bytes after inflating."""
    packed: int
    """Bytes in the file."""
    method: int
    """0 stored, 8 deflated."""
    offset: int
    """Of the local header from the start of the file."""
    encrypted: bool


def _tail(source: BinaryIO) -> tuple[int, bytes]:
    size = source.seek(0, os.SEEK_END)
    start = max(0, size - _FULL16 - _END.size)
    source.seek(start)
    return start, source.read(_FULL16 + _END.size)


def _end64(source: BinaryIO, end: int) -> tuple[int, int, int] | None:
    if end < _END64_LOCATOR.size:
        return None
    source.seek(end - _END64_LOCATOR.size)
    raw = source.read(_END64_LOCATOR.size)
    if len(raw) < _END64_LOCATOR.size or raw[:4] != b"PK\x06\x07":
        return None
    offset = _END64_LOCATOR.unpack(raw)[2]
    if offset > end:
        return None
    source.seek(offset)
    record = source.read(_END64.size)
    if len(record) < _END64.size or record[:4] != b"PK\x06\x06":
        return None
    fields = _END64.unpack(record)
    return fields[7], fields[8], fields[9]


def _where(source: BinaryIO) -> tuple[int, int, int]:
    """Entries claimed, bytes of the directory, and its true place in the file."""
    start, tail = _tail(source)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise NotZip
    _, _, _, _, count, size, offset, _ = _END.unpack_from(tail, at)
    end = start + at
    if count == _FULL16 or size == _FULL32 or offset == _FULL32:
        wide = _end64(source, end)
        if wide is not None:
            count, size, offset = wide
            return count, size, offset
    place = end - size
    if _of_a_member(source, place - offset):
        raise NotZip
    return count, size, place if place >= 0 else offset


def _of_a_member(source: BinaryIO, before: int) -> bool:
    """Whether the directory is that of a zip inside, `before` bytes from the start of one whose end is missing."""
    if before <= 0:
        return False
    source.seek(0)
    outer = source.read(4)
    source.seek(before)
    return outer == source.read(4) == b"PK\x03\x04"


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Apply the zip64 extra field, in its fixed order."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + length]
        if kind == 1:
            numbers = [int.from_bytes(body[i : i + 8], "little") for i in range(0, len(body) - 7, 8)]
            size, packed, offset = (
                numbers.pop(0) if value == _FULL32 and numbers else value for value in (size, packed, offset)
            )
            return size, packed, offset
        at += 4 + length
    return size, packed, offset


def directory(source: BinaryIO, limit: int = 20_000) -> tuple[list[Entry], int]:
    """Up to `limit` entries in their order, and how many the file claims to have.

    Raise NotZip where there is no directory, or only that of a zip inside one whose own end is missing;
    OSError where the file cannot be read.
    """
    count, size, place = _where(source)
    source.seek(place)
    raw = source.read(min(size, _DIRECTORY_BYTES))
    shift = 0
    entries: list[Entry] = []
    at = 0
    while at + _ENTRY.size <= len(raw) and len(entries) < limit and raw[at : at + 4] == b"PK\x01\x02":
        fields = _ENTRY.unpack_from(raw, at)
        flags, method, packed, full = fields[3], fields[4], fields[8], fields[9]
        names, extras, comments, offset = fields[10], fields[11], fields[12], fields[16]
        body = at + _ENTRY.size
        name = raw[body : body + names].decode("utf-8" if flags & 0x800 else "cp437", "replace")
        extra = raw[body + names : body + names + extras]
        full, packed, offset = _wide(extra, full, packed, offset)
        if not entries:
            shift = _shift(source, offset)
        entries.append(Entry(name, full, packed, method, offset + shift, bool(flags & 1)))
        at = body + names + extras + comments
    if not entries and count:
        raise NotZip
    return entries, max(count, len(entries))


def _shift(source: BinaryIO, offset: int) -> int:
    """How many bytes stand before the zip (a self-extractor's stub), as far as the first member tells."""
    source.seek(0)
    head = source.read(4096)
    if head[offset : offset + 4] == b"PK\x03\x04" or offset:
        return 0
    return max(0, head.find(b"PK\x03\x04"))


def member(source: BinaryIO, entry: Entry, limit: int) -> bytes:
    """The first `limit` bytes of a member, as many as can be read; never raises for bad data."""
    source.seek(entry.offset)
    header = source.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        return b""
    fields = _LOCAL.unpack(header)
    source.seek(entry.offset + _LOCAL.size + fields[9] + fields[10])
    if entry.method == 0:
        return source.read(min(entry.packed, limit))
    if entry.method != 8:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(source.read(min(entry.packed, limit)), limit)
    except zlib.error:
        return b""
