"""Formatting that changes what is read in a Word file: deleted runs, symbols, paragraphs and ends of rows in tables.

Formatting lies in pages of 512 bytes (FKP, [MS-DOC] 2.9.33 and 2.9.174). Most pages say
nothing of interest, which a search for the bytes of the property shows, so that they are
not taken apart.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive_plugins.legacy_office.header import Head, Piece

__all__ = ["Marks", "read_marks"]

_CHARACTERS, _PARAGRAPHS, _FONTS = 12, 13, 15  # numbers of the tables in the FIB
_DELETED, _SYMBOL = 0x0800, 0x6A09
_IN_TABLE, _ROW_END, _HUGE, _HUGE_OLD = 0x2416, 0x2417, 0x6646, 0x6645
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_PAGE = 512
_MOST = 200_000
"""Marks beyond this are not taken: no document has them, overlapping pieces could make them."""


@dataclass(slots=True)
class Marks:
    """Positions in the document, in UTF-16 units."""

    deleted: list[tuple[int, int]] = field(default_factory=list)
    symbols: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Position -> font and character."""
    in_table: set[int] = field(default_factory=set)
    """Last characters of paragraphs that stand in a table."""
    row_ends: set[int] = field(default_factory=set)


def read_marks(head: Head, document: bytes, table: bytes, pieces: Sequence[Piece], *, tables: bool) -> Marks:
    """All marks; those of paragraphs only where there are `tables`. Damaged formatting gives fewer marks, no error."""
    marks = Marks()
    if len(head.places) <= _FONTS:
        return marks
    where = _Where(pieces)
    wanted = (struct.pack("<HB", _DELETED, 1), struct.pack("<H", _SYMBOL))
    fonts: list[str] | None = None
    for start, end, properties in _runs(document, table, head.places[_CHARACTERS], wanted, _character_runs):
        found = _properties(properties)
        if found.get(_DELETED, b"")[:1] == b"\x01":
            marks.deleted.extend(where.spans(start, end))
        if len(found.get(_SYMBOL, b"")) == 4:
            fonts = _font_names(table, head.places[_FONTS]) if fonts is None else fonts
            font, character = struct.unpack("<HH", found[_SYMBOL])
            name = fonts[font] if font < len(fonts) else ""
            for first, last in where.spans(start, end):
                marks.symbols.update((at, (name, character)) for at in range(first, min(last, first + 1000)))
        if len(marks.deleted) + len(marks.symbols) > _MOST:
            break
    if tables:
        _table_marks(head, document, table, where, marks)
    return marks


def _table_marks(head: Head, document: bytes, table: bytes, where: _Where, marks: Marks) -> None:
    wanted = (struct.pack("<HB", _IN_TABLE, 1), struct.pack("<HB", _ROW_END, 1))
    for start, end, properties in _runs(document, table, head.places[_PARAGRAPHS], wanted, _paragraph_runs):
        found = _properties(properties[2:])
        ends = found.get(_ROW_END) == b"\x01" or _HUGE in found or _HUGE_OLD in found
        for first, last in where.spans(start, end):
            marks.in_table.add(last - 1)
            if ends and last - first == 1:
                marks.row_ends.add(last - 1)
        if len(marks.in_table) > _MOST:
            break


class _Where:
    """From bytes of the stream to positions in the document."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece.offset)
        self._offsets = [piece.offset for piece in self._pieces]
        self._longest = max((piece.length * piece.width for piece in pieces), default=0)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of the document that lie in bytes `start` to `end`."""
        index = bisect_right(self._offsets, start - self._longest)
        while index < len(self._pieces) and self._pieces[index].offset < end:
            piece = self._pieces[index]
            first = max(0, start - piece.offset) // piece.width
            last = min(piece.length, (end - piece.offset) // piece.width)
            if first < last:
                yield piece.start + first, piece.start + last
            index += 1


def _runs(
    document: bytes, table: bytes, place: tuple[int, int], wanted: tuple[bytes, ...], inside: _Inside
) -> Iterator[tuple[int, int, bytes]]:
    offset, length = place
    count = (min(length, len(table) - offset) - 4) // 8
    if count < 1 or not any(pattern in document for pattern in wanted):
        return
    for (number,) in struct.iter_unpack("<L", table[offset + 4 * (count + 1) : offset + 4 * (count + 1) + 4 * count]):
        at = (number & 0x3FFFFF) * _PAGE
        page = document[at : at + _PAGE]
        if len(page) == _PAGE and any(pattern in page for pattern in wanted):
            for start, end, properties in inside(page):
                if any(pattern in properties for pattern in wanted):
                    yield start, end, properties


class _Inside:
    """How the runs of one kind of page are laid out."""

    def __init__(self, step: int, *, paragraphs: bool) -> None:
        self._step = step
        self._paragraphs = paragraphs

    def __call__(self, page: bytes) -> Iterator[tuple[int, int, bytes]]:
        count = page[-1]
        table = 4 * (count + 1)
        if table + count * self._step >= _PAGE:
            return
        bounds = struct.unpack_from(f"<{count + 1}L", page)
        for index in range(count):
            at = page[table + index * self._step] * 2
            if not at or at >= _PAGE - 1:
                continue
            size, begin = page[at], at + 1
            if self._paragraphs:
                size, begin = (2 * size - 1, begin) if size else (2 * page[begin], begin + 1)
            yield bounds[index], bounds[index + 1], page[begin : begin + size]


_character_runs = _Inside(1, paragraphs=False)
_paragraph_runs = _Inside(13, paragraphs=True)


def _properties(data: bytes) -> dict[int, bytes]:
    """Property -> operand; stops where the bytes end."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 2 < len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        size = _OPERANDS[code >> 13]
        if code == _TABLE_DEFINITION:
            size = 1 + int.from_bytes(data[at : at + 2], "little")
        elif not size:
            size = 1 + data[at]
            if code == _TABS and data[at] == 255:
                break  # its length follows from its content; nothing after it is of interest
        found[code] = data[at : at + size]
        at += size
    return found


def _font_names(table: bytes, place: tuple[int, int]) -> list[str]:
    offset, length = place
    data = table[offset : offset + length]
    names = []
    at = 4
    while at < len(data):
        size = data[at] + 1
        name = data[at + 40 : at + size].decode("utf-16-le", "replace").partition("\x00")[0]
        names.append(name)
        at += size
    return names
