"""Parsers for Word, PowerPoint and Outlook files in OLE containers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.legacy_office.outlook import OutlookParser
    from archive_plugins.legacy_office.powerpoint import PowerPointParser
    from archive_plugins.legacy_office.word import WordParser

    return (WordParser(), PowerPointParser(), OutlookParser())
