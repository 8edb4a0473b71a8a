"""The head of a Word file (FIB) and its piece table: where the text of each kind stands.

Source: [MS-DOC] sections 2.5 (Fib) and 2.8.35 (PlcPcd) for Word 97 and later; the
description of the Word 6 format for the two versions before.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

__all__ = ["Head", "Piece", "read_head", "read_pieces"]

_WORD_97 = 0xC1
_COMPLEX, _ENCRYPTED, _TABLE_1, _WIDE = 0x0004, 0x0100, 0x0200, 0x1000
_MARKS = frozenset({0xA5EC, 0xA5DC, 0xA697, 0xA698, 0xA699})
_CUT_OFF = N_("The file is cut off: the list of its text pieces is missing.")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that lies in one place of the file."""

    start: int
    """Position of its first character in the document, in UTF-16 units."""
    length: int
    offset: int
    """Of its first byte in the WordDocument stream."""
    width: int
    """Bytes a character: 2 UTF-16, 1 a code page."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is needed of the FIB."""

    old: bool
    """Word 6 or 95: no table stream, a code page for the text."""
    table: str
    """Name of the stream with the tables."""
    language: int
    counts: tuple[int, ...]
    """Characters of: text, footnotes, headers, macros, comments, endnotes, text boxes, boxes in headers."""
    wide: bool
    first: int
    """Where the text begins if there is no piece table."""
    places: tuple[tuple[int, int], ...]
    """Offset and length of every table of the FIB, by its number in [MS-DOC] FibRgFcLcb97; empty for old files."""
    pieces: tuple[int, int]
    """Offset and length of the piece table; length 0 where there is none."""


def read_head(data: bytes) -> Head:
    """The FIB at the start of the WordDocument stream. Raise ParseFailed: encrypted, unsupported or corrupt."""
    if len(data) < 0x60:
        raise ParseFailed(Outcome.CORRUPT, _CUT_OFF)
    mark, version = struct.unpack_from("<HH", data)
    (language,) = struct.unpack_from("<H", data, 6)
    (flags,) = struct.unpack_from("<H", data, 10)
    if mark not in _MARKS:
        raise ParseFailed(Outcome.UNSUPPORTED, N_("This is no Word document that is known."))
    if flags & _ENCRYPTED:
        raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
    try:
        if version >= _WORD_97:
            return _head_97(data, flags, language)
        return _head_6(data, flags, language)
    except struct.error as error:
        raise ParseFailed(Outcome.CORRUPT, _CUT_OFF) from error


def _head_97(data: bytes, flags: int, language: int) -> Head:
    (words,) = struct.unpack_from("<H", data, 0x20)
    longs_at = 0x22 + 2 * words
    (longs,) = struct.unpack_from("<H", data, longs_at)
    counts = struct.unpack_from("<8l", data, longs_at + 2 + 12)
    pairs_at = longs_at + 2 + 4 * longs
    (pairs,) = struct.unpack_from("<H", data, pairs_at)
    pairs = min(pairs, 93)
    numbers = struct.unpack_from(f"<{2 * pairs}L", data, pairs_at + 2)
    places = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    (first,) = struct.unpack_from("<L", data, 0x18)
    return Head(
        False, "1Table" if flags & _TABLE_1 else "0Table", language, tuple(max(0, n) for n in counts), False, first,
        places, places[33] if len(places) > 33 else (0, 0),
    )  # fmt: skip


def _head_6(data: bytes, flags: int, language: int) -> Head:
    first, end = struct.unpack_from("<LL", data, 0x18)
    counts = [max(0, n) for n in struct.unpack_from("<8l", data, 0x34)]
    if end > first and not counts[0]:
        counts[0] = end - first
    at = struct.unpack_from("<LL", data, 0x160) if flags & _COMPLEX else (0, 0)
    return Head(True, "WordDocument", language, tuple(counts), bool(flags & _WIDE), first, (), at)


def read_pieces(head: Head, table: bytes, document: bytes) -> list[Piece]:
    """The pieces in order, cut to what the stream really holds. Raise ParseFailed (corrupt) without any."""
    offset, length = head.pieces
    if not length and head.old:
        return [_whole(head, document)]
    at, end = offset, min(offset + length, len(table))
    while at + 5 <= end and table[at] == 1:  # formatting of fast saves
        at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
    if at + 5 > end or table[at] != 2:
        raise ParseFailed(Outcome.CORRUPT, _CUT_OFF)
    size = min(int.from_bytes(table[at + 1 : at + 5], "little"), end - at - 5)
    count = (size - 4) // 12
    if count < 1:
        raise ParseFailed(Outcome.CORRUPT, _CUT_OFF)
    bounds = struct.unpack_from(f"<{count + 1}L", table, at + 5)
    pieces = []
    for index in range(count):
        (where,) = struct.unpack_from("<L", table, at + 5 + 4 * (count + 1) + 8 * index + 2)
        piece = _piece(head, where, bounds[index], bounds[index + 1], len(document))
        if piece is not None:
            pieces.append(piece)
    return pieces


def _piece(head: Head, where: int, start: int, end: int, available: int) -> Piece | None:
    if head.old:
        width = 2 if head.wide else 1
    else:
        width = 1 if where & 0x40000000 else 2
        where = (where & 0x3FFFFFFF) // 2 if width == 1 else where & 0x3FFFFFFF
    length = min(end - start, (available - where) // width)
    return Piece(start, length, where, width) if length > 0 else None


def _whole(head: Head, document: bytes) -> Piece:
    width = 2 if head.wide else 1
    length = min(sum(head.counts), (len(document) - head.first) // width)
    if length <= 0:
        raise ParseFailed(Outcome.CORRUPT, _CUT_OFF)
    return Piece(0, length, head.first, width)
