"""Parsers for spreadsheets: xlsx, xlsm, xlsb, xls and ods by calamine; what it refuses cell by cell, or by xlrd."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.spreadsheet.legacy import XlrdParser
    from archive_plugins.spreadsheet.reader import CalamineParser
    from archive_plugins.spreadsheet.sparse import SparseParser

    return (CalamineParser(), SparseParser(), XlrdParser())
