"""Parsers for PDF: pdfium for the text, pypdf for properties and as second try."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import Parser


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from archive_plugins.pdf.pdfium import PdfiumParser
    from archive_plugins.pdf.second import PypdfParser

    return (PdfiumParser(), PypdfParser())
