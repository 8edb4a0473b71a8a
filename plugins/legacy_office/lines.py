"""From the characters of a Word file with its control characters to paragraphs and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive_plugins.docx.symbols import symbol
from archive_plugins.legacy_office.properties import Marks
from archive_plugins.legacy_office.wording import rejoin

from archive.model.parsed import Block, Role

__all__ = ["Lines"]

# Word's own: 07 end of cell, 0B line, 0C page or section, 0D paragraph, 13 to 15 field, 1E hyphen.
_IN_CELL, _DELETED, _KEPT, _ROW = "\x0f", "\x10", "\x11", "\x12"  # ours: Word has no use for them
_OURS = str.maketrans(dict.fromkeys((_IN_CELL, _DELETED, _KEPT, _ROW), "\x00"))
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
_FIELDS_DEEP = 12
_END = re.compile(f"([\r\x07\x0c{_IN_CELL}{_ROW}])")
_REMOVED = re.compile(f"{_DELETED}([^{_KEPT}]*)(?:{_KEPT}|$)")
_SPECIAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\uf000-\uf0ff]")
_DROPPED = {**dict.fromkeys(code for code in range(32) if code not in {9, 10}), 0x0B: "\n", 0x0E: "\n", 0x1E: "-"}
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_FONTS = ("Wingdings", "Wingdings 2", "Symbol")


class Lines:
    """The blocks of any part of the document."""

    def __init__(self, text: str, marks: Marks) -> None:
        self._text = text.translate(_OURS) if any(chr(code) in text for code in _OURS) else text
        self._deleted = sorted(marks.deleted)
        self._rows_known = bool(marks.row_ends)
        edits = {at: symbol(font, f"{code:04x}") or _private(code) for at, (font, code) in marks.symbols.items()}
        edits.update((at, _IN_CELL) for at in marks.in_table if self._text[at : at + 1] == "\r")
        edits.update((at, _ROW) for at in marks.row_ends if self._text[at : at + 1] == "\x07")
        self._edits = edits

    def blocks(self, start: int, end: int, role: Role) -> list[Block]:
        """Of the characters from `start` to `end`. Rows of tables in the body are marked as such."""
        text = self._edited(start, end)
        if not self._rows_known:  # the end of a row looks like an empty cell
            text = text.replace("\x07\x07", "\x07" + _ROW)
        for _ in range(_FIELDS_DEEP):
            text, changed = _FIELD.subn(lambda found: found.group(1) or "", text) if "\x15" in text else (text, 0)
            if not changed:
                break
        table_role = Role.TABLE if role is Role.BODY else role
        return list(_read(text, role, table_role))

    def _edited(self, start: int, end: int) -> str:
        text = self._text[start:end]
        if not self._edits and not self._deleted:
            return text
        characters = list(text)
        for at, replacement in self._edits.items():
            if start <= at < start + len(characters):
                characters[at - start] = replacement
        for first, last in self._deleted:
            run = range(max(first, start) - start, min(last - start, len(characters)))
            for at in run:
                if _END.match(characters[at]):
                    characters[at] = f"{_KEPT}{characters[at]}{_DELETED}"
            if run:
                characters[run[0]] = _DELETED + characters[run[0]]
                characters[run[-1]] += _KEPT
        return "".join(characters)


def _read(text: str, role: Role, table_role: Role) -> Iterator[Block]:
    cells: list[list[str]] = []
    cell: list[str] = []
    removed: list[str] = []
    parts = _END.split(text)
    for segment, end in zip(parts[::2], [*parts[1::2], "\r"], strict=True):
        if _DELETED in segment:
            removed.extend(_REMOVED.findall(segment))
            segment = _REMOVED.sub("", segment)  # noqa: PLW2901 - what is left of it
        line = _clean(segment)
        if end in {"\x07", _IN_CELL}:
            cell.extend(" ".join(part.split("\t")).strip() for part in line.split("\n") if part.strip())
            if end == "\x07":
                cells.append(cell)
                cell = []
            continue
        if cells or cell:
            yield from _row([*cells, cell], table_role)
            cells, cell = [], []
        if line.strip():
            yield Block(line, role)
        for words in removed:
            if _clean(words).strip():
                yield Block(_clean(words), Role.DELETED)
        removed.clear()
    yield from _row([*cells, cell], table_role)


def _row(cells: list[list[str]], role: Role) -> Iterator[Block]:
    """Cells parted by tabs; a row with text in one cell only keeps that cell's paragraphs as lines."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        yield from (Block(line, role) for line in filled[0])
    elif filled:
        yield Block("\t".join(" ".join(cell) for cell in cells).rstrip("\t"), role)


def _clean(segment: str) -> str:
    if not _SPECIAL.search(segment):
        return segment
    return rejoin(_PRIVATE.sub(lambda found: _private(ord(found.group())), segment.translate(_DROPPED)))


@cache
def _private(code: int) -> str:
    """A character of a symbol font whose font is not stated: as in the first font that has it."""
    return next((shown for font in _FONTS if (shown := symbol(font, f"{code:04x}"))), "")
