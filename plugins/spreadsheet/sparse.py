"""xlsx read cell by cell from its XML: slower, but a sheet costs only the cells that it has.

Second try for workbooks that calamine cannot lay out (a stray cell in the last row and
column) or refuses (macro sheets of Excel 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.office_package import Package, ZipPackage
from archive_plugins.safe_xml import local
from archive_plugins.spreadsheet.cells import is_date_format, row_text, serial_date, shown
from archive_plugins.spreadsheet.parts import XLSX, Workbook, column_number

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["SparseParser"]

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_MAX_GAP = 16
_REFERENCE = re.compile(r"([A-Z]{1,3})")


class SparseParser:
    """xlsx and xlsm, without laying a sheet out."""

    name = "xlsx-cells"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 50 if media_type in XLSX else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        package = ZipPackage(source)
        main = next((r.target for r in package.relations("") if r.kind == "officeDocument"), "xl/workbook.xml")
        book = package.root(main)
        if book is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        targets = {relation.id: relation for relation in package.relations(main)}
        strings = _strings(package, next((r.target for r in targets.values() if r.kind == "sharedStrings"), ""))
        dates = _date_styles(package, next((r.target for r in targets.values() if r.kind == "styles"), ""))
        blocks: list[Block] = []
        warnings: list[str] = []
        sheets = [(str(e.get("name", "")), _link(e)) for e in book.iter("{*}sheet")]
        for number, (name, link) in enumerate(sheets, 1):
            blocks.append(Block(name, Role.SHEET, number))
            try:
                root = package.root(targets[link].target) if link in targets else None
            except ParseFailed:
                warnings.append(N_("A sheet could not be read:") + f" {name}")
                continue
            if root is not None:
                blocks.extend(Block(row, Role.TABLE, number) for row in _rows(root, strings, dates) if row.strip())
        workbook = Workbook(package)
        blocks.extend(workbook.beside_the_cells())
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        return ParsedDocument(tuple(blocks), workbook.properties(), len(sheets), outcome, tuple(warnings))


def _link(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _strings(package: Package, part: str) -> list[str]:
    root = package.root(part) if part else None
    if root is None:
        return []
    return ["".join(t.text or "" for t in _visible(item)) for item in root if local(item) == "si"]


def _visible(item: etree._Element) -> Iterator[etree._Element]:
    """The texts of a string, without the reading aids (rPh)."""
    for child in item:
        if local(child) == "t":
            yield child
        elif local(child) == "r":
            yield from (t for t in child if local(t) == "t")


def _date_styles(package: Package, part: str) -> frozenset[int]:
    """Indexes of the cell styles that show dates."""
    root = package.root(part) if part else None
    if root is None:
        return frozenset()
    own = {
        int(str(e.get("numFmtId", "0"))): is_date_format(str(e.get("formatCode", ""))) for e in root.iter("{*}numFmt")
    }
    styles = next(iter(root.iter("{*}cellXfs")), None)
    if styles is None:
        return frozenset()
    numbers = [int(str(style.get("numFmtId", "0"))) for style in styles]
    return frozenset(i for i, n in enumerate(numbers) if own.get(n, n in _DATES))


def _rows(root: etree._Element, strings: list[str], dates: frozenset[int]) -> Iterator[str]:
    for row in root.iter("{*}row"):
        cells: list[str] = []
        for cell in row:
            found = _REFERENCE.match(str(cell.get("r", "")))
            gap = column_number(found.group()) - len(cells) - 1 if found else 0
            cells.extend("" for _ in range(max(0, min(gap, _MAX_GAP))))
            cells.append(_cell(cell, strings, dates))
        yield row_text(cells)


def _cell(cell: etree._Element, strings: list[str], dates: frozenset[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter("{*}t"))
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n" or not value:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    style = str(cell.get("s", "0"))
    return serial_date(number) if style.isdigit() and int(style) in dates else shown(number)
