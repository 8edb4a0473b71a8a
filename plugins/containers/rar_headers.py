"""Which members of a rar 5 archive are under a password: libarchive 3.6 hands their bytes out as if they were text."""

from __future__ import annotations

from typing import BinaryIO

__all__ = ["locked_members"]

_MAGIC = b"Rar!\x1a\x07\x01\x00"
_FILE, _END = 2, 5
_EXTRA, _DATA = 0x1, 0x2
_CRYPT = 1
_MOST_BLOCKS = 200_000
_HEADER = 64 << 10


def locked_members(source: BinaryIO) -> frozenset[int]:
    """Numbers, from 0 and in their order, of the members that are encrypted; none for any other kind of archive.

    Goes as far as the headers can be read, and leaves `source` at 0.
    """
    found = set()
    source.seek(0)
    try:
        if source.read(len(_MAGIC)) == _MAGIC:
            number = 0
            for _ in range(_MOST_BLOCKS):
                kind, locked = _block(source)
                if kind == _END:
                    break
                if kind == _FILE:
                    if locked:
                        found.add(number)
                    number += 1
    except (IndexError, ValueError, OverflowError):
        pass  # what cannot be read, libarchive cannot read either
    source.seek(0)
    return frozenset(found)


def _block(source: BinaryIO) -> tuple[int, bool]:
    """Kind of the next block, and whether it is encrypted. Raise IndexError or ValueError where it is no block."""
    start = source.tell()
    head = source.read(4 + 3 + _HEADER)
    size, at = _number(head, 4)
    body = head[at : at + size]
    end = start + at + size
    kind, at = _number(body, 0)
    flags, at = _number(body, at)
    extra = data = 0
    if flags & _EXTRA:
        extra, at = _number(body, at)
    if flags & _DATA:
        data, at = _number(body, at)
    source.seek(end + data)
    return kind, kind == _FILE and _encrypted(body[len(body) - extra :] if extra else b"")


def _encrypted(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, at = _number(extra, at)
        if _number(extra, at)[0] == _CRYPT:
            return True
        at += size
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where what follows begins. Raise IndexError, or ValueError if too long."""
    value = 0
    for index in range(10):
        byte = data[at + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, at + index + 1
    raise ValueError
