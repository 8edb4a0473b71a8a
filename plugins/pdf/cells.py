"""The text of a page with its ruled tables as rows: the same letters in the same order, parted otherwise."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from archive_plugins.pdf.ruling import Cell, Rule, tables

from archive.model.parsed import Block, Role

__all__ = ["blocks_of"]

_OBJECTS = 4_000
"""Objects of a page that are looked at; a page of more is taken as if it had no lines."""
_PATHS = 2_000
_THIN = 3.0
"""Points up to which a path is a line, and no frame."""
_SHORT = 6.0
"""Points beneath which a line parts nothing: dashes and the corners of thick lines are drawn so."""
_WORK = 2_000_000
"""Letters of a page times cells of its tables: pdfium goes through all letters for every cell."""
_PADDING = 11.0
"""Points that cells leave free, left and right together."""
_WORDS = re.compile(r"\S+")
_PLAIN = re.compile(r"[0-9A-Za-z]")
_UNBROKEN = re.compile(r"[!-~]*")
_NUMBERED = re.compile(r"[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、．]")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is shown: its letters without white space, and its lines."""

    letters: str
    lines: tuple[str, ...]


def blocks_of(page: Any, text_page: Any, text: str, number: int) -> list[Block]:
    """The text of a page in blocks: one a row of a ruled table (its cells parted by tabs), one a line elsewhere.

    `text` is the text of the whole page. White space alone is changed: where the cells of a table do not hold its
    letters in the order of the text, the text stays as it is. A row that has text in one cell only keeps its lines.
    Raises PdfiumError.
    """
    rules = _rules(page) if text.strip() else []
    found = list(tables(rules)) if rules else []
    while sum(map(len, found)) * len(text) > _WORK:
        found.pop()
    letters = "".join(text.split())
    places: list[tuple[int, _Row]] = []
    for cells in found:
        places.extend(_placed(_rows(text_page, cells, len(text)), letters))
    if not places:
        return list(_lines(text, number))
    return list(_blocks(text, sorted(places, key=lambda place: place[0]), number))


def _placed(rows: Sequence[_Row], letters: str) -> Iterator[tuple[int, _Row]]:
    """Where each row begins among the letters of the page; all together, else those that are there just once."""
    whole = "".join(row.letters for row in rows)
    start = letters.find(whole)
    for row in rows:
        if start >= 0:
            yield start, row
            start += len(row.letters)
        elif letters.count(row.letters) == 1:
            yield letters.index(row.letters), row


def _blocks(text: str, places: Iterable[tuple[int, _Row]], number: int) -> Iterator[Block]:
    """Lines as they are, but for those letters that are of a row."""
    spans = [match.span() for match in _WORDS.finditer(text)]
    ends: list[int] = []
    for start, end in spans:
        ends.extend(range(start, end))
    done = 0
    for start, row in places:
        if start < done:
            continue
        yield from _lines(text[ends[done] : ends[start - 1] + 1] if start > done else "", number)
        yield from (Block(line, Role.TABLE, number) for line in row.lines)
        done = start + len(row.letters)
    if done < len(ends):
        yield from _lines(text[ends[done] :] if done else text, number)


def _lines(text: str, number: int) -> Iterator[Block]:
    return (Block(line, page=number) for line in text.splitlines() if line.strip())


def _rows(text_page: Any, cells: Sequence[Cell], room: int) -> list[_Row]:
    from pypdfium2 import raw

    buffer = (ctypes.c_ushort * (2 * room + 16))()
    rows = []
    for _, group in groupby(cells, key=lambda cell: cell.row):
        filled: list[tuple[Cell, list[str]]] = []
        for cell in group:
            count = raw.FPDFText_GetBoundedText(
                text_page, cell.left, cell.top, cell.right, cell.bottom, buffer, len(buffer)
            )
            text = bytes(memoryview(buffer)[:count]).decode("utf-16-le", "ignore") if count > 0 else ""
            filled.append((cell, [line.strip() for line in text.rstrip("\0").splitlines() if line.strip()]))
        row = _row(filled)
        if row.letters:
            rows.append(row)
    return rows


def _row(cells: Sequence[tuple[Cell, list[str]]]) -> _Row:
    letters = "".join("".join("".join(lines).split()) for _, lines in cells)
    with_text = [lines for _, lines in cells if lines]
    if len(with_text) == 1:
        return _Row(letters, tuple(with_text[0]))
    texts = (_joined(lines, cell).replace("\t", " ") for cell, lines in cells)
    return _Row(letters, ("\t".join(texts).rstrip("\t"),))


def _joined(lines: Sequence[str], cell: Cell) -> str:
    """The lines of a cell as one: closed up where the cell's edge broke them, with a space where a paragraph ended."""
    if len(lines) < 2:
        return "".join(lines)
    size = min(14.0, max(8.0, (cell.top - cell.bottom) / len(lines) * 0.7))
    text = lines[0]
    for before, line in pairwise(lines):
        unbroken = _UNBROKEN.match(line)
        next_word = max(2.0, len(unbroken.group()) / 2 if unbroken else 0.0)
        left = cell.right - cell.left - _PADDING - _width(before) * size
        apart = left > (next_word + 1) * size or _NUMBERED.match(line)
        plain = _PLAIN.match(text[-1]) and _PLAIN.match(line)
        text += (" " if apart or plain else "") + line
    return text


def _width(line: str) -> float:
    """In widths of a Chinese character."""
    return sum(0.5 if character < "\u0370" else 1.0 for character in line)


def _rules(page: Any) -> list[Rule]:
    """The straight lines of a page, drawn as such, as thin areas or as the sides of frames."""
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    if count > _OBJECTS:
        return []
    rules: list[Rule] = []
    paths = 0
    edges = [ctypes.c_float() for _ in range(4)]
    places = [ctypes.byref(edge) for edge in edges]
    for index in range(count):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        paths += 1
        if paths > _PATHS:
            return []
        if raw.FPDFPageObj_GetBounds(item, *places):
            left, bottom, right, top = (edge.value for edge in edges)
            rules.extend(_of_path(item, left, bottom, right, top))
    return rules


def _of_path(item: Any, left: float, bottom: float, right: float, top: float) -> Iterator[Rule]:
    width, height = right - left, top - bottom
    if height <= _THIN:
        if width >= _SHORT:
            yield Rule(False, (bottom + top) / 2, left, right)
    elif width <= _THIN:
        if height >= _SHORT:
            yield Rule(True, (left + right) / 2, bottom, top)
    elif _is_frame(item):
        yield Rule(False, bottom, left, right)
        yield Rule(False, top, left, right)
        yield Rule(True, left, bottom, top)
        yield Rule(True, right, bottom, top)


def _is_frame(item: Any) -> bool:
    """Whether a path is one rectangle along the axes whose sides are drawn."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)) or not stroke.value:
        return False
    count = raw.FPDFPath_CountSegments(item)
    if count not in (4, 5):
        return False
    points = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return False
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((x.value, y.value))
    return len({round(x, 1) for x, _ in points}) == 2 and len({round(y, 1) for _, y in points}) == 2
