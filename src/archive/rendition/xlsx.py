"""Workbooks: one sheet for what is said, one for each table. Text stays text: nothing is taken for a formula."""

from __future__ import annotations

import io
import re
from datetime import datetime
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import xlsxwriter

from archive.rendition.page import (
    BarChart,
    Block,
    Cell,
    Fields,
    Heading,
    Page,
    Paragraph,
    Signatures,
    Squares,
    Table,
    clean,
    shares,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["write_xlsx"]

_LONGEST = 32_767
"""Characters that a cell holds (Excel specifications and limits)."""

_ROWS = 1_048_575
"""Rows of a sheet under its head."""

_TOTAL_WIDTH = 120
_NO_NAME = re.compile(r"[\[\]:*?/\\']")


def write_xlsx(page: Page) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": clean(page.title)[:255], "created": datetime.fromisoformat(page.day)})
    sheets = _Book(book)
    sheets.front(page)
    for block in page.blocks:
        _block(block, sheets)
    book.close()
    return written.getvalue()


class _Book:
    """The workbook while it is written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: set[str] = set()
        self.heading = ""
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.number = book.add_format({"valign": "top"})
        self.head = book.add_format({"bold": True, "bg_color": "#E8E8E8", "border": 1, "text_wrap": True})
        self._row = 0

    def front(self, page: Page) -> None:
        self.first = self.sheet(page.title)
        self.first.set_column(0, 0, 28)
        self.first.set_column(1, 1, 80)
        self.first.write_string(0, 0, clean(page.title)[:_LONGEST], self.title)
        self.first.write_string(1, 0, clean(page.subtitle)[:_LONGEST])
        self._row = 3

    def line(self, cells: Sequence[Cell], *, bold: bool = False) -> None:
        """One more row of the first sheet."""
        for column, cell in enumerate(cells):
            self.write(self.first, self._row, column, cell, bold=bold)
        self._row += 1

    def sheet(self, wanted: str) -> Any:
        """A new sheet with a name that Excel takes: 31 characters, some not allowed, none twice."""
        base = _NO_NAME.sub(" ", clean(wanted)).strip()[:28] or "1"
        name, number = base, 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            name = f"{base[: 30 - len(str(number))]} {number}"
        self._names.add(name.casefold())
        return self._book.add_worksheet(name)

    def chart(self, block: BarChart) -> None:
        sheet = self.sheet(block.title or self.heading)
        sheet.set_column(0, 0, 28)
        for row, (label, value) in enumerate(block.bars):
            self.write(sheet, row, 0, label)
            sheet.write_number(row, 1, value)
        if not block.bars:
            return
        chart = self._book.add_chart({"type": "bar"})
        last = len(block.bars) - 1
        chart.add_series(
            {
                "categories": [sheet.get_name(), 0, 0, last, 0],
                "values": [sheet.get_name(), 0, 1, last, 1],
                "data_labels": {"value": True},
            }
        )
        chart.set_title({"name": clean(block.title)})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        sheet.insert_chart(0, 3, chart)

    def write(self, sheet: Any, row: int, column: int, cell: Cell, *, bold: bool = False) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, clean(cell)[:_LONGEST], self.bold if bold else self.text)
        elif cell is not None:
            sheet.write_number(row, column, cell, self.number)


@singledispatch
def _block(block: Block, _book: _Book) -> None:
    raise TypeError(type(block))


@_block.register
def _heading(block: Heading, book: _Book) -> None:
    book.heading = block.text
    book.line([block.text], bold=True)


@_block.register
def _paragraph(block: Paragraph, book: _Book) -> None:
    book.line([block.text])


@_block.register
def _fields(block: Fields, book: _Book) -> None:
    for label, value in block.rows:
        book.line([label, value])


@_block.register
def _table(block: Table, book: _Book) -> None:
    for begin in range(0, max(len(block.rows), 1), _ROWS):
        _sheet(block, block.rows[begin : begin + _ROWS], book)


@_block.register
def _chart(block: BarChart, book: _Book) -> None:
    book.chart(block)


@_block.register
def _signatures(block: Signatures, book: _Book) -> None:
    for label in block.labels:
        book.line([label, ""])


@_block.register
def _squares(block: Squares, book: _Book) -> None:
    """A workbook is for figures: only what the picture is."""
    book.line([block.caption])


def _sheet(block: Table, rows: Sequence[tuple[Cell, ...]], book: _Book) -> None:
    sheet = book.sheet(block.title or book.heading)
    for column, (name, share) in enumerate(zip(block.columns, shares(block), strict=True)):
        sheet.set_column(column, column, max(8, round(share * _TOTAL_WIDTH)))
        sheet.write_string(0, column, clean(name), book.head)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            book.write(sheet, number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(block.columns) - 1)
