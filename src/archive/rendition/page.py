"""A printable page as values: what is said and in what order, not how it looks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BarChart",
    "Block",
    "Cell",
    "Fields",
    "Heading",
    "Page",
    "Paragraph",
    "Signatures",
    "Squares",
    "Table",
    "cell_text",
    "clean",
    "shares",
]

Cell = str | int | float | None
"""Numbers stay numbers in a spreadsheet; everything else is text there, whatever it looks like."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that XML 1.0 (2.2) does not take, or that turn the order of others around."""

_NARROWEST, _WIDEST = 4, 44
"""Borders of what one column may ask for, in columns of a terminal."""

_MEASURED_ROWS = 200

_SHEET = 86
"""Columns of a terminal that stand beside each other on a sheet."""

_MARGIN = 3
"""Columns of a terminal that letters wider than the usual may need beside a word that is not broken."""

_WORD = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    """1 or 2."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    note: bool = False
    """Said in smaller letters."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every sheet of paper."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Each as long as `columns`."""
    title: str = ""
    """Above the table; names its sheet in a workbook."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """One bar a label; values are 0 or more."""

    title: str
    bars: tuple[tuple[str, float], ...]
    unit: str = ""
    """Written behind each value, as `%`."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for signing by hand, each with its label."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Squares:
    """A picture of black and white squares, as a QR code is."""

    rows: tuple[str, ...]
    """Of 0 and 1 (black), all of one length."""
    caption: str


Block = Heading | Paragraph | Fields | Table | BarChart | Signatures | Squares


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    blocks: tuple[Block, ...]
    day: str
    """YYYY-MM-DD of what is said, and the date in the file's properties: the same page gives the same bytes."""
    subtitle: str = ""
    language: str = "zh"
    """`zh` or `en`, for hyphenation and fonts."""
    landscape: bool = False


def clean(text: str) -> str:
    """The text with U+FFFD for every character that a document cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def cell_text(cell: Cell) -> str:
    """What is printed of a cell."""
    if isinstance(cell, str):
        return clean(cell)
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def shares(table: Table) -> tuple[float, ...]:
    """The part of the width that each column should have; they add up to 1.

    By the longest line of the first rows, within borders. Where that is more than a sheet holds, columns give way that
    can: Chinese is broken anywhere, a day or an id nowhere.
    """
    lines = [table.columns, *(tuple(map(cell_text, row)) for row in table.rows[:_MEASURED_ROWS])]
    cells = [[line[column] for line in lines] for column in range(len(table.columns))]
    least = [max(map(_unbroken, column)) + _MARGIN for column in cells]
    wanted = [max(_wanted(column), floor) for column, floor in zip(cells, least, strict=True)]
    spare = sum(wanted) - sum(least)
    given = min(max((_SHEET - sum(least)) / spare, 0.0), 1.0) if spare else 0.0
    widths = [floor + (full - floor) * given for floor, full in zip(least, wanted, strict=True)]
    return tuple(width / sum(widths) for width in widths)


def _wanted(cells: Iterable[str]) -> int:
    widest = max(_width(line[:_WIDEST]) for cell in cells for line in cell.split("\n"))
    return min(max(widest, _NARROWEST), _WIDEST)


def _unbroken(text: str) -> int:
    """Columns of the longest piece that no line is broken in."""
    return min(max((len(word) for word in _WORD.findall(text)), default=2), _WIDEST)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
