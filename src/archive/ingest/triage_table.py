"""The triage list as a workbook that a clerk corrects in a spreadsheet program, and reading it back.

Every cell is text, so no program makes 9.1E+17 of a credit code or a formula of `=…`. A hidden column keeps
how much of each record's history its reader had seen.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.disk import atomic
from archive.errors import N_, InputMissing, InputNoFile, TargetExists, UsageInvalid
from archive.ingest.tables import read_table
from archive.text.fold import search_form

__all__ = ["COLUMNS", "EDITABLE", "FilledRow", "Sheets", "read_filled", "write_table"]

COLUMNS: Mapping[str, tuple[str, str, int]] = {
    "record": ("记录", "record", 18),
    "position": ("位置", "position", 0),
    "name": ("文件名", "file name", 28),
    "why": ("待办原因", "why it waits", 24),
    "excerpt": ("摘录", "excerpt", 50),
    "suggestions": ("建议", "suggestions", 44),
    "accept": ("采用建议", "accept", 10),
    "unit": ("单位（代码或名称）", "unit (code or name)", 26),
    "category": ("类别", "category", 14),
    "title": ("题名", "title", 22),
    "doc_no": ("文号", "number", 24),
    "date": ("日期", "date", 12),
    "due": ("期限", "due", 12),
    "people": ("人员", "people", 24),
    "reason": ("理由", "reason", 24),
}
"""Column -> heading in Chinese and in English, and its width in characters; 0 hides it."""
EDITABLE = ("accept", "unit", "category", "title", "doc_no", "date", "due", "reason")
"""Columns that a clerk fills in; the others are protected."""
_BY_HEADING = {search_form(word): column for column, (zh, en, _) in COLUMNS.items() for word in (zh, en)}
_RECORD = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
_YES = frozenset({"是", "yes", "y", "1", "true", "√", "v", "对", "采用"})
_MOST_ROWS = 100_000
_CELL = 32_000
"""Characters of one cell: xlsx allows 32,767."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Words of the workbook in the clerk's language."""

    chinese: bool
    """Which headings the columns have."""
    list_name: str
    categories_name: str
    yes: str
    help: str
    """One sentence above the table."""


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row as it came back."""

    line: int
    """Counted from 1 with the rows above."""
    record: str
    position: int
    name: str
    accept: bool
    fields: Mapping[str, str]
    """Field -> value, stripped; only cells that are not empty."""
    reason: str


def write_table(path: Path, rows: Iterable[Mapping[str, str]], categories: Sequence[str], sheets: Sheets) -> int:
    """Write the workbook, whole or not at all; how many rows it has. Raises TargetExists or StorageFailed."""
    if path.exists():
        raise TargetExists(path=path)
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    workbook = xlsxwriter.Workbook(buffer, options)
    count = _write_list(workbook, rows, len(categories), sheets)
    shelves = workbook.add_worksheet(sheets.categories_name)
    for row, title in enumerate(categories):
        shelves.write_string(row, 0, title)
    shelves.hide()
    workbook.close()
    atomic.write_file(path, buffer.getvalue())
    return count


def _write_list(workbook: Any, rows: Iterable[Mapping[str, str]], shelves: int, sheets: Sheets) -> int:
    sheet = workbook.add_worksheet(sheets.list_name)
    text = {"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True}
    paper = {"locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#CCCCCC"}
    open_cell = workbook.add_format({**text, **paper})
    closed = workbook.add_format({**text, "font_color": "#555555"})
    head = workbook.add_format({"bold": True, "num_format": "@", "bg_color": "#DDE8F0", "text_wrap": True})
    sheet.write_string(0, 0, sheets.help)
    for column, (name, (chinese, english, width)) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width or None, open_cell if name in EDITABLE else None, {"hidden": not width})
        sheet.write_string(1, column, chinese if sheets.chinese else english, head)
    line = 1
    for line, row in enumerate(rows, 2):
        for column, name in enumerate(COLUMNS):
            sheet.write_string(line, column, row.get(name, "")[:_CELL], open_cell if name in EDITABLE else closed)
    _offer(sheet, line, shelves, sheets)
    sheet.freeze_panes(2, 3)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    return line - 1


def _offer(sheet: Any, last: int, shelves: int, sheets: Sheets) -> None:
    """Lists to choose from in the cells of the category and of the acceptance."""
    at = list(COLUMNS)
    if last < 2:
        return
    if shelves:
        source = f"='{sheets.categories_name}'!$A$1:$A${shelves}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(2, at.index("category"), last, at.index("category"), rule)
    yes = {"validate": "list", "source": [sheets.yes], "error_type": "warning"}
    sheet.data_validation(2, at.index("accept"), last, at.index("accept"), yes)


def read_filled(path: Path) -> Iterator[FilledRow]:
    """The rows of a workbook that was written by `write_table` and saved by any program as xlsx, xls, ods or csv.

    Raises InputMissing, InputNoFile, InputUnreadable, or UsageInvalid if it is not such a table.
    """
    if not path.exists():
        raise InputMissing(path=path)
    if not path.is_file():
        raise InputNoFile(path=path)
    columns: dict[str, int] | None = None
    for line, cells in enumerate(read_table(path), 1):
        if columns is None:
            columns = _columns(cells)
            if columns is None and line > 30:
                break
        elif line > _MOST_ROWS:
            return
        else:
            row = _filled(line, cells, columns)
            if row is not None:
                yield row
    if columns is None:
        raise UsageInvalid(reason=N_("The file is no triage list: it lacks the columns for record and position"))


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        name = _BY_HEADING.get(search_form(cell))
        if name is not None:
            columns.setdefault(name, column)
    return columns if {"record", "position"} <= columns.keys() else None


def _filled(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> FilledRow | None:
    values = {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}
    record = values.get("record", "").lower()
    if not _RECORD.fullmatch(record):
        return None
    position = values.get("position", "").removesuffix(".0")
    fields = ("unit", "category", "title", "doc_no", "date", "due")
    return FilledRow(
        line=line,
        record=record,
        position=int(position) if position.isdecimal() and len(position) < 16 else -1,
        name=values.get("name", ""),
        accept=search_form(values.get("accept", "")) in _YES,
        fields={name: values[name] for name in fields if values.get(name)},
        reason=values.get("reason", ""),
    )
