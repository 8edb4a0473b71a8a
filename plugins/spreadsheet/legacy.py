"""xls of Excel 95 and before, and what calamine refuses of later ones, by xlrd."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, BinaryIO

from archive_plugins.charsets import decode
from archive_plugins.spreadsheet.cells import row_text

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["XlrdParser"]

_XLS = "application/vnd.ms-excel"
_MOST_BYTES = 64 << 20


class XlrdParser:
    """xls of every age, Excel 2 to 2003: sheet by sheet, row by row."""

    name = "xlrd"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 50 if media_type == _XLS else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        book = _open(source)
        blocks: list[Block] = []
        warnings: dict[str, None] = {}
        room = context.max_characters
        for number in range(book.nsheets):
            room = _sheet(book, number, blocks, warnings, room)
            if room < 0:
                warnings[N_("The text is longer than the limit and was cut.")] = None
                break
        if warnings and not any(block.role is not Role.SHEET for block in blocks):
            raise ParseFailed(Outcome.CORRUPT, next(iter(warnings)))
        metadata = {"author": book.user_name.strip()} if book.user_name.strip() else {}
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        return ParsedDocument(tuple(blocks), metadata, book.nsheets, outcome, tuple(warnings))


def _open(source: BinaryIO) -> Any:
    import xlrd

    data = source.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ParseFailed(Outcome.LIMIT, N_("The file is too large for its kind to be read."))
    try:
        return xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), on_demand=True, ignore_workbook_corruption=True
        )
    except MemoryError:
        raise
    except Exception as error:  # xlrd raises what it finds: struct.error, IndexError, AssertionError, its own
        if "encrypted" in str(error).lower():
            raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password.")) from error
        raise ParseFailed(Outcome.CORRUPT, f"xlrd: {error}"[:300]) from error


def _sheet(book: Any, number: int, blocks: list[Block], warnings: dict[str, None], room: int) -> int:
    """Add one sheet; a sheet that cannot be read costs a warning. Returns the characters still allowed."""
    name = _text(book, book.sheet_names()[number])
    try:
        sheet = book.sheet_by_index(number)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - xlrd raises what it finds; the other sheets are still there
        warnings[N_("A sheet could not be read:") + f" {name}"] = None
        return room
    blocks.append(Block(name, Role.SHEET, number + 1))
    for line in range(sheet.nrows):
        text = row_text(_shown(book, cell) for cell in sheet.row(line))
        if text.strip():
            blocks.append(Block(text, Role.TABLE, number + 1, line + 1))
            room -= len(text) + 1
            if room < 0:
                break
    book.unload_sheet(number)
    return room


def _shown(book: Any, cell: Any) -> object:
    """The value of a cell as Python has it; what cannot be one is shown as its number."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return _text(book, cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(book, cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    return cell.value


def _moment(book: Any, serial: float) -> object:
    import xlrd

    try:
        moment = xlrd.xldate.xldate_as_datetime(serial, book.datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return serial
    return moment.time() if 0 <= serial < 1 else _rounded(moment)


def _rounded(moment: dt.datetime) -> dt.datetime:
    """To the second: days are kept as fractions."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _text(book: Any, text: str) -> str:
    """A file before Excel 97 that names no code page was read as Latin-1: its bytes are decoded as any text's."""
    if book.biff_version >= 80 or book.codepage is not None or text.isascii():
        return text
    try:
        return decode(text.encode("latin-1")).text
    except UnicodeEncodeError:
        return text
