"""Workbooks by calamine, with what it leaves out (comments, boxes, headers) from the parts themselves."""

from __future__ import annotations

from typing import Any, BinaryIO

from archive_plugins.embedded import embedded_documents
from archive_plugins.spreadsheet.cells import row_text
from archive_plugins.spreadsheet.parts import XLSX, Workbook

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

__all__ = ["CalamineParser"]

_TYPES = XLSX | {
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet-template",
}
_MAX_CELLS = 8_000_000
"""Cells of the rectangle that a sheet spans: calamine lays it out in full, 24 bytes a cell and more."""


class CalamineParser:
    """xlsx, xlsm, xlsb, xls and ods: sheet by sheet, row by row."""

    name = "calamine"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in _TYPES else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        parts = Workbook.open(source) if context.media_type in XLSX else None
        if parts is not None and parts.widest() > _MAX_CELLS:
            raise ParseFailed(Outcome.UNSUPPORTED, N_("A sheet spans too many cells to be laid out."))
        source.seek(0)
        workbook = _open(source)
        blocks: list[Block] = []
        warnings: list[str] = []
        names = list(workbook.sheet_names)
        room = context.max_characters
        for number, name in enumerate(names, 1):
            room = _sheet(workbook, name, number, blocks, warnings, room)
            if room < 0:
                warnings.append(N_("The text is longer than the limit and was cut."))
                break
        if parts is not None:
            blocks.extend(parts.beside_the_cells())
        if warnings and not any(block.role is not Role.SHEET for block in blocks):
            raise ParseFailed(Outcome.CORRUPT, warnings[0])
        metadata = {} if parts is None else parts.properties()
        children = embedded_documents(source, warnings) if parts is not None else ()
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        return ParsedDocument(tuple(blocks), metadata, len(names), outcome, tuple(warnings), children)


def _open(source: BinaryIO) -> Any:
    import python_calamine

    try:
        return python_calamine.load_workbook(source)
    except python_calamine.PasswordError as error:
        raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password.")) from error
    except python_calamine.CalamineError as error:
        if "Cannot detect" in str(error):
            reason = N_("The workbook is of a kind before Excel 97, or broken.")
            raise ParseFailed(Outcome.UNSUPPORTED, reason) from error
        raise ParseFailed(Outcome.CORRUPT, f"calamine: {error}"[:300]) from error


def _sheet(
    workbook: Any, name: str, number: int, blocks: list[Block], warnings: list[str], room: int
) -> int:
    """Add one sheet; a sheet that cannot be read costs a warning. Returns the characters still allowed."""
    import python_calamine

    try:
        sheet = workbook.get_sheet_by_name(name)
    except python_calamine.CalamineError as error:
        if "Expecting sheet type" not in str(error):  # a chart or dialog sheet has no cells
            warnings.append(N_("A sheet could not be read:") + f" {name}")
        return room
    blocks.append(Block(name, Role.SHEET, number))
    for line, row in enumerate(sheet.iter_rows(), 1):
        text = row_text(row)
        if text.strip():
            blocks.append(Block(text, Role.TABLE, number, line))
            room -= len(text) + 1
            if room < 0:
                break
    return room
